import type { Program } from './program.js';
import type { ArgumentStyle } from './read-arguments.js';

/** A program with what is worked out of its table once. */
export interface KnownProgram {
  readonly program: Program;
  /** The program’s own, with every long option that its rules hold for: all of them may be abbreviated. */
  readonly style: ArgumentStyle;
  /** How many of these words (of the first plain ones) are its subcommand, by the subcommands its rules speak of. */
  readonly depthOf: (words: readonly string[]) => number;
}

export interface Registry {
  readonly find: (name: string) => KnownProgram | undefined;
  readonly programs: readonly Program[];
}

/**
 * Joins the tables. Throws where a name stands in two of them, or a rule's id is used twice: which of both would count is
 * nothing that may be left to the order of imports.
 */
export function buildRegistry(programs: readonly Program[]): Registry {
  const problems = findTableProblems(programs);
  if (problems.length > 0) {
    throw new Error(`The tables of programs contradict each other: ${problems.join('; ')}.`);
  }
  const byName = new Map<string, KnownProgram>();
  for (const program of programs) {
    const known = { program, style: withAbbreviations(program), depthOf: depthOf(program) };
    for (const name of program.names) byName.set(name, known);
  }
  return { find: (name) => byName.get(name) ?? findUnversioned(byName, name), programs };
}

export function findTableProblems(programs: readonly Program[]): readonly string[] {
  const names = new Set<string>();
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const program of programs) {
    for (const name of program.names) {
      if (names.has(name)) problems.push(`the program "${name}" has two tables`);
      names.add(name);
    }
    for (const { id } of program.rules) {
      if (ids.has(id)) problems.push(`the rule "${id}" is there twice`);
      ids.add(id);
    }
  }
  return problems;
}

/** Of a file, in any file system. */
const LONGEST_NAME = 255;

/** `python3.11` is `python`, `gcc-12` is `gcc`; but whoever is called `ls2` is not the harmless `ls`. */
function findUnversioned(byName: ReadonlyMap<string, KnownProgram>, name: string): KnownProgram | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const known = byName.get(name.replace(/-?\d+(\.\d+)*$/, ''));
  return known?.program.otherwise === 'read_only' ? undefined : known;
}

/** Not those of dry runs: they count only where the table says that the program completes them. */
function withAbbreviations({ style, rules }: Program): ArgumentStyle {
  if (style.singleDashLong ?? false) return style;
  const harmful = rules
    .filter(({ effect }) => effect !== 'read_only')
    .flatMap(({ when }) => [...(when.anyOption ?? []), ...(when.allOptions ?? [])])
    .filter((option) => option.startsWith('--'));
  const known = [
    ...(style.abbreviates ?? []),
    ...harmful,
    ...(style.valued ?? []).filter((option) => option.startsWith('--')),
  ];
  return { ...style, abbreviates: [...new Set(known)] };
}

function depthOf({ rules, style }: Program): (words: readonly string[]) => number {
  const most = style.subcommands ?? 0;
  const chains = new Set<string>();
  for (const { when } of rules) for (const chain of chainsOf(when.subcommand ?? [])) chains.add(chain);
  for (const key of Object.keys(style.valuedAfter ?? {})) chains.add(key);
  return (words) => {
    for (let length = Math.min(words.length, most); length > 1; length -= 1) {
      if (chains.has(words.slice(0, length).join(' '))) return length;
    }
    return Math.min(words.length, most, 1);
  };
}

function chainsOf(subcommand: readonly string[]): readonly string[] {
  let chains = [''];
  for (const alternatives of subcommand) {
    chains = chains.flatMap((chain) => alternatives.split('|').map((word) => `${chain} ${word}`.trimStart()));
  }
  return chains;
}
