import type { IncomingHttpHeaders } from 'node:http';

/** What a registry says is left: Docker Hub's pulls, GHCR's requests. Only these headers are to be believed. */
export interface RateLimit {
  readonly limit: number | null;
  readonly remaining: number;
  /** Over which the limit counts; null: not said. */
  readonly windowSeconds: number | null;
}

const LIMIT_HEADERS = ['ratelimit-limit', 'x-ratelimit-limit'];
const REMAINING_HEADERS = ['ratelimit-remaining', 'x-ratelimit-remaining'];
/** `100;w=21600`: further policies may follow behind a comma. */
const VALUE = /^\s*(\d{1,12})\s*(?:;\s*w=(\d{1,9}))?/;

/** Null when the answer says nothing of a limit. */
export function readRateLimit(headers: IncomingHttpHeaders): RateLimit | null {
  const remaining = readValue(headers, REMAINING_HEADERS);
  if (remaining === null) return null;
  const limit = readValue(headers, LIMIT_HEADERS);
  return {
    limit: limit?.count ?? null,
    remaining: remaining.count,
    windowSeconds: limit?.windowSeconds ?? remaining.windowSeconds,
  };
}

function readValue(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): { readonly count: number; readonly windowSeconds: number | null } | null {
  for (const name of names) {
    const value = headers[name];
    const match = VALUE.exec(Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
    if (match !== null) {
      return { count: Number(match[1]), windowSeconds: match[2] === undefined ? null : Number(match[2]) };
    }
  }
  return null;
}
