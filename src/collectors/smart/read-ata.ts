import type { SmartAttribute } from '../../domain/inventory/storage-device.js';
import { asList, asObject, type JsonObject, readCounterField, readInteger, readText } from '../shared/disk-fields.js';

const MAX_ATTRIBUTES = 256;
const FAILED: Readonly<Record<string, SmartAttribute['failed']>> = {
  '': 'never',
  '-': 'never',
  now: 'now',
  failing_now: 'now',
  past: 'past',
  in_the_past: 'past',
};

/** The table of vendor attributes; what is no attribute is left out, what is missing in one is null. */
export function readAttributes(document: JsonObject): SmartAttribute[] {
  return asList(asObject(document['ata_smart_attributes'])['table'])
    .slice(0, MAX_ATTRIBUTES)
    .flatMap((entry) => readAttribute(asObject(entry)));
}

function readAttribute(entry: JsonObject): SmartAttribute[] {
  const id = readInteger(entry['id'], 0, 255);
  if (id === null) return [];
  const raw = asObject(entry['raw']);
  const prefailure = asObject(entry['flags'])['prefailure'];
  const whenFailed = entry['when_failed'];
  return [
    {
      id,
      name: readText(entry['name'], 80) ?? 'Unknown_Attribute',
      value: readInteger(entry['value'], 0, 65_535),
      worst: readInteger(entry['worst'], 0, 65_535),
      threshold: readInteger(entry['thresh'], 0, 65_535),
      prefailure: typeof prefailure === 'boolean' ? prefailure : null,
      failed: typeof whenFailed === 'string' ? (FAILED[whenFailed.trim().toLowerCase()] ?? null) : null,
      raw: readCounterField(raw, 'value'),
      rawText: readText(raw['string'], 80),
    },
  ];
}

const leadingNumber = ({ rawText }: SmartAttribute): number | null => {
  const digits = /^\d{1,9}/.exec(rawText ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
};

/** The low byte of 194, else of 190: the rest of the number holds extremes or what the maker likes. */
export function readAttributeTemperature(attributes: readonly SmartAttribute[]): number | null {
  for (const wanted of [194, 190]) {
    const attribute = attributes.find(({ id, name, raw }) => id === wanted && /temp/i.test(name) && raw !== null);
    if (attribute === undefined) continue;
    const celsius = Number(BigInt(attribute.raw ?? '0') & 0xffn);
    // 0 stands for a sensor that is not there; above 127 the byte is a sign or no temperature.
    if (celsius > 0 && celsius < 128) return celsius;
  }
  return null;
}

/** As printed: `12345h+33m+10.2s` and `12345 (3 4 0)` hold hours in front, the plain number may be packed. */
export function readAttributeHours(attributes: readonly SmartAttribute[]): number | null {
  const hours = attributes.find(({ id, name }) => id === 9 && /^power[_-]?on[_-]hours/i.test(name));
  return hours === undefined ? null : leadingNumber(hours);
}

export function readAttributeCycles(attributes: readonly SmartAttribute[]): number | null {
  const cycles = attributes.find(({ id, name }) => id === 12 && /^(?:device_)?power[_-]cycle/i.test(name));
  return cycles === undefined ? null : leadingNumber(cycles);
}
