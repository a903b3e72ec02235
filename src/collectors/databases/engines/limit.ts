import type { DatabaseFinding } from '../../../domain/inventory/database-instance.js';

export type Severity = DatabaseFinding['severity'];

/** From where on a value is a finding. `source` says who says so. */
export interface Limit {
  readonly info?: number;
  readonly warning?: number;
  readonly critical?: number;
  /** `low`: the smaller the worse. Default: the larger the worse. */
  readonly worse?: 'low';
  readonly source: string;
}

/** From the worst to the mildest, so that severity never falls as a value gets worse. */
const WORST_FIRST = ['critical', 'warning', 'info'] as const;

/** Undefined: no finding; also for what was not measured, which proves nothing. */
export function severityOf(value: number | null | undefined, limit: Limit): Severity | undefined {
  if (value === null || value === undefined || !Number.isFinite(value)) return undefined;
  return WORST_FIRST.find((severity) => {
    const bound = limit[severity];
    if (bound === undefined) return false;
    return limit.worse === 'low' ? value <= bound : value >= bound;
  });
}

/** A finding when the value is beyond its limit, else none. `message` gets the value. */
export function findingOf(
  code: string,
  value: number | null | undefined,
  limit: Limit,
  message: (value: number) => string,
): readonly DatabaseFinding[] {
  const severity = severityOf(value, limit);
  if (severity === undefined || value === null || value === undefined) return [];
  return [{ severity, code, message: message(value) }];
}

/** Two digits behind the point at most, for messages. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A share in per cent; undefined when the whole is nothing or either is not known. */
export function percentOf(part: number | null | undefined, whole: number | null | undefined): number | undefined {
  if (part === null || part === undefined || whole === null || whole === undefined || whole <= 0) return undefined;
  const percent = (part / whole) * 100;
  return Number.isFinite(percent) && percent >= 0 ? Math.min(percent, 100) : undefined;
}
