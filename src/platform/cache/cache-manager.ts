import { LRUCache } from 'lru-cache';

export interface CacheOptions {
  readonly maxEntries: number;
  /** With `sizeOf`: the sum over all entries. */
  readonly maxBytes?: number;
  readonly sizeOf?: (value: object) => number;
  /** Event name → the key prefixes it makes stale, for the subject it is about. */
  readonly staleOn?: Readonly<Record<string, (subject: string) => readonly string[]>>;
}

export interface CacheCounters {
  readonly hits: number;
  readonly misses: number;
  /** Calls that waited for another call's load. */
  readonly shared: number;
  /** Thrown out for room, before their time. */
  readonly evictions: number;
  readonly invalidations: number;
  readonly entries: number;
}

interface Flight {
  readonly promise: Promise<object>;
  stale: boolean;
}

/**
 * A bounded cache of values with a lifetime each. One load per key at a time, whoever asks; failures are not kept; a
 * load that was under way when its key was invalidated answers its callers but is not kept.
 */
export class CacheManager {
  readonly #options: CacheOptions;
  readonly #entries: LRUCache<string, object>;
  readonly #flights = new Map<string, Flight>();
  readonly #counts = { hits: 0, misses: 0, shared: 0, evictions: 0, invalidations: 0 };

  constructor(options: CacheOptions) {
    this.#options = options;
    const { sizeOf, maxBytes } = options;
    this.#entries = new LRUCache<string, object>({
      max: options.maxEntries,
      ...(sizeOf !== undefined && maxBytes !== undefined
        ? { maxSize: maxBytes, sizeCalculation: (value: object) => Math.max(1, sizeOf(value)) }
        : {}),
      dispose: (_value, _key, reason) => {
        if (reason === 'evict') this.#counts.evictions += 1;
      },
    });
  }

  /**
   * The kept value, or what `load` gives, kept for `lifetimeMs` (0: not kept, but still loaded once at a time). The
   * lifetime may depend on what was loaded.
   */
  async getOrLoad<T extends object>(
    key: string,
    lifetimeMs: number | ((value: T) => number),
    load: () => Promise<T>,
  ): Promise<T> {
    const kept = this.get<T>(key);
    if (kept !== undefined) return kept;
    const flying = this.#flights.get(key);
    if (flying !== undefined) {
      this.#counts.shared += 1;
      return (await flying.promise) as T;
    }
    const flight: Flight = { promise: load(), stale: false };
    this.#flights.set(key, flight);
    try {
      const value = (await flight.promise) as T;
      if (!flight.stale) this.set(key, typeof lifetimeMs === 'number' ? lifetimeMs : lifetimeMs(value), value);
      return value;
    } finally {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    }
  }

  get<T extends object>(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) this.#counts.misses += 1;
    else this.#counts.hits += 1;
    return value as T | undefined;
  }

  set(key: string, lifetimeMs: number, value: object): void {
    if (lifetimeMs > 0) this.#entries.set(key, value, { ttl: lifetimeMs });
  }

  /** Forgets every key that begins so; returns how many there were. */
  invalidatePrefix(prefix: string): number {
    const stale = [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
    for (const key of stale) this.#entries.delete(key);
    for (const [key, flight] of this.#flights) {
      if (!key.startsWith(prefix)) continue;
      flight.stale = true;
      this.#flights.delete(key);
    }
    this.#counts.invalidations += stale.length;
    return stale.length;
  }

  /** Something happened to `subject`: forgets what `staleOn` says of it. Unknown events change nothing. */
  publish(event: string, subject: string): number {
    const prefixes = this.#options.staleOn?.[event]?.(subject) ?? [];
    return prefixes.reduce((sum, prefix) => sum + this.invalidatePrefix(prefix), 0);
  }

  get counters(): CacheCounters {
    return { ...this.#counts, entries: this.#entries.size };
  }
}
