import { z } from 'zod';
import type { UpdateRules } from '../policy.js';
import { findFailure } from './find-failure.js';
import {
  isAsBroken,
  isStopped,
  nextHealthState,
  startHealth,
  type HealthStart,
  type HealthState,
} from './health-state.js';
import type { HealthObservation } from './observation.js';

export const HEALTH_CODES = [
  'healthy',
  'validating',
  'unhealthy',
  'restarted',
  'exited',
  'gone',
  'probe_failed',
  'wrong_state',
  'timed_out',
  'not_observed',
] as const;

export const HealthVerdict = z.strictObject({
  verdict: z.enum(['healthy', 'waiting', 'failed']),
  code: z.enum(HEALTH_CODES),
  /** One sentence or two for people. */
  reason: z.string(),
  /** When to look again; null once it is decided. */
  nextLookMs: z.number().nullable(),
  /** Plain facts for the step's evidence. */
  evidence: z.record(z.string(), z.unknown()),
});
export type HealthVerdict = z.infer<typeof HealthVerdict>;

export interface HealthQuestion {
  readonly state: HealthState;
  readonly rules: UpdateRules['health'];
  /** ISO 8601, by the clock that `startedAt` was told by. */
  readonly now: string;
}

/** Looks come often at first, when most things go wrong, and rarely in windows of hours. */
const FIRST_LOOK_MS = 1_000;
const LONG_MS = 10 * 60_000;
const PACE_MS = { short: 10_000, long: 60_000 };
/** One look at `running` proves nothing; two of them, this far apart, are the least. */
const LEAST_STABLE_MS = 1_000;

/**
 * What the looks so far say. Rules:
 * - `unhealthy`, a restart, an exit and a container that is gone fail at once.
 * - A probe that had passed fails after three looks in a row, one that never passed when the time is out.
 * - A probe that failed before the update as well is told in the evidence and does not count.
 * - The time-out is for becoming well. Whoever is well by then still has to stay so for the whole stability period.
 * - Healthy is who was well in every look of the stability period: running, never restarted, `healthy` if there is a
 *   health check, all probes passed. Without a check and a probe it takes two looks at least.
 * - A stopped container is well when it is there and does not run; a paused one when it is paused.
 * - A look in which nobody could see anything is neither good nor bad, until the time is out.
 */
export function judgeHealthState(question: HealthQuestion): HealthVerdict {
  const { state, rules, now } = question;
  const evidence = describeState(state, now);
  const failure = findFailure(state);
  if (failure !== null) return { verdict: 'failed', ...failure, nextLookMs: null, evidence };
  const proof = findProof(question);
  if (proof !== null) return { verdict: 'healthy', code: 'healthy', reason: proof, nextLookMs: null, evidence };
  const elapsedMs = since(state.startedAt, now);
  const timeoutMs = rules.timeoutSeconds * 1_000;
  const limitMs = state.wellSince === null ? timeoutMs : timeoutMs + stableMs(question) + PACE_MS.long;
  if (elapsedMs >= limitMs) return { verdict: 'failed', ...describeTimeOut(question), nextLookMs: null, evidence };
  const nextLookMs = chooseNextLook(question, limitMs - elapsedMs);
  return { verdict: 'waiting', code: 'validating', reason: describeWait(question), nextLookMs, evidence };
}

export interface JudgeHealthInput extends Omit<HealthStart, 'probes'> {
  readonly rules: UpdateRules['health'];
  readonly observations: readonly HealthObservation[];
  readonly now: string;
}

/** The same from all looks at once. */
export function judgeHealth({ rules, observations, now, ...start }: JudgeHealthInput): HealthVerdict {
  const state = observations.reduce(nextHealthState, startHealth({ ...start, probes: rules.probes }));
  return judgeHealthState({ state, rules, now });
}

function findProof({ state, rules }: HealthQuestion): string | null {
  const { container, wellSince, wellLooks, lastLookAt, expects, blindBecause } = state;
  if (container === null || wellSince === null || lastLookAt === null || blindBecause !== null) return null;
  if (expects === 'stopped') return `It is there and does not run (${container.state}), as before.`;
  if (expects === 'paused') return 'It is there and paused, as before.';
  if (isAsBroken(state)) return 'It is there and restarts again and again, as before the update.';
  // From look to look: what was not looked at is not proved.
  if (since(wellSince, lastLookAt) < stableMs({ state, rules })) return null;
  const passed = state.probes.filter((record) => record.passed > 0 && record.failedInARow === 0).length;
  const check = container.health === 'healthy' ? ', the engine’s health check says healthy' : '';
  const probes = passed === 0 ? '' : `, ${passed} probe(s) pass`;
  return `It ran without a restart for ${rules.stabilitySeconds} s in ${wellLooks} look(s)${check}${probes}.`;
}

function stableMs({ state, rules }: Pick<HealthQuestion, 'state' | 'rules'>): number {
  if (state.expects !== 'running') return 0;
  const wantedMs = rules.stabilitySeconds * 1_000;
  const proved = state.container?.health === 'healthy' || state.probes.some((record) => record.passed > 0);
  return proved ? wantedMs : Math.max(wantedMs, LEAST_STABLE_MS);
}

function chooseNextLook(question: HealthQuestion, leftMs: number): number {
  const { state, now } = question;
  const elapsedMs = since(state.startedAt, now);
  const cap = elapsedMs < LONG_MS ? PACE_MS.short : PACE_MS.long;
  const paceMs = Math.min(cap, Math.max(FIRST_LOOK_MS, elapsedMs / 4));
  const { wellSince } = state;
  const untilStableMs = wellSince === null ? paceMs : stableMs(question) - since(wellSince, now);
  const soonest = untilStableMs > 0 ? Math.min(paceMs, untilStableMs) : FIRST_LOOK_MS;
  return Math.max(1, Math.round(Math.min(soonest, leftMs)));
}

function describeTimeOut({ state, rules }: HealthQuestion): Pick<HealthVerdict, 'code' | 'reason'> {
  const within = `within ${rules.timeoutSeconds} s`;
  if (state.container === null || state.blindBecause !== null) {
    const why = state.blindBecause ?? 'no look was made';
    return { code: 'not_observed', reason: `Nobody could see whether it is well ${within}: ${why}` };
  }
  const failing = state.probes.find((record) => !record.excused && record.failedInARow > 0);
  if (failing !== undefined && state.container.state === 'running') {
    return { code: 'probe_failed', reason: `The probe ${failing.key} did not pass ${within}: ${failing.detail}` };
  }
  return { code: 'timed_out', reason: `It was not well ${within}: ${describeLack(state)}.` };
}

function describeWait({ state, rules, now }: HealthQuestion): string {
  if (state.looks === 0) return 'Nobody has looked yet.';
  if (state.blindBecause !== null) return `Nobody could look the last time: ${state.blindBecause}`;
  if (state.wellSince === null) return `Not well yet: ${describeLack(state)}.`;
  const seconds = Math.round(since(state.wellSince, now) / 1_000);
  return `Well for ${seconds} s of the stability period of ${rules.stabilitySeconds} s.`;
}

function describeLack({ container, expects, probes }: HealthState): string {
  if (container === null) return 'it has not been seen';
  if (expects === 'stopped' && !isStopped(container)) return `it is ${container.state}`;
  if (expects !== 'stopped' && container.state !== expects) return `it is ${container.state}, not ${expects}`;
  if (container.health === 'starting') return 'its health check has not said healthy';
  const open = probes.filter((record) => !record.excused && (record.failedInARow > 0 || record.passed === 0));
  if (open.length === 0) return 'it was not well for long enough';
  return open.map((record) => `the probe ${record.key} fails (${record.detail || 'not asked yet'})`).join(', ');
}

function describeState(state: HealthState, now: string): HealthVerdict['evidence'] {
  const { container, probes } = state;
  return {
    elapsedMs: since(state.startedAt, now),
    looks: state.looks,
    blindLooks: state.blindLooks,
    wellSince: state.wellSince,
    container,
    restarts: container === null ? null : container.restartCount - state.restartsAtStart,
    startsSeen: state.startsSeen,
    unhealthyBefore: state.unhealthyBefore,
    probes: probes.map(({ key, passed, failed, detail, excused }) => ({
      probe: key,
      passed,
      failed,
      detail,
      ...(excused ? { note: 'failed before the update as well: not counted' } : {}),
    })),
  };
}

function since(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
