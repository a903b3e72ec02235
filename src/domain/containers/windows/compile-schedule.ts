import { parseCron } from './parse-cron.js';
import { parseRrule } from './parse-rrule.js';
import { RuleError, type LocalWalk } from './rule-error.js';
import { findTimeZone, type TimeZone } from './time-zone.js';
import type { Blackout, Period, Schedule, WindowRule } from './window.js';

/** A rule, read once. */
export interface CompiledRule {
  readonly zone: TimeZone;
  readonly walk: LocalWalk;
  readonly durationMs: number;
}

export interface CompiledSchedule {
  /** Null: always open. */
  readonly rule: CompiledRule | null;
  readonly blackoutRules: readonly CompiledRule[];
  readonly blackoutPeriods: readonly Period[];
}

/** Throws `RuleError`. */
export function compileSchedule({ rule, blackouts }: Schedule): CompiledSchedule {
  return {
    rule: rule === null ? null : compileRule(rule),
    blackoutRules: blackouts.flatMap((blackout) => (isPeriod(blackout) ? [] : [compileRule(blackout)])),
    blackoutPeriods: blackouts.filter(isPeriod),
  };
}

export function isPeriod(blackout: Blackout): blackout is Period {
  return 'from' in blackout;
}

/** Throws `RuleError`. */
export function compileRule(rule: WindowRule): CompiledRule {
  const { timezone, cron, rrule, durationMinutes } = rule;
  const zone = findTimeZone(timezone);
  if (zone === undefined) {
    throw new RuleError(`there is no time zone "${timezone}"; use an IANA name such as Europe/Berlin`, {
      part: 'timezone',
    });
  }
  const walk = cron === undefined ? parseRrule(rrule ?? '', { zone, timezone }) : parseCron(cron);
  return { zone, walk, durationMs: durationMinutes * 60_000 };
}
