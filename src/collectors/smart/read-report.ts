import type { SmartReport } from '../../domain/inventory/storage-device.js';
import {
  asList,
  asObject,
  type JsonObject,
  readAmount,
  readCounterField,
  readInteger,
  readNumber,
  readText,
} from '../shared/disk-fields.js';
import { readAttributes, readAttributeHours, readAttributeCycles, readAttributeTemperature } from './read-ata.js';
import { readNvmeHealth } from './read-nvme.js';
import { keepOthers } from './read-others.js';
import { readScsiHealth } from './read-scsi.js';
import { readSelfTests } from './read-self-tests.js';
import { readWear } from './read-wear.js';

type Protocol = SmartReport['protocol'];

export interface ReportContext {
  readonly source: SmartReport['source'];
  readonly exitCode: number;
  /** The `-d` type that was asked with. */
  readonly type: string | null;
  /** smartctl was told to leave a sleeping device alone. */
  readonly guard: boolean;
}

const EVERY_BIT = 255;
const CANNOT_OPEN = 0b11;
const ASLEEP_CODE = 3;

/** The facts of a document in the shape of smartctl's JSON, whichever tool it came from; each field by itself. */
export function readReport(document: JsonObject, context: ReportContext): SmartReport {
  const protocol = protocolOf(document);
  const nvme = readNvmeHealth(document);
  const scsi = readScsiHealth(document);
  const attributes = readAttributes(document);
  const report: Omit<SmartReport, 'state' | 'reason'> = {
    source: context.source,
    protocol,
    deviceType: context.type ?? readText(asObject(document['device'])['type']),
    passed: readPassed(document),
    exitStatus: readInteger(asObject(document['smartctl'])['exit_status'], 0, EVERY_BIT) ?? context.exitCode,
    temperatureCelsius: readTemperature(document) ?? readAttributeTemperature(attributes),
    temperatureLimits: readLimits(document),
    powerOnHours: readAmount(asObject(document['power_on_time'])['hours']) ?? readAttributeHours(attributes),
    powerCycles: readAmount(document['power_cycle_count']) ?? readAttributeCycles(attributes),
    wearPercent: readWear(document, attributes),
    attributes,
    nvme,
    scsi,
    selfTests: readSelfTests(document),
    errorLogEntries: readErrorLog(document, protocol),
    messages: readMessages(document),
    other: keepOthers(document),
  };
  return { ...report, ...judgeState(report, document, context) };
}

function protocolOf(document: JsonObject): Protocol {
  const device = asObject(document['device']);
  const said = readText(device['protocol'])?.toLowerCase();
  if (said === 'ata' || said === 'nvme' || said === 'scsi') return said;
  const keys = Object.keys(document);
  const type = readText(device['type'])?.toLowerCase() ?? '';
  if (keys.some((key) => key.startsWith('ata_')) || /\b(?:sat|ata)\b/.test(type)) return 'ata';
  if (keys.some((key) => key.startsWith('nvme_')) || /^(?:nvme|snt)/.test(type)) return 'nvme';
  return keys.some((key) => key.startsWith('scsi_')) || type.startsWith('scsi') ? 'scsi' : 'unknown';
}

/** Absent is not false: a device that gives no verdict has not failed. */
function readPassed(document: JsonObject): boolean | null {
  const { passed } = asObject(document['smart_status']);
  return typeof passed === 'boolean' ? passed : null;
}

function readTemperature(document: JsonObject): number | null {
  const current = readNumber(asObject(document['temperature'])['current']);
  if (current !== null) return plausible(current);
  return plausible(readNumber(asObject(document['nvme_smart_health_information_log'])['temperature']));
}

function plausible(celsius: number | null): number | null {
  return celsius !== null && celsius > -60 && celsius < 200 ? celsius : null;
}

/** The drive's own limits: of NVMe, of SCT, or where a SCSI disk trips. */
function readLimits(document: JsonObject): SmartReport['temperatureLimits'] {
  const temperature = asObject(document['temperature']);
  const nvme = asObject(document['nvme_composite_temperature_threshold']);
  const first = (...values: readonly unknown[]): number | null =>
    // 0: the drive has set none.
    values
      .map(readNumber)
      .map(plausible)
      .find((value) => value !== null && value > 0) ?? null;
  const warning = first(nvme['warning'], temperature['op_limit_max']);
  const critical = first(
    nvme['critical'],
    temperature['critical_limit_max'],
    temperature['limit_max'],
    temperature['drive_trip'],
  );
  return warning === null && critical === null ? null : { warning, critical };
}

function readErrorLog(document: JsonObject, protocol: Protocol): string | null {
  if (protocol === 'nvme') {
    return readCounterField(asObject(document['nvme_smart_health_information_log']), 'num_err_log_entries');
  }
  const log = asObject(document['ata_smart_error_log']);
  return readCounterField(asObject(log['extended']), 'count') ?? readCounterField(asObject(log['summary']), 'count');
}

function readMessages(document: JsonObject): string[] {
  return asList(asObject(document['smartctl'])['messages'])
    .slice(0, 20)
    .flatMap((message) => readText(asObject(message)['string']) ?? []);
}

const LOW_POWER = /\b(?:STANDBY|SLEEP)(?:_[A-Z])?\b.*\bmode\b|\blow[- ]power\b|NOT READY \(e\.g\. spun down/i;

function judgeState(
  report: Omit<SmartReport, 'state' | 'reason'>,
  document: JsonObject,
  { guard }: ReportContext,
): Pick<SmartReport, 'state' | 'reason'> {
  if (hasData(report)) return { state: 'read', reason: null };
  const { exitStatus, messages } = report;
  const mode = readPowerMode(document);
  const said = messages.find((message) => LOW_POWER.test(message));
  const isError = asList(asObject(document['smartctl'])['messages']).some(
    (message) => asObject(message)['severity'] === 'error',
  );
  if (said !== undefined) return { state: 'asleep', reason: said };
  if (/STANDBY|SLEEP/i.test(mode ?? '')) return { state: 'asleep', reason: `The device is in the mode ${mode}.` };
  if (guard && exitStatus === ASLEEP_CODE && !isError) return { state: 'asleep', reason: 'The device sleeps.' };
  return { state: 'unavailable', reason: explain(document, messages, exitStatus) };
}

/** A text until 7.4, an object with its name since. */
function readPowerMode(document: JsonObject): string | null {
  return readText(document['power_mode']) ?? readText(asObject(document['power_mode'])['name']);
}

function hasData(report: Omit<SmartReport, 'state' | 'reason'>): boolean {
  const { passed, attributes, nvme, scsi, selfTests, temperatureCelsius, powerOnHours, wearPercent } = report;
  const single = [passed, nvme, scsi, temperatureCelsius, powerOnHours, wearPercent];
  return single.some((value) => value !== null) || attributes.length > 0 || selfTests.length > 0;
}

function explain(document: JsonObject, messages: readonly string[], exitStatus: number | null): string {
  if (messages.length > 0) return messages.join('; ').slice(0, 300);
  const support = asObject(document['smart_support']);
  if (support['available'] === false) return 'The device has no SMART.';
  if (support['enabled'] === false) return 'SMART is switched off in the device.';
  if (((exitStatus ?? 0) & CANNOT_OPEN) !== 0) return 'The device could not be opened or identified.';
  return 'The device says nothing of its health.';
}
