import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { zfsCapacityLevel } from '../../../../src/domain/inventory/pools/zfs-capacity.js';
import { zfsFindings } from '../../../../src/domain/inventory/pools/zfs-findings.js';
import { judgeZfsHealth } from '../../../../src/domain/inventory/pools/zfs-health.js';
import { observeZfsPool } from '../../../../src/domain/inventory/pools/zfs-observation.js';
import type { CapacityLevel, ZfsPool } from '../../../../src/domain/inventory/pools/zfs-pool.js';
import { PoolObservation } from '../../../../src/domain/inventory/storage-pool.js';
import { pool, withStates } from './zfs-samples.js';

const NOW = Date.parse('2024-01-20T00:00:00Z') / 1000;
const RANK = { info: 1, warning: 2, critical: 3 } as const;
const HEALTH = { healthy: 0, unknown: 1, degraded: 2, failed: 3 } as const;

function severityOf(zfs: ZfsPool): number {
  const findings = zfsFindings(zfs, judgeZfsHealth(zfs), NOW);
  return Math.max(0, ...findings.map(({ severity }) => RANK[severity]));
}

const withErrors = (counts: readonly bigint[], base: ZfsPool): ZfsPool => ({
  ...base,
  vdevs: base.vdevs.map((row, index) => ({
    ...row,
    readErrors: String(counts[index % counts.length] ?? 0n),
    checksumErrors: String(counts[(index + 1) % counts.length] ?? 0n),
  })),
});

test('a pool that is well has no findings', (t) => {
  t.deepEqual(zfsFindings(pool(), judgeZfsHealth(pool()), NOW), []);
});

test('the severity never falls as error counters rise', (t) => {
  const counts = fc.array(fc.bigInt({ min: 0n, max: 1n << 70n }), { minLength: 1, maxLength: 12 });
  const rises = fc.array(fc.bigInt({ min: 0n, max: 1n << 70n }), { minLength: 12, maxLength: 12 });
  const states = fc.constantFrom('ONLINE', 'DEGRADED', 'FAULTED', 'OFFLINE');
  fc.assert(
    fc.property(counts, rises, states, fc.boolean(), (before, rise, state, grew) => {
      const base = { ...withStates({ sda: state }, state === 'ONLINE' ? 'ONLINE' : 'DEGRADED'), errorsGrew: grew };
      const after = before.map((count, index) => count + (rise[index] ?? 0n));
      t.true(severityOf(withErrors(after, base)) >= severityOf(withErrors(before, base)));
    }),
    { numRuns: runs(2000) },
  );
});

test('the severity never falls as data errors or scrub errors rise, nor the health as devices are lost', (t) => {
  const count = fc.bigInt({ min: 0n, max: 1n << 64n });
  fc.assert(
    fc.property(count, count, (few, more) => {
      const at = (errors: bigint) =>
        severityOf(pool({ dataErrors: String(errors), lastScrub: { finishedAt: null, errors: String(errors) } }));
      t.true(at(few + more) >= at(few));
    }),
  );
  const names = ['sda', 'sdb', 'sdc', 'sdd', 'sde', 'sdf', 'sdg'];
  fc.assert(
    fc.property(fc.subarray(names), fc.constantFrom(...names), (lost, another) => {
      const at = (devices: readonly string[]): ZfsPool =>
        withStates(
          Object.fromEntries(devices.map((name) => [name, 'UNAVAIL'])),
          devices.length === 0 ? 'ONLINE' : 'DEGRADED',
        );
      const [before, after] = [at(lost), at([...lost, another])];
      t.true(severityOf(after) >= severityOf(before));
      t.true(HEALTH[judgeZfsHealth(after).health] >= HEALTH[judgeZfsHealth(before).health]);
    }),
    { numRuns: runs(1000) },
  );
});

test('capacity: a higher share is never a lower level, and each level ends lower than it begins', (t) => {
  const levels: readonly CapacityLevel[] = ['ok', 'warning', 'critical'];
  const rank = (level: CapacityLevel): number => levels.indexOf(level);
  const share = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.constantFrom(...levels), (a, b, before) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      t.true(rank(zfsCapacityLevel(high, before)) >= rank(zfsCapacityLevel(low, before)));
    }),
  );
  t.is(zfsCapacityLevel(null, 'critical'), 'critical');
  t.is(zfsCapacityLevel(89.9, 'ok'), 'ok');
  t.is(zfsCapacityLevel(85, 'warning'), 'warning');
  t.is(zfsCapacityLevel(90, 'critical'), 'critical');
  t.is(zfsCapacityLevel(89.9, 'critical'), 'warning');
});

test('what is not known is no finding: no clock, no scrub, no counters', (t) => {
  const old = pool({ lastScrub: { finishedAt: '2001-01-01T00:00:00.000Z', errors: null } });
  t.deepEqual(zfsFindings(old, judgeZfsHealth(old), undefined), []);
  const blank = pool({ lastScrub: null, dataErrors: null });
  t.deepEqual(zfsFindings(blank, judgeZfsHealth(blank), NOW), []);
});

test('an observation is what the contract says, and a pool without a GUID goes by its name', (t) => {
  const observed = PoolObservation.parse(observeZfsPool(pool(), NOW));
  t.is(observed.sizeBytes, '200');
  t.is(observed.members.length, 9);
  t.is(observeZfsPool(pool({ guid: null }), NOW).identity, 'zfs:tank');
});
