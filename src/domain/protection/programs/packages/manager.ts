import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, rehearses } from '../rule-kinds.js';
import { removalRules } from './removal.js';

export const NONE = { targets: 'none', targetKind: 'package' } as const;

const verbIs =
  (verbs: string) =>
  (given: Arguments): boolean =>
    verbs.split('|').includes(given.subcommand[0] ?? '');

const head = (verbs: string): string => verbs.split('|')[0] ?? '';

interface Manager {
  readonly program: string;
  readonly look: string;
  readonly add: string;
  readonly remove: string;
  /** Verbs that may remove much without naming it. */
  readonly sweep: string;
  readonly dryRun: readonly string[];
}

function dryRunRules({ program, remove, dryRun }: Manager): readonly Rule[] {
  if (dryRun.length === 0) return [];
  const rule = rehearses({
    id: `${program}.dry_run`,
    when: { anyOption: dryRun },
    ...NONE,
    why: 'Only says what it would do.',
    matches: [`${program} ${head(remove)} ${dryRun[0] ?? ''} nginx`],
    misses: [`${program} ${head(remove)} nginx`],
  });
  return [rule];
}

function sweepRules({ program, look, sweep }: Manager): readonly Rule[] {
  if (sweep === '') return [];
  const rule = harms('package_removal', 'medium', {
    id: `${program}.sweep`,
    when: { subcommand: [sweep] },
    ...NONE,
    breadth: 'many',
    why: 'Removes or replaces packages that the command does not name.',
    matches: [`${program} ${head(sweep)}`],
    misses: [`${program} ${head(look)} ${head(sweep)}`],
  });
  return [rule];
}

/** `MANAGER VERB PACKAGE…`, which is what most of them have in common. */
function managerRules(spoken: Manager): readonly Rule[] {
  const { program, look, add, remove } = spoken;
  const first = head(remove);
  return [
    ...dryRunRules(spoken),
    helps(program, ['--help']),
    reads({
      id: `${program}.look`,
      when: { test: (given) => verbIs(look)(given) || given.plain.length === 0 },
      ...NONE,
      why: 'Shows packages.',
      matches: [program, `${program} ${head(look)} ${first}`],
      misses: [`${program} ${first} ${head(look)}`],
    }),
    adds({
      id: `${program}.add`,
      when: { subcommand: [add] },
      targetKind: 'package',
      why: 'Adds packages, or newer versions of them; the earlier ones can be installed again.',
      matches: [`${program} ${head(add)} nginx`],
      misses: [`${program} ${first} nginx`],
    }),
    ...removalRules({
      program,
      holds: verbIs(remove),
      sample: (name) => `${program} ${first} ${name}`.trim(),
      misses: [`${program} ${head(add)} nginx`, `${program} ${head(look)} ${first}`],
    }),
    ...sweepRules(spoken),
  ];
}

export const manager = (
  names: readonly string[],
  valued: readonly string[],
  of: Manager,
  more: readonly Rule[] = [],
): Program => ({
  names,
  style: { subcommands: 1, valued },
  rules: [...managerRules(of), ...more],
  otherwise: 'opaque',
  why: 'Installs and removes packages.',
});
