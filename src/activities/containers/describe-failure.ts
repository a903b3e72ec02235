import type { ItemError } from '../../models/containers/job-items.js';
import { EngineError } from '../../platform/engines/engine-error.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';

const MAX_MESSAGE = 2_000;
/** In what state an engine that gave this is: it did not answer as such. */
const ENGINE_DOWN: ReadonlySet<string> = new Set(['unavailable', 'connection_lost', 'timeout']);

/** Why a host could not be looked at; null: no failure of the host, so the work as a whole has one. */
export function describeHostFailure(error: unknown): ItemError | null {
  if (error instanceof RemoteError) {
    return { class: error.errorClass, message: cut(error.message), remedy: error.definition.remedy };
  }
  if (error instanceof EngineError) {
    const remedy = ENGINE_DOWN.has(error.code)
      ? 'Check that the engine runs and that its socket is where it should be.'
      : null;
    return { class: `engine_${error.code}`, message: cut(error.message), remedy };
  }
  // The host was removed, or is of a kind that is switched off; a failing database is no fault of the host.
  if (error instanceof MillwrightError && !error.definition.retryable) {
    return { class: error.code, message: cut(error.message), remedy: error.definition.remedy };
  }
  return null;
}

function cut(message: string): string {
  return message.slice(0, MAX_MESSAGE);
}
