/** What a tag pattern may say: regular expressions without look-around and back-references, so that they stay linear. */
export type PatternNode =
  | { readonly type: 'set'; readonly ranges: readonly CharacterRange[]; readonly isNegated: boolean }
  | { readonly type: 'start' }
  | { readonly type: 'end' }
  | { readonly type: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly type: 'group'; readonly index: number; readonly item: PatternNode }
  | {
      readonly type: 'repeat';
      readonly item: PatternNode;
      readonly minimum: number;
      /** Null: no end. */
      readonly maximum: number | null;
      readonly isLazy: boolean;
    };

/** Code units, both ends included. */
export type CharacterRange = readonly [number, number];

export class PatternError extends Error {
  override readonly name = 'PatternError';
  readonly code = 'bad_pattern';

  constructor(source: string, problem: string) {
    const shown = source.length <= 100 ? source : `${source.slice(0, 100)}…`;
    super(
      `${JSON.stringify(shown)} is no tag pattern: ${problem}. It is a regular expression for the whole tag, such as ` +
        String.raw`(\d+)\.(\d+)-alpine; look-around and back-references are not supported.`,
    );
  }
}

const range = (from: string, to: string = from): CharacterRange => [from.charCodeAt(0), to.charCodeAt(0)];

export const DIGITS: readonly CharacterRange[] = [range('0', '9')];
export const WORDS: readonly CharacterRange[] = [range('0', '9'), range('A', 'Z'), range('_'), range('a', 'z')];
export const SPACES: readonly CharacterRange[] = [[9, 13], range(' ')];
