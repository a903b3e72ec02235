import type { JsonObject } from '../shared/disk-fields.js';

/** Fields that are read into the report or say nothing of the device. */
const KNOWN: ReadonlySet<string> = new Set([
  'json_format_version',
  'smartctl',
  'local_time',
  'device',
  'model_name',
  'scsi_vendor',
  'scsi_product',
  'scsi_model_name',
  'scsi_revision',
  'vendor',
  'product',
  'revision',
  'serial_number',
  'wwn',
  'logical_unit_id',
  'firmware_version',
  'user_capacity',
  'rotation_rate',
  'smart_status',
  'temperature',
  'power_on_time',
  'power_cycle_count',
  'ata_smart_attributes',
  'ata_smart_self_test_log',
  'ata_smart_error_log',
  'ata_smart_data',
  'ata_device_statistics',
  'ata_log_directory',
  'ata_sct_temperature_history',
  'nvme_smart_health_information_log',
  'nvme_self_test_log',
  'nvme_namespaces',
  'nvme_composite_temperature_threshold',
  'scsi_grown_defect_list',
  'scsi_error_counter_log',
]);
const MAX_FIELD_LENGTH = 600;
const MAX_LENGTH = 3000;

/** Fields of the document that no rule knows, as plain JSON: small ones only, and few of them. */
export function keepOthers(document: JsonObject): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  let length = 0;
  for (const [key, value] of Object.entries(document)) {
    if (KNOWN.has(key) || /^scsi_self_test_\d+$/.test(key) || key === '__proto__' || key.length > 80) continue;
    const text = JSON.stringify(value, plain);
    if (text === undefined || text.length > MAX_FIELD_LENGTH || length + text.length > MAX_LENGTH) continue;
    length += text.length + key.length;
    kept.push([key, JSON.parse(text)]);
  }
  return Object.fromEntries(kept);
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
