import { compileSchedule, type CompiledSchedule } from './compile-schedule.js';
import { streamOpenings } from './stream-openings.js';
import type { Opening, Schedule } from './window.js';

export interface ListOpeningsInput {
  readonly window: Schedule;
  /** ISO 8601. */
  readonly from: string;
  readonly count: number;
}

/**
 * The openings that end after `from`, in order; one that is under way begins before it. Openings that touch or overlap
 * are one, and blackouts are cut out of them. Throws `RuleError` for a rule that cannot be read.
 */
export function listOpenings({ window, from, count }: ListOpeningsInput): Opening[] {
  const openings: Opening[] = [];
  if (count <= 0) return openings;
  for (const { startMs, endMs } of streamOpenings(compileSchedule(window), Date.parse(from)).openings) {
    openings.push({ opensAt: toIso(startMs), closesAt: toIso(Math.min(endMs, LAST_INSTANT_MS)) });
    if (openings.length >= count) break;
  }
  return openings;
}

export type WindowAt =
  | {
      readonly state: 'open' | 'closed';
      /** Of the opening under way, or of the next one. */
      readonly opensAt: string;
      /** Null: it does not close. */
      readonly closesAt: string | null;
    }
  | {
      readonly state: 'never';
      /** `no_opening`: the rule has none left. `not_found`: it gave up before it found one. */
      readonly code: 'no_opening' | 'not_found';
      readonly reason: string;
    };

/** Whether a window is open at a moment (ISO 8601), until when, or when it opens next. */
export function nextOpening(window: Schedule, at: string): WindowAt {
  return findOpening(compileSchedule(window), at);
}

function findOpening(schedule: CompiledSchedule, at: string): WindowAt {
  const atMs = Date.parse(at);
  const stream = streamOpenings(schedule, atMs);
  const next = stream.openings.next();
  if (next.done !== true) {
    const { startMs, endMs } = next.value;
    const closesAt = endMs >= LAST_INSTANT_MS ? null : toIso(endMs);
    return { state: startMs <= atMs ? 'open' : 'closed', opensAt: toIso(startMs), closesAt };
  }
  const knownUntil = stream.knownUntilMs();
  if (knownUntil === null) {
    return { state: 'never', code: 'no_opening', reason: `The window has no opening after ${at}. Change its rule.` };
  }
  const reason = `The window has no opening from ${at} to ${toIso(knownUntil)}, as far as was looked. Change its rule or blackouts.`;
  return { state: 'never', code: 'not_found', reason };
}

/** The last one that an ISO date can say. */
const LAST_INSTANT_MS = 8.64e15;

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
