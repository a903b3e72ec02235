import { randomUUID } from 'node:crypto';

export interface LosslessOptions {
  /** Arrays and objects within each other; default 100. */
  readonly maxDepth?: number;
}

const DEFAULT_MAX_DEPTH = 100;
/** No counter is near it; it keeps a run of a million digits from becoming minutes of arithmetic. */
const MAX_INTEGER_DIGITS = 1000;
/** 2^53 has 16 digits: a number token with fewer characters is exact as it is. */
const EXACT_LENGTH = 15;
const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

interface Scan {
  /** The text with each big integer as `["<mark>","<digits>"]`: as a key of an object that stays as wrong as it was. */
  readonly text: string;
  readonly mark: string | undefined;
}

/**
 * `JSON.parse`, except that an integer beyond ±(2^53 − 1) comes back as a bigint, so that no digit of a 64-bit counter
 * is lost. Everything else is as `JSON.parse` gives it: a key `__proto__` is an ordinary own property.
 *
 * Throws SyntaxError for what is no JSON, is nested deeper than `maxDepth`, or has an integer of over 1,000 digits.
 */
export function parseJsonLossless(text: string, options: LosslessOptions = {}): unknown {
  const { text: marked, mark } = markBigIntegers(text, options.maxDepth ?? DEFAULT_MAX_DEPTH);
  if (mark === undefined) return JSON.parse(marked) as unknown;
  return JSON.parse(marked, (_key, value: unknown) =>
    Array.isArray(value) && value[0] === mark ? BigInt(String(value[1])) : value,
  ) as unknown;
}

/** One pass over the text, before anything recursive sees it: strings are skipped, depth is counted. */
function markBigIntegers(text: string, maxDepth: number): Scan {
  const pieces: string[] = [];
  let mark: string | undefined;
  let copied = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > maxDepth) throw new SyntaxError(`JSON is nested deeper than ${maxDepth} levels`);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, at);
      if (end - at > EXACT_LENGTH && isBigInteger(text.slice(at, end))) {
        // Chosen anew each time, so that no text can contain it on purpose.
        mark ??= randomUUID();
        pieces.push(text.slice(copied, at), `["${mark}","${text.slice(at, end)}"]`);
        copied = end;
      }
      at = end - 1;
    }
  }
  return mark === undefined ? { text, mark } : { text: pieces.join('') + text.slice(copied), mark };
}

function isBigInteger(token: string): boolean {
  if (token.length > MAX_INTEGER_DIGITS) throw new SyntaxError(`JSON has a number of ${token.length} characters`);
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token));
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return at;
}

/** Behind everything that can belong to a number token; whether it is one is for `JSON.parse` to say. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isPart = (code >= ZERO && code <= NINE) || code === 0x2b || code === MINUS || code === 0x2e;
    if (!isPart && code !== 0x45 && code !== 0x65) break;
  }
  return at;
}
