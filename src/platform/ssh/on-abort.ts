import { setMaxListeners } from 'node:events';
import { toError } from './to-error.js';

/**
 * Calls back once when the signal is aborted, at once when it is already. Gives a function that stops listening. One
 * signal may well stand over hundreds of hosts, so Node's warning about many listeners is switched off for it.
 */
export function onAbort(signal: AbortSignal | undefined, callback: (reason: Error) => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    callback(toError(signal.reason));
    return () => {};
  }
  const listener = (): void => callback(toError(signal.reason));
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
