/** `2xx` to `5xx`, or `failed` when there was no answer. */
export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'failed';

export interface RequestCount {
  readonly host: string;
  readonly method: 'GET' | 'HEAD';
  readonly statusClass: StatusClass;
  readonly count: number;
}

export interface RegistryCounters {
  readonly requests: readonly RequestCount[];
  /** Answers that said to wait. */
  readonly throttled: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Callers that waited for the same question of another one. */
  readonly cacheShared: number;
}

const MAX_HOSTS = 200;
const OTHER_HOSTS = 'other';

/** Counts requests. Hosts come from image references, so their number has an end. */
export class RequestCounter {
  readonly #counts = new Map<
    string,
    { host: string; method: 'GET' | 'HEAD'; statusClass: StatusClass; count: number }
  >();
  readonly #hosts = new Set<string>();
  throttled = 0;

  add(host: string, method: 'GET' | 'HEAD', status: number | null): void {
    const known = this.#hosts.has(host) || this.#hosts.size < MAX_HOSTS ? host : OTHER_HOSTS;
    this.#hosts.add(known);
    const statusClass: StatusClass = status === null ? 'failed' : (`${Math.trunc(status / 100)}xx` as StatusClass);
    const key = `${known} ${method} ${statusClass}`;
    const row = this.#counts.get(key) ?? { host: known, method, statusClass, count: 0 };
    row.count += 1;
    this.#counts.set(key, row);
  }

  list(): readonly RequestCount[] {
    return [...this.#counts.values()].map((row) => ({ ...row }));
  }
}
