import { MAX_VALUES, MAX_VALUE_LENGTH } from '../limits.js';
import type { Word } from '../reading.js';

/**
 * Stands in a text for a piece that is not known. It is NUL, which no word of a shell can hold: so it goes through
 * quotes, cuts and scripts within scripts by itself.
 */
export const HOLE = '\0';

/** Stands for a NUL byte that a program prints; shells drop it, `xargs -0` splits there. No text may have this character. */
export const PRINTED_NUL = '\uffff';

export function dropNuls(text: string): string {
  return text.replaceAll(PRINTED_NUL, '');
}

/** One thing that a value can be. */
export interface Alt {
  readonly text: string;
  /** Names what is there: `*.log`, or a variable of a loop over it. */
  readonly glob: boolean;
}

/** Everything that a value can be; never empty. */
export type Value = readonly Alt[];

/** One word of a command. */
export interface Arg {
  readonly source: string;
  readonly alts: Value;
  readonly maySplit: boolean;
  /** Given by `xargs` or `find`, not written in the command. */
  readonly more?: 'known' | 'unknown';
}

export const UNKNOWN: Value = [{ text: HOLE, glob: false }];
export const EMPTY: Value = [{ text: '', glob: false }];

export function known(text: string): Value {
  return [{ text, glob: false }];
}

export function isKnown(text: string): boolean {
  return !text.includes(HOLE);
}

/** The one text that a value is; undefined when there are several, or pieces are not known. */
export function soleText(value: Value): string | undefined {
  const [alt] = value;
  return value.length === 1 && alt && isKnown(alt.text) ? alt.text : undefined;
}

export function joinValues(values: readonly Value[]): Value {
  const [first] = values;
  if (values.length === 1 && first) return first;
  const seen = new Map<string, Alt>();
  for (const value of values)
    for (const alt of value) {
      seen.set(`${alt.glob ? 1 : 0}${alt.text}`, alt);
      if (seen.size > MAX_VALUES) return UNKNOWN;
    }
  return seen.size === 0 ? EMPTY : [...seen.values()];
}

/** Text after text, each way; what grows too far is not known. */
export function concatTexts(left: readonly string[], right: readonly string[]): readonly string[] {
  if (right.length === 1 && right[0] === '') return left;
  if (left.length === 1 && left[0] === '') return right;
  if (left.length * right.length > MAX_VALUES) return [HOLE];
  const texts = left.flatMap((before) => right.map((after) => before + after));
  return texts.some((text) => text.length > MAX_VALUE_LENGTH) ? [HOLE] : texts;
}

export function joinTexts(...lists: readonly (readonly string[])[]): readonly string[] {
  const texts = new Set(lists.flat());
  return texts.size > MAX_VALUES ? [HOLE] : [...texts];
}

export function mapTexts(value: Value, change: (text: string) => string | undefined): Value {
  return joinValues([
    value.map((alt) =>
      isKnown(alt.text) ? { text: change(alt.text) ?? HOLE, glob: alt.glob } : { ...alt, text: HOLE },
    ),
    [],
  ]);
}

export function makeArg(text: string, source = text): Arg {
  return { source, alts: known(text), maySplit: false };
}

export function unknownArg(source: string, maySplit = false): Arg {
  return { source, alts: UNKNOWN, maySplit };
}

/** As the reading shows it: a piece that is not known stands as nothing. */
export function toWord(arg: Arg): Word {
  return {
    source: arg.source,
    values: [...new Set(arg.alts.map(({ text }) => dropNuls(text).replaceAll(HOLE, '')))],
    unknown: arg.alts.some(({ text }) => !isKnown(text)),
    glob: arg.alts.some(({ glob }) => glob),
    maySplit: arg.maySplit,
  };
}
