import type { ActionType } from '../../detect/action-types.js';
import type { Severity, TargetKind } from '../../detect/finding.js';
import type { Condition, Program, Rule } from '../program.js';
import type { Arguments, ArgumentStyle } from '../read-arguments.js';
import { harms, reads, rehearses, textsOf } from '../rule-kinds.js';

/** As it is started from where the rules are tried. */
export function inPowerShell(text: string): string {
  return `powershell.exe -NoProfile -Command "${text}"`;
}

export function inCmd(text: string): string {
  return `cmd.exe /c "${text}"`;
}

/** Parameters that name what is acted upon. */
const NAMING = [
  '-path',
  '-literalpath',
  '-name',
  '-id',
  '-identity',
  '-displayname',
  '-inputobject',
  '-driveletter',
  '-number',
  '-disknumber',
  '-vmname',
  '-computername',
  '-logname',
  '-taskname',
  '-friendlyname',
  '-uniqueid',
  '-partitionnumber',
  '-interfacealias',
  '-destinationprefix',
  '-filepath',
  '-destination',
  '-serviceName',
  '-featurename',
  '-user',
  '-samaccountname',
];
const VALUED = [
  '-filter',
  '-include',
  '-exclude',
  '-value',
  '-encoding',
  '-credential',
  '-erroraction',
  '-errorvariable',
  '-stream',
  '-scope',
  '-argumentlist',
  '-scriptblock',
  '-type',
  '-itemtype',
  '-property',
  '-filesystem',
  '-newfilesystemlabel',
  '-allocationunitsize',
  '-partitionstyle',
  '-timeout',
  '-delay',
  '-startuptype',
  '-status',
  '-snapshotname',
  '-group',
  '-members',
  '-member',
  '-password',
  '-profile',
  '-action',
  '-enabled',
  '-startup',
  '-depth',
  '-warningaction',
  '-verbosity',
];
const SWITCHES = [
  '-recurse',
  '-force',
  '-whatif',
  '-confirm',
  '-removedata',
  '-removeoem',
  '-verbose',
  '-passthru',
  '-append',
  '-noclobber',
];

const isWindowsParameter = (name: string): string => name.toLowerCase();

/** How cmdlets read their parameters: any case, any beginning that is not ambiguous, `-Name:value`. */
export const CMDLET_STYLE: ArgumentStyle = {
  singleDashLong: true,
  ignoreCase: true,
  valued: [...NAMING, ...VALUED].map(isWindowsParameter),
  abbreviates: [...NAMING, ...VALUED, ...SWITCHES].map(isWindowsParameter),
};

/** How programs of Windows read theirs. */
export const SLASH_STYLE: ArgumentStyle = { slashOptions: true, ignoreCase: true };

/** What a cmdlet acts upon: positions and the parameters that name it. */
export function namedTargets(given: Arguments): readonly string[] {
  const named = NAMING.flatMap((name) => textsOf(given.valuesOf(name.toLowerCase())));
  return [...named, ...textsOf(given.operands)].filter((text) => text !== '');
}

/** `-WhatIf`, unless it is told not to. */
export function whatIf(name: string): Rule {
  return rehearses({
    id: `${name}.what_if`,
    when: {
      anyOption: ['-whatif', '-wi'],
      test: (given) => !textsOf(given.valuesOf('-whatif')).some((value) => /^(?:\$?false|0|)$/i.test(value)),
    },
    targets: 'none',
    why: 'Only says what it would do.',
    matches: [inPowerShell(`${name} x -WhatIf`)],
    misses: [],
  });
}

export interface CmdletRow {
  readonly names: string;
  readonly type: ActionType;
  readonly severity: Severity;
  readonly kind: TargetKind;
  readonly why: string;
  /** Only then; else always. */
  readonly only?: { readonly when: Condition; readonly matches: readonly string[] };
}

/** Cmdlets that do harm whenever they run; each name is a program of its own. */
export function harmfulCmdlets(rows: readonly CmdletRow[]): readonly Program[] {
  return rows.flatMap((row) =>
    row.names.split(' ').map((name) => {
      const told = {
        targetKind: row.kind,
        why: row.why,
        matches: (row.only?.matches ?? [`${name} x`]).map(inPowerShell),
        misses: [inPowerShell(`${name} x -WhatIf`)],
      };
      const rule = harms(row.type, row.severity, {
        id: `${name}.act`,
        when: row.only?.when ?? {},
        targets: (given) => orNothing(namedTargets(given)),
        ...told,
      });
      return {
        names: [name],
        style: CMDLET_STYLE,
        rules: [whatIf(name), rule],
        otherwise: 'reversible',
        why: row.why,
      } as const;
    }),
  );
}

/** A rule tells of something also where nothing is named. */
function orNothing(targets: readonly string[]): readonly string[] {
  return targets.length === 0 ? [''] : targets;
}

/** Programs that only look, or only add, whatever they are given. */
export function plainPrograms(
  names: string,
  otherwise: 'read_only' | 'reversible' | 'opaque',
  why: string,
): readonly Program[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({
      names: [name],
      style: CMDLET_STYLE,
      rules: otherwise === 'read_only' || name.startsWith('[') ? [] : [whatIf(name.replace('-*', '-something'))],
      otherwise,
      why,
    }));
}

/** For programs of cmd: a rule by what stands in its words, whatever their order. */
export interface WordRow {
  readonly id: string;
  readonly says: RegExp;
  readonly type: ActionType;
  readonly severity: Severity;
  readonly kind: TargetKind;
  readonly why: string;
  readonly matches: readonly string[];
  readonly misses?: readonly string[];
}

export interface WordProgram {
  readonly names: readonly string[];
  readonly rows: readonly WordRow[];
  readonly looks?: WordLook;
  readonly otherwise: 'read_only' | 'reversible' | 'opaque';
  readonly why: string;
}

/** What is then asked for only looks. */
export interface WordLook {
  readonly says: RegExp;
  readonly matches: readonly string[];
}

/** Programs whose words are a language of their own: `net user x /delete`, `sc delete x`, `bcdedit /delete`. */
export function wordProgram({ names, rows, looks, otherwise, why }: WordProgram): Program {
  const name = names[0] ?? '';
  const text = (words: readonly string[]): string => words.join(' ').toLowerCase();
  const harmful = rows.map(({ id, says, type, severity, kind, why: reason, matches, misses = [] }) =>
    harms(type, severity, {
      id: `${name}.${id}`,
      when: { test: (_given, { args }) => says.test(text(textsOf(args))) },
      targets: 'none',
      targetKind: kind,
      why: reason,
      matches: matches.map(inCmd),
      misses: misses.map(inCmd),
    }),
  );
  const helps = rehearses({
    id: `${name}.help`,
    when: { test: (_given, { args }) => /(?:^|\s)\/\?$/.test(text(textsOf(args))) },
    targets: 'none',
    why: 'Prints how it is used.',
    matches: [inCmd(`${name} /?`)],
    misses: [],
  });
  const look =
    looks === undefined
      ? []
      : [
          reads({
            id: `${name}.looks`,
            when: { test: (_given, { args }) => looks.says.test(text(textsOf(args))) },
            targets: 'none',
            why: 'Only looks.',
            matches: looks.matches.map(inCmd),
            misses: rows.flatMap(({ matches }) => matches.map(inCmd)),
          }),
        ];
  return { names, style: SLASH_STYLE, rules: [helps, ...harmful, ...look], otherwise, why };
}
