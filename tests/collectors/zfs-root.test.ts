import test, { type ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/zfs/index.js';
import type { ZfsFacts } from '../../src/collectors/zfs/schema.js';
import { createShimHost } from '../helpers/shim-host.js';

const REFUSAL = 'Permission denied the ZFS utilities must be run as root.';
const rootOnly = (cases: string): string =>
  `[ -n "$AS_ROOT" ] || { echo '${REFUSAL}' >&2; exit 1; }\ncase "$*" in\n${cases}\nesac`;
const ZPOOL = rootOnly(`list*) printf 'tank\\t1000\\t400\\t600\\t-\\t40\\tDEGRADED\\t77\\n' ;;
status) cat <<'TEXT'
  pool: tank
 state: DEGRADED
  scan: scrub repaired 0 in 5h12m with 0 errors on Sun Nov 12 05:36:14 2023
config:

	NAME        STATE     READ WRITE CKSUM
	tank        DEGRADED     0     0     0
	  mirror-0  DEGRADED     0     0     0
	    sdb     ONLINE       0     0     0
	    sdc     UNAVAIL      3    17  1.2K

errors: No known data errors
TEXT
;;
*) echo "invalid option 'p'" >&2; exit 2 ;;`);
const ZFS = rootOnly(`*) printf 'tank\\t300\\t500\\t1\\t/tank\\n' ;;`);
const SUDO =
  'while :; do case $1 in -n|-k|-S) shift ;; -p) shift 2 ;; --) shift; break ;; *) break ;; esac; done; AS_ROOT=1 exec "$@"';

async function onHost(t: ExecutionContext, sudo: 'none' | 'passwordless') {
  const shim = await createShimHost({ zpool: ZPOOL, zfs: ZFS, sudo: SUDO }, { sudo });
  t.teardown(shim.close);
  const run = async (facts?: unknown) =>
    collectHost(shim.transport, {
      collectors: [collector],
      host: shim.host,
      previous: () => (facts === undefined ? undefined : { facts, elapsedSeconds: 300 }),
    });
  return { shim, run };
}

test('where ZFS answers root only (0.6), it is asked through sudo, and the second time in the known dialect', async (t) => {
  const { shim, run } = await onHost(t, 'passwordless');
  const first = await run();
  t.deepEqual(first.failures, []);
  const pool = first.collected[0]?.observations.pools?.items[0];
  t.like(pool, { name: 'tank', identity: 'zfs:77', health: 'degraded', state: 'DEGRADED' });
  t.is(pool?.members.length, 2);
  t.like(first.collected[0]?.facts as ZfsFacts, { dialect: 'rounded', pools: [{ usedBytes: '300' }] });
  const before = (await shim.calls()).filter(({ tool }) => tool === 'sudo').length;
  const second = await run(JSON.parse(JSON.stringify(first.collected[0]?.facts)));
  t.deepEqual(second.failures, []);
  t.is(second.collected[0]?.observations.pools?.items[0]?.health, 'degraded');
  t.is((await shim.calls()).filter(({ tool }) => tool === 'sudo').length - before, 3);
});

test('without sudo, the refusal is told as what it is, and no pool is called gone', async (t) => {
  const { collected, failures } = await (await onHost(t, 'none')).run();
  t.is(collected[0]?.observations.pools, undefined);
  t.true(failures.some(({ message }) => message.includes('root')));
  t.false(failures.some(({ message }) => message.includes('invalid option')));
});
