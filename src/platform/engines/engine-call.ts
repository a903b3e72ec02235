import type { Readable } from 'node:stream';

/** One request to an engine. */
export interface EngineCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Behind the version, names encoded; see `encodeName`. */
  readonly path: string;
  /** For messages: what was wanted, e.g. `starting container web`. */
  readonly what: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly json?: unknown;
  readonly body?: { readonly content: Readable; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits: CallLimits;
  /** Its result can be had again: not sending it twice needs no care. Default: only GET. */
  readonly harmless?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the negotiated one; an empty text for requests that have none. */
  readonly apiVersion?: string;
}

export interface CallLimits {
  /** Until the whole answer is here; for streams until its beginning is. Counts anew with each piece of a body sent. */
  readonly timeoutMs: number;
  /** Of an answer that is kept whole. */
  readonly maxBytes: number;
}

const MIB = 1024 * 1024;

/** How long each kind of request may take, and how large its answer may be. */
export const CALL_LIMITS = {
  /** Looking at one thing. Engines lock a container while they stop it: an inspect may wait for that. */
  look: { timeoutMs: 30_000, maxBytes: 8 * MIB },
  /** Everything there is. */
  list: { timeoutMs: 60_000, maxBytes: 64 * MIB },
  /** The engine walks over all its files. */
  usage: { timeoutMs: 600_000, maxBytes: 64 * MIB },
  /** Changes of the engine's own records. */
  change: { timeoutMs: 60_000, maxBytes: MIB },
  /** Mounts, networks and a process: slow on a busy disk. */
  start: { timeoutMs: 180_000, maxBytes: MIB },
  /** Files go away. */
  remove: { timeoutMs: 300_000, maxBytes: MIB },
  /** To the first byte: a registry may be slow to answer. */
  pull: { timeoutMs: 180_000, maxBytes: MIB },
  /** To the first byte of a tar. */
  archive: { timeoutMs: 60_000, maxBytes: MIB },
} as const satisfies Readonly<Record<string, CallLimits>>;
