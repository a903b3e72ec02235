const MAX_TEXT_CHARS = 400;
// PostgreSQL stores neither NUL nor half of a surrogate pair, and JSON text writes both as escapes.
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
const UNSTORABLE = /[\u0000\u{D800}-\u{DFFF}]/gu;

/** Texts in indexes come from hosts and may be of any length: an index entry holds 2,704 bytes. */
export function clipText(text: string): string {
  // Not through the middle of a pair.
  return text.length <= MAX_TEXT_CHARS ? text : text.slice(0, MAX_TEXT_CHARS).replace(/[\uD800-\uDBFF]$/, '');
}

/** A size as a number; null when none is known, or one that no disk has. */
export function toStorableBytes(size: string | null): number | null {
  if (size === null) return null;
  const bytes = Number(size);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** JSON text that PostgreSQL takes. */
export function toStorableJson(value: unknown): string {
  const text = JSON.stringify(value, writeBigint);
  return UNSTORABLE_ESCAPE.test(text) ? JSON.stringify(replaceUnstorable(value), writeBigint) : text;
}

function writeBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function replaceUnstorable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '\u{FFFD}');
  if (Array.isArray(value)) return value.map(replaceUnstorable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [
    key.replace(UNSTORABLE, '\u{FFFD}'),
    replaceUnstorable(member),
  ]);
  return Object.fromEntries(members);
}
