import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import {
  asList,
  asObject,
  type JsonObject,
  parseToolJson,
  readDigits,
  readNumber,
  readText,
} from '../shared/disk-fields.js';
import { textOf } from '../shared/text.js';
import { DEVICE_PATH } from './device-names.js';
import { distrust } from './parser.js';
import { readReport } from './read-report.js';
import { readTraits } from './read-traits.js';
import type { DeviceTraits, SmartAnswer } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;

export interface NvmeDevice {
  readonly path: string;
  readonly traits: DeviceTraits;
}

export interface NvmeDevices {
  readonly devices: readonly NvmeDevice[];
  readonly complete: boolean;
}

/** What the log's fields are called: by smartctl, and by nvme-cli over the years. */
const LOG_KEYS: Readonly<Record<string, readonly string[]>> = {
  available_spare: ['avail_spare', 'available_spare'],
  available_spare_threshold: ['spare_thresh', 'available_spare_threshold', 'avail_spare_threshold'],
  percentage_used: ['percent_used', 'percentage_used'],
  data_units_read: ['data_units_read'],
  data_units_written: ['data_units_written'],
  unsafe_shutdowns: ['unsafe_shutdowns'],
  media_errors: ['media_errors'],
  num_err_log_entries: ['num_err_log_entries'],
};
const MAX_DEVICES = 2000;
/** No drive is hotter in Celsius, none colder in Kelvin. */
const KELVIN_FROM = 200;
const ZERO_CELSIUS_IN_KELVIN = 273;

/** `nvme list -o json`: a list of namespaces, or since 2.11 of subsystems, controllers and namespaces. */
export function parseNvmeList(output: Output): Parsed<NvmeDevices> {
  const { document, error } = parseDocument('nvme list', output);
  const devices = asList(document['Devices']).slice(0, MAX_DEVICES).map(asObject);
  const found = devices.flatMap((device) => [...readNamespace(device, device), ...readSubsystems(device)]);
  const complete = error === undefined && !output.truncated;
  return { value: { devices: found, complete }, errors: error === undefined ? [] : [error] };
}

function readSubsystems(device: JsonObject): NvmeDevice[] {
  return asList(device['Subsystems']).flatMap((value) => {
    const subsystem = asObject(value);
    const controllers = asList(subsystem['Controllers']).map(asObject);
    return controllers.flatMap((controller) => {
      // With more than one path to it, a namespace stands beside its controllers.
      const own = asList(controller['Namespaces']);
      const namespaces = own.length > 0 ? own : asList(subsystem['Namespaces']);
      return readNamespace(asObject(namespaces[0]), controller);
    });
  });
}

function readNamespace(namespace: JsonObject, controller: JsonObject): NvmeDevice[] {
  const name = readText(namespace['DevicePath']) ?? readText(namespace['NameSpace']);
  const path = name === null || name.startsWith('/dev/') ? name : `/dev/${name}`;
  if (path === null || !DEVICE_PATH.test(path) || !/nvme\d/.test(path)) return [];
  const document = {
    model_name: controller['ModelNumber'],
    serial_number: controller['SerialNumber'],
    firmware_version: controller['Firmware'],
    user_capacity: { bytes: namespace['PhysicalSize'] },
    device: { protocol: 'NVMe' },
    rotation_rate: 0,
  };
  return [{ path, traits: readTraits(document) }];
}

/** `nvme smart-log -o json`: whole numbers, fractions or texts, `critical_warning` a number or an object; Kelvin. */
export function parseNvmeHealth(output: Output): Parsed<SmartAnswer> {
  const { document, error } = parseDocument('nvme smart-log', output);
  const log: Record<string, unknown> = { critical_warning: readWarning(document['critical_warning']) };
  for (const [key, names] of Object.entries(LOG_KEYS)) {
    const digits = names.map((name) => readDigits(document[name])).find((value) => value !== null);
    if (digits !== undefined) log[key] = digits;
  }
  const shaped = {
    device: { protocol: 'NVMe', type: 'nvme' },
    nvme_smart_health_information_log: log,
    temperature: { current: toCelsius(document['temperature']) },
    power_on_time: { hours: readDigits(document['power_on_hours']) },
    power_cycle_count: readDigits(document['power_cycles']),
  };
  const report = readReport(shaped, { source: 'nvme', exitCode: 0, type: 'nvme', guard: false });
  const trusted = error === undefined && !output.truncated ? report : distrust(report);
  const value = { report: { ...trusted, exitStatus: null }, traits: readTraits(shaped) };
  return { value, errors: error === undefined ? [] : [error] };
}

export interface NvmeController {
  readonly traits: DeviceTraits;
  readonly temperatureLimits: SmartAnswer['report']['temperatureLimits'];
}

/** `nvme id-ctrl -o json`: names, and the drive's own limits in Kelvin. */
export function parseNvmeController(output: Output): Parsed<NvmeController> {
  const { document, error } = parseDocument('nvme id-ctrl', output);
  const shaped = {
    device: { protocol: 'NVMe', type: 'nvme' },
    model_name: document['mn'],
    serial_number: document['sn'],
    firmware_version: document['fr'],
    nvme_total_capacity: document['tnvmcap'],
    nvme_composite_temperature_threshold: {
      warning: toCelsius(document['wctemp']),
      critical: toCelsius(document['cctemp']),
    },
    rotation_rate: 0,
  };
  const { temperatureLimits } = readReport(shaped, { source: 'nvme', exitCode: 0, type: 'nvme', guard: false });
  return { value: { traits: readTraits(shaped), temperatureLimits }, errors: error === undefined ? [] : [error] };
}

function parseDocument(source: string, output: Output): { document: JsonObject; error: ParseError | undefined } {
  const text = textOf(output);
  const json = parseToolJson(source, text);
  if (json === undefined) throw new ParseError(source, 'it printed no JSON that can be read', text);
  return { document: asObject(json.document), error: json.error };
}

function readWarning(value: unknown): number | null {
  return readNumber(typeof value === 'object' ? asObject(value)['value'] : value);
}

function toCelsius(value: unknown): number | null {
  const degrees = readNumber(value);
  if (degrees === null || degrees === 0) return null;
  return degrees > KELVIN_FROM ? Math.round(degrees - ZERO_CELSIUS_IN_KELVIN) : degrees;
}
