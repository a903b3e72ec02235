import { PoolEntry } from './pool-entry.js';
import type { EmitPoolEvent } from './pool-events.js';
import type { PoolOptions } from './pool-options.js';
import { listHops, type SshTarget } from './pool-target.js';

/** The logins that have a place in the pool: who may stay, who has to go, and when. */
export class PoolEntries {
  readonly #byKey = new Map<string, PoolEntry>();

  constructor(
    private readonly options: Pick<PoolOptions, 'capacity' | 'idleTimeoutMs'>,
    private readonly emit: EmitPoolEvent,
  ) {}

  get size(): number {
    return this.#byKey.size;
  }

  /** The entry of this key, or a new one, for which an idle one may have to go. */
  obtain(key: string, target: SshTarget): PoolEntry {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= this.options.capacity) this.#evict();
    const entry = new PoolEntry(key, target);
    // Without room and without anything idle it is used once and not kept.
    if (this.#byKey.size >= this.options.capacity) entry.retired = true;
    else this.#byKey.set(key, entry);
    return entry;
  }

  letGo(entry: PoolEntry): void {
    entry.leases -= 1;
    entry.lastUsedAtMs = performance.now();
    this.settle(entry);
  }

  /** Decides what becomes of an entry that nobody uses. */
  settle(entry: PoolEntry): void {
    if (!entry.idle) return;
    if (entry.retired || entry.open === undefined) {
      this.#remove(entry);
      entry.close();
      return;
    }
    entry.watchIdleness(this.options.idleTimeoutMs, () => {
      if (!entry.idle) return;
      this.emit({ type: 'idle_close', target: entry.target });
      this.retire(entry);
    });
  }

  /** No new leases; it closes as soon as nobody holds it. */
  retire(entry: PoolEntry): void {
    entry.retired = true;
    this.#remove(entry);
    this.settle(entry);
  }

  retireWhere(matches: (hop: SshTarget) => boolean): void {
    for (const entry of this.#byKey.values()) if (listHops(entry.target).some(matches)) this.retire(entry);
  }

  /** Resolves when no connect is under way. */
  async allSettled(): Promise<void> {
    await Promise.allSettled([...this.#byKey.values()].flatMap((entry) => entry.connecting ?? []));
  }

  /** The most recently used idle one: in a cyclic scan the least recently used is the next that is needed. */
  #evict(): void {
    let newest: PoolEntry | undefined;
    for (const entry of this.#byKey.values()) {
      if (entry.idle && (newest === undefined || entry.lastUsedAtMs > newest.lastUsedAtMs)) newest = entry;
    }
    if (newest === undefined) return;
    this.emit({ type: 'eviction', target: newest.target });
    this.retire(newest);
  }

  #remove(entry: PoolEntry): void {
    if (this.#byKey.get(entry.key) === entry) this.#byKey.delete(entry.key);
  }
}
