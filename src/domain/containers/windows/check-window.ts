import { compileRule } from './compile-schedule.js';
import { nextOpening } from './openings.js';
import { RuleError } from './rule-error.js';
import type { Blackout, MaintenanceWindow, Schedule, WindowRule } from './window.js';

export interface WindowFault {
  readonly path: string;
  readonly message: string;
}

type Definition = Pick<MaintenanceWindow, 'rule' | 'blackout'>;

/** A window’s own blackouts; none for a window that is a blackout itself. */
export function listBlackouts(blackout: Definition['blackout']): readonly Blackout[] {
  if (blackout === null || typeof blackout === 'boolean') return [];
  return Array.isArray(blackout) ? blackout : [blackout];
}

/** A window’s own rule and blackouts, without the blackouts of others. */
export function toSchedule({ rule, blackout }: Definition): Schedule {
  return { rule, blackouts: listBlackouts(blackout) };
}

/** What is wrong with a window beyond its shape: rules nobody can read, and rules that never open it. */
export function findWindowFaults(window: Definition, now: string): WindowFault[] {
  const blackouts = listBlackouts(window.blackout);
  const faults = [
    ...findRuleFault('rule', window.rule),
    ...blackouts.flatMap((blackout, index) => {
      const path = Array.isArray(window.blackout) ? `blackout.${index}` : 'blackout';
      return 'from' in blackout ? [] : findRuleFault(path, blackout);
    }),
  ];
  if (faults.length > 0) return faults;
  const next = nextOpening(toSchedule(window), now);
  return next.state === 'never' ? [{ path: 'rule', message: next.reason }] : [];
}

function findRuleFault(path: string, rule: WindowRule): WindowFault[] {
  try {
    compileRule(rule);
    return [];
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const member = error.part === 'timezone' ? 'timezone' : rule.cron === undefined ? 'rrule' : 'cron';
    return [{ path: `${path}.${member}`, message: error.message }];
  }
}
