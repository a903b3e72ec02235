import type { ActionType } from '../detect/action-types.js';
import type { Effect, Severity, TargetKind } from '../detect/finding.js';
import type { Program, Rule } from './program.js';
import type { Arguments, ArgumentStyle } from './read-arguments.js';
import { adds, harms, reads, rehearses, textsOf, valuesOf } from './rule-kinds.js';

/** What is told by the words (in lower case) and then the options of a call: `pool destroy tank --force `. */
interface Told {
  readonly line: RegExp;
  readonly samples: readonly string[];
}

interface Loss extends Told {
  readonly type: ActionType;
  readonly severity: Severity;
  readonly why: string;
}

/** A tool that is told by its words what to do. Whatever none of its rows speaks of is held, unless `otherwise` says more. */
export interface VerbTool {
  /** With a space between them. */
  readonly names: string;
  readonly why: string;
  readonly kind: TargetKind;
  /** Options that take a value, with a space between them. */
  readonly valued?: string;
  /** Options whose value is the verb (`--op list`): it then stands before all other words. */
  readonly verbIn?: string;
  readonly style?: ArgumentStyle;
  /** Options with which it only says what it would do; and calls that are such. */
  readonly rehearsed?: Told;
  readonly reads?: Told;
  readonly adds?: Told;
  readonly losses: readonly Loss[];
  readonly otherwise?: Effect;
}

/** A row of what is only looked at, or what adds. */
export const told = (line: RegExp, ...samples: readonly string[]): Told => ({ line, samples });

/** A row of what is lost: `{target}` in the reason is what stands behind the words that say it. */
export const loses =
  (type: ActionType, severity: Severity) =>
  (line: RegExp, why: string, ...samples: readonly string[]): Loss => ({ type, severity, line, why, samples });

type Reader = (given: Arguments) => string;

const plainLine =
  (verbIn: readonly string[]): Reader =>
  (given) =>
    [...valuesOf(given, verbIn), ...textsOf(given.plain)].join(' ').toLowerCase();

const says =
  ({ line }: Told, read: Reader) =>
  (given: Arguments): boolean =>
    line.test(`${read(given)} ${[...given.options].join(' ')} `);

/** The words behind those that the row is about; all of them where it is about an option. */
function behind({ line }: Told, given: Arguments, read: Reader): readonly string[] {
  const all = textsOf(given.plain);
  const found = line.exec(`${read(given)} `);
  if (found === null || found.index > 0) return all;
  return all.slice(found[0].trim() === '' ? 0 : found[0].trim().split(' ').length);
}

const numbered = (id: string, at: number): string => (at === 0 ? id : `${id}_${at + 1}`);

const wordsOf = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

export function verbTool(tool: VerbTool): Program {
  const { why, kind, losses, valued = '', verbIn = '', style = {}, otherwise = 'opaque' } = tool;
  const read = plainLine(wordsOf(verbIn));
  const names = wordsOf(tool.names);
  const name = names[0] ?? '';
  return {
    names,
    style: { subcommands: 4, valued: wordsOf(`${valued} ${verbIn}`), ...style },
    rules: [
      ...harmlessRules(name, tool, read),
      ...losses.map((loss, at) =>
        harms(loss.type, loss.severity, {
          id: numbered(`${name}.loses`, at),
          when: { test: says(loss, read) },
          targets: (given) => behind(loss, given, read),
          targetKind: kind,
          why: loss.why,
          matches: loss.samples,
          misses: [...(tool.reads?.samples ?? []), ...(tool.rehearsed?.samples ?? []), ...(tool.adds?.samples ?? [])],
        }),
      ),
    ],
    otherwise,
    why,
  };
}

function harmlessRules(
  name: string,
  { rehearsed, reads: looks, adds: adding, losses }: VerbTool,
  read: Reader,
): readonly Rule[] {
  const misses = losses.flatMap(({ samples }) => samples).slice(0, 2);
  const none = { targets: 'none', misses } as const;
  const rows = (row: Told | undefined, make: (row: Told) => Rule): readonly Rule[] =>
    row === undefined ? [] : [make(row)];
  const toldOf = (row: Told) => ({ when: { test: says(row, read) }, matches: row.samples, ...none });
  return [
    ...rows(rehearsed, (row) =>
      rehearses({ id: `${name}.rehearses`, why: 'Only says what it would do.', ...toldOf(row) }),
    ),
    ...rows(looks, (row) => reads({ id: `${name}.looks`, why: 'Only shows what there is.', ...toldOf(row) })),
    ...rows(adding, (row) =>
      adds({ id: `${name}.adds`, why: 'Adds something, or its opposite undoes it.', ...toldOf(row) }),
    ),
  ];
}
