import {
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ErrorCode } from '../errors/catalogue.js';
import { MillwrightError } from '../errors/millwright-error.js';
import { RemoteError } from '../ssh/remote-errors.js';

interface Verdict {
  readonly code: ErrorCode;
  readonly detail: string;
}

const DATABASE_AWAY: Verdict = {
  code: 'database_unavailable',
  detail: 'The database cannot be reached at the moment.',
};
const DATABASE_BUSY: Verdict = {
  code: 'database_unavailable',
  detail: 'The database could not finish this in time.',
};
const TEXT_REFUSED: Verdict = {
  code: 'validation_failed',
  detail: 'A value is out of the range or the character set that can be stored.',
};

/** SQLSTATE, whole or by its class of two characters. The longer match wins. */
const BY_SQLSTATE: Readonly<Record<string, Verdict>> = {
  '23505': { code: 'already_exists', detail: 'A resource with this identity exists already.' },
  '23503': { code: 'in_use', detail: 'The resource refers to, or is referred to by, another one.' },
  // Data exceptions are the input's: a number too large for its column, text the encoding does not have.
  '22': TEXT_REFUSED,
  '08': DATABASE_AWAY,
  // 57P0x: the server shuts down, has crashed, or is starting.
  '57': DATABASE_AWAY,
  // Statement time-out, deadlock, serialization failure, lock not available: the same request may well succeed.
  '57014': DATABASE_BUSY,
  '40': DATABASE_BUSY,
  '55P03': DATABASE_BUSY,
  // Out of connections, memory or disk.
  '53': DATABASE_BUSY,
  // A read-only server: a failover is under way.
  '25006': DATABASE_AWAY,
};

/** Node's own codes. In this process plain sockets belong to PostgreSQL: SSH and gRPC wrap theirs in their own types. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** pg reports these with neither code nor class of their own; the text is all there is. */
const CODELESS_CONNECTION_ERRORS = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'Unable to acquire a connection',
]);

/** gRPC's channel does the same. */
const CODELESS_CHANNEL_ERRORS = new Set(['Failed to connect before the deadline']);

const GRPC_UNAVAILABLE = new Set([
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  14, // UNAVAILABLE
]);
const TEMPORAL_AWAY: Verdict = { code: 'temporal_unavailable', detail: 'Temporal cannot be reached at the moment.' };
const MAX_CAUSES = 5;

/**
 * The one place where errors of PostgreSQL, Temporal and the remote transport become ours. Returns null for what
 * nobody foresaw. No text of the original reaches the result.
 */
export function recogniseFailure(error: unknown): MillwrightError | null {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if (current instanceof MillwrightError) return current;
    if (current instanceof RemoteError) return fromRemote(current);
    if (current instanceof WorkflowExecutionAlreadyStartedError) return alreadyRunning(current);
    const verdict = temporalVerdict(current) ?? databaseVerdict(current);
    if (verdict !== undefined) return new MillwrightError(verdict.code, verdict.detail, { cause: error });
    // Objection's database errors carry the driver's as `nativeError`, everything else as `cause`.
    current = (current as { nativeError?: unknown }).nativeError ?? current.cause;
  }
  return null;
}

function fromRemote(error: RemoteError): MillwrightError {
  const { remedy, stage } = error.definition;
  return new MillwrightError('host_unreachable', error.message, {
    members: { class: error.errorClass, stage, remedy },
    cause: error,
  });
}

function alreadyRunning(error: WorkflowExecutionAlreadyStartedError): MillwrightError {
  return new MillwrightError('workflow_running', `${error.workflowId} is already under way.`, {
    members: { workflowId: error.workflowId },
    cause: error,
  });
}

function temporalVerdict(error: Error): Verdict | undefined {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return TEMPORAL_AWAY;
  if (error instanceof WorkflowNotFoundError) {
    return { code: 'not_found', detail: 'The workflow has ended or does not exist.' };
  }
  if (CODELESS_CHANNEL_ERRORS.has(error.message)) return TEMPORAL_AWAY;
  return isGrpcServiceError(error) && GRPC_UNAVAILABLE.has(error.code) ? TEMPORAL_AWAY : undefined;
}

function databaseVerdict(error: Error & { code?: unknown; severity?: unknown }): Verdict | undefined {
  const { code } = error;
  if (typeof code === 'string') {
    if (SOCKET_CODES.has(code)) return DATABASE_AWAY;
    // `severity` is on every error that the server itself reported.
    return error.severity === undefined ? undefined : (BY_SQLSTATE[code] ?? BY_SQLSTATE[code.slice(0, 2)]);
  }
  if (error.name === 'KnexTimeoutError') return DATABASE_AWAY;
  return CODELESS_CONNECTION_ERRORS.has(driverMessage(error)) ? DATABASE_AWAY : undefined;
}

/** Knex puts the statement and a dash in front of what the driver said. */
function driverMessage({ message }: Error): string {
  const at = message.lastIndexOf(' - ');
  return at === -1 ? message : message.slice(at + 3);
}
