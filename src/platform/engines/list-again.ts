import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, type EngineErrorCode } from './engine-error.js';

/** Pauses before the list is asked for again; with the last one the refusal stands. */
const PAUSES_MS = [20, 100, 300, 1_000] as const;

const BY_ITS_CONTENT: ReadonlySet<EngineErrorCode> = new Set(['not_found', 'engine_failed']);

/**
 * Podman reads one object of a list after the other, and fails the whole list, in changing words, where one is removed
 * meanwhile. That is nobody's failure: the list is asked for again.
 */
export async function listAgain<T>(list: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await list();
    } catch (error) {
      if (!(error instanceof EngineError) || !BY_ITS_CONTENT.has(error.code)) throw error;
      await sleep(pause);
    }
  }
  return list();
}
