import type { ActionType } from '../../detect/action-types.js';
import type { Severity, TargetKind } from '../../detect/finding.js';
import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, hides, reads, rehearses, textOf, textsOf } from '../rule-kinds.js';

/** A call as words: what is no option in its order, then each option with its value, with a space at both ends. */
type Says = RegExp;

/** Samples are what stands behind the program's name. */
type Mild = readonly [says: Says, ...samples: readonly string[]];

export type Harm = readonly [
  what: string,
  type: ActionType,
  severity: Severity,
  says: Says,
  samples: readonly string[],
  why: string,
  kind?: TargetKind,
];

/** A program that is known by the words of its calls; what no row speaks of is `otherwise`. */
export interface Told {
  readonly names: string;
  /** Options that take a value. */
  readonly valued?: string;
  readonly singleDashLong?: boolean;
  /** A rehearsal: nothing else of it counts. */
  readonly pretends?: Mild;
  readonly looks?: Mild;
  readonly gives?: Mild;
  readonly hides?: Mild;
  readonly harms?: readonly Harm[];
  readonly otherwise?: Program['otherwise'];
  readonly why: string;
}

export function saidBy({ plain, options, valuesOf }: Arguments): string {
  const given = [...options].flatMap((option) => [
    option,
    ...textsOf(valuesOf(option)).map((value) => `${option}=${value}`),
  ]);
  return ` ${[...plain.map(textOf), ...given].join(' ')} `;
}

const spokenOf =
  (says: Says) =>
  (given: Arguments): boolean =>
    says.test(saidBy(given));

/** What it is done to: the words behind the verb, or the only one. */
function behindVerb({ plain }: Arguments): readonly string[] {
  return textsOf(plain.length > 1 ? plain.slice(1) : plain);
}

/** Samples of other rows: none of them is this row's. */
function othersOf(told: Told, not: MildKind | 'harms'): readonly string[] {
  const rows = (['looks', 'gives', 'hides'] as const).filter((row) => row !== not).map((row) => told[row]?.[1]);
  const harm = not === 'harms' ? undefined : told.harms?.[0]?.[4][0];
  return [...rows, harm].filter((sample) => sample !== undefined);
}

type MildKind = 'pretends' | 'looks' | 'gives' | 'hides';
type Made = Omit<Rule, 'effect' | 'type' | 'severity'>;

const MILD_KINDS: readonly (readonly [kind: MildKind, make: (rule: Made) => Rule, why: string])[] = [
  ['pretends', rehearses, 'Only says what it would do, or how it is used.'],
  ['looks', reads, 'Only looks.'],
  ['gives', adds, 'Adds something, or is undone by its opposite.'],
  ['hides', (rule) => hides('high', rule), 'Runs what stands elsewhere, or what nobody can know beforehand.'],
];

function mildRules(told: Told, name: string, calls: (samples: readonly string[]) => string[]): readonly Rule[] {
  return MILD_KINDS.flatMap(([kind, make, why]) => {
    const mild = told[kind];
    if (mild === undefined) return [];
    const [says, ...samples] = mild;
    return [
      make({
        id: `${name}.${kind}`,
        when: { test: spokenOf(says) },
        targets: 'none',
        why,
        matches: calls(samples),
        misses: calls(othersOf(told, kind)),
      }),
    ];
  });
}

/** Makes the table of it; rules are named for the first of its names. */
export function told(row: Told): Program {
  const names = row.names.split(' ');
  const name = names[0] ?? '';
  const calls = (samples: readonly string[]): string[] => samples.map((sample) => `${name} ${sample}`.trim());
  const harmful = (row.harms ?? []).map(([what, type, severity, says, samples, why, kind]) =>
    harms(type, severity, {
      id: `${name}.${what}`,
      when: { test: spokenOf(says) },
      targets: behindVerb,
      targetKind: kind ?? 'resource',
      why,
      matches: calls(samples),
      misses: calls(othersOf(row, 'harms')),
    }),
  );
  return {
    names,
    style: {
      valued: row.valued?.split(' ') ?? [],
      ...(row.singleDashLong === true ? { singleDashLong: true } : {}),
    },
    rules: [...mildRules(row, name, calls), ...harmful],
    otherwise: row.otherwise ?? 'opaque',
    why: row.why,
  };
}
