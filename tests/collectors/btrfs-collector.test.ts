import test from 'ava';
import { collector } from '../../src/collectors/btrfs/index.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import { createShimHost, type Shim, type ShimHostOptions } from '../helpers/shim-host.js';

const UUID = '1384ce28-2723-4e34-bb3e-8ef27fe28ffd';
const IDENTITY = `btrfs:${UUID}`;

const stats = (corruption: number): string =>
  ['/dev/loop2', '/dev/loop3']
    .flatMap((path) =>
      ['write_io', 'read_io', 'flush_io', 'corruption', 'generation'].map(
        (kind) => `[${path}].${kind}_errs ${kind === 'corruption' && path.endsWith('3') ? corruption : 0}`,
      ),
    )
    .join('\n');

const WHOLE = [
  { args: 'filesystem show *', file: 'btrfs/show-raw-6.2-raid1.txt' },
  { args: 'scrub status *', file: 'btrfs/scrub-6.2-never.txt' },
];

async function collect(btrfs: Shim, options: ShimHostOptions & { facts?: unknown; mounts?: string } = {}) {
  const { facts, mounts = '', ...rest } = options;
  const cat: Shim = mounts === '' ? 'exec /bin/cat "$@"' : `printf '%s' '${mounts}'`;
  const shim = await createShimHost({ btrfs, cat }, rest);
  try {
    const previous = () => (facts === undefined ? undefined : { facts, elapsedSeconds: 300 });
    const { collected, failures } = await collectHost(shim.transport, {
      collectors: [collector],
      host: shim.host,
      previous,
    });
    const [one] = collected;
    const pools = one?.observations.pools;
    for (const pool of pools?.items ?? []) PoolObservation.parse(pool);
    const calls = (await shim.calls()).filter(({ tool }) => tool === 'btrfs').map(({ args }) => args.join(' '));
    const stored: unknown = JSON.parse(JSON.stringify(one?.facts ?? null));
    return { one, pools, pool: pools?.items[0], failures, calls, stored };
  } finally {
    await shim.close();
  }
}

test('a host whose mounts do not name the filesystem is asked by device path', async (t) => {
  const { pool, pools, failures, calls } = await collect({
    answers: [...WHOLE, { args: 'device stats *', stdout: stats(0) }, { args: 'filesystem usage *', exitCode: 1 }],
  });
  t.deepEqual(failures, []);
  t.like(pool, {
    identity: IDENTITY,
    name: 'it\'s a "pool"',
    state: 'mounted',
    health: 'healthy',
    findings: [],
    sizeBytes: '536870912',
    usedBytes: '147456',
  });
  t.deepEqual([pools?.complete, pools?.types], [true, ['btrfs']]);
  t.deepEqual(calls, [
    'filesystem show -m --raw',
    'device stats /dev/loop2',
    'filesystem usage -b /dev/loop2',
    'scrub status -R /dev/loop2',
  ]);
});

test('with a mount point everything is asked by it, once for all mounts of a filesystem', async (t) => {
  const mounts = '/dev/loop2 /srv/data/sub btrfs rw 0 0\n/dev/loop2 /srv/data btrfs rw 0 0\n';
  const { calls, pool } = await collect(
    {
      answers: [
        ...WHOLE,
        { args: 'device stats *', stdout: stats(0) },
        { args: 'balance status *', file: 'btrfs/balance-running.txt', exitCode: 1 },
        { args: 'filesystem usage *', file: 'btrfs/usage-6.2-raid1-missing.txt' },
      ],
    },
    { mounts },
  );
  t.deepEqual(calls.slice(1), [
    'device stats /srv/data',
    'filesystem usage -b /srv/data',
    'scrub status -R /srv/data',
    'balance status /srv/data',
  ]);
  t.like(pool?.progress, { kind: 'balance', percent: 25 });
  t.is(pool?.details['mountpoint'], '/srv/data');
});

test('a missing device: degraded by RAID1, the finding critical, each source by itself', async (t) => {
  const { pool, failures } = await collect({
    answers: [
      { args: 'filesystem show *', file: 'btrfs/show-raw-6.2-missing.txt' },
      { args: 'device stats *', file: 'btrfs/stats-6.2-missing.txt' },
      { args: 'filesystem usage *', file: 'btrfs/usage-6.2-raid1-missing.txt' },
      { args: 'scrub status *', file: 'btrfs/scrub-6.2-finished.txt' },
    ],
  });
  t.deepEqual(failures, []);
  t.like(pool, { state: 'some devices missing', health: 'degraded', reasons: ['1 of 2 devices missing'] });
  t.deepEqual(
    pool?.members.map(({ path, state, checksumErrors }) => [path, state, checksumErrors]),
    [
      ['/dev/loop2', 'present', '0'],
      ['devid:2', 'missing', '0'],
    ],
  );
  t.like(pool?.lastScrub, { finishedAt: '2025-11-01T08:25:45.000Z', errors: '5' });
  const codes = pool?.findings.map(({ code, severity }) => `${severity} ${code}`) ?? [];
  t.true(codes.includes('critical btrfs_devices_missing'));
  t.true(codes.includes('critical btrfs_scrub_uncorrectable'));
});

test('errors: a warning at first sight, critical when they grow, nothing critical for standing still', async (t) => {
  const answers = (corruption: number): Shim => ({
    answers: [
      ...WHOLE,
      { args: 'device stats *', stdout: stats(corruption) },
      { args: 'filesystem usage *', exitCode: 1 },
    ],
  });
  const told = (pool: PoolObservation | undefined) => pool?.findings.map(({ code, severity }) => `${severity} ${code}`);
  const first = await collect(answers(7));
  t.deepEqual(told(first.pool), ['warning btrfs_errors_counted']);
  const same = await collect(answers(7), { facts: first.stored });
  t.deepEqual(told(same.pool), ['warning btrfs_errors_counted']);
  const grown = await collect(answers(8), { facts: same.stored });
  t.deepEqual(told(grown.pool), ['critical btrfs_errors_growing']);
  t.is(grown.pool?.health, 'healthy');
  const reset = await collect(answers(0), { facts: grown.stored });
  t.deepEqual(told(reset.pool), []);
});

test('a filesystem that is no longer mounted is told as such, unknown, and not as gone', async (t) => {
  const before = await collect({ answers: [...WHOLE, { args: 'device stats *', stdout: stats(0) }] });
  const { pool, one, calls } = await collect('exit 1', { facts: before.stored });
  t.deepEqual(calls, ['filesystem show -m --raw']);
  t.like(pool, { identity: IDENTITY, state: 'not mounted', health: 'unknown' });
  t.deepEqual(one?.samples, []);
  const old = JSON.parse(
    JSON.stringify(before.stored).replaceAll(/"lastListedAt":"\d{4}/g, '"lastListedAt":"2001'),
  ) as unknown;
  const later = await collect('exit 1', { facts: old });
  t.deepEqual(later.pools?.items, []);
  t.true(later.pools?.complete);
});

test('a version that knows neither -m nor --raw is asked in its own way', async (t) => {
  const { pools, failures, calls } = await collect({
    answers: [
      { args: 'filesystem show', file: 'btrfs/show-4.4-some-missing.txt' },
      { args: 'filesystem show *', exitCode: 129, stderr: 'usage: btrfs filesystem show\n' },
    ],
  });
  t.deepEqual(failures, []);
  t.deepEqual(calls, ['filesystem show -m --raw', 'filesystem show --raw', 'filesystem show']);
  t.deepEqual(
    pools?.items.map(({ name, health, sizeBytes }) => [name, health, sizeBytes]),
    [
      ['/dev/sda2', 'healthy', '21474836480'],
      // One of its devices is not there to tell its size.
      ['tank', 'degraded', null],
    ],
  );
});

test('an ordinary user sees every device as missing, and the filesystem is unknown rather than failed', async (t) => {
  const text = `Label: none  uuid: ${UUID}\n\tTotal devices 1 FS bytes used 1\n\tdevid    1 size 0 used 0 path /dev/sda MISSING\n`;
  const shim: Shim = {
    answers: [
      { args: 'filesystem show *', stdout: text },
      { args: 'device stats *', stdout: '[/dev/sda].read_io_errs 0\n' },
      { args: '*', stdout: '' },
    ],
  };
  t.is((await collect(shim, { sudo: 'none' })).pool?.health, 'unknown');
  t.is((await collect(shim)).pool?.health, 'failed');
});

test('one question that fails costs its part only', async (t) => {
  const { pool, failures } = await collect({
    answers: [...WHOLE, { args: 'filesystem usage *', file: 'btrfs/usage-6.2-raid1-missing.txt' }],
  });
  t.is(failures.length, 1);
  t.regex(failures[0]?.message ?? '', /btrfs device stats/);
  t.like(pool, { health: 'healthy', sizeBytes: '536870912' });
  t.is(pool?.members[0]?.readErrors, null);
});

test('a host without btrfs is asked nothing and has no pools', async (t) => {
  const shim = await createShimHost({});
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [collector], host: shim.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]?.observations, {});
  t.deepEqual(collected[0]?.missing, ['btrfs.show_mounted']);
});
