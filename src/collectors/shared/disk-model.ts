import { z } from 'zod';
import { DeviceObservation } from '../../domain/inventory/storage-device.js';

/** One disk as the operating system sees it; paths to the same disk are one. Plain JSON. */
export const blockDiskSchema = DeviceObservation.omit({ smart: true }).extend({
  /** Names of the other paths to it, or of further namespaces of the same NVMe. */
  aliases: z.array(z.string()),
  removable: z.boolean().nullable(),
  /** `host:channel:target:lun` of SCSI. */
  hctl: z.string().nullable(),
  /** Strongest first; empty when nothing of it names the disk. */
  identities: z.array(z.string()),
});
export type BlockDisk = z.infer<typeof blockDiskSchema>;

export const smartToolSchema = z.enum(['smartctl', 'nvme', 'none']);
export type SmartTool = z.infer<typeof smartToolSchema>;

export interface BlockListing {
  readonly disks: readonly BlockDisk[];
  /** Everything there is was listed. */
  readonly complete: boolean;
  /** What there is to ask disks with; it may know the names of those that have none here. */
  readonly smartTool: SmartTool;
}
