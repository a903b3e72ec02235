import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/lvm/index.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import { createShimHost, type Shim, type ShimHostOptions } from '../helpers/shim-host.js';

const THIN: Readonly<Record<string, Shim>> = {
  lvs: { answers: [{ args: '-a --reportformat json *', file: 'lvm/lvs-2.03.11-thin.json' }] },
  vgs: { answers: [{ args: '--reportformat json *', file: 'lvm/vgs-2.03.11-thin.json' }] },
  pvs: { answers: [{ args: '--reportformat json *', file: 'lvm/pvs-2.03.11-thin.json' }] },
  lvm: { answers: [{ args: 'dumpconfig *', file: 'lvm/autoextend-off.txt' }] },
};

async function collect(shims: Readonly<Record<string, Shim>>, options: ShimHostOptions = {}) {
  const shim = await createShimHost(shims, options);
  try {
    const { collected, failures } = await collectHost(shim.transport, { collectors: [collector], host: shim.host });
    const [one] = collected;
    const pools = one?.observations.pools;
    for (const pool of pools?.items ?? []) PoolObservation.parse(pool);
    return { one, pools, items: pools?.items ?? [], failures, calls: await shim.calls() };
  } finally {
    await shim.close();
  }
}

test('a host with a thin pool: the group and the pool, as pools of their own', async (t) => {
  const { pools, items, failures, calls, one } = await collect(THIN);
  t.deepEqual(failures, []);
  t.deepEqual(
    items.map(({ identity, name, state, health }) => [identity, name, state, health]),
    [
      ['vg:Vg0000-aaaa-bbbb-cccc-dddd-eeee-ffffff', 'pve', 'active', 'healthy'],
      ['thin:Zt7Vb2-1111-2222-3333-4444-5555-dddddd', 'pve/data', 'active', 'healthy'],
    ],
  );
  t.deepEqual([pools?.complete, pools?.types], [true, ['lvm']]);
  const [group, pool] = items;
  t.like(group, { sizeBytes: '499570966528', freeBytes: '0', usedBytes: '499570966528' });
  // The device that belongs to no group is no member.
  t.deepEqual(
    group?.members.map(({ path, state, identity }) => [path, state, identity]),
    [['/dev/nvme0n1p3', 'allocatable', 'Pv0000-aaaa-bbbb-cccc-dddd-eeee-ffffff']],
  );
  // Full, but the thin pool owns it.
  t.deepEqual(group?.findings, []);
  t.is(pool?.usedBytes, String((374538764288n * 6325n) / 10000n));
  t.deepEqual(
    pool?.members.map(({ path, role }) => [path, role]),
    [
      ['pve/data_tdata', 'data'],
      ['pve/data_tmeta', 'metadata'],
    ],
  );
  t.deepEqual(
    pool?.findings.map(({ code, severity }) => [code, severity]),
    [['lvm_thin_autoextend_off', 'info']],
  );
  t.is(calls.length, 4);
  const samples = new Map(
    one?.samples.map((sample) => [`${sample.metric} ${Object.values(sample.labels).join()}`, sample]),
  );
  t.is(samples.get('lvm_thin_data_percent pve/data')?.value, 63.25);
  t.is(samples.get('lvm_vg_missing_pvs pve')?.value, 0);
});

test('the recorded group with a device missing has failed: a linear volume lost a part, a mirrored one a copy', async (t) => {
  const file = (name: string): Shim => ({
    answers: [{ args: '*--reportformat json *', file: `lvm/${name}-2.03.16-missing-pv.json` }],
  });
  const { items } = await collect({ lvs: file('lvs'), vgs: file('vgs'), pvs: file('pvs') });
  const [group, pool] = items;
  t.like(group, { name: 'mwd4test', state: 'partial', health: 'failed' });
  t.deepEqual(group?.reasons, [
    '1 of 2 physical volumes missing',
    'logical volumes without some of their data: lin, snap_cow, snapo',
    'logical volumes with fewer copies than they should have: r1',
  ]);
  t.deepEqual(
    group?.members.map(({ state }) => state),
    ['allocatable', 'missing'],
  );
  t.deepEqual(
    group?.findings.map(({ code }) => code),
    ['lvm_pv_missing', 'lvm_lv_partial'],
  );
  // Its devices are there; it is not active, so that nothing is known of it, which is no failure.
  t.like(pool, { name: 'mwd4test/pool', state: 'inactive', health: 'unknown' });
});

test('a version that is known to have no JSON is asked for tables, in one round', async (t) => {
  const table = (name: string): Shim => ({
    answers: [{ args: '*--separator | *', file: `lvm/${name}-2.02.98-table.txt` }],
  });
  const { items, failures, calls } = await collect(
    { lvs: table('lvs'), vgs: table('vgs'), pvs: table('pvs') },
    { versions: { lvm: 'LVM version:     2.02.98(2) (2012-10-15)' } },
  );
  t.deepEqual(failures, []);
  t.like(items[0], { name: 'vg0', health: 'healthy', sizeBytes: '107374182400' });
  t.is(calls.length, 3);
});

test('a version that is not known and refuses JSON is asked for tables in the second round', async (t) => {
  const table = (name: string): Shim => ({
    answers: [
      { args: '*--separator | *', file: `lvm/${name}-2.02.98-table.txt` },
      {
        stderr: `${name}: unrecognized option '--reportformat'\n  Error during parsing of command line.\n`,
        exitCode: 3,
      },
    ],
  });
  const { items, failures, calls } = await collect({ lvs: table('lvs'), vgs: table('vgs'), pvs: table('pvs') });
  t.deepEqual(failures, []);
  t.like(items[0], { name: 'vg0', health: 'healthy' });
  t.is(calls.length, 6);
});

test('vgs that fails costs the sizes, not the verdict, and absence says nothing then', async (t) => {
  const { items, pools, failures } = await collect({ ...THIN, vgs: 'echo "  locked" >&2; exit 5' });
  t.like(items[0], { name: 'pve', health: 'healthy', sizeBytes: null });
  t.like(items[1], { name: 'pve/data', health: 'healthy' });
  t.false(pools?.complete);
  t.is(failures.length, 1);
  t.regex(failures[0]?.message ?? '', /locked/);
});

test('lvs alone, as some hosts have it: the thin pool is judged, the group is not', async (t) => {
  const { lvs } = THIN;
  const { items, failures } = await collect({ lvs: lvs ?? '', vgs: 'exit 5', pvs: 'exit 5' });
  t.like(items[0], { name: 'pve', health: 'unknown' });
  t.like(items[1], { name: 'pve/data', health: 'healthy' });
  t.is(failures.length, 2);
});

test('an ordinary user who may not look is an error, and no empty list of pools', async (t) => {
  const refused = 'echo "  /run/lock/lvm/P_global:aux: open failed: Permission denied" >&2; exit 5';
  const { one, failures } = await collect({ lvs: refused, vgs: refused, pvs: refused }, { sudo: 'none' });
  t.is(one?.facts, undefined);
  t.deepEqual(one?.observations, {});
  t.is(failures.length, 3);
});

test('a host without LVM has nothing: no pools, no failures', async (t) => {
  const { one, failures } = await collect({});
  t.deepEqual(failures, []);
  t.deepEqual(one?.observations, {});
  t.deepEqual(one?.missing, ['lvm.lvs', 'lvm.vgs', 'lvm.pvs']);
});

test('a host with LVM and no groups has no pools, and that is complete', async (t) => {
  const empty = (list: string) => `echo '{"report":[{"${list}":[]}]}'`;
  const { pools, failures } = await collect({ lvs: empty('lv'), vgs: empty('vg'), pvs: empty('pv') });
  t.deepEqual(failures, []);
  t.deepEqual(pools, { items: [], complete: true, types: ['lvm'] });
});

test('a login that may not ask LVM is told so, with the remedy, and not that its answer is broken', async (t) => {
  const stderr =
    '  WARNING: Running as a non-root user. Functionality may be unavailable.\n' +
    '  /run/lock/lvm/P_global:aux: open failed: Permission denied\n';
  const denied: Shim = { answers: [{ stderr, exitCode: 5 }] };
  const { failures, pools } = await collect({ lvs: denied, vgs: denied, pvs: denied, lvm: denied });
  t.deepEqual([...new Set(failures.map((failure) => failure.class))], ['permission_denied']);
  t.regex(failures[0]?.message ?? '', /P_global:aux: open failed: Permission denied/);
  t.regex(failures[0]?.remedy ?? '', /sudo/);
  t.not(pools?.complete, true);
});
