/** An object as an engine sent it, field names as the engine writes them. Hostile: read it with the functions below. */
export type EngineJson = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is EngineJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const readRecord = (value: unknown): EngineJson => (isRecord(value) ? value : {});

export const readList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const readRecords = (value: unknown): readonly EngineJson[] => readList(value).filter(isRecord);

export const readText = (value: unknown): string => (typeof value === 'string' ? value : '');

export const readTexts = (value: unknown): readonly string[] =>
  readList(value).filter((entry): entry is string => typeof entry === 'string');

/** What Go and engines write for "not set": all of these mean the same in a request. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Equal in content; the order of keys says nothing, that of lists does, and all empty values are one. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || (isEmpty(left) && isEmpty(right))) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((entry, index) => isSame(entry, right[index]));
  if (!isRecord(left) || !isRecord(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSame(left[key], right[key]));
}

/** Without the keys whose value is undefined, which means "not sent". */
export function dropUndefined(value: EngineJson): EngineJson {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
