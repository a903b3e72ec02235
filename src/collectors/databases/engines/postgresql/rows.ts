/** Rows as a query's JSON holds them. */
export type Row = Readonly<Record<string, unknown>>;
export type Rows = readonly Row[];

const MAX_ROWS = 1000;
const MAX_TEXT = 200;

/** The rows of one JSON array; undefined when it is none. */
export function readRows(json: unknown): Rows | undefined {
  if (typeof json !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value)) return undefined;
    return value.slice(0, MAX_ROWS).filter((row): row is Row => typeof row === 'object' && row !== null);
  } catch {
    return undefined;
  }
}

/** null: NULL, absent, or no number. Never 0 for what is not there. */
export function readNumber(row: Row | undefined, name: string): number | null {
  const value = row?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Ages are differences of clocks: a clock that was set back makes them negative, which means 0. */
export function readAge(row: Row | undefined, name: string): number | null {
  const value = readNumber(row, name);
  return value === null ? null : Math.max(0, value);
}

export function readText(row: Row | undefined, name: string): string | null {
  const value = row?.[name];
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : null;
}

/** Of all rows; null when none has a number. */
export function sumOf(rows: Rows | undefined, name: string): number | null {
  const values = (rows ?? []).flatMap((row) => readNumber(row, name) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

export function maxOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
