import { z } from 'zod';
import type { Lifecycle } from '../../platform/http/lifecycle.js';

export const CHECK_NAMES = ['database', 'temporal', 'workers'] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** Resolves when the part works and throws when it does not. `signal` fires when the budget is used up. */
export type HealthCheck = (signal: AbortSignal) => Promise<unknown>;
export type HealthChecks = Readonly<Record<CheckName, HealthCheck>>;

const Check = z
  .object({
    status: z.enum(['ok', 'failed', 'timeout']),
    latencyMs: z.number(),
  })
  .meta({ id: 'HealthCheck' });

export const Live = z.object({ status: z.literal('ok') }).meta({ id: 'Live' });

export const Readiness = z
  .object({
    status: z.enum(['ok', 'unavailable', 'shutting_down']),
    checks: z.object({ database: Check, temporal: Check, workers: Check }),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.output<typeof Readiness>;

export interface HealthOptions {
  readonly checks: HealthChecks;
  readonly lifecycle: Lifecycle;
  /** Of each check; they run side by side. */
  readonly budgetMs?: number;
}

export interface Health {
  readiness(): Promise<Readiness>;
}

const DEFAULT_BUDGET_MS = 1_000;

/** The route is public: requests that arrive together share one round of checks, and no reason is told. */
export function createHealth(options: HealthOptions): Health {
  const { checks, lifecycle, budgetMs = DEFAULT_BUDGET_MS } = options;
  let round: Promise<Readiness['checks']> | undefined;
  const runRound = async (): Promise<Readiness['checks']> => {
    const [database, temporal, workers] = await Promise.all([
      runCheck(checks.database, budgetMs),
      runCheck(checks.temporal, budgetMs),
      runCheck(checks.workers, budgetMs),
    ]);
    return { database, temporal, workers };
  };
  return {
    async readiness() {
      round ??= runRound().finally(() => {
        round = undefined;
      });
      const results = await round;
      if (lifecycle.unready) return { status: 'shutting_down', checks: results };
      const ok = Object.values(results).every((check) => check.status === 'ok');
      return { status: ok ? 'ok' : 'unavailable', checks: results };
    },
  };
}

async function runCheck(check: HealthCheck, budgetMs: number): Promise<z.output<typeof Check>> {
  const startedAt = performance.now();
  const budget = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), budgetMs);
  });
  const outcome = check(budget.signal).then(
    () => 'ok' as const,
    () => 'failed' as const,
  );
  const status = await Promise.race([outcome, late]);
  clearTimeout(timer);
  if (status === 'timeout') budget.abort();
  return { status, latencyMs: Math.round(performance.now() - startedAt) };
}
