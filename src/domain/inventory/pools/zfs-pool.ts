import { z } from 'zod';
import { DeviceCounter } from '../storage-device.js';

export const ZfsRole = z.enum(['root', 'data', 'special', 'dedup', 'log', 'cache', 'spare']);
export type ZfsRole = z.infer<typeof ZfsRole>;

/** A row of the configuration: the pool itself, a group or a device. */
export const ZfsVdev = z.object({
  name: z.string(),
  path: z.string(),
  role: ZfsRole,
  /** Place of the parent in the list; null for the pool and its direct children. */
  parent: z.int().min(0).nullable(),
  /** ONLINE, DEGRADED, FAULTED, OFFLINE, UNAVAIL, REMOVED; AVAIL and INUSE for spares. */
  state: z.string(),
  guid: z.string().nullable(),
  readErrors: DeviceCounter.nullable(),
  writeErrors: DeviceCounter.nullable(),
  checksumErrors: DeviceCounter.nullable(),
  /** What the tool adds: `was /dev/sdb1`, `(resilvering)`, `too many errors`. */
  note: z.string().nullable(),
});
export type ZfsVdev = z.infer<typeof ZfsVdev>;

export const ZfsScan = z.object({
  kind: z.enum(['scrub', 'resilver']),
  state: z.enum(['running', 'paused', 'finished', 'canceled']),
  percent: z.number().min(0).max(100).nullable(),
  etaSeconds: z.number().min(0).nullable(),
  finishedAt: z.iso.datetime().nullable(),
  errors: DeviceCounter.nullable(),
});
export type ZfsScan = z.infer<typeof ZfsScan>;

export const ZfsScrub = z.object({ finishedAt: z.iso.datetime().nullable(), errors: DeviceCounter.nullable() });

export const CapacityLevel = z.enum(['ok', 'warning', 'critical']);
export type CapacityLevel = z.infer<typeof CapacityLevel>;

export const ZfsPool = z.object({
  name: z.string(),
  guid: z.string().nullable(),
  /** By `zpool list` and by `zpool status`; null where that did not answer. */
  listState: z.string().nullable(),
  statusState: z.string().nullable(),
  /** As `zpool list` has it: with raidz, parity is within. */
  rawSizeBytes: DeviceCounter.nullable(),
  rawUsedBytes: DeviceCounter.nullable(),
  rawFreeBytes: DeviceCounter.nullable(),
  /** As `zfs list` has it: what datasets use and can use. */
  usedBytes: DeviceCounter.nullable(),
  availableBytes: DeviceCounter.nullable(),
  capacityPercent: z.number().min(0).max(100).nullable(),
  fragmentationPercent: z.number().min(0).max(100).nullable(),
  vdevs: z.array(ZfsVdev),
  /** False: `zpool status` said nothing of this pool now, the rows are those of an earlier collection. */
  vdevsCurrent: z.boolean(),
  /** False: error counters are rounded for people (`1.2K`). */
  countersExact: z.boolean(),
  scans: z.array(ZfsScan),
  /** Remembered, because a resilver takes its place in the tool's output. */
  lastScrub: ZfsScrub.nullable(),
  /** True when the tool says that none was ever made. */
  neverScrubbed: z.boolean(),
  /** Permanent errors; a lower bound where the list is not shown. */
  dataErrors: DeviceCounter.nullable(),
  statusText: z.string().nullable(),
  actionText: z.string().nullable(),
  /** Further lines of the status: remove, checkpoint, expand, … */
  sections: z.record(z.string(), z.string()),
  capacityLevel: CapacityLevel,
  /** When an error counter last rose, by the host's clock. */
  errorsGrewAt: z.number().min(0).nullable(),
  /** Error counters rose since the last collection. */
  errorsGrew: z.boolean(),
});
export type ZfsPool = z.infer<typeof ZfsPool>;
