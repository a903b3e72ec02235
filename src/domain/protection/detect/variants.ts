import type { Execution, Word } from '../../../platform/shell/reading.js';

const MOST_VARIANTS = 48;

/** Executions with one value for each word, in every combination that could be read in another way. */
export interface Variants {
  readonly executions: readonly Execution[];
  /** There are more combinations than are looked at. */
  readonly tooMany: boolean;
}

/**
 * A word that can be several things is several commands: `for x in -n -r` runs both. Words that can only be operands stay
 * as they are, because all their values are targets anyway. Known values without quotes are split at blanks.
 */
export function variantsOf(execution: Execution, hasSubcommands: boolean): Variants {
  let lists: Word[][] = [[]];
  let tooMany = false;
  for (const word of execution.args) {
    const choices = choicesOf(word, hasSubcommands);
    const [only = []] = choices;
    const more = lists.length * choices.length > MOST_VARIANTS;
    if (more || choices.length === 1) {
      tooMany ||= more;
      // In place: a list made anew for each of ten thousand words takes its time.
      for (const list of lists) list.push(...only);
    } else {
      lists = lists.flatMap((list) => choices.map((choice) => [...list, ...choice]));
    }
  }
  return { executions: lists.map((args) => ({ ...execution, args })), tooMany };
}

function choicesOf(word: Word, hasSubcommands: boolean): readonly (readonly Word[])[] {
  const splits = word.maySplit && word.values.some((value) => /\s/.test(value) || (value === '' && !word.unknown));
  if (word.values.length === 1 && !splits) return [[word]];
  const onlyOperand =
    !splits && !hasSubcommands && !word.values.some((value) => /^[-/+]/.test(value) || value.includes('='));
  if (onlyOperand) return [[word]];
  return word.values.map((value) => (splits ? splitWord(word, value) : [{ ...word, values: [value] }]));
}

function splitWord(word: Word, value: string): readonly Word[] {
  const pieces = value.split(/[ \t\n]+/).filter((piece) => piece !== '');
  if (pieces.length === 0) return word.unknown ? [{ ...word, values: [''] }] : [];
  return pieces.map((piece) => ({ ...word, values: [piece] }));
}
