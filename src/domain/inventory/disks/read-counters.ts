import type { SmartAttribute, SmartReport } from '../storage-device.js';
import { COUNTERS, type CounterPlace, type CounterRow } from './counters.js';

/** One counter as a report gives it. */
export interface CounterReading {
  readonly row: CounterRow;
  readonly value: bigint;
}

type AttributePlace = Extract<CounterPlace, { attribute: number }>;

/** Every counter of the table that the report has a number for; what is absent is absent, not 0. */
export function readCounters(report: SmartReport, extra: readonly string[] = []): CounterReading[] {
  return [...COUNTERS, ...attributesNamedBy(extra)].flatMap((row) => {
    const value = valueAt(report, row.place);
    return value === undefined ? [] : [{ row, value }];
  });
}

/** Attributes outside the table that an override sets limits for. */
export function attributesNamedBy(keys: readonly string[]): CounterRow[] {
  const known = new Set(COUNTERS.map(({ key }) => key));
  return keys
    .filter((key) => /^(?:0|[1-9]\d{0,2})$/.test(key) && !known.has(key))
    .map((key) => ({
      key,
      title: `Attribute ${key}`,
      place: { attribute: Number(key) },
      reason: 'an override sets a limit for it',
    }));
}

function valueAt(report: SmartReport, place: CounterPlace): bigint | undefined {
  if ('nvme' in place) return toCount(report.nvme?.[place.nvme]);
  if ('scsi' in place) return toCount(report.scsi?.[place.scsi]);
  if ('ataErrorLog' in place) return report.protocol === 'ata' ? toCount(report.errorLogEntries) : undefined;
  const values = report.attributes
    .filter((attribute) => isMeant(attribute, place))
    .map((attribute) => countOf(attribute, place))
    .filter((value) => value !== undefined);
  // Twice the same number in one report: the worse one, whatever their order.
  return values.reduce<bigint | undefined>(
    (most, value) => (most === undefined || value > most ? value : most),
    undefined,
  );
}

export function isMeant({ id, name }: SmartAttribute, place: AttributePlace): boolean {
  if (id !== place.attribute) return false;
  return (place.named?.test(name) ?? true) && !(place.notNamed?.test(name) ?? false);
}

function countOf({ raw, rawText }: SmartAttribute, { words }: AttributePlace): bigint | undefined {
  const value = toCount(raw);
  if (value === undefined) return undefined;
  if (words === true) return largestWord(value);
  // `8 (0 3)`: the tool knows that the number is packed and prints the count first.
  const packed = /^(\d{1,5}) \(\d{1,5},? \d{1,5}\)$/.exec(rawText ?? '')?.[1];
  return packed === undefined ? value : BigInt(packed);
}

function largestWord(value: bigint): bigint {
  const words = [value & 0xffffn, (value >> 16n) & 0xffffn, (value >> 32n) & 0xffffn];
  return words.reduce((most, word) => (word > most ? word : most));
}

function toCount(value: string | number | null | undefined): bigint | undefined {
  if (typeof value === 'string') return /^\d{1,39}$/.test(value) ? BigInt(value) : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}
