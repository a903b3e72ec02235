import { createHash } from 'node:crypto';

/**
 * The one text of a JSON value (RFC 8785): keys in the order of their UTF-16 code units, no white space, numbers as
 * ECMAScript writes them. Throws TypeError for what JSON cannot hold without loss (undefined in an array, NaN, bigint,
 * functions, instances of classes); members that are undefined are left out, as JSON does.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) return writeObject(value as Record<string, unknown>);
  throw new TypeError(`a ${typeof value} has no form in canonical JSON`);
}

/** SHA-256 of the canonical text, in lower-case hex: equal values have equal hashes, whatever the order of keys. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

function writeObject(value: Record<string, unknown>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    // Without a comparison, sort goes by UTF-16 code units: exactly what the standard asks for.
    .toSorted()
    .map((key) => `${quote(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

/** A lone surrogate has no UTF-8: two different texts would get one hash. */
function quote(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('a text with a lone surrogate has no form in canonical JSON');
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
