/** One row of an answer: column names in lower case, values as the server wrote them; null is SQL’s NULL. */
export type Row = ReadonlyMap<string, string | null>;

/** Names in lower case and values, of `SHOW GLOBAL STATUS` and `SHOW GLOBAL VARIABLES`. */
export type Settings = ReadonlyMap<string, string>;

const MAX_ROWS = 5_000;
const MAX_NAME_LENGTH = 100;
const MAX_VALUE_LENGTH = 1_000;

export function toRow(columns: readonly string[], values: readonly (string | null)[]): Row {
  return new Map(
    columns.map((column, index) => [
      column.slice(0, MAX_NAME_LENGTH).toLowerCase(),
      values[index]?.slice(0, MAX_VALUE_LENGTH) ?? null,
    ]),
  );
}

/** Of rows with a name and a value, whatever the columns are called. */
export function toSettings(rows: readonly (readonly (string | null)[])[]): Settings {
  const settings = new Map<string, string>();
  for (const [name, value] of rows.slice(0, MAX_ROWS)) {
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    settings.set(name.slice(0, MAX_NAME_LENGTH).toLowerCase(), value.slice(0, MAX_VALUE_LENGTH));
  }
  return settings;
}

/** The first of several names that the row has: MySQL 8.0.22 renamed them all. Undefined: it has none of them. */
export function columnOf(row: Row, names: readonly string[]): string | null | undefined {
  for (const name of names) {
    const value = row.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A number of at least 0 as these servers write it; undefined for anything else. */
export function numberOf(text: string | null | undefined): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,20}(?:\.\d{1,20})?$/.test(text.trim())) return undefined;
  return Number(text);
}
