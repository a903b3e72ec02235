import { setMaxListeners } from 'node:events';
import { CircuitBreaker } from './circuit-breaker.js';
import { Connector, wrapJumpFailure } from './connector.js';
import { HostKeyMismatchError } from './host-key.js';
import { LeasedTransport } from './leased-transport.js';
import { LoginGuard } from './login-guard.js';
import { PoolEntries } from './pool-entries.js';
import type { OpenConnection, PoolEntry, VerifiedHop } from './pool-entry.js';
import { PoolMetrics, type PoolCounters } from './pool-events.js';
import { DEFAULT_POOL_OPTIONS, type PoolOptions } from './pool-options.js';
import { listHops, renderPoolKey, type SshTarget } from './pool-target.js';
import { RemoteError } from './remote-errors.js';
import { onAbort } from './on-abort.js';
import type { SshConnection } from './ssh-connection.js';
import type { Transport } from './transport.js';

export interface LeaseOptions {
  /** On abort the wait ends with `cancelled`; the connect goes on for others. */
  readonly signal?: AbortSignal;
  /** A person asks: try now, although the host or its login failed several times in a row. */
  readonly bypassBreaker?: boolean;
}

/** What a lease is connected to, at the time it was given. */
export interface LeasedConnection {
  /** From the outermost jump host to the host itself, with the keys that they showed. */
  readonly hops: readonly VerifiedHop[];
}

export interface Lease {
  readonly transport: Transport;
  readonly connection: LeasedConnection;
  /** Gives the connection back to the pool, where it stays open. */
  release(): void;
}

/** How long the goodbye to the servers may take when the pool closes. */
const CLOSE_WAIT_MS = 2_000;

/** One connection per login and way, shared by all who need it and kept open between uses. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #entries: PoolEntries;
  /** Every connection that lives, those of retired entries among them. */
  readonly #alive = new Set<SshConnection>();
  readonly #metrics: PoolMetrics;
  readonly #breaker: CircuitBreaker;
  readonly #guard: LoginGuard;
  readonly #connector: Connector;
  readonly #closing = new AbortController();
  #activeLeases = 0;

  constructor(options: Partial<PoolOptions> = {}) {
    this.#options = { ...DEFAULT_POOL_OPTIONS, ...options };
    const { onEvent, now, breaker, login } = this.#options;
    // Every connect and every jump listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#metrics = new PoolMetrics(onEvent);
    const { emit } = this.#metrics;
    this.#breaker = new CircuitBreaker(breaker, now, (target, openMs) => {
      emit({ type: 'breaker_opened', target, openMs });
    });
    this.#guard = new LoginGuard(login, now, (target, pauseMs) => emit({ type: 'login_paused', target, pauseMs }));
    this.#connector = new Connector(this.#options, emit);
    this.#entries = new PoolEntries(this.#options, emit);
  }

  /** Connects if need be. Rejects with a RemoteError; every lease must be released. */
  async lease(target: SshTarget, options: LeaseOptions = {}): Promise<Lease> {
    const held = await this.#hold(target, options);
    this.#activeLeases += 1;
    this.#metrics.emit({ type: 'lease', target });
    let { entry } = held;
    let released = false;
    const acquire = async (signal: AbortSignal | undefined): Promise<OpenConnection> => {
      if (released) throw new RemoteError('cancelled', `The lease of ${target.host} was given back before this use.`);
      if (entry.open !== undefined) return entry.open;
      const next = await this.#hold(target, { ...options, ...(signal === undefined ? {} : { signal }) });
      this.#entries.letGo(released ? next.entry : entry);
      if (!released) ({ entry } = next);
      return next.open;
    };
    return {
      connection: { hops: held.open.hops },
      transport: new LeasedTransport({
        acquire,
        onReconnect: () => this.#metrics.emit({ type: 'reconnect', target }),
      }),
      release: () => {
        if (released) return;
        released = true;
        this.#activeLeases -= 1;
        this.#entries.letGo(entry);
      },
    };
  }

  async withTransport<T>(
    target: SshTarget,
    work: (transport: Transport, connection: LeasedConnection) => Promise<T>,
    options: LeaseOptions = {},
  ): Promise<T> {
    const lease = await this.lease(target, options);
    try {
      return await work(lease.transport, lease.connection);
    } finally {
      lease.release();
    }
  }

  /** Something about this host changed (key, credential, address): drop its connections and what was learned from failures. */
  forget(targetId: string): void {
    this.#breaker.forget(targetId);
    this.#guard.forget(targetId);
    this.#entries.retireWhere((hop) => hop.id === targetId);
  }

  /** The credential has other contents now. */
  forgetCredential(credentialId: string): void {
    this.#guard.forgetCredential(credentialId);
    this.#entries.retireWhere((hop) => hop.credentialId === credentialId);
  }

  get counters(): PoolCounters {
    return this.#metrics.read({ openConnections: this.#alive.size, activeLeases: this.#activeLeases });
  }

  /** Ends all connections. What was under way is rejected with `connection_lost` or `cancelled`. */
  async close(): Promise<void> {
    this.#closing.abort(new RemoteError('cancelled', 'The connection pool is closed.'));
    const connections = [...this.#alive];
    for (const connection of connections) connection.end();
    const ended = Promise.all([...connections.map((connection) => connection.ended), this.#entries.allSettled()]);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_WAIT_MS);
    });
    await Promise.race([ended, patience]);
    clearTimeout(timer);
    for (const connection of connections) connection.destroy();
  }

  /** An entry with an open connection that satisfies the target's policies, held for the caller. */
  async #hold(target: SshTarget, options: LeaseOptions): Promise<{ entry: PoolEntry; open: OpenConnection }> {
    const hops = listHops(target);
    const key = renderPoolKey(target);
    for (;;) {
      this.#closing.signal.throwIfAborted();
      const entry = this.#entries.obtain(key, target);
      if (!entry.satisfies(hops)) {
        // The keys that count have changed since that connection was made: it may belong to somebody else's host.
        this.#entries.retire(entry);
        continue;
      }
      entry.leases += 1;
      try {
        const open = entry.open ?? (await waitOrCancel(this.#connect(entry, target, options), target, options.signal));
        if (entry.satisfies(hops)) return { entry, open };
        this.#entries.retire(entry);
      } catch (error) {
        this.#entries.letGo(entry);
        throw error;
      }
      this.#entries.letGo(entry);
    }
  }

  #connect(entry: PoolEntry, target: SshTarget, options: LeaseOptions): Promise<OpenConnection> {
    if (entry.connecting !== undefined) {
      this.#metrics.emit({ type: 'coalesced', target });
      return entry.connecting;
    }
    const connecting = this.#connectGuarded(entry, target, options).finally(() => {
      entry.connecting = undefined;
      this.#entries.settle(entry);
    });
    entry.connecting = connecting;
    // Everybody may have stopped waiting by then.
    connecting.catch(() => {});
    return connecting;
  }

  async #connectGuarded(entry: PoolEntry, target: SshTarget, options: LeaseOptions): Promise<OpenConnection> {
    const bypass = options.bypassBreaker ?? false;
    if (!bypass) this.#guard.enter(target);
    const conclude = this.#breaker.enter(target, bypass);
    try {
      const open = await this.#connectThroughJump(entry, target, bypass);
      conclude(undefined);
      this.#guard.succeeded(target);
      return open;
    } catch (error) {
      conclude(error);
      this.#guard.failed(target, error);
      throw error;
    }
  }

  async #connectThroughJump(entry: PoolEntry, target: SshTarget, bypassBreaker: boolean): Promise<OpenConnection> {
    const { signal } = this.#closing;
    const jump = target.jump === undefined ? undefined : await this.#holdJump(target, target.jump, bypassBreaker);
    try {
      const connection = await this.#connector.connect({ target, jump: jump?.open.connection, signal });
      const { hostKey } = connection;
      const hop: VerifiedHop = { id: target.id, host: target.host, port: target.port, hostKey };
      const open: OpenConnection = { connection, hops: [...(jump?.open.hops ?? []), hop] };
      entry.open = open;
      this.#alive.add(connection);
      void connection.ended.then(() => this.#onEnded(entry, connection, jump?.entry));
      return open;
    } catch (error) {
      if (jump !== undefined) this.#entries.letGo(jump.entry);
      throw error;
    }
  }

  async #holdJump(
    target: SshTarget,
    jump: SshTarget,
    bypassBreaker: boolean,
  ): Promise<{ entry: PoolEntry; open: OpenConnection }> {
    try {
      return await this.#hold(jump, { bypassBreaker, signal: this.#closing.signal });
    } catch (error) {
      // A changed key is a matter of security wherever it shows; the error says whose key it is.
      if (error instanceof HostKeyMismatchError || !(error instanceof RemoteError)) throw error;
      throw error.errorClass === 'cancelled' ? error : wrapJumpFailure(target, error);
    }
  }

  #onEnded(entry: PoolEntry, connection: SshConnection, jumpEntry: PoolEntry | undefined): void {
    this.#alive.delete(connection);
    this.#metrics.emit({ type: 'disconnected', target: entry.target });
    if (jumpEntry !== undefined) this.#entries.letGo(jumpEntry);
    this.#entries.settle(entry);
  }
}

/** The work goes on for others when one caller does not want to wait any longer. */
async function waitOrCancel<T>(work: Promise<T>, target: SshTarget, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, (cause) => {
      reject(new RemoteError('cancelled', `Waiting for a connection to ${target.host} was cancelled.`, { cause }));
    });
    work.then(resolve, reject).then(stopListening, stopListening);
  });
}
