import { MAX_VALUE_LENGTH } from '../limits.js';

/**
 * Pieces with a text between them; undefined where that is longer than a value may be. A short text put in the place of
 * each letter of another one may be gigabytes, so the length is looked at before.
 */
export function joinBounded(pieces: readonly string[], between: string): string | undefined {
  let length = between.length * Math.max(0, pieces.length - 1);
  for (const piece of pieces) length += piece.length;
  return length > MAX_VALUE_LENGTH ? undefined : pieces.join(between);
}
