import test from 'ava';
import { fc } from '../../../helpers/properties.js';
import {
  rememberCounters,
  errorFindings,
  type CounterMemory,
} from '../../../../src/domain/inventory/pools/btrfs-errors.js';
import type {
  BtrfsAllocation,
  BtrfsCounters,
  BtrfsDevice,
  BtrfsFilesystem,
  BtrfsUsage,
} from '../../../../src/domain/inventory/pools/btrfs-filesystem.js';
import { type BtrfsVerdict, countMissing, judgeBtrfs } from '../../../../src/domain/inventory/pools/btrfs-health.js';
import { CHUNK_THRESHOLDS, PROFILE_TOLERANCES } from '../../../../src/domain/inventory/pools/btrfs-thresholds.js';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const iso = (timeMs: number): string => new Date(timeMs).toISOString();

const counters = (value: number | bigint): BtrfsCounters => ({
  write: '0',
  read: '0',
  flush: '0',
  corruption: String(value),
  generation: '0',
});

const device = (devid: number, missing: boolean | null = false, fields: Partial<BtrfsDevice> = {}): BtrfsDevice => ({
  devid,
  path: `/dev/sd${devid}`,
  missing,
  sizeBytes: missing === false ? '1000' : null,
  allocatedBytes: null,
  counters: null,
  lastCounters: null,
  baseline: null,
  grewAt: null,
  ...fields,
});

const allocation = (fields: Partial<BtrfsAllocation> = {}): BtrfsAllocation => ({
  type: 'Data',
  profile: 'raid1',
  sizeBytes: '1000',
  usedBytes: '100',
  onMissing: null,
  ...fields,
});

const usage = (allocations: readonly BtrfsAllocation[], fields: Partial<BtrfsUsage> = {}): BtrfsUsage => ({
  deviceSizeBytes: '100000',
  allocatedBytes: '1000',
  unallocatedBytes: '50000',
  missingBytes: '0',
  usedBytes: '100',
  estimatedFreeBytes: null,
  dataRatio: 1,
  metadataRatio: 1,
  allocations: [...allocations],
  ...fields,
});

const filesystem = (fields: Partial<BtrfsFilesystem> = {}): BtrfsFilesystem => ({
  uuid: 'u',
  label: null,
  mountpoint: '/mnt',
  listed: true,
  lastListedAt: iso(NOW),
  totalDevices: 2,
  someMissing: false,
  usedBytes: '100',
  devices: [device(1), device(2)],
  usage: usage([allocation()]),
  scrub: null,
  task: null,
  ...fields,
});

const judge = (fields: Partial<BtrfsFilesystem> = {}) => judgeBtrfs(filesystem(fields), NOW);
const codes = ({ findings }: Pick<BtrfsVerdict, 'findings'>) =>
  findings.map(({ code, severity }) => `${severity} ${code}`);

const HEALTH_RANK = { healthy: 0, unknown: 1, degraded: 2, failed: 3 } as const;
const FINDING_RANK = { info: 0, warning: 1, critical: 2 } as const;
const worst = ({ findings }: Pick<BtrfsVerdict, 'findings'>) =>
  Math.max(-1, ...findings.map(({ severity }) => FINDING_RANK[severity]));

test('all devices there: healthy, however much errors and space have to say', (t) => {
  t.like(judge(), { health: 'healthy', reasons: [], findings: [] });
});

test('a missing device is counted by its mark, by the number of devices, and by the line that says so', (t) => {
  t.is(countMissing(filesystem({ devices: [device(1), device(2, true)] })), 1);
  t.is(countMissing(filesystem({ devices: [device(1)], totalDevices: 3 })), 2);
  t.is(countMissing(filesystem({ someMissing: true })), 1);
  t.is(countMissing(filesystem({ devices: [], totalDevices: 2 })), 0);
  // A replacement adds a device with the number 0.
  t.is(countMissing(filesystem({ devices: [device(0), device(1), device(2)], totalDevices: 2 })), 0);
});

test('the profile decides between degraded and failed', (t) => {
  const rows: readonly [string, number, BtrfsVerdict['health']][] = [
    ['single', 1, 'failed'],
    ['dup', 1, 'failed'],
    ['raid0', 1, 'failed'],
    ['raid1', 1, 'degraded'],
    ['raid1', 2, 'failed'],
    ['raid1c3', 2, 'degraded'],
    ['raid1c3', 3, 'failed'],
    ['raid1c4', 3, 'degraded'],
    ['raid10', 1, 'degraded'],
    ['raid10', 2, 'failed'],
    ['raid5', 1, 'degraded'],
    ['raid6', 2, 'degraded'],
    ['raid6', 3, 'failed'],
    ['raid_of_the_future', 1, 'degraded'],
  ];
  for (const [profile, missing, health] of rows) {
    const devices = Array.from({ length: 6 }, (_one, index) => device(index + 1, index < missing));
    const verdict = judge({ devices, totalDevices: 6, usage: usage([allocation({ profile, onMissing: true })]) });
    t.is(verdict.health, health, `${profile} ${missing}`);
    t.true(codes(verdict).includes('critical btrfs_devices_missing'));
  }
});

test('single chunks that a degraded mount wrote to the remaining device are not lost', (t) => {
  const devices = [device(1), device(2, true)];
  const chunks = (onMissing: boolean | null) =>
    usage([allocation({ onMissing: true }), allocation({ profile: 'single', onMissing })]);
  t.is(judge({ devices, usage: chunks(false) }).health, 'degraded');
  t.is(judge({ devices, usage: chunks(true) }).health, 'failed');
  t.is(judge({ devices, usage: chunks(null) }).health, 'failed');
  t.true(codes(judge({ devices, usage: chunks(false) })).includes('info btrfs_mixed_profiles'));
});

test('without profiles a filesystem that is mounted with a device missing is degraded; with none left it has failed', (t) => {
  t.is(judge({ devices: [device(1), device(2, true)], usage: null }).health, 'degraded');
  t.is(judge({ devices: [device(1, true)], totalDevices: 1, usage: null }).health, 'failed');
});

test('devices that could not be looked at, and a filesystem not mounted any more, are unknown', (t) => {
  t.is(judge({ devices: [device(1, null), device(2, null)] }).health, 'unknown');
  t.is(judge({ devices: [] }).health, 'unknown');
  t.is(judge({ listed: false }).health, 'unknown');
});

test('space: only with hardly anything unallocated, and data or metadata nearly full', (t) => {
  const space = (unallocatedBytes: string, usedBytes: string, type = 'Data') =>
    codes(judge({ usage: usage([allocation({ type, usedBytes })], { unallocatedBytes }) }));
  t.deepEqual(space('1999', '960'), ['warning btrfs_space']);
  t.deepEqual(space('1999', '990'), ['critical btrfs_space']);
  t.deepEqual(space('1999', '990', 'Metadata'), ['critical btrfs_space']);
  t.deepEqual(space('1999', '990', 'Data+Metadata'), ['critical btrfs_space']);
  t.deepEqual(space('1999', '950'), []);
  t.deepEqual(space('2000', '1000'), []);
  t.deepEqual(space('1999', '990', 'System'), []);
  t.deepEqual(codes(judge({ usage: usage([allocation({ usedBytes: '990' })], { unallocatedBytes: null }) })), []);
});

test('scrubs: errors warn, uncorrectable ones are critical, an old one warns, none at all says nothing', (t) => {
  const scrub = (fields: object) =>
    codes(
      judge({
        scrub: {
          status: 'finished',
          startedAt: iso(NOW - DAY),
          finishedAt: iso(NOW - DAY),
          errors: '0',
          uncorrectable: '0',
          percent: null,
          etaSeconds: null,
          ...fields,
        },
      }),
    );
  t.deepEqual(scrub({}), []);
  t.deepEqual(scrub({ errors: '3' }), ['warning btrfs_scrub_errors']);
  t.deepEqual(scrub({ errors: '3', uncorrectable: '1' }), ['critical btrfs_scrub_uncorrectable']);
  t.deepEqual(scrub({ finishedAt: iso(NOW - 36 * DAY) }), ['warning btrfs_scrub_old']);
  t.deepEqual(scrub({ status: 'running', finishedAt: null, startedAt: iso(NOW - 36 * DAY) }), []);
  t.deepEqual(scrub({ status: 'none', startedAt: null, finishedAt: null, errors: null, uncorrectable: null }), []);
});

const remembered = (
  values: readonly (number | null)[],
  stepMs = DAY,
): CounterMemory & { counters: BtrfsCounters | null } => {
  let memory: CounterMemory | undefined;
  let last: BtrfsCounters | null = null;
  for (const [index, value] of values.entries()) {
    last = value === null ? null : counters(value);
    memory = rememberCounters(last, memory, NOW + index * stepMs);
  }
  return { ...(memory ?? { lastCounters: null, baseline: null, grewAt: null }), counters: last };
};
const after = (values: readonly (number | null)[]) =>
  codes({ findings: errorFindings({ path: '/dev/sda', ...remembered(values) }) });

test('counted errors: new ones warn, growing ones are critical for a week, old ones are but information', (t) => {
  t.deepEqual(after([0]), []);
  t.deepEqual(after([7]), ['warning btrfs_errors_counted']);
  t.deepEqual(after([7, 7, 7]), ['warning btrfs_errors_counted']);
  t.deepEqual(after([7, 7, 7, 7, 7, 7, 7, 7, 7, 7]), ['info btrfs_errors_counted']);
  t.deepEqual(after([0, 1]), ['critical btrfs_errors_growing']);
  t.deepEqual(after([0, 1, 1, 1]), ['critical btrfs_errors_growing']);
  t.deepEqual(after([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), ['info btrfs_errors_counted']);
  t.deepEqual(after([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8]), ['critical btrfs_errors_growing']);
});

test('a reset begins anew, and a collection that could not ask forgets nothing', (t) => {
  t.deepEqual(after([9, 0]), []);
  t.deepEqual(after([9, 0, 1]), ['critical btrfs_errors_growing']);
  t.deepEqual(after([5, null]), []);
  t.deepEqual(after([5, null, 6]), ['critical btrfs_errors_growing']);
  // The growth of the first day is not told anew by the gap.
  t.deepEqual(after([0, 1, null, 1, 1, 1, 1, 1, 1, 1, 1]), ['info btrfs_errors_counted']);
});

test('severity never falls as a counter rises', (t) => {
  const big = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(big, big, big, (start, a, b) => {
      const at = (value: bigint): number => {
        const first = rememberCounters(counters(start), undefined, NOW);
        const memory = rememberCounters(counters(value), first, NOW + DAY);
        return worst({ findings: errorFindings({ path: '/dev/sda', counters: counters(value), ...memory }) });
      };
      const [low, high] = a < b ? [a, b] : [b, a];
      t.true(at(high) >= at(low));
    }),
  );
});

test('severity never falls as devices go missing or chunks fill', (t) => {
  const profile = fc.constantFrom(...PROFILE_TOLERANCES.map((row) => row.profile));
  const onMissing = fc.constantFrom(true, false, null);
  fc.assert(
    fc.property(
      fc.tuple(profile, onMissing),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(8),
      fc.nat(8),
      ([kind, held], total, a, b) => {
        const at = (missing: number) =>
          judge({
            devices: Array.from({ length: total }, (_one, index) => device(index + 1, index < missing)),
            totalDevices: total,
            usage: usage([allocation({ profile: kind, onMissing: held })]),
          });
        const [few, many] = [at(Math.min(a, b)), at(Math.max(a, b))];
        t.true(HEALTH_RANK[many.health] >= HEALTH_RANK[few.health]);
        t.true(worst(many) >= worst(few));
      },
    ),
  );
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (a, b) => {
      const at = (used: number) =>
        worst(judge({ usage: usage([allocation({ usedBytes: String(used) })], { unallocatedBytes: '10' }) }));
      t.true(at(Math.max(a, b)) >= at(Math.min(a, b)));
    }),
  );
});

test('absence never becomes failure', (t) => {
  const bare = judge({ usage: null, scrub: null, totalDevices: null, usedBytes: null, mountpoint: null });
  t.like(bare, { health: 'healthy', findings: [] });
});

test('each threshold and tolerance says why', (t) => {
  t.true(CHUNK_THRESHOLDS.every(({ source }) => source.length > 10));
  t.true(PROFILE_TOLERANCES.every(({ reason }) => reason.length > 5));
});
