import { z } from 'zod';
import { DeviceCounter } from '../storage-device.js';

/** What a logical volume is, as far as a verdict needs it. `part`: what a pool or a RAID volume is built of. */
export const LvmKind = z.enum(['thin_pool', 'thin_volume', 'snapshot', 'raid', 'image', 'part', 'other']);
export type LvmKind = z.infer<typeof LvmKind>;

export const LvmActivity = z.enum(['active', 'inactive', 'suspended', 'unknown']);
export type LvmActivity = z.infer<typeof LvmActivity>;

/** LVM's own judgement of a volume. `unknown` is said by LVM; a field that is missing is null. */
export const LvmCondition = z.enum([
  'ok',
  'unknown',
  'writemostly',
  'mismatches',
  'refresh_needed',
  'metadata_read_only',
  'out_of_data',
  'partial',
  'failed',
]);
export type LvmCondition = z.infer<typeof LvmCondition>;

/** Columns that no rule knows, as text. */
const Other = z.record(z.string(), z.string());

export const LvmVolume = z.object({
  groupName: z.string(),
  groupUuid: z.string().nullable(),
  /** Without the brackets that mark an internal volume. */
  name: z.string(),
  internal: z.boolean(),
  uuid: z.string().nullable(),
  attributes: z.string().nullable(),
  kind: LvmKind,
  activity: LvmActivity,
  condition: LvmCondition.nullable(),
  checkNeeded: z.boolean(),
  /** A classic snapshot that ran full, or could not be merged: what it held is lost. */
  snapshotInvalid: z.boolean(),
  sizeBytes: DeviceCounter.nullable(),
  /** `linear`, `raid1`, `thin-pool`, …: one for each kind of segment. */
  segmentTypes: z.array(z.string()),
  pool: z.string().nullable(),
  origin: z.string().nullable(),
  dataPercent: z.number().nullable(),
  metadataPercent: z.number().nullable(),
  syncPercent: z.number().nullable(),
  /** idle, resync, recover, check, repair, reshape, frozen. */
  syncAction: z.string().nullable(),
  mismatches: DeviceCounter.nullable(),
  /** `monitored`, `not monitored`; null where it does not apply. */
  monitored: z.string().nullable(),
  other: Other,
});
export type LvmVolume = z.infer<typeof LvmVolume>;

export const LvmGroup = z.object({
  name: z.string(),
  uuid: z.string().nullable(),
  attributes: z.string().nullable(),
  /** null: not said. */
  partial: z.boolean().nullable(),
  exported: z.boolean(),
  missingCount: z.int().nonnegative().nullable(),
  physicalCount: z.int().nonnegative().nullable(),
  volumeCount: z.int().nonnegative().nullable(),
  sizeBytes: DeviceCounter.nullable(),
  freeBytes: DeviceCounter.nullable(),
  extentSizeBytes: DeviceCounter.nullable(),
  other: Other,
});
export type LvmGroup = z.infer<typeof LvmGroup>;

export const LvmPhysical = z.object({
  /** `[unknown]` for one that is missing: several may share it. */
  name: z.string(),
  uuid: z.string().nullable(),
  groupName: z.string().nullable(),
  groupUuid: z.string().nullable(),
  attributes: z.string().nullable(),
  missing: z.boolean().nullable(),
  /** The same label was found on a second device, and this one is not used. */
  duplicate: z.boolean(),
  sizeBytes: DeviceCounter.nullable(),
  freeBytes: DeviceCounter.nullable(),
  deviceSizeBytes: DeviceCounter.nullable(),
  other: Other,
});
export type LvmPhysical = z.infer<typeof LvmPhysical>;

/** When dmeventd lets a thin pool grow. null: not known. */
export const LvmAutoextend = z.object({
  /** 100: it is off. */
  thresholdPercent: z.number().nullable(),
  growthPercent: z.number().nullable(),
});
export type LvmAutoextend = z.infer<typeof LvmAutoextend>;
