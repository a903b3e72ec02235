import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { UpdateError } from './update-error.js';
import type { HostStep } from './with-step.js';

/** An engine that goes down or comes up refuses for a moment what it does the next. */
const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * Starts a new container. An engine says 5xx also for what is the container's own doing: a user that the image does not
 * have, a port that is taken. Such an answer is not waited out as an engine that is away would be: nothing serves
 * meanwhile, and the old container is there.
 */
export async function startNew(
  { open, confirm, signal }: Pick<HostStep, 'open' | 'confirm' | 'signal'>,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  for (let left = TRIES - 1; ; left -= 1) {
    await confirm();
    try {
      await open.engine.startContainer(id);
      return;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'engine_failed') throw error;
      if (left === 0)
        throw new UpdateError('cannot_start', `The engine could not start the new ${name}: ${error.message}`);
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
