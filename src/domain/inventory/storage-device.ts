import { z } from 'zod';

/** A counter of a device: decimal text, because it may exceed 2^53. */
export const DeviceCounter = z.string().regex(/^\d{1,39}$/);

export const DeviceType = z.enum(['hdd', 'ssd', 'nvme', 'virtual', 'other']);
export type DeviceType = z.infer<typeof DeviceType>;

export const DeviceHealth = z.enum(['healthy', 'warning', 'failing', 'unknown']);
export type DeviceHealth = z.infer<typeof DeviceHealth>;

/** One ATA attribute; `raw` is the number as the tool gave it, `rawText` how it prints it. */
export const SmartAttribute = z.object({
  id: z.int().min(0).max(255),
  name: z.string(),
  value: z.int().nullable(),
  worst: z.int().nullable(),
  threshold: z.int().nullable(),
  prefailure: z.boolean().nullable(),
  /** At or below its threshold now, some time in the past, never; null when the tool does not say. */
  failed: z.enum(['now', 'past', 'never']).nullable(),
  raw: DeviceCounter.nullable(),
  rawText: z.string().nullable(),
});
export type SmartAttribute = z.infer<typeof SmartAttribute>;

const NvmeHealth = z.object({
  /** Bits: 0 spare, 1 temperature, 2 reliability, 3 read-only, 4 volatile backup, 5 PMR read-only. */
  criticalWarning: z.int().min(0).max(255).nullable(),
  availableSparePercent: z.number().nullable(),
  spareThresholdPercent: z.number().nullable(),
  /** May exceed 100; 255 is the cap. */
  usedPercent: z.number().nullable(),
  mediaErrors: DeviceCounter.nullable(),
  errorLogEntries: DeviceCounter.nullable(),
  unsafeShutdowns: DeviceCounter.nullable(),
  readBytes: DeviceCounter.nullable(),
  writtenBytes: DeviceCounter.nullable(),
});

const ScsiHealth = z.object({
  grownDefects: DeviceCounter.nullable(),
  readUncorrected: DeviceCounter.nullable(),
  writeUncorrected: DeviceCounter.nullable(),
  verifyUncorrected: DeviceCounter.nullable(),
  nonMediumErrors: DeviceCounter.nullable(),
  /** Sense codes of the health status ("5d" = failure prediction), when it is not OK. */
  asc: z.int().nullable(),
  ascq: z.int().nullable(),
});

const SelfTest = z.object({
  type: z.string(),
  /** null: running, aborted by the host, or not known. */
  passed: z.boolean().nullable(),
  status: z.string(),
  /** Power-on hours when it ran. */
  atHours: z.number().nullable(),
});

/** What a SMART tool said about one device, in the same words for ATA, NVMe and SCSI. null: not said, never "no". */
export const SmartReport = z.object({
  source: z.enum(['smartctl', 'smartctl_text', 'nvme', 'storcli', 'ssacli', 'megacli', 'arcconf']),
  protocol: z.enum(['ata', 'nvme', 'scsi', 'unknown']),
  /** What `-d` needs for this device, as the scan gave it or as it was found out. */
  deviceType: z.string().nullable(),
  /** `asleep`: left alone; `unavailable`: no SMART there, or it could not be read. Former values stay in both. */
  state: z.enum(['read', 'asleep', 'unavailable']),
  /** Why it is not `read`. */
  reason: z.string().nullable(),
  /** The device's own overall verdict. */
  passed: z.boolean().nullable(),
  /** smartctl's bit mask. */
  exitStatus: z.int().min(0).max(255).nullable(),
  temperatureCelsius: z.number().nullable(),
  temperatureLimits: z.object({ warning: z.number().nullable(), critical: z.number().nullable() }).nullable(),
  powerOnHours: z.number().nullable(),
  powerCycles: z.number().nullable(),
  /** Share of the rated endurance that is used: 0 is new, 100 is what was rated. */
  wearPercent: z.number().nullable(),
  attributes: z.array(SmartAttribute),
  nvme: NvmeHealth.nullable(),
  scsi: ScsiHealth.nullable(),
  /** Newest first. */
  selfTests: z.array(SelfTest),
  errorLogEntries: DeviceCounter.nullable(),
  /** What the tool wanted to say, bounded. */
  messages: z.array(z.string()),
  /** Fields of the answer that no rule knows, bounded in size. */
  other: z.record(z.string(), z.unknown()),
});
export type SmartReport = z.infer<typeof SmartReport>;

/**
 * One disk, or a member behind a controller, as one collection saw it. Two observations are the same device when they
 * share an identity: `wwn:5000c500a1b2c3d4`, `eui:…`, `serial:<serial>`; `path:<path>` only where a device has nothing else.
 */
export const DeviceObservation = z.object({
  /** Strongest first; at least one. Lower case for wwn, eui and nguid; serials trimmed, otherwise as given. */
  identities: z.array(z.string()).min(1),
  /** `sda`, `nvme0n1`, or `megaraid,3` for a member behind a controller. */
  name: z.string(),
  path: z.string(),
  type: DeviceType,
  /** sata, sas, nvme, usb, virtio, raid, mmc, …; null when not known. */
  transport: z.string().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  wwn: z.string().nullable(),
  firmware: z.string().nullable(),
  sizeBytes: DeviceCounter.nullable(),
  rotational: z.boolean().nullable(),
  /** null: SMART was not asked for in this collection, and what is known of it stays. */
  smart: SmartReport.nullable(),
});
export type DeviceObservation = z.infer<typeof DeviceObservation>;
