import { daysInMonth, toDate, toDayNumber, weekdayOf } from './calendar.js';
import type { RecurrenceRule } from './rrule-syntax.js';

/** A stretch of days: the first, and how many. */
interface Span {
  readonly first: number;
  readonly length: number;
}

/** What a rule leaves open comes from the day of its DTSTART; null when it has none (then the rule says it all). */
export type AnchorDay = number | null;

interface Frequency {
  /** Number of the period that a day is in. */
  readonly indexOf: (day: number, rule: RecurrenceRule) => number;
  /** The days of a period on which the rule opens, ascending. */
  readonly daysOf: (index: number, rule: RecurrenceRule, anchor: AnchorDay) => number[];
}

export const FREQUENCIES: Readonly<Record<RecurrenceRule['frequency'], Frequency>> = {
  DAILY: {
    indexOf: (day) => day,
    daysOf: (index, rule) =>
      keepsMonth(index, rule) && keepsMonthDay(index, rule) && keepsWeekday(index, rule) ? [index] : [],
  },
  WEEKLY: {
    // Day 3 was a Sunday; weeks begin where the rule says.
    indexOf: (day, rule) => Math.floor((day - 3 - rule.weekStart) / 7),
    daysOf(index, rule, anchor) {
      const first = index * 7 + 3 + rule.weekStart;
      const isDay = (day: number): boolean =>
        rule.byDay.length > 0 ? keepsWeekday(day, rule) : anchor !== null && weekdayOf(day) === weekdayOf(anchor);
      return listDays({ first, length: 7 }).filter((day) => keepsMonth(day, rule) && isDay(day));
    },
  },
  MONTHLY: {
    indexOf(day) {
      const { year, month } = toDate(day);
      return year * 12 + month - 1;
    },
    daysOf: (index, rule, anchor) =>
      daysOfMonth({ year: Math.floor(index / 12), month: (index % 12) + 1 }, rule, anchor),
  },
  YEARLY: {
    indexOf: (day) => toDate(day).year,
    daysOf: daysOfYear,
  },
};

function daysOfYear(year: number, rule: RecurrenceRule, anchor: AnchorDay): number[] {
  const { byMonth, byMonthDay, byDay } = rule;
  if (byMonth.length > 0) return byMonth.flatMap((month) => daysOfMonth({ year, month }, rule, anchor));
  if (byDay.length > 0) {
    const span = { first: toDayNumber(year, 1, 1), length: toDayNumber(year + 1, 1, 1) - toDayNumber(year, 1, 1) };
    return listDays(span).filter((day) => isNamed(day, span, rule) && keepsMonthDay(day, rule));
  }
  const months = byMonthDay.length > 0 ? Array.from({ length: 12 }, (_, index) => index + 1) : [];
  if (months.length > 0) return months.flatMap((month) => daysOfMonth({ year, month }, rule, anchor));
  return anchor === null ? [] : daysOfMonth({ year, month: toDate(anchor).month }, rule, anchor);
}

function daysOfMonth(
  { year, month }: { year: number; month: number },
  rule: RecurrenceRule,
  anchor: AnchorDay,
): number[] {
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(month)) return [];
  const span = { first: toDayNumber(year, month, 1), length: daysInMonth(year, month) };
  const { byDay, byMonthDay } = rule;
  if (byDay.length === 0 && byMonthDay.length === 0) {
    const day = anchor === null ? 0 : toDate(anchor).day;
    return day === 0 || day > span.length ? [] : [span.first + day - 1];
  }
  return listDays(span).filter((day) => (byDay.length === 0 || isNamed(day, span, rule)) && keepsMonthDay(day, rule));
}

function listDays({ first, length }: Span): number[] {
  return Array.from({ length }, (_, index) => first + index);
}

/** Whether BYDAY names this day: any such weekday, or the first, second, last … of the span. */
function isNamed(day: number, { first, length }: Span, { byDay }: RecurrenceRule): boolean {
  const fromStart = Math.floor((day - first) / 7) + 1;
  const fromEnd = -Math.floor((first + length - 1 - day) / 7) - 1;
  return byDay.some(
    ({ ordinal, weekday }) =>
      weekday === weekdayOf(day) && (ordinal === 0 || ordinal === fromStart || ordinal === fromEnd),
  );
}

function keepsMonth(day: number, { byMonth }: RecurrenceRule): boolean {
  return byMonth.length === 0 || byMonth.includes(toDate(day).month);
}

function keepsMonthDay(day: number, { byMonthDay }: RecurrenceRule): boolean {
  if (byMonthDay.length === 0) return true;
  const date = toDate(day);
  return byMonthDay.includes(date.day) || byMonthDay.includes(date.day - daysInMonth(date.year, date.month) - 1);
}

function keepsWeekday(day: number, { byDay }: RecurrenceRule): boolean {
  return byDay.length === 0 || byDay.some(({ weekday }) => weekday === weekdayOf(day));
}
