import type { Frame } from '../run/frame.js';
import { HOLE, type Alt, type Value } from '../values/value.js';
import { MAX_VALUES } from '../limits.js';

/** A part of a word before it is split into words. */
export interface Piece {
  readonly text: string;
  /** In quotes: neither split nor a pattern. */
  readonly quoted: boolean;
  /** From a variable or a command: split at IFS when not quoted. */
  readonly expanded: boolean;
  readonly glob: boolean;
  /** A new word begins behind it (`"$@"`). */
  readonly ends?: boolean;
}

/** Each way that a part of a word can come out. */
export type PieceLists = readonly (readonly Piece[])[];

/** The same while it is put together. */
export type GrowingLists = Piece[][];

export function literalPiece(text: string, quoted: boolean, glob = false): Piece {
  return { text, quoted, expanded: false, glob };
}

export function expandedPieces(value: Value, quoted: boolean): PieceLists {
  return value.map(({ text, glob }) => [{ text, quoted, expanded: true, glob }]);
}

/** One part after the other, each way; a part with too many ways is not known. */
export function appendPieces(left: GrowingLists, right: PieceLists): GrowingLists {
  const [only] = right;
  if (right.length === 1 && only) {
    // In place: a word of thousands of parts is put together in the time of its length.
    for (const list of left) for (const piece of only) list.push(piece);
    return left;
  }
  if (left.length * right.length > MAX_VALUES) {
    const sample = right[0]?.[0];
    const hole: Piece = { text: HOLE, quoted: sample?.quoted ?? false, expanded: true, glob: false };
    return left.map((before) => [...before, hole]);
  }
  return left.flatMap((before) => right.map((after) => [...before, ...after]));
}

/** The pieces as one text: for assignments, patterns, everything that is not split. */
export function glue({ session }: Frame, lists: PieceLists): Value {
  const seen = new Map<string, Alt>();
  for (const list of lists) {
    const text = session.keepText(list.map((piece) => (piece.ends ? `${piece.text} ` : piece.text)).join(''));
    seen.set(text, { text, glob: list.some(({ glob }) => glob) });
  }
  return [...seen.values()];
}
