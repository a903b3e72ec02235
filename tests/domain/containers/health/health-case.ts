import type { ExecutionContext } from 'ava';
import { judgeHealth, type JudgeHealthInput } from '../../../../src/domain/containers/health/judge-health.js';
import {
  probeKey,
  type ContainerFacts,
  type HealthObservation,
  type HealthSnapshot,
} from '../../../../src/domain/containers/health/observation.js';
import type { HealthProbe, UpdateRules } from '../../../../src/domain/containers/policy.js';

export const START_MS = Date.UTC(2026, 0, 1, 2);
export const WEB: HealthProbe = { type: 'http', port: 80, path: '/', scheme: 'http', timeoutSeconds: 5 };
export const DB: HealthProbe = { type: 'tcp', port: 5432, timeoutSeconds: 5 };

export const after = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();

export function facts(changes: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    state: 'running',
    health: 'none',
    healthOutput: '',
    restartCount: 0,
    exitCode: null,
    oomKilled: false,
    startedAt: '2026-01-01T01:59:59.5Z',
    ...changes,
  };
}

export interface Look extends Partial<ContainerFacts> {
  readonly web?: boolean;
  readonly db?: boolean;
  readonly gone?: boolean;
  readonly blind?: boolean;
}

/** One look, that many seconds after the start. */
export function look(seconds: number, { web, db, gone, blind, ...changes }: Look = {}): HealthObservation {
  const at = after(seconds);
  if (blind === true)
    return {
      at,
      container: null,
      probes: [],
      problem: { code: 'connection_lost', message: 'the connection was lost' },
    };
  const result = (probe: HealthProbe, passed: boolean) => ({
    key: probeKey(probe),
    passed,
    asked: true,
    detail: passed ? 'fine' : 'refused',
    durationMs: 3,
  });
  const probes = [...(web === undefined ? [] : [result(WEB, web)]), ...(db === undefined ? [] : [result(DB, db)])];
  return { at, container: gone === true ? null : facts(changes), probes, problem: null };
}

export interface Case extends Partial<Pick<JudgeHealthInput, 'expects' | 'subject' | 'restartsAtStart'>> {
  readonly looks: readonly HealthObservation[];
  readonly rules?: Partial<UpdateRules['health']>;
  readonly before?: HealthSnapshot | null;
  /** Seconds after the start; default: the last look. */
  readonly now?: number;
}

export function judge({ looks, rules = {}, before = null, expects = 'running', now, ...others }: Case) {
  return judgeHealth({
    rules: { stabilitySeconds: 60, timeoutSeconds: 300, probes: [], ...rules },
    before,
    observations: looks,
    startedAt: after(0),
    now: now === undefined ? (looks.at(-1)?.at ?? after(0)) : after(now),
    expects,
    ...others,
  });
}

export const times = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
export const probes = [WEB];

export interface Row {
  readonly verdict: 'healthy' | 'waiting' | 'failed';
  readonly code?: string;
  readonly reason?: RegExp;
  readonly when: Case;
}

/** One row of a table. */
export function checkRow(t: ExecutionContext, { verdict, code, reason, when }: Row): void {
  const judged = judge(when);
  t.is(judged.verdict, verdict, judged.reason);
  if (code !== undefined) t.is<string, string>(judged.code, code);
  if (reason !== undefined) t.regex(judged.reason, reason);
  t.is(judged.nextLookMs === null, verdict !== 'waiting');
}
