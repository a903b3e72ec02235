import type { Execution, Word } from '../../../platform/shell/reading.js';
import { behindSubcommand } from '../programs/read-arguments.js';
import type { Arguments } from '../programs/read-arguments.js';
import { classifyPath } from '../programs/classify-path.js';
import { normalisePath } from '../programs/normalise-path.js';
import type { Rule } from '../programs/program.js';
import type { TargetKind } from './finding.js';

/** One thing that an execution acts on. */
export interface Target {
  /** '' where nothing is known of it. */
  readonly value: string;
  /** As written, where `value` says nothing. */
  readonly source: string;
  /** It may be something else than `value`. */
  readonly unknown: boolean;
  readonly glob: boolean;
}

/** More than so many are not told apart: what is beyond counts as unknown, and one of each kind of place is named. */
const MOST_TARGETS = 200;
/** Stands for what was not told apart: it may be anything. */
export const FURTHER_TARGETS = '(further targets)';

const NO_TARGET: Target = { value: '', source: '', unknown: false, glob: false };

/** What a rule acts on; one nameless target where it names none. */
export function targetsOf(rule: Rule, given: Arguments, execution: Execution): readonly Target[] {
  const seen = rule.when.subcommand === undefined ? given : behindSubcommand(given, rule.when.subcommand.length);
  const { targets = 'operands' } = rule;
  const found =
    typeof targets === 'function'
      ? targets(seen, execution).map((text) => fromText(text, execution))
      : pickWords(targets, seen.operands).flatMap(fromWord);
  return found.length === 0 ? [NO_TARGET] : bounded(found);
}

function bounded(found: readonly Target[]): readonly Target[] {
  if (found.length <= MOST_TARGETS) return found;
  const byClass = new Map<string, Target>();
  for (const target of found.slice(MOST_TARGETS)) {
    const place = target.value.startsWith('/') ? classifyPath(target.value) : 'unplaced';
    if (!byClass.has(place)) byClass.set(place, target);
  }
  const rest: Target = { value: '', source: FURTHER_TARGETS, unknown: true, glob: true };
  return [...found.slice(0, MOST_TARGETS), ...byClass.values(), rest];
}

function pickWords(
  which: Exclude<Rule['targets'], undefined | ((...given: never) => unknown)>,
  words: readonly Word[],
) {
  switch (which) {
    case 'none':
      return [];
    case 'first':
      return words.slice(0, 1);
    case 'last':
      return words.slice(-1);
    case 'all_but_first':
      return words.slice(1);
    case 'all_but_last':
      return words.slice(0, -1);
    case 'operands':
      return words;
  }
}

export function fromWord(word: Word): readonly Target[] {
  const { source, unknown, glob } = word;
  return word.values.map((value) => ({ value, source, unknown, glob: glob || (unknown && word.maySplit) }));
}

/** A rule's own function gives text: whether that is certain, the words say. */
function fromText(text: string, { args, moreArgs }: Execution): Target {
  const word = [...args, ...(moreArgs?.words ?? [])].find(({ values }) => values.includes(text));
  return {
    value: text,
    source: word?.source ?? text,
    unknown: word === undefined ? text === '' && moreArgs?.words === null : word.unknown,
    glob: word?.glob ?? false,
  };
}

/** The name is not known, the place is: a file of its own that `mktemp` made. */
const MADE_BY_MKTEMP = /^\/(tmp|var\/tmp|dev\/shm)\/(?=[^/]*XXX)[^/]+(\/[\w.-]+)?$/;

/** Relative paths seen from where the command runs. */
export function placeTarget(target: Target, kind: TargetKind, execution: Execution): Target {
  if (kind !== 'path' && kind !== 'script') return target;
  const { value } = target;
  if (value === '') return target;
  if (MADE_BY_MKTEMP.test(value)) return { ...target, unknown: false };
  const cwd = execution.cwd;
  const relative = !/^([/\\~]|[a-z]:)/i.test(value);
  if (!relative || cwd === null) return target;
  const base = cwd.values[0] ?? '';
  return {
    ...target,
    value: base === '' ? value : normalisePath(value, base),
    unknown: target.unknown || cwd.unknown,
  };
}
