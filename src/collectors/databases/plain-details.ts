import type { z } from 'zod';

export type Json = z.core.util.JSONType;

const MAX_DETAILS_BYTES = 64 * 1024;
const REDACTED = '[redacted]';

/** Plain JSON of what an engine gave; undefined when it is none or too much. */
export function toPlainDetails(details: Readonly<Record<string, unknown>>): Record<string, Json> | undefined {
  try {
    const text = JSON.stringify(details, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    return text.length > MAX_DETAILS_BYTES ? undefined : (JSON.parse(text) as Record<string, Json>);
  } catch {
    return undefined;
  }
}

/** A server that is not what it seems could send a login back: nothing that it says may carry one further. */
export function withoutSecret<T extends Json>(value: T, secret: string | undefined): T {
  if (secret === undefined || secret === '') return value;
  return scrub(value, secret) as T;
}

function scrub(value: Json, secret: string): Json {
  if (typeof value === 'string') return value.replaceAll(secret, REDACTED);
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, secret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key.replaceAll(secret, REDACTED), scrub(entry, secret)]),
  );
}
