import type { HealthReason } from '../disks/health-reason.js';
import { rankOf } from '../disks/health-reason.js';
import { judgeDevice } from '../disks/judge-device.js';
import { NO_MEMORY } from '../disks/device-memory.js';
import type { DeviceHealth, SmartReport } from '../storage-device.js';
import type { KnownDevice, SmartStanding } from './known-device.js';

type Judged = Pick<KnownDevice, 'smart' | 'memory'>;

/**
 * Takes in a collector's SMART report. A device that sleeps, or whose SMART cannot be read, keeps its former values and
 * verdict, marked as stale.
 */
export function takeReport(device: KnownDevice, collector: string, report: SmartReport, at: string): Judged {
  const former = device.smart[collector];
  const { health, reasons, memory } = judgeDevice({
    report,
    type: device.type,
    memory: device.memory[collector] ?? NO_MEMORY,
    at: new Date(at),
    overrides: device.overrides,
  });
  const standing = { ...placeReport(former, report, at), health, reasons };
  return {
    smart: { ...device.smart, [collector]: standing },
    memory: { ...device.memory, [collector]: memory },
  };
}

function placeReport(
  former: SmartStanding | undefined,
  report: SmartReport,
  at: string,
): Pick<SmartStanding, 'report' | 'collectedAt' | 'staleSince'> {
  if (report.state === 'read') return { report, collectedAt: at, staleSince: null };
  if (former === undefined || former.collectedAt === null) return { report, collectedAt: null, staleSince: null };
  const { state, reason } = report;
  return {
    report: { ...former.report, state, reason, deviceType: report.deviceType ?? former.report.deviceType },
    collectedAt: former.collectedAt,
    staleSince: former.staleSince ?? at,
  };
}

/** Judges the present reports anew, after thresholds or baselines changed. */
export function judgeAgain(device: KnownDevice, at: string): Judged {
  let judged: Judged = { smart: device.smart, memory: device.memory };
  for (const [collector, standing] of Object.entries(device.smart)) {
    const verdict = judgeDevice({
      report: standing.report,
      type: device.type,
      memory: judged.memory[collector] ?? NO_MEMORY,
      // The values are of that time; what sleeps is judged as of now.
      at: new Date(standing.report.state === 'read' ? (standing.collectedAt ?? at) : at),
      overrides: device.overrides,
    });
    judged = {
      smart: { ...judged.smart, [collector]: { ...standing, health: verdict.health, reasons: verdict.reasons } },
      memory: { ...judged.memory, [collector]: verdict.memory },
    };
  }
  return judged;
}

const WORSE_FIRST: readonly DeviceHealth[] = ['failing', 'warning', 'healthy', 'unknown'];

/** The worst of what the collectors' reports were judged to mean; unknown without any. */
export function sumUpHealth(smart: KnownDevice['smart']): Pick<KnownDevice, 'health' | 'reasons'> {
  const standings = Object.values(smart);
  const health = WORSE_FIRST.find((level) => standings.some((standing) => standing.health === level)) ?? 'unknown';
  const byMessage = new Map<string, HealthReason>();
  for (const reason of standings.flatMap((standing) => standing.reasons)) byMessage.set(reason.message, reason);
  return { health, reasons: [...byMessage.values()].toSorted((a, b) => rankOf(b.severity) - rankOf(a.severity)) };
}

const SOURCE_ORDER: readonly SmartReport['source'][] = [
  'smartctl',
  'nvme',
  'smartctl_text',
  'storcli',
  'ssacli',
  'megacli',
  'arcconf',
];

/** The report to show: one with values before one without, then the tool that tells most. */
export function chooseStanding(smart: KnownDevice['smart']): SmartStanding | undefined {
  return Object.values(smart).toSorted(
    (a, b) =>
      Number(b.collectedAt !== null) - Number(a.collectedAt !== null) ||
      SOURCE_ORDER.indexOf(a.report.source) - SOURCE_ORDER.indexOf(b.report.source),
  )[0];
}
