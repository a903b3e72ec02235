import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutText } from '../shared/host-text.js';
import { splitLines, textOf } from '../shared/text.js';
import { chipName } from './chip-name.js';
import { parseSensorsJson } from './parse-sensors-json.js';
import { plausibleLimit, plausibleReading } from './plausible.js';
import type { RawSensor, TemperaturesFacts, TemperatureSensor } from './schema.js';

const SOURCE = 'temperatures';
const MAX_SENSORS = 500;
/** Kernels give thousandths; some vendors' thermal zones whole degrees. Nothing here is at 0.2 °C. */
const MAX_WHOLE_DEGREES = 200;

/** Sections `sensors` (JSON), or `hwmon` and perhaps `zones`. Throws ParseError when there is none of them. */
export function parseTemperatures(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<TemperaturesFacts> {
  const text = textOf(output);
  const sections = new Map(
    text
      .split('\u001d')
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return end < 0 ? ([section, ''] as const) : ([section.slice(0, end).trim(), section.slice(end + 1)] as const);
      }),
  );
  const errors = sections.has('end') ? [] : [new ParseError(SOURCE, 'it was cut off', text.slice(-100))];
  const json = sections.get('sensors');
  if (json !== undefined) return { value: toFacts('sensors', parseSensorsJson(json)), errors };
  const hwmon = sections.get('hwmon');
  if (hwmon === undefined) throw new ParseError(SOURCE, 'there is no section', text);
  const chips = parseHwmon(hwmon, errors);
  if (chips.length > 0) return { value: toFacts('hwmon', chips), errors };
  return { value: toFacts('thermal_zones', parseZones(sections.get('zones') ?? '', errors)), errors };
}

function parseHwmon(text: string, errors: ParseError[]): RawSensor[] {
  const found: RawSensor[] = [];
  let chip = '';
  for (const line of splitLines(text)) {
    const [first = '', ...rest] = line.split('|');
    if (first === 'chip') chip = chipName(rest[0] ?? '', rest.slice(1).join('|'));
    else if (/^temp\d+$/.test(first) && rest.length >= 5) {
      const [input, max, crit, fault, ...label] = rest;
      found.push({
        chip,
        channel: first,
        label: label.join('|') === '' ? first : label.join('|'),
        input: readThousandths(input),
        high: readThousandths(max),
        critical: readThousandths(crit),
        fault: fault === '1',
      });
    } else errors.push(new ParseError(SOURCE, 'a row is no sensor', line));
  }
  return found;
}

function parseZones(text: string, errors: ParseError[]): RawSensor[] {
  return splitLines(text).flatMap((line): RawSensor[] => {
    const [zone = '', input, ...label] = line.split('|');
    if (!/^thermal_zone\d+$/.test(zone) || label.length === 0) {
      errors.push(new ParseError(SOURCE, 'a row is no thermal zone', line));
      return [];
    }
    const read = readThousandths(input);
    const celsius = read !== undefined && Math.abs(read * 1000) < MAX_WHOLE_DEGREES ? read * 1000 : read;
    return [{ chip: 'thermal', channel: zone, label: label.join('|'), input: celsius, fault: false }];
  });
}

function readThousandths(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) / 1000 : undefined;
}

function toFacts(source: TemperaturesFacts['source'], raw: readonly RawSensor[]): TemperaturesFacts {
  const taken = new Set<string>();
  const sensors = raw.slice(0, MAX_SENSORS).map((sensor): TemperatureSensor => {
    const chip = cutText(sensor.chip, 80);
    const label = cutText(sensor.label, 80);
    return {
      id: uniqueId([`${chip}/${label}`, `${chip}/${label} (${sensor.channel})`], taken),
      chip,
      label,
      celsius: sensor.fault ? null : plausibleReading(sensor.input),
      highCelsius: plausibleLimit(sensor.high),
      criticalCelsius: plausibleLimit(sensor.critical),
      fault: sensor.fault,
    };
  });
  return { source, sensors };
}

/** Two sensors of one label are told apart by their channel, two chips of one name by their order. */
function uniqueId(candidates: readonly string[], taken: Set<string>): string {
  let id = candidates.find((candidate) => !taken.has(candidate));
  for (let number = 2; id === undefined; number += 1) {
    const next = `${candidates[0] ?? ''} #${number}`;
    if (!taken.has(next)) id = next;
  }
  taken.add(id);
  return id;
}
