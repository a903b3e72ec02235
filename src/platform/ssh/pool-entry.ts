import { matchesPolicy, type PresentedHostKey } from './host-key.js';
import type { SshTarget } from './pool-target.js';
import type { SshConnection } from './ssh-connection.js';

/** A host on the way, and the key it showed. */
export interface VerifiedHop {
  readonly id: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly hostKey: PresentedHostKey;
}

export interface OpenConnection {
  readonly connection: SshConnection;
  /** From the outermost jump host to the host itself. */
  readonly hops: readonly VerifiedHop[];
}

/** The place of one login in the pool: no connection, one being made, or one that is open. */
export class PoolEntry {
  #open: OpenConnection | undefined;
  /** The connect under way, which all who need it wait for. */
  connecting: Promise<OpenConnection> | undefined;
  /** How many hold it; it is neither evicted nor closed for idleness meanwhile. */
  leases = 0;
  lastUsedAtMs = 0;
  /** No new leases; closes when the last one ends. */
  retired = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly key: string,
    readonly target: SshTarget,
  ) {}

  /** The connection, when there is a living one. */
  get open(): OpenConnection | undefined {
    return this.#open?.connection.closed === false ? this.#open : undefined;
  }

  set open(open: OpenConnection | undefined) {
    this.#open = open;
  }

  get idle(): boolean {
    return this.leases === 0 && this.connecting === undefined;
  }

  /** Whether the hosts behind the open connection are still the right ones by these policies. */
  satisfies(hops: readonly SshTarget[]): boolean {
    const { open } = this;
    if (open === undefined) return true;
    return hops.every((hop, index) => {
      const verified = open.hops[index];
      return verified !== undefined && matchesPolicy(hop.hostKeyPolicy, verified.hostKey);
    });
  }

  /** Closes the connection when nobody has leased it for that long. */
  watchIdleness(idleTimeoutMs: number, onIdle: () => void): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(onIdle, idleTimeoutMs);
    this.#idleTimer.unref();
  }

  /** Says goodbye to the server. Whatever still runs on the connection is lost. */
  close(): void {
    this.retired = true;
    clearTimeout(this.#idleTimer);
    this.#open?.connection.end();
  }
}
