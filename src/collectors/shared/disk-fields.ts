import { excerptOf, ParseError } from '../../platform/commands/index.js';
import { closeCutJson } from '../../platform/json/close-cut.js';
import { parseJsonLossless } from '../../platform/json/parse-lossless.js';

/** An object of a tool's JSON; nothing is known of its fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_TEXT = 200;
const DIGITS = /^\d{1,39}$/;

export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Text that is fit for showing: trimmed, escapes such as \x20 undone, without control bytes, bounded; '' is null. */
export function readText(value: unknown, maxLength: number = MAX_TEXT): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return null;
  const text = String(value)
    .slice(0, 4 * maxLength)
    .replaceAll(/\\x([0-9a-f]{2})/gi, (_match, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\uFFFD\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .trim();
  return text === '' ? null : text;
}

/** true, 1 and "1" and their opposites, as lsblk wrote them over the years; null for anything else. */
export function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1' || value === 'true') return true;
  if (value === 0 || value === '0' || value === 'false') return false;
  return null;
}

/** A finite number, also from a big integer or from plain decimal text. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isFinite(Number(value)) ? Number(value) : null;
  if (typeof value === 'string' && /^-?\d{1,18}(?:\.\d{1,18})?$/.test(value.trim())) return Number(value);
  return null;
}

/** A number that cannot be below zero: hours, cycles, shares. */
export function readAmount(value: unknown): number | null {
  const number = readNumber(value);
  return number === null || number < 0 ? null : number;
}

/** A counter as decimal text, whatever form it came in, without losing a digit; null for what is no counter. */
export function readDigits(value: unknown): string | null {
  if (typeof value === 'bigint') return value >= 0n && DIGITS.test(value.toString()) ? value.toString() : null;
  if (typeof value === 'string') {
    const text = value.trim().replaceAll(',', '');
    if (DIGITS.test(text)) return BigInt(text).toString();
    return /^\d{1,30}\.\d+$|^\d(?:\.\d+)?e\+?\d{1,2}$/i.test(text) ? readDigits(Number(text)) : null;
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
  return readDigits(BigInt(Math.trunc(value)));
}

/** Digits of a counter beside which the tool may have put its exact text: `name` and `name_s`. */
export function readCounterField(fields: JsonObject, name: string): string | null {
  return readDigits(fields[`${name}_s`]) ?? readDigits(fields[name]);
}

/** An integer within bounds; null for everything else. */
export function readInteger(value: unknown, minimum: number, maximum: number): number | null {
  const number = readNumber(value);
  return number !== null && Number.isInteger(number) && number >= minimum && number <= maximum ? number : null;
}

export interface ToolJson {
  readonly document: unknown;
  /** Set when the text was cut off, and only what stood before is there. */
  readonly error: ParseError | undefined;
}

/**
 * The JSON in a tool's output, whatever was printed before and behind it. Of JSON that is cut off, what is whole.
 * Undefined when there is none, or none that could be read.
 */
export function parseToolJson(source: string, text: string): ToolJson | undefined {
  const start = text.search(/[[{]/);
  if (start < 0) return undefined;
  const body = text.slice(start);
  const whole = tryParse(body) ?? tryParse(body.slice(0, body.lastIndexOf(body.startsWith('[') ? ']' : '}') + 1));
  if (whole !== undefined) return { document: whole.document, error: undefined };
  const closed = closeCutJson(body);
  const rest = closed === undefined ? undefined : tryParse(closed);
  if (rest === undefined) return undefined;
  const problem = 'its JSON is cut off or broken; what stood before is used';
  return { document: rest.document, error: new ParseError(source, problem, excerptOf(body.slice(-150))) };
}

function tryParse(text: string): { readonly document: unknown } | undefined {
  try {
    return { document: parseJsonLossless(text) };
  } catch {
    return undefined;
  }
}
