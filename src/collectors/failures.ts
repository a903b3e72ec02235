import { type CommandResult, excerptOf } from '../platform/commands/index.js';
import { REMOTE_ERRORS, type RemoteError, type RemoteErrorClass } from '../platform/ssh/remote-errors.js';

/** A CollectionError before it has a run and a server. */
export interface CollectorFailure {
  /** Empty for the host as a whole. */
  readonly collector: string;
  readonly stage: string;
  readonly class: RemoteErrorClass;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

export function failureOf(collector: string, error: RemoteError): CollectorFailure {
  return describe(collector, error.errorClass, error.message);
}

export function failureOfResult(collector: string, result: CommandResult): CollectorFailure {
  const errorClass = result.errorClass ?? 'connection_lost';
  const code = result.exitCode === null ? '' : ` (exit code ${result.exitCode})`;
  const said = excerptOf(result.stderr.toString('utf8').trim());
  const message = `${result.id}: ${REMOTE_ERRORS[errorClass].title}${code}${said === '' ? '' : `: ${said}`}`;
  return describe(collector, errorClass, message);
}

function describe(collector: string, errorClass: RemoteErrorClass, message: string): CollectorFailure {
  const { stage, remedy, retryable } = REMOTE_ERRORS[errorClass];
  return { collector, stage, class: errorClass, message, remedy, retryable };
}
