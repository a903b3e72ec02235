import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { MillwrightError } from '../errors/millwright-error.js';

/** So many requests in so many seconds. */
export interface Budget {
  readonly requests: number;
  readonly perSeconds: number;
}

export const DEFAULT_TOKEN_BUDGET: Budget = { requests: 3_000, perSeconds: 60 };
export const DEFAULT_FAILURE_BUDGET: Budget = { requests: 30, perSeconds: 60 };

/** What is left of a budget, for the RateLimit headers. */
export interface BudgetState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly windowSeconds: number;
}

export interface RequestLimiter {
  /** Takes one request from the key's budget. Throws `rate_limited`. */
  take(key: string): Promise<BudgetState>;
}

/** Limits by key, in this process's memory: each API process has a budget of its own. */
export function createRequestLimiter(budget: Budget = DEFAULT_TOKEN_BUDGET): RequestLimiter {
  const limiter = new RateLimiterMemory({ points: budget.requests, duration: budget.perSeconds });
  return {
    async take(key) {
      try {
        return stateOf(budget, await limiter.consume(key));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw limited('This token has used up its requests for now.', stateOf(budget, error));
      }
    },
  };
}

export interface FailureLimiter {
  /** Throws `rate_limited` when the address has failed too often and the credential is not known as a good one. */
  check(address: string, credential: string): Promise<void>;
  recordFailure(address: string): Promise<void>;
  recordSuccess(credential: string): void;
}

const REMEMBERED_CREDENTIALS = 2_000;

/**
 * Slows down guessing by client address. Credentials that have worked here lately pass even then: many clients may
 * share one address (loopback, a proxy), and one with a stale token must not lock out the others.
 * `credential` is a digest, never the secret itself.
 */
export function createFailureLimiter(budget: Budget = DEFAULT_FAILURE_BUDGET): FailureLimiter {
  const limiter = new RateLimiterMemory({ points: budget.requests, duration: budget.perSeconds });
  const good = new LRUCache<string, true>({ max: REMEMBERED_CREDENTIALS });
  return {
    async check(address, credential) {
      if (good.get(credential) === true) return;
      const state = await limiter.get(address);
      if (state === null || state.consumedPoints < budget.requests) return;
      throw limited('Too many failed logins from this address.', stateOf(budget, state));
    },
    async recordFailure(address) {
      await limiter.penalty(address);
    },
    recordSuccess(credential) {
      good.set(credential, true);
    },
  };
}

function stateOf(budget: Budget, result: RateLimiterRes): BudgetState {
  return {
    limit: budget.requests,
    remaining: Math.max(0, budget.requests - result.consumedPoints),
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
    windowSeconds: budget.perSeconds,
  };
}

function limited(detail: string, state: BudgetState): MillwrightError {
  return new MillwrightError('rate_limited', `${detail} Try again in ${state.resetSeconds} s.`, {
    members: { retryAfterSeconds: state.resetSeconds },
  });
}

/** draft-ietf-httpapi-ratelimit-headers. */
export function rateLimitHeaders(state: BudgetState): Record<string, string> {
  return {
    'RateLimit-Limit': String(state.limit),
    'RateLimit-Remaining': String(state.remaining),
    'RateLimit-Reset': String(state.resetSeconds),
    'RateLimit-Policy': `${state.limit};w=${state.windowSeconds}`,
  };
}
