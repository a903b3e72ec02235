import { MINUTES_PER_DAY } from './calendar.js';
import { FREQUENCIES, type AnchorDay } from './rrule-days.js';
import { readDateTime, readRecurrence, type RecurrenceRule } from './rrule-syntax.js';
import { HORIZON_DAYS, RuleError, type LocalWalk } from './rule-error.js';
import type { TimeZone } from './time-zone.js';

/** Beyond days, a rule with many times makes long lists. */
const MAX_TIMES = 96;
const MINUTE_MS = 60_000;

/**
 * A recurrence rule of RFC 5545, alone or after a line with its DTSTART: FREQ DAILY to YEARLY with INTERVAL, COUNT,
 * UNTIL, WKST, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE and BYSETPOS. Without DTSTART the rule has to say all by
 * itself, and opens at 00:00 unless it says otherwise. Throws `RuleError`.
 */
export function parseRrule(text: string, place: { readonly zone: TimeZone; readonly timezone: string }): LocalWalk {
  const { start, body, offset } = splitLines(text);
  const rule = readRecurrence(body, offset);
  const anchor = start === null ? null : readStart(start, place);
  checkRule(rule, anchor);
  const walk = walkPeriods(rule, anchor);
  const { until } = rule;
  if (until === null) return walk;
  const isOver = (local: number): boolean =>
    (until.isUtc ? Math.floor(place.zone.toInstant(local) / MINUTE_MS) : local) > until.minutes;
  return function* untilItEnds(fromLocal) {
    for (const local of walk(fromLocal)) {
      if (isOver(local)) return;
      yield local;
    }
  };
}

interface Lines {
  readonly start: string | null;
  readonly body: string;
  readonly offset: number;
}

function splitLines(text: string): Lines {
  let start: string | null = null;
  let rule: { body: string; offset: number } | null = null;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const [line, position] = [match[0], match.index];
    if (/^\s*DTSTART[;:]/i.test(line) && start === null) start = line.trim();
    else if (rule === null && !/^\s*(?:EXDATE|RDATE|EXRULE)/i.test(line)) {
      const prefix = /^\s*(?:RRULE:)?/i.exec(line)?.[0].length ?? 0;
      rule = { body: line.slice(prefix), offset: position + prefix };
    } else
      throw new RuleError('one RRULE and at most one DTSTART line are understood; leave days out with a blackout', {
        position: position + 1,
      });
  }
  if (rule === null) throw new RuleError('there is no RRULE in it');
  return { start, ...rule };
}

/** DTSTART in local time. */
function readStart(line: string, { zone, timezone }: { zone: TimeZone; timezone: string }): number {
  const [, named, value = ''] = /^DTSTART(?:;TZID=([^:;]+))?(?:;VALUE=DATE(?:-TIME)?)?:(\S+)$/i.exec(line) ?? [];
  const read = readDateTime(value.toUpperCase());
  if (read === null) throw new RuleError('DTSTART takes a time such as DTSTART:20260101T020000', { position: 1 });
  if (named !== undefined && named !== timezone) {
    throw new RuleError(`DTSTART is in ${named}, and the window in ${timezone}: give one time zone`, { position: 1 });
  }
  return read.isUtc ? zone.toLocal(read.minutes * MINUTE_MS) : read.minutes;
}

function checkRule(rule: RecurrenceRule, anchor: number | null): void {
  const { frequency, byDay, byMonthDay, byMonth } = rule;
  const problem = [
    [anchor === null && rule.interval > 1, 'INTERVAL needs a DTSTART line that says from when to count'],
    [anchor === null && rule.count !== null, 'COUNT needs a DTSTART line that says from when to count'],
    [rule.count !== null && rule.until !== null, 'COUNT and UNTIL exclude each other'],
    [frequency === 'WEEKLY' && byMonthDay.length > 0, 'BYMONTHDAY has no meaning with FREQ=WEEKLY'],
    [
      (frequency === 'DAILY' || frequency === 'WEEKLY') && byDay.some(({ ordinal }) => ordinal !== 0),
      'a BYDAY such as 1SU needs FREQ=MONTHLY or YEARLY',
    ],
    [
      (frequency === 'MONTHLY' || byMonth.length > 0) && byDay.some(({ ordinal }) => Math.abs(ordinal) > 5),
      'no month has more than five of a weekday',
    ],
    [
      frequency !== 'DAILY' && anchor === null && byDay.length === 0 && byMonthDay.length === 0,
      `FREQ=${frequency} needs a BYDAY, a BYMONTHDAY or a DTSTART line: on which day?`,
    ],
    [
      frequency !== 'DAILY' && listTimes(rule, anchor).length > MAX_TIMES,
      `more than ${MAX_TIMES} times a day need FREQ=DAILY`,
    ],
    [
      rule.bySetPosition.length > 0 &&
        byDay.length + byMonthDay.length + rule.byHour.length + rule.byMinute.length === 0,
      'BYSETPOS needs another BY… to choose from',
    ],
  ].find(([isSo]) => isSo === true);
  if (problem !== undefined) throw new RuleError(String(problem[1]));
}

function listTimes({ byHour, byMinute }: RecurrenceRule, anchor: number | null): number[] {
  const time = anchor === null ? 0 : anchor % MINUTES_PER_DAY;
  const hours = byHour.length > 0 ? byHour : [Math.floor(time / 60)];
  const minutes = byMinute.length > 0 ? byMinute : [time % 60];
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

function walkPeriods(rule: RecurrenceRule, anchor: number | null): LocalWalk {
  const { indexOf, daysOf } = FREQUENCIES[rule.frequency];
  const times = listTimes(rule, anchor);
  const anchorDay: AnchorDay = anchor === null ? null : Math.floor(anchor / MINUTES_PER_DAY);
  const anchorIndex = anchorDay === null ? 0 : indexOf(anchorDay, rule);
  return function* walk(fromLocal) {
    const fromDay = Math.floor(fromLocal / MINUTES_PER_DAY);
    const wanted = indexOf(fromDay, rule);
    // What counts is counted from its start, and nothing opens before it.
    const first = anchorDay === null ? wanted : rule.count !== null ? anchorIndex : Math.max(anchorIndex, wanted);
    const skipped = (((first - anchorIndex) % rule.interval) + rule.interval) % rule.interval;
    const last = indexOf(Math.max(fromDay, anchorDay ?? fromDay) + HORIZON_DAYS, rule);
    let left = rule.count ?? Number.POSITIVE_INFINITY;
    for (let index = skipped === 0 ? first : first + rule.interval - skipped; index <= last; index += rule.interval) {
      const days = daysOf(index, rule, anchorDay);
      const open = days.flatMap((day) => times.map((time) => day * MINUTES_PER_DAY + time));
      for (const local of choosePositions(open, rule.bySetPosition)) {
        if (anchor !== null && local < anchor) continue;
        if (left-- <= 0) return;
        yield local;
      }
    }
  };
}

function choosePositions(open: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return open;
  const chosen = positions.map((position) => open.at(position > 0 ? position - 1 : position));
  return [...new Set(chosen.filter((local) => local !== undefined))].sort((a, b) => a - b);
}
