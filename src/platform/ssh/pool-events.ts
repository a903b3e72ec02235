import type { RemoteErrorClass } from './remote-errors.js';

export interface PoolEventTarget {
  readonly id?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** What happens in a pool, for metrics and logs. Nothing in it is secret. */
export type PoolEvent = { readonly target: PoolEventTarget } & (
  | { readonly type: 'lease' }
  /** Another connect to the same login was under way and was waited for. */
  | { readonly type: 'coalesced' }
  | { readonly type: 'handshake' }
  | { readonly type: 'connected'; readonly durationMs: number }
  | { readonly type: 'connect_failed'; readonly durationMs: number; readonly errorClass: RemoteErrorClass }
  | { readonly type: 'connect_retry'; readonly errorClass: RemoteErrorClass; readonly delayMs: number }
  | { readonly type: 'disconnected' }
  /** An idle connection turned out to be dead; the work is repeated on a new one. */
  | { readonly type: 'reconnect' }
  | { readonly type: 'eviction' }
  | { readonly type: 'idle_close' }
  | { readonly type: 'channel_refused' }
  /** To be remembered as `maxSessions` of the target. */
  | { readonly type: 'session_limit_learned'; readonly limit: number }
  | { readonly type: 'breaker_opened'; readonly openMs: number }
  | { readonly type: 'login_paused'; readonly pauseMs: number }
);

/** Sums since the pool was made, but for the gauges `openConnections` and `activeLeases`. */
export interface PoolCounters {
  readonly leases: number;
  readonly coalesced: number;
  readonly handshakes: number;
  readonly connects: number;
  readonly failedConnects: number;
  readonly connectRetries: number;
  readonly reconnects: number;
  readonly evictions: number;
  readonly idleCloses: number;
  readonly refusedChannels: number;
  readonly breakerOpenings: number;
  readonly loginPauses: number;
  readonly openConnections: number;
  readonly activeLeases: number;
}

type SumName = Exclude<keyof PoolCounters, 'openConnections' | 'activeLeases'>;

const SUM_OF_EVENT: Readonly<Partial<Record<PoolEvent['type'], SumName>>> = {
  lease: 'leases',
  coalesced: 'coalesced',
  handshake: 'handshakes',
  connected: 'connects',
  connect_failed: 'failedConnects',
  connect_retry: 'connectRetries',
  reconnect: 'reconnects',
  eviction: 'evictions',
  idle_close: 'idleCloses',
  channel_refused: 'refusedChannels',
  breaker_opened: 'breakerOpenings',
  login_paused: 'loginPauses',
};

export type EmitPoolEvent = (event: PoolEvent) => void;

/** Counts events and passes them on. */
export class PoolMetrics {
  readonly #sums: Record<SumName, number> = {
    leases: 0,
    coalesced: 0,
    handshakes: 0,
    connects: 0,
    failedConnects: 0,
    connectRetries: 0,
    reconnects: 0,
    evictions: 0,
    idleCloses: 0,
    refusedChannels: 0,
    breakerOpenings: 0,
    loginPauses: 0,
  };

  constructor(private readonly onEvent: EmitPoolEvent | undefined) {}

  readonly emit: EmitPoolEvent = (event) => {
    const name = SUM_OF_EVENT[event.type];
    if (name !== undefined) this.#sums[name] += 1;
    this.onEvent?.(event);
  };

  read(gauges: Pick<PoolCounters, 'openConnections' | 'activeLeases'>): PoolCounters {
    return { ...this.#sums, ...gauges };
  }
}
