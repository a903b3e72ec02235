/** Why an engine did not do what it was asked; closed, never recognised by text above this folder. */
export type EngineErrorCode =
  /** No such container, image, network or volume. */
  | 'not_found'
  /** In use, name taken, or not possible in the present state. */
  | 'conflict'
  /** The engine does not accept the request as such. */
  | 'bad_request'
  /** The registry or the engine wants a login, or refuses this one. */
  | 'unauthorized'
  /** A pull broke off or was refused, within the stream or before it. */
  | 'pull_failed'
  /** No image for this host’s platform. */
  | 'wrong_platform'
  /** The host’s disk is full. */
  | 'disk_full'
  /** The engine does not answer: not running, restarting, socket missing or closed to us. */
  | 'unavailable'
  /** No answer in time; what was asked may have been done. */
  | 'timeout'
  /** The connection broke; what was asked may have been done. */
  | 'connection_lost'
  /** The engine failed by itself (5xx). */
  | 'engine_failed';

const RETRYABLE: ReadonlySet<EngineErrorCode> = new Set(['unavailable', 'timeout', 'connection_lost', 'engine_failed']);

export interface EngineErrorDetails {
  readonly status?: number;
  /** The request was sent: it may have been carried out. Look before doing it again. */
  readonly mayHaveRun?: boolean;
  readonly cause?: unknown;
}

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly status: number | null;
  readonly mayHaveRun: boolean;
  readonly retryable: boolean;

  constructor(code: EngineErrorCode, message: string, details: EngineErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status ?? null;
    this.mayHaveRun = details.mayHaveRun ?? false;
    this.retryable = RETRYABLE.has(code);
  }
}
