import test, { type ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/zfs/index.js';
import type { ZfsFacts } from '../../src/collectors/zfs/schema.js';
import { type Shim, createShimHost } from '../helpers/shim-host.js';

const LIST = { args: 'list -Hp -o name,size,alloc,free,frag,cap,health,guid', file: 'zfs/list-2.2.txt' };
const USAGE = { answers: [{ args: 'list -Hp *', file: 'zfs/zfs-list-2.2.txt' }] };
const USAGE_MESSAGE = { args: 'status -*', stderr: "invalid option 'j'\nusage:\n\tstatus [-vx]\n", exitCode: 2 };

async function onHost(t: ExecutionContext, shims: Readonly<Record<string, Shim>>, version = '') {
  const shim = await createShimHost(shims, { versions: { zpool: version } });
  t.teardown(shim.close);
  const run = async (previous?: unknown) => {
    const { collected, failures } = await collectHost(shim.transport, {
      collectors: [collector],
      host: shim.host,
      previous: () => (previous === undefined ? undefined : { facts: previous, elapsedSeconds: 300 }),
    });
    const pools = collected[0]?.observations.pools;
    return { facts: collected[0]?.facts as ZfsFacts | undefined, pools, failures };
  };
  return { shim, run };
}

test('OpenZFS 2.3 is asked for JSON once, with exactly the conventional arguments', async (t) => {
  const zpool = {
    answers: [LIST, { args: 'status -j --json-int --json-flat-vdevs', file: 'zfs/status-2.3-flat.json' }],
  };
  const { shim, run } = await onHost(t, { zpool, zfs: USAGE }, 'zfs-2.3.1-1');
  const { pools, failures } = await run();
  t.deepEqual(failures, []);
  t.true(pools?.complete);
  t.is(pools?.items.find(({ name }) => name === 'tank')?.members.length, 10);
  const calls = await shim.calls();
  t.deepEqual(calls.map(({ tool, args }) => `${tool} ${args.join(' ')}`).toSorted(), [
    'zfs list -Hp -o name,used,avail,refer,mountpoint -d 0',
    'zpool list -Hp -o name,size,alloc,free,frag,cap,health,guid',
    'zpool status -j --json-int --json-flat-vdevs',
  ]);
});

test('a version that is not known: JSON is refused, text is asked for, and remembered', async (t) => {
  const zpool = { answers: [LIST, { args: 'status -p', file: 'zfs/status-2.2-p.txt' }, USAGE_MESSAGE] };
  const { shim, run } = await onHost(t, { zpool, zfs: USAGE });
  const first = await run();
  t.deepEqual(first.failures, []);
  t.is(first.facts?.dialect, 'exact');
  t.is(first.pools?.items.find(({ name }) => name === 'rpool')?.health, 'degraded');
  const before = (await shim.calls()).length;
  const second = await run(JSON.parse(JSON.stringify(first.facts)));
  t.is(second.facts?.dialect, 'exact');
  t.is((await shim.calls()).length - before, 3);
});

test('a tool so old that it does not know -p is asked without', async (t) => {
  const zpool = {
    answers: [
      { args: 'list *', stdout: 'data\t-\t-\t-\t-\t-\tONLINE\t12\n' },
      { args: 'status', file: 'zfs/status-0.6-permanent.txt' },
      USAGE_MESSAGE,
    ],
  };
  const { facts, pools, failures } = await (await onHost(t, { zpool })).run();
  t.deepEqual(failures, []);
  t.is(facts?.dialect, 'rounded');
  t.is(pools?.items[0]?.identity, 'zfs:12');
  t.is(pools?.items[0]?.members[0]?.checksumErrors, '1228');
});

test('a status that fails costs the status: the listing stands, and the failure says why', async (t) => {
  const zpool = { answers: [LIST, { args: 'status*', stderr: 'internal error: out of memory\n', exitCode: 1 }] };
  const { pools, failures } = await (await onHost(t, { zpool }, 'zfs-2.3.1')).run();
  t.is(pools?.items.length, 3);
  t.is(failures.length, 1);
  t.regex(failures[0]?.message ?? '', /out of memory/);
  t.is(pools?.items.find(({ name }) => name === 'tank')?.health, 'healthy');
});

test('ZFS that is installed and not loaded is no failure; a refusal is one, and makes nothing vanish', async (t) => {
  const notLoaded = [
    'The ZFS modules are not loaded.\nTry running /sbin/modprobe zfs as root to load them.\n',
    "The ZFS modules cannot be auto-loaded.\nTry running 'modprobe zfs' as root to manually load them.\n",
    "/dev/zfs and /proc/self/mounts are required.\nTry running 'udevadm trigger' and 'mount -t proc proc /proc' as root.\n",
  ];
  for (const stderr of notLoaded) {
    const idle = await onHost(t, { zpool: { answers: [{ stderr, exitCode: 1 }] } });
    const nothing = await idle.run();
    t.deepEqual(nothing.failures, []);
    t.deepEqual(nothing.pools?.items, []);
  }
  const refusal = 'Unable to open /dev/zfs: Permission denied.\n';
  const refused = await (await onHost(t, { zpool: { answers: [{ stderr: refusal, exitCode: 1 }] } })).run();
  t.is(refused.pools, undefined);
  t.regex(refused.failures[0]?.message ?? '', /Permission denied/);
});

test('a host without zpool is asked nothing', async (t) => {
  const shim = await createShimHost({});
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [collector], host: shim.host });
  t.deepEqual(failures, []);
  t.is(collected[0]?.observations.pools, undefined);
});
