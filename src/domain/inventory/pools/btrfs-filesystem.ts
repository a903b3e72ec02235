import { z } from 'zod';
import { DeviceCounter } from '../storage-device.js';

/** The five counters that Btrfs keeps for each device, on disk, until somebody resets them (`-z`). */
export const BTRFS_COUNTERS = ['write', 'read', 'flush', 'corruption', 'generation'] as const;
export type BtrfsCounterName = (typeof BTRFS_COUNTERS)[number];

/** null: that counter was not told. */
export const BtrfsCounters = z.object({
  write: DeviceCounter.nullable(),
  read: DeviceCounter.nullable(),
  flush: DeviceCounter.nullable(),
  corruption: DeviceCounter.nullable(),
  generation: DeviceCounter.nullable(),
});
export type BtrfsCounters = z.infer<typeof BtrfsCounters>;

export const BtrfsDevice = z.object({
  /** 0 is the target of a replacement that is under way. */
  devid: z.int().nonnegative().nullable(),
  path: z.string(),
  /** null: it could not be opened, for whatever reason. */
  missing: z.boolean().nullable(),
  sizeBytes: DeviceCounter.nullable(),
  allocatedBytes: DeviceCounter.nullable(),
  counters: BtrfsCounters.nullable(),
  /** The last ones that were told: they stay when a collection cannot ask. */
  lastCounters: BtrfsCounters.nullable(),
  /** What the counters were when they were first seen, reset, or last accepted as old. */
  baseline: BtrfsCounters.nullable(),
  /** When a counter last rose above what it was a collection before, or errors were first seen. */
  grewAt: z.iso.datetime().nullable(),
});
export type BtrfsDevice = z.infer<typeof BtrfsDevice>;

/** `Data,RAID1: Size:…, Used:…` and the devices that hold it. */
export const BtrfsAllocation = z.object({
  /** Data, Metadata, System, Data+Metadata. */
  type: z.string(),
  /** Lower case: single, dup, raid1, raid1c3, … */
  profile: z.string(),
  sizeBytes: DeviceCounter.nullable(),
  usedBytes: DeviceCounter.nullable(),
  /** A device that is missing holds a part of it; null where the devices are not listed. */
  onMissing: z.boolean().nullable(),
});
export type BtrfsAllocation = z.infer<typeof BtrfsAllocation>;

/** `btrfs filesystem usage`: all sizes as they are on disk, copies counted. */
export const BtrfsUsage = z.object({
  deviceSizeBytes: DeviceCounter.nullable(),
  allocatedBytes: DeviceCounter.nullable(),
  unallocatedBytes: DeviceCounter.nullable(),
  missingBytes: DeviceCounter.nullable(),
  usedBytes: DeviceCounter.nullable(),
  estimatedFreeBytes: DeviceCounter.nullable(),
  dataRatio: z.number().nullable(),
  metadataRatio: z.number().nullable(),
  allocations: z.array(BtrfsAllocation),
});
export type BtrfsUsage = z.infer<typeof BtrfsUsage>;

export const BtrfsScrub = z.object({
  /** none, running, finished, aborted, interrupted; null when not understood. */
  status: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Read, checksum, verification and super-block errors together. */
  errors: DeviceCounter.nullable(),
  uncorrectable: DeviceCounter.nullable(),
  percent: z.number().nullable(),
  etaSeconds: z.number().nullable(),
});
export type BtrfsScrub = z.infer<typeof BtrfsScrub>;

/** A balance, or a replacement of a device, that is under way. */
export const BtrfsTask = z.object({
  kind: z.enum(['balance', 'rebuild']),
  paused: z.boolean(),
  percent: z.number().nullable(),
});
export type BtrfsTask = z.infer<typeof BtrfsTask>;

export const BtrfsFilesystem = z.object({
  uuid: z.string(),
  label: z.string().nullable(),
  /** null: none is known; it may be mounted where this login does not see it. */
  mountpoint: z.string().nullable(),
  /** False: it was listed before, and is not now. */
  listed: z.boolean(),
  lastListedAt: z.iso.datetime(),
  totalDevices: z.int().nonnegative().nullable(),
  /** `Some devices missing`. */
  someMissing: z.boolean(),
  /** Of the files, copies counted once. */
  usedBytes: DeviceCounter.nullable(),
  devices: z.array(BtrfsDevice),
  usage: BtrfsUsage.nullable(),
  scrub: BtrfsScrub.nullable(),
  task: BtrfsTask.nullable(),
});
export type BtrfsFilesystem = z.infer<typeof BtrfsFilesystem>;
