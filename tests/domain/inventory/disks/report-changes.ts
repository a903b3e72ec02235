import type { SmartReport } from '../../../../src/domain/inventory/storage-device.js';
import { attribute, nvme, selfTest } from './reports.js';

/** Each makes a report worse, whatever it said before. */
export const BAD_THINGS: Readonly<Record<string, (report: SmartReport) => SmartReport>> = {
  'exit bit 3': (report) => ({ ...report, exitStatus: (report.exitStatus ?? 0) | 8 }),
  'exit bit 4': (report) => ({ ...report, exitStatus: (report.exitStatus ?? 0) | 16 }),
  'exit bit 5': (report) => ({ ...report, exitStatus: (report.exitStatus ?? 0) | 32 }),
  'exit bit 7': (report) => ({ ...report, exitStatus: (report.exitStatus ?? 0) | 128 }),
  'a failed self-test': (report) => ({ ...report, selfTests: [selfTest(false, 'read failure'), ...report.selfTests] }),
  'an attribute failing now': (report) => ({
    ...report,
    attributes: [...report.attributes.filter(({ id }) => id !== 3), attribute(3, 0, { failed: 'now' })],
  }),
  'all endurance consumed': (report) => ({ ...report, wearPercent: 255 }),
  heat: (report) => ({ ...report, temperatureCelsius: 200, temperatureLimits: { warning: 70, critical: 80 } }),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((position) => [
      `NVMe critical warning ${position}`,
      (report: SmartReport): SmartReport => {
        const health = { ...nvme().nvme!, ...report.nvme };
        return {
          ...report,
          passed: false,
          nvme: { ...health, criticalWarning: (health.criticalWarning ?? 0) | (1 << position) },
        };
      },
    ]),
  ),
};

type Removal = readonly [string, (report: SmartReport) => SmartReport | null];

/** Every field that may be missing, and every attribute. What only explains a bad verdict is not taken away alone. */
export function removals(report: SmartReport): Removal[] {
  const without = <K extends keyof SmartReport>(key: K, value: SmartReport[K]): Removal => [
    key,
    (from) => ({ ...from, [key]: value }),
  ];
  const within = <K extends 'nvme' | 'scsi'>(key: K): Removal[] =>
    Object.keys(report[key] ?? {})
      .filter((field) => field !== 'criticalWarning' || report.passed !== false)
      .map((field) => [
        `${key}.${field}`,
        (from) => ({ ...from, [key]: { ...from[key], [field]: null } }) as SmartReport,
      ]);
  return [
    without('passed', null),
    without('exitStatus', null),
    without('temperatureCelsius', null),
    without('temperatureLimits', null),
    without('wearPercent', null),
    without('attributes', []),
    without('selfTests', []),
    without('errorLogEntries', null),
    without('scsi', null),
    without('protocol', 'unknown'),
    ...(report.state === 'read' ? [without('state', 'unavailable'), without('state', 'asleep')] : []),
    ...(report.passed === false ? [] : [without('nvme', null)]),
    ...within('nvme'),
    ...within('scsi'),
    ...report.selfTests.map((_each, index): Removal => [
      `self-test ${index}`,
      (from) => ({ ...from, selfTests: from.selfTests.filter((_other, at) => at !== index) }),
    ]),
    ...report.attributes.flatMap((own, index): Removal[] => {
      const change = (fields: Partial<typeof own>): Removal => [
        `attribute ${own.id}: ${Object.keys(fields).join()}`,
        (from) => ({ ...from, attributes: from.attributes.with(index, { ...own, ...fields }) }),
      ];
      return [
        change({ raw: null }),
        change({ rawText: null }),
        change({ failed: null }),
        change({ name: '' }),
        [`attribute ${own.id}`, (from) => ({ ...from, attributes: from.attributes.toSpliced(index, 1) })],
      ];
    }),
    ['the report', () => null],
  ];
}
