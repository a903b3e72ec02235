import type { RemoteErrorClass } from './remote-errors.js';

/**
 * How far a connection had come: `tcp` (resolving and connecting), `ident` (the server has not said that it speaks
 * SSH), `handshake` (key exchange), `authenticate`, `ready`.
 */
export type ConnectPhase = 'tcp' | 'ident' | 'handshake' | 'authenticate' | 'ready';

/** What is known about a failure, without its message. */
export interface ConnectFailure {
  readonly phase: ConnectPhase;
  /** Node's error code (`ECONNREFUSED`). */
  readonly code?: string;
  /** ssh2's level (`client-timeout`, `client-authentication`, `handshake`, `client-socket`, `protocol`). */
  readonly level?: string;
  /** Reason of the server's SSH_MSG_DISCONNECT. */
  readonly disconnectReason?: number;
  /** The server said something before hanging up, and it was not an SSH identification. */
  readonly spokeOtherProtocol?: boolean;
}

interface Rule {
  readonly phases: readonly ConnectPhase[];
  readonly codes?: readonly string[];
  readonly level?: string;
  readonly disconnectReasons?: readonly number[];
  readonly spokeOtherProtocol?: boolean;
  readonly gives: RemoteErrorClass;
  readonly because: string;
}

const BEFORE_READY: readonly ConnectPhase[] = ['ident', 'handshake', 'authenticate'];

/** The first row that fits decides. */
export const CONNECT_RULES: readonly Rule[] = [
  {
    phases: ['ready'],
    gives: 'connection_lost',
    because: 'a connection that was ready can only be lost, by reset, keep-alive or disconnect',
  },
  {
    phases: ['tcp'],
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'EAI_ADDRFAMILY', 'EAI_MEMORY'],
    gives: 'dns_failed',
    because: 'getaddrinfo gave no address',
  },
  { phases: ['tcp'], codes: ['ECONNREFUSED'], gives: 'connection_refused', because: 'the port answered with RST' },
  {
    phases: ['tcp'],
    codes: ['ETIMEDOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT'],
    gives: 'connect_timeout',
    because: 'no answer to the SYN',
  },
  {
    phases: ['tcp'],
    codes: ['ECONNRESET', 'EPIPE'],
    gives: 'connection_throttled',
    because: 'reset while connecting is how full accept queues and rate-limiting firewalls answer',
  },
  {
    phases: ['tcp'],
    gives: 'host_unreachable',
    because: 'EHOSTUNREACH, ENETUNREACH, EACCES and the like: no way there',
  },
  { phases: BEFORE_READY, level: 'client-timeout', gives: 'handshake_timeout', because: 'readyTimeout ran out' },
  {
    phases: BEFORE_READY,
    disconnectReasons: [12],
    gives: 'connection_throttled',
    because: 'SSH_DISCONNECT_TOO_MANY_CONNECTIONS',
  },
  {
    phases: ['ident'],
    spokeOtherProtocol: true,
    gives: 'handshake_failed',
    because: 'something listens there, and it is not an SSH server',
  },
  {
    phases: ['ident'],
    gives: 'connection_throttled',
    because: 'MaxStartups and PerSourcePenalties drop the connection before the server introduces itself',
  },
  {
    phases: ['handshake'],
    level: 'handshake',
    gives: 'handshake_failed',
    because: 'no common algorithm, bad signature',
  },
  {
    phases: ['handshake'],
    disconnectReasons: [2, 3, 5, 8, 9],
    gives: 'handshake_failed',
    because: 'the server gave up on the key exchange, the MAC, the version or the host key',
  },
  {
    phases: ['handshake'],
    level: 'protocol',
    gives: 'handshake_failed',
    because: 'the bytes are not those of an SSH handshake',
  },
  {
    phases: ['handshake'],
    gives: 'connection_throttled',
    because: 'cut off before authentication: load, restart or a penalty; it may pass',
  },
  {
    phases: ['authenticate'],
    level: 'client-authentication',
    gives: 'auth_rejected',
    because: 'every method of the credential was refused',
  },
  {
    phases: ['authenticate'],
    disconnectReasons: [2, 7, 13, 14, 15],
    gives: 'auth_rejected',
    because: 'sshd ends too many failures, and logins that are not allowed, with a disconnect',
  },
  {
    phases: ['authenticate'],
    gives: 'connection_lost',
    because: 'cut off while authenticating, without a verdict',
  },
];

function fits(rule: Rule, failure: ConnectFailure): boolean {
  return (
    rule.phases.includes(failure.phase) &&
    (rule.codes === undefined || (failure.code !== undefined && rule.codes.includes(failure.code))) &&
    (rule.level === undefined || rule.level === failure.level) &&
    (rule.disconnectReasons === undefined ||
      (failure.disconnectReason !== undefined && rule.disconnectReasons.includes(failure.disconnectReason))) &&
    (rule.spokeOtherProtocol === undefined || rule.spokeOtherProtocol === (failure.spokeOtherProtocol ?? false))
  );
}

export function classifyConnectFailure(failure: ConnectFailure): RemoteErrorClass {
  return CONNECT_RULES.find((rule) => fits(rule, failure))?.gives ?? 'protocol_error';
}

/** Code, level and disconnect reason of an error from Node or ssh2; of the first cause when Node tried several addresses. */
export function readFailureFields(error: unknown): Pick<ConnectFailure, 'code' | 'level' | 'disconnectReason'> {
  const first: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  if (typeof first !== 'object' || first === null) return {};
  const { code, level } = first as { code?: unknown; level?: unknown };
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof code === 'number' ? { disconnectReason: code } : {}),
    ...(typeof level === 'string' ? { level } : {}),
  };
}
