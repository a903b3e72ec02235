import { z } from 'zod';
import { DeviceObservation, type SmartReport } from '../../domain/inventory/storage-device.js';

/** What is remembered of a device that answered, for the time when it sleeps, is busy, or has no name of its own. */
export const knownDeviceSchema = DeviceObservation.omit({ smart: true, name: true, path: true }).extend({
  /** What finds it again: identities of the listing, or the place behind a controller. */
  keys: z.array(z.string()),
  /** The `-d` type that worked. */
  deviceType: z.string().nullable(),
  identities: z.array(z.string()),
});
export type KnownDevice = z.infer<typeof knownDeviceSchema>;

export const smartFactsSchema = z.object({
  devices: z.array(DeviceObservation),
  complete: z.boolean(),
  known: z.array(knownDeviceSchema),
});
export type SmartFacts = z.infer<typeof smartFactsSchema>;

/** What the answer says of the device itself, beside its health. */
export interface DeviceTraits {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
  /** WWN, EUI-64 and NGUID, as the tool writes them. */
  readonly names: readonly string[];
  readonly firmware: string | null;
  readonly sizeBytes: string | null;
  readonly rotational: boolean | null;
  readonly transport: string | null;
}

/** One answer of a SMART tool about one device. */
export interface SmartAnswer {
  readonly report: SmartReport;
  readonly traits: DeviceTraits;
}

export interface ScanEntry {
  readonly path: string;
  readonly type: string;
}

export interface ScanResult {
  readonly entries: readonly ScanEntry[];
  readonly complete: boolean;
}
