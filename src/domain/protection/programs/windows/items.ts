import type { Execution } from '../../../../platform/shell/reading.js';
import type { JudgeTools, Program, Rule, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, reads, textOf, textsOf } from '../rule-kinds.js';
import { CMDLET_STYLE, inPowerShell, namedTargets, whatIf } from './kinds.js';

/** Drives of PowerShell that live in the session alone. */
const SESSION_DRIVE = /^(?:env|variable|function|alias|temp):/i;
const REGISTRY = /^(?:registry::|hk(?:lm|cu|cr|u|cc):|hkey_)/i;

function paths(given: Arguments): readonly string[] {
  const named = ['-path', '-literalpath', '-filepath'].flatMap((name) => textsOf(given.valuesOf(name)));
  return named.length > 0 ? named : textsOf(given.operands.slice(0, 1));
}

interface Removal {
  readonly id: string;
  readonly when: Rule['when'];
  readonly kind: 'path' | 'key';
  readonly why: string;
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

function removes({ id, when, kind, why, matches, misses }: Removal): Rule {
  return harms(kind === 'path' ? 'filesystem_delete' : 'config_overwrite', 'high', {
    id,
    when,
    targets: (given) => (removed(given).length === 0 ? [''] : removed(given)),
    targetKind: 'path',
    why,
    matches: matches.map(inPowerShell),
    misses: misses.map(inPowerShell),
  });
}

function removed(given: Arguments): readonly string[] {
  const named = ['-path', '-literalpath'].flatMap((name) => textsOf(given.valuesOf(name)));
  return [...named, ...textsOf(given.operands)];
}

const inSession = (given: Arguments): boolean =>
  removed(given).length > 0 && removed(given).every((path) => SESSION_DRIVE.test(path));

export const REMOVE_ITEM: Program = {
  names: ['remove-item'],
  style: CMDLET_STYLE,
  rules: [
    whatIf('remove-item'),
    reads({
      id: 'remove-item.session',
      when: { test: inSession },
      targets: 'none',
      why: 'Deletes what lives in the session alone.',
      matches: [inPowerShell('Remove-Item Env:FOO')],
      misses: [],
    }),
    removes({
      id: 'remove-item.delete',
      when: { test: (given) => !inSession(given) && !removed(given).some((path) => REGISTRY.test(path)) },
      kind: 'path',
      why: 'Deletes {target}.',
      matches: ['Remove-Item C:/Data/x.txt', 'ri -rec -fo C:/Data', 'Get-ChildItem C:/Data | Remove-Item'],
      misses: ['Remove-Item C:/Data -WhatIf', 'Get-Item C:/Data'],
    }),
    removes({
      id: 'remove-item.registry',
      when: { test: (given) => removed(given).some((path) => REGISTRY.test(path)) },
      kind: 'key',
      why: 'Deletes a key of the registry.',
      matches: ['Remove-Item HKLM:/SOFTWARE/App -Recurse'],
      misses: ['Remove-Item C:/Data'],
    }),
  ],
  otherwise: 'reversible',
  why: 'Deletes what lives in the session alone.',
};

/** Cmdlets that write a file: as a redirection of a shell would. */
function writes(names: readonly string[], mode: '>' | '>>', option?: string): Program {
  return {
    names,
    style: CMDLET_STYLE,
    rules: [whatIf(names[0] ?? '')],
    judge: (given, execution, tools) =>
      judgeWritten(given, { execution, tools, mode: option !== undefined && given.options.has(option) ? '>>' : mode }),
    otherwise: 'reversible',
    why: 'Writes a file.',
  };
}

interface Writing {
  readonly execution: Execution;
  readonly tools: JudgeTools;
  readonly mode: '>' | '>>';
}

function givesValue(given: Arguments): boolean {
  const values = [...given.valuesOf('-value'), ...given.operands.slice(given.options.has('-path') ? 0 : 1)];
  return values.some((word) => word.unknown || textOf(word) !== '');
}

function judgeWritten(given: Arguments, { tools, mode, execution: { moreArgs, stdin } }: Writing): Verdict | undefined {
  const written = paths(given);
  const unknown = given.operands.slice(0, 1).some((word) => word.unknown && textOf(word) === '');
  if (written.length === 0 || unknown) return undefined;
  // What is given comes instead of what was there; without any, nothing does.
  const printer = givesValue(given) || moreArgs !== null || stdin.kind !== 'inherited' ? 'echo x' : ':';
  const verdicts = written.map((path) => tools.judgeText(`${printer} ${mode} '${path.replaceAll("'", '')}'`));
  return verdicts.find(({ effect }) => effect !== 'read_only' && effect !== 'reversible') ?? verdicts[0];
}

function overwrites(names: readonly string[], why: string, sample: string): Program {
  const name = names[0] ?? '';
  return {
    names,
    style: CMDLET_STYLE,
    rules: [
      whatIf(name),
      harms('data_overwrite', 'high', {
        id: `${name}.act`,
        when: {
          test: (given) =>
            !namedTargets(given).every((path) => SESSION_DRIVE.test(path)) || namedTargets(given).length === 0,
        },
        targets: (given) => (paths(given).length === 0 ? [''] : paths(given)),
        targetKind: 'path',
        why,
        matches: [inPowerShell(sample)],
        misses: [inPowerShell(`${sample} -WhatIf`)],
      }),
    ],
    otherwise: 'reversible',
    why,
  };
}

/** A directory that a service or the system works in. */
const SERVED =
  /^[a-z]:[\\/](inetpub|programdata|program files( \(x86\))?|windows)[\\/][^.*?]*$|^[a-z]:[\\/]users[\\/][^\\/.*?]+[\\/]*$|\\(MSSQL|NTDS|SYSVOL)\b[^.]*$/i;

export const ITEMS: readonly Program[] = [
  REMOVE_ITEM,
  overwrites(['clear-content'], 'Empties {target}.', 'Clear-Content C:/Data/app.log'),
  overwrites(['clear-recyclebin'], 'Empties the recycle bin.', 'Clear-RecycleBin -Force'),
  writes(['set-content'], '>'),
  writes(['out-file'], '>', '-append'),
  writes(['tee-object'], '>', '-append'),
  writes(['add-content', 'export-csv', 'export-clixml', 'start-transcript'], '>>'),
  {
    names: ['move-item'],
    style: CMDLET_STYLE,
    rules: [
      whatIf('move-item'),
      harms('filesystem_delete', 'high', {
        id: 'move-item.system',
        when: {
          test: (given) =>
            paths(given).some((path) =>
              /^[a-z]:[\\/]*(?:windows|users|program files(?: \(x86\))?|programdata|inetpub|shares?)?[\\/*]*$/i.test(
                path,
              ),
            ),
        },
        targets: paths,
        targetKind: 'path',
        why: 'Takes {target} away from where it is looked for.',
        matches: [inPowerShell('Move-Item C:/Windows D:/x')],
        misses: [inPowerShell('Move-Item C:/Data/a.txt D:/x')],
      }),
      harms('service_disruption', 'high', {
        id: 'move-item.away',
        when: { test: (given) => SERVED.test(paths(given)[0] ?? '') },
        targets: (given) => paths(given).slice(0, 1),
        targetKind: 'path',
        why: 'Takes the directory {target} away from the program that works in it.',
        matches: [inPowerShell('Move-Item -Path C:/inetpub/wwwroot -Destination C:/old -Force')],
        misses: [inPowerShell('Move-Item C:/inetpub/wwwroot/a.htm C:/old'), inPowerShell('Move-Item C:/Data/x D:/x')],
      }),
    ],
    otherwise: 'reversible',
    why: 'Moves a file.',
  },
  {
    names: [
      'copy-item',
      'rename-item',
      'new-item',
      'expand-archive',
      'compress-archive',
      'invoke-webrequest',
      'invoke-restmethod',
      'start-bitstransfer',
    ],
    style: {
      ...CMDLET_STYLE,
      valued: [...(CMDLET_STYLE.valued ?? []), '-uri', '-outfile', '-method', '-body', '-headers', '-target'],
    },
    rules: [
      whatIf('copy-item'),
      harms('service_disruption', 'high', {
        id: 'invoke-restmethod.changes',
        when: {
          test: (given, { program }) =>
            (program ?? '').startsWith('invoke-') &&
            textsOf(given.valuesOf('-method')).some((method) => /^(?:delete|put|patch)$/i.test(method)),
        },
        targets: 'none',
        targetKind: 'resource',
        why: 'Asks a server to delete or replace something.',
        matches: [inPowerShell('Invoke-RestMethod -Method Delete -Uri http://a/b')],
        misses: [inPowerShell('Invoke-RestMethod -Uri http://a/b')],
      }),
      reads({
        id: 'invoke-webrequest.get',
        when: {
          test: (given, { program }) =>
            (program ?? '').startsWith('invoke-') &&
            !given.options.has('-outfile') &&
            textsOf(given.valuesOf('-method')).every((method) => /^(?:get|head)$/i.test(method)),
        },
        targets: 'none',
        why: 'Fetches a page.',
        matches: [inPowerShell('Invoke-WebRequest http://a/b')],
        misses: [],
      }),
      adds({
        id: 'copy-item.adds',
        when: { test: (_given, { program }) => !(program ?? '').startsWith('invoke-') },
        targets: 'none',
        targetKind: 'path',
        why: 'Adds a file.',
        matches: [inPowerShell('Copy-Item C:/a C:/b')],
        misses: [],
      }),
    ],
    otherwise: 'reversible',
    why: 'Adds a file.',
  },
  {
    names: ['set-itemproperty', 'set-item', 'new-itemproperty'],
    style: CMDLET_STYLE,
    rules: [
      whatIf('set-itemproperty'),
      harms('config_overwrite', 'high', {
        id: 'set-itemproperty.system',
        when: {
          test: (given) =>
            removed(given).some((path) =>
              /(?:hklm|hkey_local_machine).*(?:\\|\/)(?:system|sam|security|policies|winlogon|windows defender|terminal server|currentversion)/i.test(
                path,
              ),
            ),
        },
        targets: removed,
        targetKind: 'path',
        why: 'Changes what Windows itself goes by.',
        matches: [
          inPowerShell('Set-ItemProperty -Path HKLM:/SYSTEM/CurrentControlSet/Services/x -Name Start -Value 4'),
        ],
        misses: [inPowerShell('Set-ItemProperty -Path HKCU:/Software/App -Name a -Value 1')],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sets a value, which setting it back undoes.',
  },
  {
    names: ['set-service'],
    style: CMDLET_STYLE,
    rules: [
      whatIf('set-service'),
      harms('service_disruption', 'high', {
        id: 'set-service.disables',
        when: {
          test: (_given, { args }) =>
            /disabled|stopped|paused/i.test(args.map(({ values }) => values.join(' ')).join(' ')),
        },
        targets: namedTargets,
        targetKind: 'unit',
        why: 'The service {target} no longer runs, or no longer starts.',
        matches: [
          inPowerShell('Set-Service spooler -StartupType Disabled'),
          inPowerShell('Set-Service -Name w3svc -Status Stopped'),
        ],
        misses: [inPowerShell('Set-Service spooler -StartupType Automatic')],
      }),
    ],
    otherwise: 'reversible',
    why: 'Changes how a service starts.',
  },
];
