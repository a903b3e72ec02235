import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Full jitter: between half and all of first × 2^attempt, at most `maxMs`. `attempt` counts from 0. */
export function computeBackoffMs(backoff: Backoff, attempt: number): number {
  const ceilingMs = Math.max(2, Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(attempt, 30)));
  const halfMs = Math.floor(ceilingMs / 2);
  return halfMs + randomInt(ceilingMs - halfMs + 1);
}

/** Rejects with the signal's reason on abort. */
export async function waitMs(delayMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}
