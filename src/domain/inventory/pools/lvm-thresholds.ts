import type { PoolFinding } from '../storage-pool.js';

export interface FillThreshold {
  readonly atPercent: number;
  readonly severity: PoolFinding['severity'];
  readonly meaning: string;
  readonly source: string;
}

const RED_HAT = 'Red Hat, Configuring and managing logical volumes: a full data or metadata device kills the pool';

/** Highest first. */
export const THIN_DATA_THRESHOLDS: readonly FillThreshold[] = [
  { atPercent: 100, severity: 'critical', meaning: 'it is full and writes fail', source: RED_HAT },
  {
    atPercent: 95,
    severity: 'critical',
    meaning: 'writes will fail very soon',
    source: 'dmeventd warns for the last time at 95 % (lvmthin(7): 80, 85, 90, 95, 100)',
  },
  { atPercent: 90, severity: 'critical', meaning: 'extend it now', source: 'common practice of thin-pool alert rules' },
  {
    atPercent: 80,
    severity: 'warning',
    meaning: 'extend it soon',
    source: 'dmeventd warns first at 80 % (lvmthin(7))',
  },
];

/** Lower than for data: metadata is small, fills in leaps, and a pool that runs out of it may be beyond repair. */
export const THIN_METADATA_THRESHOLDS: readonly FillThreshold[] = [
  { atPercent: 100, severity: 'critical', meaning: 'it is full; the pool may be damaged', source: RED_HAT },
  {
    atPercent: 90,
    severity: 'critical',
    meaning: 'extend it now',
    source: 'the level for data, where repair is easier',
  },
  {
    atPercent: 80,
    severity: 'critical',
    meaning: 'extend it soon: a pool that runs out of it may be damaged',
    source: 'thin-pool alert rules of Kubernetes storage operators: warning 70, critical 80',
  },
  {
    atPercent: 70,
    severity: 'warning',
    meaning: 'plan to extend it',
    source: 'thin-pool alert rules of Kubernetes storage operators: warning 70, critical 80',
  },
];

/** For classic snapshots, which become invalid when full. */
export const SNAPSHOT_THRESHOLDS: readonly FillThreshold[] = [
  {
    atPercent: 100,
    severity: 'critical',
    meaning: 'it is full, and so invalid',
    source: 'lvmsnapshot: a full copy-on-write store drops the snapshot',
  },
  {
    atPercent: 80,
    severity: 'warning',
    meaning: 'it becomes invalid when full',
    source: 'dmeventd’s snapshot plug-in warns first at 80 %',
  },
];

/** A volume group is a pool’s own when its only thin pool takes at least this share of it. */
export const OWNED_BY_POOL_SHARE = 0.5;

/** The row that a fill level has reached; undefined below the lowest, and when the level is not known. */
export function reachedThreshold(rows: readonly FillThreshold[], percent: number | null): FillThreshold | undefined {
  return percent === null ? undefined : rows.find(({ atPercent }) => percent >= atPercent);
}
