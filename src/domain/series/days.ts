/** Days are UTC: every one has 86,400 seconds, whatever clocks do where the hosts stand. */
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** First moment of the UTC day that holds `at`. */
export function startOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
}

export function addDays(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS);
}

/** `2026-11-21`, as PostgreSQL's `date` takes and gives it. */
export function formatDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Rows stay this long after a reader may have planned to read them; also covers clocks that differ a little. */
export const RAW_GRACE_MS = 600_000;

/** First day whose rows are always there, packed or not: yesterday. Dashboards read them without planning for months. */
export function firstKeptRawDay(now: Date): Date {
  return addDays(startOfDay(now), -1);
}

/** The moment a day given as `2026-11-21` begins. */
export function parseDay(text: string): Date {
  return new Date(`${text}T00:00:00.000Z`);
}
