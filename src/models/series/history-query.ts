import type { QueryConfig } from 'pg';

/** Partitioned tables and the column that their partitions go by. */
const TIME_COLUMNS: Readonly<Record<string, string>> = { samples: 'at', packed_days: 'day', rollup_days: 'day' };

/**
 * Says what is missing: every reference to a partitioned table needs a lower and an upper bound that are parameters.
 * Without them PostgreSQL plans and locks all partitions of all years.
 */
export function findUnboundedTables(text: string): string[] {
  return Object.entries(TIME_COLUMNS).flatMap(([table, column]) => {
    const references = [...text.matchAll(new RegExp(`(?:from|join)\\s+${table}\\s+(?:as\\s+)?(\\w+)`, 'gu'))];
    return references
      .filter(([, alias]) => {
        const lower = new RegExp(`\\b${alias}\\.${column} >= \\$\\d+`, 'u');
        const upper = new RegExp(`\\b${alias}\\.${column} < \\$\\d+`, 'u');
        return !lower.test(text) || !upper.test(text);
      })
      .map(([, alias]) => `${table} ${alias}`);
  });
}

/** A named statement over the history; it cannot be made without time bounds. */
export function defineHistoryQuery(name: string, text: string): (values: unknown[]) => QueryConfig {
  const unbounded = findUnboundedTables(text);
  if (unbounded.length > 0) {
    throw new TypeError(
      `The query ${name} reads ${unbounded.join(', ')} without time bounds. Add ">= $n" and "< $n" on the partition's column.`,
    );
  }
  return (values) => ({ name, text, values });
}
