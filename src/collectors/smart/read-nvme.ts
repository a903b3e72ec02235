import type { SmartReport } from '../../domain/inventory/storage-device.js';
import { asObject, type JsonObject, readAmount, readCounterField, readInteger } from '../shared/disk-fields.js';

type NvmeHealth = NonNullable<SmartReport['nvme']>;

/** The unit of the drive's own counters of data: 1,000 blocks of 512 bytes. */
const UNIT_BYTES = 512_000n;

/** The health log of an NVMe; null when there is none. */
export function readNvmeHealth(document: JsonObject): NvmeHealth | null {
  const log = document['nvme_smart_health_information_log'];
  const fields = asObject(log);
  if (Object.keys(fields).length === 0) return null;
  const health: NvmeHealth = {
    criticalWarning: readInteger(fields['critical_warning'], 0, 255),
    availableSparePercent: readAmount(fields['available_spare']),
    spareThresholdPercent: readAmount(fields['available_spare_threshold']),
    usedPercent: readAmount(fields['percentage_used']),
    mediaErrors: readCounterField(fields, 'media_errors'),
    errorLogEntries: readCounterField(fields, 'num_err_log_entries'),
    unsafeShutdowns: readCounterField(fields, 'unsafe_shutdowns'),
    readBytes: bytesOf(readCounterField(fields, 'data_units_read')),
    writtenBytes: bytesOf(readCounterField(fields, 'data_units_written')),
  };
  return Object.values(health).every((value) => value === null) ? null : health;
}

function bytesOf(units: string | null): string | null {
  const bytes = units === null ? null : String(BigInt(units) * UNIT_BYTES);
  return bytes === null || bytes.length > 39 ? null : bytes;
}
