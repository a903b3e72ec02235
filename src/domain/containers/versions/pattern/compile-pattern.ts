import { parsePattern, type ParsedPattern } from './parse-pattern.js';
import { PatternError, type CharacterRange, type PatternNode } from './syntax.js';

export type Instruction =
  | { readonly type: 'set'; readonly ranges: readonly CharacterRange[]; readonly isNegated: boolean }
  | { readonly type: 'start' }
  | { readonly type: 'end' }
  | { readonly type: 'save'; readonly slot: number }
  /** Tries `first` before `second`. */
  | { readonly type: 'split'; first: number; second: number }
  | { readonly type: 'jump'; to: number }
  | { readonly type: 'match' };

/** A pattern as a program for `matchPattern`. */
export interface TagPattern {
  readonly source: string;
  readonly program: readonly Instruction[];
  /** Two per group, the whole match first. */
  readonly slots: number;
  readonly names: ParsedPattern['names'];
}

/** Time to match is at most program × tag length. */
const MAX_INSTRUCTIONS = 512;

/** The pattern for the whole tag. Throws `PatternError`. */
export function compilePattern(source: string): TagPattern {
  const { node, groups, names } = parsePattern(source);
  const program: Instruction[] = [];
  emit(node, program, source);
  program.push({ type: 'match' });
  return { source, program, slots: 2 * (groups + 1), names };
}

function emit(node: PatternNode, program: Instruction[], source: string): void {
  if (program.length > MAX_INSTRUCTIONS) throw new PatternError(source, 'it is too large');
  switch (node.type) {
    case 'set':
    case 'start':
    case 'end':
      program.push(node);
      return;
    case 'sequence':
      for (const item of node.items) emit(item, program, source);
      return;
    case 'group':
      program.push({ type: 'save', slot: 2 * node.index });
      emit(node.item, program, source);
      program.push({ type: 'save', slot: 2 * node.index + 1 });
      return;
    case 'choice':
      emitChoice(node.options, program, source);
      return;
    case 'repeat':
      emitRepeat(node, program, source);
  }
}

function emitChoice(options: readonly PatternNode[], program: Instruction[], source: string): void {
  const exits: Extract<Instruction, { type: 'jump' }>[] = [];
  for (const [index, option] of options.entries()) {
    if (index === options.length - 1) {
      emit(option, program, source);
      break;
    }
    const split: Instruction = { type: 'split', first: program.length + 1, second: 0 };
    program.push(split);
    emit(option, program, source);
    const exit: Extract<Instruction, { type: 'jump' }> = { type: 'jump', to: 0 };
    exits.push(exit);
    program.push(exit);
    split.second = program.length;
  }
  for (const exit of exits) exit.to = program.length;
}

function emitRepeat(
  { item, minimum, maximum, isLazy }: Extract<PatternNode, { type: 'repeat' }>,
  program: Instruction[],
  source: string,
): void {
  for (let count = 0; count < minimum; count += 1) {
    const before = program.length;
    emit(item, program, source);
    // An empty group, nested in repetitions, would count for ever without growing.
    if (program.length === before) return;
  }
  const splits: Extract<Instruction, { type: 'split' }>[] = [];
  const optional = maximum === null ? 1 : maximum - minimum;
  for (let count = 0; count < optional; count += 1) {
    const split: Extract<Instruction, { type: 'split' }> = { type: 'split', first: program.length + 1, second: 0 };
    const start = program.length;
    program.push(split);
    emit(item, program, source);
    if (maximum === null) program.push({ type: 'jump', to: start });
    splits.push(split);
  }
  for (const split of splits) {
    split.second = program.length;
    if (isLazy) [split.first, split.second] = [split.second, split.first];
  }
}
