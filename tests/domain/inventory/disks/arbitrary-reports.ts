import { fc } from '../../../helpers/properties.js';
import {
  acceptBaseline,
  type DeviceMemory,
  judgeDevice,
  NO_MEMORY,
  type ThresholdOverrides,
} from '../../../../src/domain/inventory/disks/judge-device.js';
import type { DeviceHealth, SmartReport } from '../../../../src/domain/inventory/storage-device.js';
import { attribute, NAMES, reportOf, selfTest } from './reports.js';

export const RANK: Readonly<Record<DeviceHealth, number>> = { unknown: 0, healthy: 0, warning: 1, failing: 2 };
export const START = Date.parse('2026-03-01T00:00:00.000Z');

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 5 });
export const big = fc.oneof(
  fc.constant(0n),
  fc.bigInt(0n, 40n),
  fc.bigInt(0n, 2n ** 48n),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
export const count = big.map(String);
export const anyAttribute = fc
  .record({
    id: fc.constantFrom(...Object.keys(NAMES).map(Number)),
    raw: count,
    failed: fc.constantFrom('now' as const, 'past' as const, 'never' as const, 'never' as const, null),
    name: fc.constantFrom(undefined, undefined, undefined, '', 'Unknown_Attribute', 'Current_Pending_ECC_Cnt'),
    text: fc.boolean(),
  })
  .map(({ id, raw, failed, name, text }) =>
    attribute(id, raw, { failed, name: name ?? NAMES[id] ?? '', rawText: text ? raw : null }),
  );
const uniqueAttributes = fc.uniqueArray(anyAttribute, { selector: ({ id }) => id, maxLength: 12 });

const anyNvme = fc.record({
  criticalWarning: orNull(fc.nat(63)),
  availableSparePercent: orNull(fc.nat(100)),
  spareThresholdPercent: orNull(fc.constantFrom(0, 5, 10, 100)),
  usedPercent: orNull(fc.nat(255)),
  mediaErrors: orNull(count),
  errorLogEntries: orNull(count),
  unsafeShutdowns: orNull(count),
  readBytes: fc.constant(null),
  writtenBytes: fc.constant(null),
});
const anyScsi = fc.record({
  grownDefects: orNull(count),
  readUncorrected: orNull(count),
  writeUncorrected: orNull(count),
  verifyUncorrected: orNull(count),
  nonMediumErrors: orNull(count),
  asc: orNull(fc.constantFrom(0, 0x0b, 0x5d)),
  ascq: orNull(fc.nat(255)),
});
export const anyReport: fc.Arbitrary<SmartReport> = fc
  .record({
    source: fc.constantFrom('smartctl' as const, 'smartctl' as const, 'nvme' as const, 'storcli' as const),
    protocol: fc.constantFrom('ata' as const, 'nvme' as const, 'scsi' as const, 'unknown' as const),
    state: fc.constantFrom(
      'read' as const,
      'read' as const,
      'read' as const,
      'asleep' as const,
      'unavailable' as const,
    ),
    passed: fc.constantFrom(true, true, false, null),
    exitStatus: orNull(fc.oneof(fc.constant(0), fc.nat(255))),
    temperatureCelsius: orNull(fc.integer({ min: -20, max: 120 })),
    temperatureLimits: orNull(fc.record({ warning: orNull(fc.nat(100)), critical: orNull(fc.nat(100)) })),
    wearPercent: orNull(fc.nat(255)),
    attributes: uniqueAttributes,
    nvme: orNull(anyNvme),
    scsi: orNull(anyScsi),
    selfTests: fc.array(
      fc.constantFrom(selfTest(true, 'Completed'), selfTest(false, 'read failure'), selfTest(null, 'Aborted')),
      { maxLength: 3 },
    ),
    errorLogEntries: orNull(count),
  })
  // As smartctl does: for NVMe, PASSED is that no bit of the critical warning is set.
  .map((report) => {
    const warning = report.nvme?.criticalWarning ?? null;
    return reportOf(warning === null ? report : { ...report, passed: warning === 0 });
  });

const anyStep = fc.record({ report: anyReport, hours: fc.nat(24 * 40), accepts: fc.boolean() });
/** What real judgements leave behind. */
export const anyPast = fc.array(anyStep, { maxLength: 5 }).map((steps) => {
  let memory: DeviceMemory = NO_MEMORY;
  let hours = 0;
  for (const step of steps) {
    hours += step.hours;
    const at = new Date(START + hours * 3_600_000);
    ({ memory } = judgeDevice({ report: step.report, type: 'hdd', memory, at }));
    if (step.accepts && step.hours % 5 === 0) memory = acceptBaseline(memory, { at, by: 'ada' });
  }
  return { memory, endHours: hours };
});
export const anyMoment = fc.nat(24 * 40);
export const healthOf = (
  report: SmartReport,
  memory: DeviceMemory,
  hours: number,
  overrides?: ThresholdOverrides,
): DeviceHealth =>
  judgeDevice({ report, type: 'hdd', memory, at: new Date(START + hours * 3_600_000), overrides }).health;
