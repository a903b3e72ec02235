import { MINUTES_PER_DAY, toDate, weekdayOf } from './calendar.js';
import { HORIZON_DAYS, RuleError, type LocalWalk } from './rule-error.js';

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of the month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  // Seven is Sunday as well.
  { name: 'day of the week', min: 0, max: 7, names: WEEKDAYS },
];

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

interface Word {
  readonly text: string;
  /** From 1. */
  readonly position: number;
}

/**
 * Cron’s five fields with lists, ranges, steps and names. As in cron, where both the day of the month and the day of
 * the week are limited, either is enough. Throws `RuleError`.
 */
export function parseCron(text: string): LocalWalk {
  const words = splitWords(MACROS[text.trim().toLowerCase()] ?? text);
  if (words.length !== FIELDS.length) {
    throw new RuleError(`a cron rule has 5 fields (minute hour day month weekday), and this has ${words.length}`);
  }
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) => parseField(field, words[index])) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekdays.has(7)) weekdays.add(0);
  const [anyDay, anyWeekday] = [isAny(words[2]), isAny(words[4])];
  const times = [...hours]
    .sort(ascending)
    .flatMap((hour) => [...minutes].sort(ascending).map((minute) => hour * 60 + minute));
  const isOpen = (dayNumber: number): boolean => {
    const { month, day } = toDate(dayNumber);
    if (!months.has(month)) return false;
    const [byDay, byWeekday] = [days.has(day), weekdays.has(weekdayOf(dayNumber))];
    return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
  };
  return function* walk(fromLocal) {
    const first = Math.floor(fromLocal / MINUTES_PER_DAY);
    for (let day = first; day < first + HORIZON_DAYS; day++) {
      if (isOpen(day)) for (const time of times) yield day * MINUTES_PER_DAY + time;
    }
  };
}

const ascending = (a: number, b: number): number => a - b;

function splitWords(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], position: match.index + 1 }));
}

/** Vixie’s rule: a field that begins with an asterisk does not limit. */
function isAny(word: Word | undefined): boolean {
  return word === undefined || word.text.startsWith('*') || word.text === '?';
}

function parseField(field: Field, word: Word = { text: '', position: 1 }): Set<number> {
  const values = new Set<number>();
  let { position } = word;
  for (const text of word.text.split(',')) {
    for (const value of parseItem(field, { text, position })) values.add(value);
    position += text.length + 1;
  }
  return values;
}

function parseItem(field: Field, { text, position }: Word): number[] {
  const fail = (problem: string): RuleError =>
    new RuleError(`"${text}" as the ${field.name}: ${problem}`, { position });
  const match = /^(\*|\?|[A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?(?:\/(\d{1,3}))?$/.exec(text);
  const [, first = '', last, step] = match ?? [];
  const isAll = first === '*' || first === '?';
  if (match === null || (isAll && last !== undefined))
    throw fail('write it as *, 5, 1-5, */10, 1-30/2 or a list of these');
  if (first === '?' && field.max !== 31 && field.max !== 7) throw fail('only days may be ?');
  const start = isAll ? field.min : readValue(field, first, fail);
  const end =
    isAll || (last === undefined && step !== undefined)
      ? wholeEnd(field)
      : last === undefined
        ? start
        : readEnd(field, last, fail);
  const every = step === undefined ? 1 : Number(step);
  if (every === 0) throw fail('a step of 0 never gets anywhere');
  if (end < start) throw fail('it ends before it begins');
  return Array.from({ length: Math.floor((end - start) / every) + 1 }, (_, index) => start + index * every);
}

/** Seven would count Sunday twice in steps. */
function wholeEnd(field: Field): number {
  return field.max === 7 ? 6 : field.max;
}

/** A range up to Sunday ends with the seventh day, not with the first. */
function readEnd(field: Field, text: string, fail: (problem: string) => RuleError): number {
  const end = readValue(field, text, fail);
  return field.max === 7 && end === 0 && text.toUpperCase() === 'SUN' ? 7 : end;
}

function readValue(field: Field, text: string, fail: (problem: string) => RuleError): number {
  const named = field.names.indexOf(text.toUpperCase());
  const value = named >= 0 && text !== '' ? named : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.min && value <= field.max) return value;
  const names = field.names.length === 0 ? '' : `, or ${field.names.filter((name) => name !== '').join(', ')}`;
  throw fail(`it goes from ${field.min} to ${field.max}${names}`);
}
