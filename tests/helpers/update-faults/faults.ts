import type { StepName } from '../../../src/domain/containers/updates/steps.js';
import { UPDATE_STEPS } from '../../../src/domain/containers/updates/steps.js';

/**
 * - `before`: the step's row is about to be written.
 * - `during`: the engine has done what the step asked for and its answer is held back; where a step only looks, its work
 *   is done and its row not yet ended; where it waits for a person or a window, it waits.
 * - `after`: the row has just turned `succeeded`, the workflow may or may not know.
 */
export type Moment = 'before' | 'during' | 'after';
export const MOMENTS: readonly Moment[] = ['before', 'during', 'after'];

export interface Fault {
  readonly step: StepName;
  readonly moment: Moment;
}

/** What a run has to be like so that it comes to a step. */
export type RunKind = 'good' | 'broken' | 'cancelled';

interface HeldCall {
  readonly method: string;
  /** Of the path without version and query; `{name}` stands for containers of the run. */
  readonly path: RegExp;
}

/** The engine's calls that are held for `during`; the names in the paths are the engine gate's. */
const HELD_CALLS: Partial<Record<StepName, HeldCall>> = {
  pull: { method: 'POST', path: /^\/images\/create$/ },
  backup: { method: 'POST', path: /^\/images\/[^/]+\/tag$/ },
  prepare: { method: 'POST', path: /^\/containers\/create$/ },
  stop: { method: 'POST', path: /^\/containers\/[^/]+\/stop$/ },
  swap: { method: 'POST', path: /^\/containers\/[^/]+\/rename$/ },
  start: { method: 'POST', path: /^\/containers\/[^/]+\/start$/ },
  commit: { method: 'DELETE', path: /^\/containers\/[^/]+$/ },
  rollback: { method: 'DELETE', path: /^\/containers\/[^/]+$/ },
  clean_up: { method: 'DELETE', path: /^\/containers\/[^/]+$/ },
};

const WAITING: ReadonlySet<StepName> = new Set(['approval', 'window']);
const KINDS: Partial<Record<StepName, RunKind>> = {
  rollback: 'broken',
  rollback_validate: 'broken',
  clean_up: 'cancelled',
};

export function kindFor({ step }: Fault): RunKind {
  return KINDS[step] ?? 'good';
}

export function heldCallFor({ step, moment }: Fault): HeldCall | undefined {
  return moment === 'during' ? HELD_CALLS[step] : undefined;
}

/** It waits by itself, so nothing has to be held. */
export function waitsByItself({ step, moment }: Fault): boolean {
  return moment === 'during' && WAITING.has(step);
}

/** The state of the step's row whose writing is held; undefined: something else holds it. */
export function heldStateFor(fault: Fault): 'running' | 'succeeded' | undefined {
  if (fault.moment === 'before') return 'running';
  if (heldCallFor(fault) !== undefined || waitsByItself(fault)) return undefined;
  return 'succeeded';
}

export const STEP_NAMES: readonly StepName[] = UPDATE_STEPS.map(({ name }) => name);

export function describeFault({ step, moment }: Fault, what: string): string {
  return `${what} ${moment} ${step}`;
}

/** Every step with these moments, so spread over rounds that each of them has about as many of every moment. */
export function spreadFaults(
  steps: readonly StepName[],
  moments: readonly Moment[],
  rounds: number,
): readonly (readonly Fault[])[] {
  const spread: Fault[][] = Array.from({ length: rounds }, () => []);
  for (const [position, step] of steps.entries()) {
    for (const [index, moment] of moments.entries()) {
      spread[(position + index * Math.max(1, Math.floor(rounds / moments.length))) % rounds]?.push({ step, moment });
    }
  }
  return spread;
}
