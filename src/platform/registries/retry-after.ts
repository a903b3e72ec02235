const DEFAULT_WAIT_MS = 1_000;
const MINIMUM_WAIT_MS = 250;
/** No registry means more than a day by it. */
const LONGEST_MS = 24 * 60 * 60_000;
const SECONDS = /^\d{1,12}(?:\.\d{1,12})?$/;

/**
 * How long a registry asks to wait, in milliseconds. What it gives may be absent, zero, below a millisecond, a date, or
 * hours: absent or unreadable doubles with each attempt (from 0), zero and the past are a short wait, never none.
 */
export function readRetryAfter(value: string | undefined, attempt: number, nowMs: number): number {
  const asked = value === undefined ? null : readMilliseconds(value.trim(), nowMs);
  if (asked === null) return DEFAULT_WAIT_MS * 2 ** attempt;
  return Math.min(LONGEST_MS, Math.max(MINIMUM_WAIT_MS, Math.ceil(asked)));
}

function readMilliseconds(value: string, nowMs: number): number | null {
  if (SECONDS.test(value)) return Number(value) * 1_000;
  // 1.5ms, 200µs, 30s: a duration as Go prints it.
  const duration = /^(\d{1,12}(?:\.\d{1,12})?)(ns|µs|us|ms|s|m|h)$/.exec(value);
  if (duration !== null) return Number(duration[1]) * (UNITS_MS[duration[2] ?? ''] ?? 1);
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date - nowMs;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
