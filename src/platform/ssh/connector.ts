import type { Duplex } from 'node:stream';
import { computeBackoffMs, waitMs } from './backoff.js';
import { ConnectLimits } from './connect-limits.js';
import { connectSsh, describeLogin, type LoggedIn } from './connect.js';
import { openSocket } from './open-socket.js';
import type { EmitPoolEvent } from './pool-events.js';
import type { PoolOptions } from './pool-options.js';
import { renderRouteKey, type SshTarget } from './pool-target.js';
import { RemoteError, type RemoteErrorClass } from './remote-errors.js';
import { SshConnection } from './ssh-connection.js';
import { connectTcp } from './tcp-socket.js';

export interface ConnectVia {
  readonly target: SshTarget;
  /** The connection to the jump host; undefined for a direct one. */
  readonly jump: SshConnection | undefined;
  readonly signal: AbortSignal;
}

const ASIDE_TIMEOUT_MS = 3_000;

/** The server dropped the connection before any verdict: another try a little later may do. */
const TRANSIENT = new Set<RemoteErrorClass>(['connection_throttled', 'connection_lost']);

/** Failures of the jump host's forwarding that are its own and not those of the host behind it. */
const JUMP_FAILURES = new Set<RemoteErrorClass>(['forwarding_refused', 'connection_lost', 'permission_denied']);

/** Makes connections: limits, time-outs, retries of what is transient, and what the host has taught about its limits. */
export class Connector {
  readonly #limits: ConnectLimits;
  readonly #learnedLimits = new Map<string, number>();

  constructor(
    private readonly options: PoolOptions,
    private readonly emit: EmitPoolEvent,
  ) {
    this.#limits = new ConnectLimits(options.handshakesAtOnce, options.connectsPerHost);
  }

  /** Rejects with RemoteErrors only. */
  async connect(via: ConnectVia): Promise<SshConnection> {
    const { target } = via;
    const startedAt = performance.now();
    try {
      const connection = await this.#connectInTurn(via);
      this.emit({ type: 'connected', target, durationMs: performance.now() - startedAt });
      return connection;
    } catch (error) {
      const described = this.#describe(error, via);
      const { errorClass } = described;
      this.emit({ type: 'connect_failed', target, durationMs: performance.now() - startedAt, errorClass });
      throw described;
    }
  }

  async #connectInTurn(via: ConnectVia): Promise<SshConnection> {
    const release = await this.#limits.enterHost(via.target, via.signal);
    // The deadline begins when the turn has come: waiting behind others is no fault of the host.
    const deadline = AbortSignal.timeout(this.options.connectDeadlineMs);
    try {
      return await this.#connectPatiently({ ...via, signal: AbortSignal.any([via.signal, deadline]) });
    } catch (error) {
      throw deadline.aborted && !via.signal.aborted && !(error instanceof RemoteError)
        ? this.#describeDeadline(via)
        : error;
    } finally {
      release();
    }
  }

  async #connectPatiently(via: ConnectVia): Promise<SshConnection> {
    const { connectRetries, connectBackoff } = this.options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#connectOnce(via);
      } catch (error) {
        if (!(error instanceof RemoteError) || !TRANSIENT.has(error.errorClass) || attempt >= connectRetries)
          throw error;
        const delayMs = computeBackoffMs(connectBackoff, attempt);
        this.emit({ type: 'connect_retry', target: via.target, errorClass: error.errorClass, delayMs });
        await waitMs(delayMs, via.signal);
      }
    }
  }

  async #connectOnce(via: ConnectVia): Promise<SshConnection> {
    const { target, signal } = via;
    const loggedIn = await connectSsh({
      ...this.options,
      ...target,
      legacyAlgorithms: target.legacyAlgorithms ?? false,
      openSocket: () => this.#openSocket(via),
      admitHandshake: async () => {
        const release = await this.#limits.enterHandshake(signal);
        this.emit({ type: 'handshake', target });
        return release;
      },
      signal,
    });
    return this.#adopt(via, loggedIn);
  }

  #adopt(via: ConnectVia, loggedIn: LoggedIn): SshConnection {
    const { target } = via;
    const key = `${renderRouteKey(target)} ${target.user}`;
    const known = this.#learnedLimits.get(key) ?? target.maxSessions;
    return new SshConnection({
      ...loggedIn,
      where: describeLogin(target),
      channelTimeoutMs: this.options.channelTimeoutMs,
      sessionLimit: Math.min(this.options.sessionLimit, known ?? this.options.sessionLimit),
      limitIsLearned: known !== undefined && known <= this.options.sessionLimit,
      openAside: () => this.#connectOnce({ ...via, signal: AbortSignal.timeout(ASIDE_TIMEOUT_MS) }),
      onChannelRefused: () => this.emit({ type: 'channel_refused', target }),
      onSessionLimitLearned: (limit) => {
        this.#learnedLimits.set(key, limit);
        this.emit({ type: 'session_limit_learned', target, limit });
      },
    });
  }

  async #openSocket({ target, jump, signal }: ConnectVia): Promise<Duplex> {
    const { host, port } = target;
    const timeoutMs = this.options.tcpTimeoutMs;
    if (jump === undefined) return connectTcp({ host, port, timeoutMs, signal });
    try {
      return await openSocket(jump, { host, port }, { timeoutMs, signal });
    } catch (error) {
      if (!(error instanceof RemoteError) || !JUMP_FAILURES.has(error.errorClass)) throw error;
      throw wrapJumpFailure(target, error);
    }
  }

  #describeDeadline({ target }: ConnectVia): RemoteError {
    const message = `${describeLogin(target)} could not be connected within ${this.options.connectDeadlineMs} ms.`;
    return new RemoteError('handshake_timeout', message);
  }

  #describe(error: unknown, { target, signal }: ConnectVia): RemoteError {
    if (error instanceof RemoteError) return error;
    if (signal.aborted) {
      return new RemoteError('cancelled', `Connecting to ${describeLogin(target)} was cancelled.`, { cause: error });
    }
    const message = `Connecting to ${describeLogin(target)} failed in an unforeseen way.`;
    return new RemoteError('protocol_error', message, { cause: error });
  }
}

export function wrapJumpFailure(target: SshTarget, error: RemoteError): RemoteError {
  const message = `${describeLogin(target)} is not reached through its jump host: ${error.message}`;
  return new RemoteError('jump_host_failed', message, { cause: error });
}
