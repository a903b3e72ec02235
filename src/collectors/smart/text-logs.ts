import type { JsonObject } from '../shared/disk-fields.js';

type Labels = ReadonlyMap<string, string>;

/** Labels of the health log of an NVMe, and what the later JSON calls them. */
const NVME_LABELS: Readonly<Record<string, string>> = {
  'Critical Warning': 'critical_warning',
  'Available Spare': 'available_spare',
  'Available Spare Threshold': 'available_spare_threshold',
  'Percentage Used': 'percentage_used',
  'Data Units Read': 'data_units_read',
  'Data Units Written': 'data_units_written',
  'Unsafe Shutdowns': 'unsafe_shutdowns',
  'Media and Data Integrity Errors': 'media_errors',
  'Error Information Log Entries': 'num_err_log_entries',
};

export function readTextNvmeLog(labels: Labels): JsonObject | undefined {
  if (!labels.has('Critical Warning') && !labels.has('Percentage Used')) return undefined;
  return Object.fromEntries(
    Object.entries(NVME_LABELS).flatMap(([label, key]) => {
      const value = readValue(labels.get(label));
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** `0x00`, `100%`, `12,345,678 [6.32 TB]`. */
function readValue(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  if (/^0x[0-9a-f]{1,4}\b/i.test(text)) return Number.parseInt(text.slice(2), 16);
  const digits = /^[\d.,'’]+/.exec(text)?.[0].replaceAll(/\D/g, '');
  return digits === '' ? undefined : digits;
}

/** Defects and error counters of a SCSI disk: of each row the last column, errors that could not be corrected. */
export function readTextErrorCounters(lines: readonly string[], labels: Labels): JsonObject {
  const defects = /^\d+$/.exec(labels.get('Elements in grown defect list') ?? '')?.[0];
  const nonMedium = /^\d+$/.exec(labels.get('Non-medium error count') ?? '')?.[0];
  const rows = lines.flatMap((line) => {
    const [, name, columns] = /^(read|write|verify):\s+(\d[\d.\s]*)$/.exec(line) ?? [];
    const cells = columns?.trim().split(/\s+/) ?? [];
    return name === undefined || cells.length !== 7 ? [] : [[name, { total_uncorrected_errors: cells[6] }]];
  });
  return {
    ...(defects === undefined ? {} : { scsi_grown_defect_list: defects }),
    ...(nonMedium === undefined ? {} : { scsi_nonmedium_error_count: nonMedium }),
    ...(rows.length === 0 ? {} : { scsi_error_counter_log: Object.fromEntries(rows) as JsonObject }),
  };
}
