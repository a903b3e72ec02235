import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_CATALOGUE } from '../platform/errors/catalogue.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { Progress } from './progress.js';
import { explainFailure } from './explain-failure.js';

const LIMIT_MS = 90_000;
const PAUSE_MS = 1_000;

/**
 * Repeats work that may be repeated while a part is not there yet: a Temporal that was killed answers for its namespace
 * before it has taken its histories up again, which takes some seconds on a busy machine. Rejects with the last failure
 * after 90 seconds, and at once with any that a repetition does not mend.
 */
export async function patiently<T>(work: () => Promise<T>, progress: Progress = () => undefined): Promise<T> {
  const deadline = Date.now() + LIMIT_MS;
  for (let told = false; ; told = true) {
    try {
      return await work();
    } catch (error) {
      const known = explainFailure(error);
      const passes = known instanceof MillwrightError && ERROR_CATALOGUE[known.code].retryable;
      if (!passes || Date.now() > deadline) throw error;
      if (!told) progress(`${known.message} Trying again`);
      await sleep(PAUSE_MS);
    }
  }
}
