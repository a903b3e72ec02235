import type { DeviceObservation, SmartReport } from '../../domain/inventory/storage-device.js';
import type { Sample } from '../collector.js';
import { deviceLabel } from '../shared/disk-observation.js';
import { counter, gauge, sampler } from '../shared/samples.js';
import type { SmartFacts } from './schema.js';

export const smartMetricDefinitions = [
  gauge(
    'smart_passed',
    'boolean',
    "1 when the device's own verdict is good, 0 when it is bad; nothing when it gives none.",
  ),
  gauge('smart_temperature_celsius', 'celsius', 'Temperature of the device.'),
  gauge('smart_power_on_hours', 'hours', 'Hours that the device has been on.'),
  counter('smart_power_cycles_total', 'count', 'How often the device was switched on.'),
  gauge(
    'smart_endurance_used_ratio',
    'ratio',
    'Share of the rated endurance that is used; above 1 it is more than was rated.',
  ),
  gauge('smart_attribute_value', 'raw', 'Normalised value of an ATA attribute; it falls as the disk gets worse.'),
  gauge('smart_attribute_raw', 'raw', 'Raw number of an ATA attribute, as the maker packs it.'),
  counter('smart_error_log_entries_total', 'count', 'Entries of the error log.'),
  gauge('nvme_critical_warning', 'bits', 'Critical warnings of an NVMe, one bit each.'),
  gauge('nvme_available_spare_ratio', 'ratio', 'Spare blocks that are left.'),
  counter('nvme_media_errors_total', 'count', 'Errors of the medium that the NVMe could not recover.'),
  counter('nvme_unsafe_shutdowns_total', 'count', 'Losses of power without notice.'),
  counter('nvme_read_bytes_total', 'bytes', 'Data read from the NVMe in its life.'),
  counter('nvme_written_bytes_total', 'bytes', 'Data written to the NVMe in its life.'),
  counter('scsi_grown_defects_total', 'count', 'Defects that a SCSI disk has found since it was made.'),
  counter('scsi_uncorrected_errors_total', 'count', 'Errors that a SCSI disk could not correct, by operation.'),
  counter('scsi_non_medium_errors_total', 'count', 'Errors of a SCSI disk that are not of its medium.'),
] as const;

const sample = sampler(smartMetricDefinitions);

type Name = (typeof smartMetricDefinitions)[number]['name'];

/** A device that sleeps or gave no answer has no values: a gap, not a zero. Only its verdict is said to be unknown. */
export function smartMetrics({ devices }: SmartFacts): readonly Sample[] {
  return devices.flatMap((device) => (device.smart === null ? [] : sampleDevice(device, device.smart)));
}

function sampleDevice(device: DeviceObservation, smart: SmartReport): Sample[] {
  const labels = { device: deviceLabel(device) };
  const passed = sample('smart_passed', smart.passed === null ? null : Number(smart.passed), labels);
  if (smart.state !== 'read') return [passed];
  const { nvme } = smart;
  const values: readonly (readonly [Name, number | string | null | undefined])[] = [
    ['smart_temperature_celsius', smart.temperatureCelsius],
    ['smart_power_on_hours', smart.powerOnHours],
    ['smart_power_cycles_total', smart.powerCycles],
    ['smart_endurance_used_ratio', toRatio(smart.wearPercent)],
    ['smart_error_log_entries_total', smart.errorLogEntries],
    ['nvme_critical_warning', nvme?.criticalWarning],
    ['nvme_available_spare_ratio', toRatio(nvme?.availableSparePercent ?? null)],
    ['nvme_media_errors_total', nvme?.mediaErrors],
    ['nvme_unsafe_shutdowns_total', nvme?.unsafeShutdowns],
    ['nvme_read_bytes_total', nvme?.readBytes],
    ['nvme_written_bytes_total', nvme?.writtenBytes],
  ];
  const known = values.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [sample(name, Number(value), labels)],
  );
  return [passed, ...known, ...sampleAttributes(smart, labels), ...sampleScsi(smart, labels)];
}

function toRatio(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}

function sampleAttributes({ attributes }: SmartReport, labels: Sample['labels']): Sample[] {
  return attributes.flatMap(({ id, name, value, raw }) => {
    const own = { ...labels, attribute_id: String(id), attribute_name: name };
    return [
      ...(value === null ? [] : [sample('smart_attribute_value', value, own)]),
      ...(raw === null ? [] : [sample('smart_attribute_raw', Number(raw), own)]),
    ];
  });
}

function sampleScsi({ scsi }: SmartReport, labels: Sample['labels']): Sample[] {
  if (scsi === null) return [];
  const errors = { read: scsi.readUncorrected, write: scsi.writeUncorrected, verify: scsi.verifyUncorrected };
  const single = (name: Name, value: string | null): Sample[] =>
    value === null ? [] : [sample(name, Number(value), labels)];
  return [
    ...single('scsi_grown_defects_total', scsi.grownDefects),
    ...single('scsi_non_medium_errors_total', scsi.nonMediumErrors),
    ...Object.entries(errors).flatMap(([operation, value]) =>
      value === null ? [] : [sample('scsi_uncorrected_errors_total', Number(value), { ...labels, operation })],
    ),
  ];
}
