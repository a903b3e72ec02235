import type { SmartReport } from '../../domain/inventory/storage-device.js';
import { asObject, type JsonObject, readCounterField, readInteger } from '../shared/disk-fields.js';

type ScsiHealth = NonNullable<SmartReport['scsi']>;

/** Defects, error counters and sense codes of a SCSI or SAS disk; null when it has told none of them. */
export function readScsiHealth(document: JsonObject): ScsiHealth | null {
  const log = asObject(document['scsi_error_counter_log']);
  const uncorrected = (name: string): string | null =>
    readCounterField(asObject(log[name]), 'total_uncorrected_errors');
  const sense = asObject(asObject(document['smart_status'])['scsi']);
  const health: ScsiHealth = {
    grownDefects: readCounterField(document, 'scsi_grown_defect_list'),
    readUncorrected: uncorrected('read'),
    writeUncorrected: uncorrected('write'),
    verifyUncorrected: uncorrected('verify'),
    nonMediumErrors:
      readCounterField(document, 'scsi_nonmedium_error_count') ??
      readCounterField(asObject(document['scsi_nonmedium_error']), 'count') ??
      readCounterField(log, 'non_medium_error_count'),
    asc: readInteger(sense['asc'], 0, 255),
    ascq: readInteger(sense['ascq'], 0, 255),
  };
  return Object.values(health).every((value) => value === null) ? null : health;
}
