import { MINUTES_PER_DAY, toDayNumber, daysInMonth } from './calendar.js';
import { RuleError } from './rule-error.js';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

export interface ByDay {
  /** 0: every one; 1: the first of the month or year; -1: the last. */
  readonly ordinal: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** A recurrence rule as it was written; lists are empty where nothing was said. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: Until | null;
  readonly weekStart: number;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySetPosition: readonly number[];
}

/** A local time, or an instant in UTC, both in minutes. */
export interface Until {
  readonly minutes: number;
  readonly isUtc: boolean;
}

export const WEEKDAY_CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const FREQUENCIES: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const MAX_INTERVAL = 1_000;
const MAX_COUNT = 10_000;

interface Part {
  readonly key: string;
  readonly value: string;
  readonly position: number;
}

/** Reads `FREQ=…;BYDAY=…`. `offset`: characters before it, for positions in messages. Throws `RuleError`. */
export function readRecurrence(text: string, offset: number): RecurrenceRule {
  const parts = splitParts(text, offset);
  const frequency = parts.get('FREQ');
  if (frequency === undefined)
    throw new RuleError('a recurrence rule needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY', { position: offset + 1 });
  if (!FREQUENCIES.includes(frequency.value)) {
    throw new RuleError(`FREQ is one of ${FREQUENCIES.join(', ')}; ${frequency.value} is not`, {
      position: frequency.position,
    });
  }
  const list = (key: string, min: number, max: number): number[] => readNumbers(parts.get(key), { min, max });
  return {
    frequency: frequency.value as Frequency,
    interval: list('INTERVAL', 1, MAX_INTERVAL)[0] ?? 1,
    count: list('COUNT', 1, MAX_COUNT)[0] ?? null,
    until: readUntil(parts.get('UNTIL')),
    weekStart: readDays(parts.get('WKST'))[0]?.weekday ?? 1,
    byMonth: list('BYMONTH', 1, 12),
    byMonthDay: list('BYMONTHDAY', -31, 31),
    byDay: readDays(parts.get('BYDAY')),
    byHour: list('BYHOUR', 0, 23),
    byMinute: list('BYMINUTE', 0, 59),
    bySetPosition: list('BYSETPOS', -366, 366),
  };
}

const KEYS = [
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'WKST',
  'BYMONTH',
  'BYMONTHDAY',
  'BYDAY',
  'BYHOUR',
  'BYMINUTE',
  'BYSETPOS',
  'BYSECOND',
];
/** Of these, one value only. */
const SINGLE = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST']);

function splitParts(text: string, offset: number): Map<string, Part> {
  const parts = new Map<string, Part>();
  let position = offset + 1;
  for (const piece of text.split(';')) {
    const [, key = '', value = ''] = /^\s*([A-Za-z]+)=(\S+?)\s*$/.exec(piece) ?? [];
    const part = { key: key.toUpperCase(), value: value.toUpperCase(), position };
    position += piece.length + 1;
    if (piece.trim() === '' && parts.size > 0) continue;
    checkPart(part, piece, parts);
    parts.set(part.key, part);
  }
  return parts;
}

function checkPart(part: Part, piece: string, parts: ReadonlyMap<string, Part>): void {
  const fail = (problem: string): RuleError => new RuleError(problem, { position: part.position });
  if (part.key === '') throw fail(`"${piece.trim()}" is not of the form KEY=VALUE`);
  if (!KEYS.includes(part.key)) throw fail(`${part.key} is not supported; there are ${KEYS.join(', ')}`);
  if (parts.has(part.key)) throw fail(`${part.key} is given twice`);
  if (SINGLE.has(part.key) && part.value.includes(',')) throw fail(`${part.key} takes one value`);
  if (part.key === 'BYSECOND' && part.value !== '0') throw fail('windows open on the minute: BYSECOND can only be 0');
}

function readNumbers(part: Part | undefined, { min, max }: { min: number; max: number }): number[] {
  if (part === undefined) return [];
  const values = part.value.split(',').map((text) => (/^[+-]?\d{1,5}$/.test(text) ? Number(text) : Number.NaN));
  // Negative ones count from the end, so zero is none.
  const isWrong = (value: number): boolean => !(value >= min && value <= max) || (min < 0 && value === 0);
  if (!values.some(isWrong)) return [...new Set(values)].sort((a, b) => a - b);
  throw new RuleError(
    `${part.key} takes numbers from ${min} to ${max}${min < 0 ? ' without 0' : ''}; it says ${part.value}`,
    { position: part.position },
  );
}

function readDays(part: Part | undefined): ByDay[] {
  if (part === undefined) return [];
  return part.value.split(',').map((text) => {
    const [, ordinal = '0', code = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
    const day = { ordinal: Number(ordinal), weekday: WEEKDAY_CODES.indexOf(code) };
    if (day.weekday >= 0 && Math.abs(day.ordinal) <= 53 && !/^[+-]?0/.test(text)) return day;
    throw new RuleError(`${part.key} takes days such as MO, 1SU or -1FR; it says ${text}`, { position: part.position });
  });
}

function readUntil(part: Part | undefined): Until | null {
  if (part === undefined) return null;
  const read = readDateTime(part.value);
  if (read === null)
    throw new RuleError('UNTIL takes a date or time such as 20271231 or 20271231T230000Z', { position: part.position });
  // A date alone means that day as well.
  return { isUtc: read.isUtc, minutes: read.hasTime ? read.minutes : read.minutes + MINUTES_PER_DAY - 1 };
}

export interface ReadDateTime extends Until {
  readonly hasTime: boolean;
}

/** `20260101`, `20260101T020000` or `20260101T020000Z`; null for anything else, 31 February included. */
export function readDateTime(text: string): ReadDateTime | null {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map((part) => Number(part ?? 0));
  const isDate =
    year >= 1970 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate || hour > 23 || minute > 59) return null;
  const minutes = toDayNumber(year, month, day) * MINUTES_PER_DAY + hour * 60 + minute;
  return { minutes, isUtc: match[7] === 'Z', hasTime: match[4] !== undefined };
}
