import type { PoolFinding } from '../storage-pool.js';

/** Below this share of unallocated space no new chunk can be had, so that a full chunk type is full for good. */
export const UNALLOCATED_PERCENT = 2;

/** Share of what is allocated to data, or to metadata, that is used: counts only with hardly anything unallocated. */
export const CHUNK_THRESHOLDS: readonly {
  readonly atPercent: number;
  readonly severity: PoolFinding['severity'];
  readonly source: string;
}[] = [
  {
    atPercent: 98,
    severity: 'critical',
    source: 'Btrfs: out of space for good once a chunk type is full; common rule 98 %',
  },
  { atPercent: 95, severity: 'warning', source: 'common rule 95 %; free space of df says nothing of it' },
];

/** How many devices a profile can lose; profiles(8) of btrfs. */
export const PROFILE_TOLERANCES: readonly {
  readonly profile: string;
  readonly devices: number;
  readonly reason: string;
}[] = [
  { profile: 'single', devices: 0, reason: 'one copy' },
  { profile: 'dup', devices: 0, reason: 'both copies are on the same device' },
  { profile: 'raid0', devices: 0, reason: 'striped, one copy' },
  { profile: 'raid1', devices: 1, reason: 'two copies, however many devices' },
  { profile: 'raid1c3', devices: 2, reason: 'three copies' },
  { profile: 'raid1c4', devices: 3, reason: 'four copies' },
  { profile: 'raid10', devices: 1, reason: 'two copies, striped' },
  { profile: 'raid5', devices: 1, reason: 'one parity' },
  { profile: 'raid6', devices: 2, reason: 'two parities' },
];

/** An error count that rose is critical for so long, one that is new to us a warning; then it is the new baseline. */
export const GROWTH_DAYS = 7;

/** A monthly scrub that was missed. */
export const SCRUB_DAYS = 35;
