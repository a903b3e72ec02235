import { z } from 'zod';
import { DeviceCounter } from './storage-device.js';

export const PoolType = z.enum(['zfs', 'lvm', 'mdraid', 'btrfs']);
export type PoolType = z.infer<typeof PoolType>;

/** Redundancy and availability only: a full pool is healthy. */
export const PoolHealth = z.enum(['healthy', 'degraded', 'failed', 'unknown']);
export type PoolHealth = z.infer<typeof PoolHealth>;

export const PoolMember = z.object({
  path: z.string(),
  /** The tool's own word: ONLINE, FAULTED, active sync, missing, … */
  state: z.string(),
  /** data, spare, cache, log, special, dedup, journal, replacement, … */
  role: z.string(),
  /** The group within the pool: mirror-0, raidz1-0, … ; null where there is none. */
  group: z.string().nullable(),
  /** GUID or UUID of the member. */
  identity: z.string().nullable(),
  readErrors: DeviceCounter.nullable(),
  writeErrors: DeviceCounter.nullable(),
  checksumErrors: DeviceCounter.nullable(),
});
export type PoolMember = z.infer<typeof PoolMember>;

export const PoolFinding = z.object({
  severity: z.enum(['info', 'warning', 'critical']),
  /** snake_case, stable. */
  code: z.string(),
  message: z.string(),
});
export type PoolFinding = z.infer<typeof PoolFinding>;

/** A zpool, volume group, thin pool (`vg/pool`), md array or Btrfs filesystem as one collection saw it. */
export const PoolObservation = z.object({
  /** `zfs:<guid>`, `md:<uuid>`, `vg:<uuid>`, `thin:<lv uuid>`, `btrfs:<uuid>`; the name only where there is no such id. */
  identity: z.string(),
  name: z.string(),
  type: PoolType,
  /** The tool's own word. */
  state: z.string(),
  health: PoolHealth,
  /** Why the health is what it is; empty when healthy. */
  reasons: z.array(z.string()),
  sizeBytes: DeviceCounter.nullable(),
  usedBytes: DeviceCounter.nullable(),
  freeBytes: DeviceCounter.nullable(),
  members: z.array(PoolMember),
  /** What is going on now. */
  progress: z
    .object({
      kind: z.enum([
        'scrub',
        'resilver',
        'rebuild',
        'resync',
        'check',
        'repair',
        'reshape',
        'balance',
        'removal',
        'trim',
      ]),
      percent: z.number().nullable(),
      etaSeconds: z.number().nullable(),
    })
    .nullable(),
  lastScrub: z.object({ finishedAt: z.iso.datetime().nullable(), errors: DeviceCounter.nullable() }).nullable(),
  /** Capacity, errors, old scrubs: what is worth telling apart from health. */
  findings: z.array(PoolFinding),
  /** Level, layout, fragmentation, metadata use, …: plain JSON, camelCase. */
  details: z.record(z.string(), z.unknown()),
});
export type PoolObservation = z.infer<typeof PoolObservation>;
