import { z } from 'zod';
import { DeviceCounter } from '../storage-device.js';

export const MdMember = z.object({
  /** As the kernel names it: `sda1`, `dm-3`, `nvme0n1p2`. */
  device: z.string(),
  number: z.int().min(0),
  faulty: z.boolean(),
  spare: z.boolean(),
  journal: z.boolean(),
  writeMostly: z.boolean(),
  replacement: z.boolean(),
});
export type MdMember = z.infer<typeof MdMember>;

export const MdOperation = z.object({
  kind: z.enum(['rebuild', 'resync', 'check', 'repair', 'reshape']),
  /** `waiting`: delayed until another one ends, or pending until the array is written to: without a percentage. */
  state: z.enum(['running', 'waiting']),
  percent: z.number().min(0).max(100).nullable(),
  etaSeconds: z.number().min(0).nullable(),
  bytesPerSecond: z.number().min(0).nullable(),
});
export type MdOperation = z.infer<typeof MdOperation>;

/** What `mdadm --detail` adds to the kernel's own words. */
export const MdDetail = z.object({
  uuid: z.string().nullable(),
  arrayName: z.string().nullable(),
  level: z.string().nullable(),
  metadata: z.string().nullable(),
  container: z.string().nullable(),
  layout: z.string().nullable(),
  chunkSize: z.string().nullable(),
  consistencyPolicy: z.string().nullable(),
  members: z.array(z.object({ path: z.string(), state: z.string(), slot: z.int().min(0).nullable() })),
});
export type MdDetail = z.infer<typeof MdDetail>;

export const MdArray = z.object({
  name: z.string(),
  /** `active`, `active (auto-read-only)`, `inactive`, `broken`: the words of /proc/mdstat. */
  state: z.string(),
  /** `raid1`, `raid5`, …; null for an array that is not running. */
  level: z.string().nullable(),
  members: z.array(MdMember),
  sizeBytes: DeviceCounter.nullable(),
  /** `1.2`, `0.90`, `external:imsm`, `external:/md127/0`, `non-persistent`. */
  metadata: z.string().nullable(),
  /** Slots that are to be filled, and those that hold current data; null where the level has no such line. */
  slotsWanted: z.int().min(0).nullable(),
  slotsWorking: z.int().min(0).nullable(),
  /** One letter for each slot: `U` works. */
  slots: z.string().nullable(),
  /** Copies of each block in RAID10, near and far ones. */
  nearCopies: z.int().min(1).nullable(),
  farCopies: z.int().min(1).nullable(),
  operation: MdOperation.nullable(),
  bitmap: z.string().nullable(),
  /** The output ended within this array: what is not here may only have been cut off. */
  cut: z.boolean(),
  /** Sectors that a check found to differ; null when it is not known that a check was the last thing that ran. */
  mismatches: DeviceCounter.nullable(),
  uuid: z.string().nullable(),
  detail: MdDetail.nullable(),
});
export type MdArray = z.infer<typeof MdArray>;
