/**
 * Counters of a kernel are 64 bits wide; a JavaScript number holds 53. They are kept as decimal text, subtracted as
 * BigInt, and become numbers only as differences or as samples.
 */
export type Counter = string;

const COUNTER = /^\d{1,20}$/;

export function readCounter(text: string | undefined): Counter | undefined {
  return text !== undefined && COUNTER.test(text) ? text : undefined;
}

export function counterToNumber(counter: Counter | undefined): number | null {
  return counter === undefined ? null : Number(counter);
}

/** How far a counter moved; undefined when it went backwards (reset) or one is missing. */
export function counterDelta(previous: Counter | undefined, current: Counter | undefined): bigint | undefined {
  if (previous === undefined || current === undefined) return undefined;
  const delta = BigInt(current) - BigInt(previous);
  return delta < 0n ? undefined : delta;
}

/** A decimal number as tools write it under LC_ALL=C; undefined for anything else. */
export function readDecimal(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,18}(?:\.\d{1,18})?$/.test(text)) return undefined;
  return Number(text);
}

/** `count` units of `unitBytes` each, exact beyond 2^53 until the last step. */
export function toBytes(count: Counter, unitBytes: Counter): number {
  return Number(BigInt(count) * BigInt(unitBytes));
}
