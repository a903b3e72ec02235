import type { Backoff } from './backoff.js';
import { DEFAULT_CONNECT_TIMINGS, type ConnectTimings } from './connect.js';
import type { EmitPoolEvent } from './pool-events.js';
import { DEFAULT_SESSION_LIMIT } from './session-channels.js';
import { DEFAULT_CHANNEL_TIMEOUT_MS } from './ssh-connection.js';

export interface PoolOptions extends ConnectTimings {
  /** Connections kept; should be at least the number of hosts (80 KB each). */
  readonly capacity: number;
  /** Longer than two collection cycles, or every cycle pays handshakes. */
  readonly idleTimeoutMs: number;
  /** Key exchanges at once in this process: each costs about 4 ms of the event loop. */
  readonly handshakesAtOnce: number;
  /** Connects at once to one host, and through one jump host: sshd's MaxStartups drops more. */
  readonly connectsPerHost: number;
  /** Session channels at once on one connection until the host teaches a lower number. */
  readonly sessionLimit: number;
  readonly tcpTimeoutMs: number;
  /** For opening a session channel on a connection. */
  readonly channelTimeoutMs: number;
  /** For a whole connect with its retries, once its turn has come. */
  readonly connectDeadlineMs: number;
  /** Further tries after the server dropped the connection before the login. */
  readonly connectRetries: number;
  readonly connectBackoff: Backoff;
  readonly breaker: BreakerOptions;
  readonly login: LoginGuardOptions;
  readonly onEvent?: EmitPoolEvent;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface BreakerOptions {
  /** Failed connects in a row that open it. */
  readonly failures: number;
  readonly firstOpenMs: number;
  readonly maxOpenMs: number;
}

export interface LoginGuardOptions {
  /** Refused logins in a row after which the host is not bothered any more with this credential. */
  readonly failures: number;
  readonly pauseMs: number;
}

export const DEFAULT_POOL_OPTIONS: PoolOptions = {
  ...DEFAULT_CONNECT_TIMINGS,
  capacity: 2_500,
  idleTimeoutMs: 900_000,
  handshakesAtOnce: 16,
  connectsPerHost: 5,
  sessionLimit: DEFAULT_SESSION_LIMIT,
  tcpTimeoutMs: 10_000,
  channelTimeoutMs: DEFAULT_CHANNEL_TIMEOUT_MS,
  connectDeadlineMs: 45_000,
  connectRetries: 3,
  connectBackoff: { firstMs: 400, maxMs: 5_000 },
  breaker: { failures: 3, firstOpenMs: 30_000, maxOpenMs: 300_000 },
  login: { failures: 2, pauseMs: 600_000 },
  now: () => performance.now(),
};
