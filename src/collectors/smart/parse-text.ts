import { ParseError, type Parsed } from '../../platform/commands/index.js';
import type { JsonObject } from '../shared/disk-fields.js';
import { splitLines } from '../shared/text.js';
import { readTextAttributes } from './text-attributes.js';
import { readTextErrorCounters, readTextNvmeLog } from './text-logs.js';
import { readTextSelfTests } from './text-self-tests.js';

const SOURCE = 'smartctl';
const MAX_LABEL = 60;
const MAX_LINE = 500;
/** Lines that say why there is no answer. */
const COMPLAINT =
  /in (?:STANDBY|SLEEP|IDLE)\S* mode|low[- ]power|open(?: of)? device.* failed|failed: |Unknown USB bridge|Unable to detect|specify device type|Unknown device type|UNRECOGNIZED OPTION|mandatory SMART command failed|Device does not support SMART|NOT READY \(e\.g\.|Permission denied|No such device|Operation not (?:permitted|supported)/i;

type Labels = ReadonlyMap<string, string>;

/** The text of any smartctl, `-x` or `-a`, as a document in the shape of its later JSON. Never throws. */
export function parseSmartText(text: string, truncated = false): Parsed<JsonObject> {
  const errors: ParseError[] = [];
  const lines = splitLines(text, truncated).map((line) => line.slice(0, MAX_LINE));
  const labels = readLabels(lines);
  const messages = lines.filter((line) => COMPLAINT.test(line)).map((line) => ({ string: line.trim() }));
  const attributes = readTextAttributes(lines, errors);
  const document = compact({
    smartctl: { messages: messages.slice(0, 20) },
    device: { protocol: protocolOf(labels) },
    ...identityOf(labels),
    ...healthOf(lines, labels),
    ...countersOf(lines, labels),
    ...(attributes.length === 0 ? {} : { ata_smart_attributes: { table: attributes } }),
    ...readTextSelfTests(lines),
  });
  if (protocolOf(labels) === undefined && messages.length === 0 && attributes.length === 0) {
    errors.push(new ParseError(SOURCE, 'this is no answer of smartctl', lines[0] ?? ''));
  }
  return { value: document, errors };
}

/** Without what was not said: a section that is there would mean something. */
function compact(document: JsonObject): JsonObject {
  const entries = Object.entries(document).map(([key, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value] as const;
    const inner = Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
    return [key, Object.keys(inner).length === 0 ? undefined : inner] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** `Label:   value`, each at its first place. */
function readLabels(lines: readonly string[]): Labels {
  const labels = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0 || colon > MAX_LABEL || !/^[A-Za-z]/.test(line)) continue;
    const label = line.slice(0, colon).replaceAll(/\s+/g, ' ').trim();
    if (!labels.has(label)) labels.set(label, line.slice(colon + 1).trim());
  }
  return labels;
}

function protocolOf(labels: Labels): string | undefined {
  if (labels.has('Device Model') || labels.has('ATA Version is')) return 'ATA';
  if (labels.has('Model Number')) return 'NVMe';
  return labels.has('Product') || labels.has('Logical Unit id') ? 'SCSI' : undefined;
}

/** Digits of a number with separators of any language, up to the unit behind it. */
function digitsOf(text: string | undefined): string | undefined {
  const digits = /^([\d.,'’ \u00a0\u202f]+)/.exec(text ?? '')?.[1]?.replaceAll(/\D/g, '');
  return digits === undefined || digits === '' ? undefined : digits;
}

function identityOf(labels: Labels): JsonObject {
  const wwn = labels.get('LU WWN Device Id') ?? labels.get('Logical Unit id');
  const eui = labels.get('Namespace 1 IEEE EUI-64');
  const capacity =
    labels.get('User Capacity') ?? labels.get('Total NVM Capacity') ?? labels.get('Namespace 1 Size/Capacity');
  const rate = labels.get('Rotation Rate');
  return {
    model_name: labels.get('Device Model') ?? labels.get('Model Number'),
    scsi_vendor: labels.get('Vendor'),
    scsi_product: labels.get('Product'),
    serial_number: labels.get('Serial Number') ?? labels.get('Serial number'),
    firmware_version: labels.get('Firmware Version') ?? labels.get('Revision'),
    logical_unit_id: wwn === undefined ? undefined : `0x${wwn.replace(/^0x/, '').replaceAll(/\s/g, '')}`,
    nvme_namespaces: eui === undefined ? undefined : [{ eui64: eui }],
    user_capacity: { bytes: digitsOf(capacity) },
    rotation_rate: rate?.startsWith('Solid State') === true ? 0 : /^(\d+) rpm/.exec(rate ?? '')?.[1],
    scsi_transport_protocol: { name: labels.get('Transport protocol') },
  };
}

function healthOf(lines: readonly string[], labels: Labels): JsonObject {
  const supports = lines.filter((line) => line.startsWith('SMART support is:')).join('\n');
  const number = (label: string): string | undefined => /^-?\d+/.exec(labels.get(label) ?? '')?.[0];
  const trip = number('Drive Trip Temperature');
  return {
    ...verdictOf(labels),
    smart_support: {
      available: supports.includes('Unavailable') ? false : undefined,
      enabled: supports.includes('Disabled') ? false : undefined,
    },
    temperature: {
      current: number('Current Temperature') ?? number('Current Drive Temperature') ?? number('Temperature'),
      ...(trip === undefined ? {} : { drive_trip: trip }),
    },
    nvme_composite_temperature_threshold: {
      warning: number('Warning Comp. Temp. Threshold'),
      critical: number('Critical Comp. Temp. Threshold'),
    },
  };
}

/** ATA and NVMe say PASSED or FAILED; SCSI says OK, or what is wrong with its sense codes. Anything else is no verdict. */
function verdictOf(labels: Labels): JsonObject {
  const overall = labels.get('SMART overall-health self-assessment test result') ?? '';
  if (overall.startsWith('PASSED')) return { smart_status: { passed: true } };
  if (overall.startsWith('FAILED')) return { smart_status: { passed: false } };
  const status = labels.get('SMART Health Status') ?? '';
  if (/^OK\b/.test(status)) return { smart_status: { passed: true } };
  const [, asc, ascq] = /\[asc=([0-9a-f]+), ascq=([0-9a-f]+)\]/i.exec(status) ?? [];
  if (asc === undefined || ascq === undefined) return {};
  return {
    smart_status: { passed: false, scsi: { asc: Number.parseInt(asc, 16), ascq: Number.parseInt(ascq, 16) } },
  };
}

function countersOf(lines: readonly string[], labels: Labels): JsonObject {
  const nvme = readTextNvmeLog(labels);
  const hours =
    /accumulated power on time, hours:minutes (\d+):/i.exec(lines.join('\n'))?.[1] ??
    /number of hours powered up\s*=\s*(\d+)/i.exec(lines.join('\n'))?.[1] ??
    digitsOf(labels.get('Power On Hours'));
  const endurance = lines.find((line) => /Percentage Used Endurance Indicator/i.test(line)) ?? '';
  const used = /^\s*(?:0x0?7|7)\s+0x008\s+1\s+(\d+)\s/.exec(endurance)?.[1];
  return {
    power_on_time: { hours },
    power_cycle_count: digitsOf(labels.get('Power Cycles')),
    endurance_used: { current_percent: used },
    scsi_percentage_used_endurance_indicator: /^Percentage used endurance indicator:\s*(\d+)%/i.exec(endurance)?.[1],
    ...(nvme === undefined ? {} : { nvme_smart_health_information_log: nvme }),
    ...readTextErrorCounters(lines, labels),
    ...errorLogOf(lines),
  };
}

function errorLogOf(lines: readonly string[]): JsonObject {
  const count = lines.map((line) => /^(?:ATA|Device) Error Count:\s*(\d+)/.exec(line)?.[1]).find(Boolean);
  if (count !== undefined) return { ata_smart_error_log: { extended: { count } } };
  return lines.some((line) => line.trim() === 'No Errors Logged')
    ? { ata_smart_error_log: { extended: { count: 0 } } }
    : {};
}
