import { z } from 'zod';
import {
  ContainerFacts,
  probeKey,
  type HealthObservation,
  type HealthSnapshot,
  type ProbeResult,
} from './observation.js';
import type { HealthProbe } from '../policy.js';

/** What a probe has said since the start. */
const ProbeRecord = z.strictObject({
  key: z.string(),
  /** It failed before the update as well (or nobody could ask): told, and not counted. */
  excused: z.boolean(),
  passed: z.int(),
  failed: z.int(),
  failedInARow: z.int(),
  detail: z.string(),
});
export type ProbeRecord = z.infer<typeof ProbeRecord>;

/** Everything that was seen since the start, small enough to be carried by a workflow from look to look. */
export const HealthState = z.strictObject({
  expects: z.enum(['running', 'stopped', 'paused']),
  /** An original that is put back is held to what it was before, a candidate to being well. */
  subject: z.enum(['candidate', 'original']),
  startedAt: z.string(),
  restartsAtStart: z.int(),
  looks: z.int(),
  /** Looks in which nobody could see anything. */
  blindLooks: z.int(),
  lastLookAt: z.string().nullable(),
  /** Why the last look saw nothing. */
  blindBecause: z.string().nullable(),
  container: ContainerFacts.nullable(),
  /** The container did not exist at the last look. */
  gone: z.boolean(),
  /** First look of the present row of looks at which all was well; null while it is not. */
  wellSince: z.string().nullable(),
  wellLooks: z.int(),
  /** Times it was started again from outside: the engine restarted, or somebody did it. */
  startsSeen: z.int(),
  unhealthyBefore: z.boolean(),
  /** Its check had said nothing yet, or never runs, as Podman’s without systemd; absent in runs of former versions. */
  uncheckedBefore: z.boolean().optional(),
  /** It was between two restarts when the update was planned; absent in runs of former versions. */
  restartingBefore: z.boolean().optional(),
  probes: z.array(ProbeRecord),
});
export type HealthState = z.infer<typeof HealthState>;

export interface HealthStart {
  readonly probes: readonly HealthProbe[];
  /** The look before the update; null when there was none. */
  readonly before: HealthSnapshot | null;
  /** ISO 8601, by the worker's clock. */
  readonly startedAt: string;
  readonly expects: HealthState['expects'];
  /** Default: candidate. */
  readonly subject?: HealthState['subject'];
  /** The restart count right after the start; a container that was just made has none. */
  readonly restartsAtStart?: number;
}

export function startHealth(start: HealthStart): HealthState {
  const { before, startedAt, expects, subject = 'candidate', restartsAtStart = 0 } = start;
  return {
    expects,
    subject,
    startedAt,
    restartsAtStart,
    looks: 0,
    blindLooks: 0,
    lastLookAt: null,
    blindBecause: null,
    container: null,
    gone: false,
    wellSince: null,
    wellLooks: 0,
    startsSeen: 0,
    unhealthyBefore: before?.container?.health === 'unhealthy',
    uncheckedBefore: before?.container?.health === 'starting',
    restartingBefore: before?.container?.state === 'restarting',
    probes: start.probes.map((probe) => startProbe(probeKey(probe), before)),
  };
}

function startProbe(key: string, before: HealthSnapshot | null): ProbeRecord {
  // A container that did not run could not answer: that says nothing about the probe.
  const comparable = before?.container?.state === 'running' ? before.probes : [];
  const excused = comparable.some((result) => result.key === key && !result.passed);
  return { key, excused, passed: 0, failed: 0, failedInARow: 0, detail: '' };
}

/** Adds one look. Never judges: time plays no part here. */
export function nextHealthState(state: HealthState, look: HealthObservation): HealthState {
  const looks = state.looks + 1;
  if (look.problem !== null) {
    const blindBecause = look.problem.message;
    return { ...state, looks, blindLooks: state.blindLooks + 1, lastLookAt: look.at, blindBecause };
  }
  const { container } = look;
  const probes = state.probes.map((record) => addResult(record, look.probes));
  const startedAgain =
    state.container !== null &&
    container !== null &&
    state.container.startedAt !== null &&
    state.container.startedAt !== container.startedAt;
  const next = {
    ...state,
    looks,
    lastLookAt: look.at,
    blindBecause: null,
    container,
    probes,
    gone: container === null,
  };
  next.startsSeen += startedAgain ? 1 : 0;
  if (!isWell(next)) return { ...next, wellSince: null, wellLooks: 0 };
  const goesOn = state.wellSince !== null && !startedAgain;
  return { ...next, wellSince: goesOn ? state.wellSince : look.at, wellLooks: goesOn ? state.wellLooks + 1 : 1 };
}

function addResult(record: ProbeRecord, results: readonly ProbeResult[]): ProbeRecord {
  const result = results.find((candidate) => candidate.key === record.key);
  if (result === undefined) return record;
  const { passed, detail } = result;
  return {
    ...record,
    detail,
    passed: record.passed + (passed ? 1 : 0),
    failed: record.failed + (passed ? 0 : 1),
    failedInARow: passed ? 0 : record.failedInARow + 1,
  };
}

/** Whether the last look saw nothing that is wrong and nothing that is still to come. */
function isWell(state: HealthState): boolean {
  const { expects, container, probes } = state;
  if (container === null) return false;
  if (expects === 'stopped') return isStopped(container);
  if (isAsBroken(state)) return true;
  if (container.state !== expects) return false;
  if (expects === 'paused') return true;
  const checked = container.health === 'none' || container.health === 'healthy' || isCheckExcused(state, container);
  return checked && probes.every((record) => record.excused || (record.failedInARow === 0 && record.passed > 0));
}

/** An original is held to what its check said before: nothing, or that it is unhealthy. */
export function isCheckExcused(state: HealthState, { health }: ContainerFacts): boolean {
  const { subject, unhealthyBefore, uncheckedBefore } = state;
  if (subject !== 'original') return false;
  return uncheckedBefore === true || (unhealthyBefore && health === 'unhealthy');
}

/** An original that restarted again and again before is back when it does so again. */
export function isAsBroken({ subject, restartingBefore, container, gone }: HealthState): boolean {
  return subject === 'original' && restartingBefore === true && container !== null && !gone;
}

/** Created, exited and dead ones alike: none of them runs. */
export function isStopped({ state }: ContainerFacts): boolean {
  return state === 'created' || state === 'exited' || state === 'dead';
}
