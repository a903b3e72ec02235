import { RemoteError, type RemoteErrorClass } from '../ssh/remote-errors.js';
import type { EngineCall } from './engine-call.js';
import { EngineError } from './engine-error.js';

/** Failures to reach the socket on a host that itself is reachable: that is the engine's, not the connection's. */
const UNREACHED: ReadonlySet<RemoteErrorClass> = new Set([
  'connection_refused',
  'permission_denied',
  'forwarding_refused',
  'docker_unavailable',
  'command_not_found',
  'sudo_refused',
]);

export interface BreakContext {
  readonly call: EngineCall;
  readonly where: string;
  /** The request changes something and was sent. */
  readonly mayHaveRun: boolean;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
}

/** Says what a request or the body of its answer died of. What is explained already passes through. */
export function explainBreak(error: Error, context: BreakContext): Error {
  const { call, where, mayHaveRun, timedOut, cancelled } = context;
  if (error instanceof EngineError) return error;
  const outcome = mayHaveRun ? ' It may have been done: look before asking again.' : '';
  const what = `${call.what} on ${where}`;
  if (cancelled) return new RemoteError('cancelled', `${what} was cancelled.${outcome}`, { mayHaveRun, cause: error });
  if (timedOut) {
    const message = `${what}: no answer within ${call.limits.timeoutMs} ms.${outcome}`;
    return new EngineError('timeout', message, { mayHaveRun, cause: error });
  }
  if (error instanceof RemoteError) {
    if (UNREACHED.has(error.errorClass)) {
      return new EngineError('unavailable', `${what}: ${error.message}`, { mayHaveRun, cause: error });
    }
    return error.mayHaveRun || !mayHaveRun
      ? error
      : new RemoteError(error.errorClass, `${error.message}${outcome}`, { mayHaveRun, cause: error });
  }
  if (isNotHttp(error)) {
    return new EngineError('unavailable', `${what}: what answers is no container engine.`, {
      mayHaveRun,
      cause: error,
    });
  }
  const message = `${what}: the connection to the engine broke.${outcome}`;
  return new EngineError('connection_lost', message, { mayHaveRun, cause: error });
}

/** Node's HTTP parser has codes that begin with HPE_. */
function isNotHttp(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('HPE_') === true;
}
