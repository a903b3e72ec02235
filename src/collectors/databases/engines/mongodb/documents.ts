/**
 * Documents of a server in two forms: from the driver (int64 as bigint, Date, Timestamp, Long) and as extended JSON
 * from the shell (`{"$numberLong": "…"}`, canonical or relaxed). Readers take both; undefined is what is not there or
 * is something else.
 */
export type Document = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 20;
/** A server with more databases than this is counted no further. */
const MAX_LIST = 5_000;

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of names; own properties only. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const name of path.slice(0, MAX_DEPTH)) {
    if (!isDocument(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** A finite number of at least 0. */
export function numberAt(document: unknown, ...path: readonly string[]): number | undefined {
  const number = toNumber(valueAt(document, path));
  return number !== undefined && Number.isFinite(number) && number >= 0 ? number : undefined;
}

export function textAt(document: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(document, path);
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

/** Absent is not false. */
export function booleanAt(document: unknown, ...path: readonly string[]): boolean | undefined {
  const value = valueAt(document, path);
  return typeof value === 'boolean' ? value : undefined;
}

export function listAt(document: unknown, ...path: readonly string[]): readonly Document[] | undefined {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value.slice(0, MAX_LIST).filter(isDocument) : undefined;
}

/** Milliseconds since 1970. */
export function dateAt(document: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(document, path);
  if (value instanceof Date) return valid(value.getTime());
  const extended = isDocument(value) ? value['$date'] : undefined;
  if (typeof extended === 'string') return valid(Date.parse(extended));
  return extended === undefined ? undefined : valid(toNumber(extended) ?? Number.NaN);
}

/** The seconds of a Timestamp: the driver's own, or `{"$timestamp": {"t": …, "i": …}}`. */
export function timestampSecondsAt(document: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(document, path);
  return numberAt(value, '$timestamp', 't') ?? (isDocument(value) ? numberOrUndefined(value['t']) : undefined);
}

function numberOrUndefined(value: unknown): number | undefined {
  const number = toNumber(value);
  return number !== undefined && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function valid(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

const EXTENDED_NUMBERS = ['$numberLong', '$numberInt', '$numberDouble', '$numberDecimal'];

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (!isDocument(value)) return undefined;
  for (const form of EXTENDED_NUMBERS) {
    const text = value[form];
    if (typeof text === 'string' && /^-?\d{1,20}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/.test(text)) return Number(text);
  }
  return undefined;
}
