import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, rehearses, textsOf } from '../rule-kinds.js';
import { inCmd, SLASH_STYLE, wordProgram } from './kinds.js';

function help(name: string): Rule {
  return rehearses({
    id: `${name}.help`,
    when: { anyOption: ['/?'] },
    targets: 'none',
    why: 'Prints how it is used.',
    matches: [inCmd(`${name} /?`)],
    misses: [],
  });
}

function deletes(names: readonly string[], sample: string): Program {
  const name = names[0] ?? '';
  return {
    names,
    style: SLASH_STYLE,
    rules: [
      help(name),
      harms('filesystem_delete', 'high', {
        id: `${name}.delete`,
        when: {},
        targets: (given) => (given.operands.length === 0 ? [''] : textsOf(given.operands)),
        targetKind: 'path',
        why: 'Deletes {target}.',
        matches: [inCmd(sample)],
        misses: [inCmd(`${name} /?`)],
      }),
    ],
    otherwise: 'opaque',
    why: 'Deletes files.',
  };
}

const last = (given: Arguments): readonly string[] => textsOf(given.operands.slice(-1));
const isNothing = (path: string): boolean => /^nul:?$/i.test(path);
const touchesSystem = (given: Arguments): boolean =>
  textsOf(given.operands).some((path) => /^[a-z]:[\\/]*(?:windows|boot)(?:[\\/]|$)/i.test(path));

/** `copy nul x` empties `x`; `copy /y a b` writes over `b`. */
function copyHarms(name: string): readonly Rule[] {
  const misses = [inCmd(`${name} C:/a.txt D:/b.txt`)];
  return [
    harms('data_overwrite', 'high', {
      id: `${name}.empties`,
      when: {
        test: (given) =>
          isNothing(textsOf(given.operands)[0] ?? '') || (name === 'move' && isNothing(last(given)[0] ?? '')),
      },
      targets: last,
      targetKind: 'path',
      why: 'Empties {target}.',
      matches: [inCmd(`${name} nul C:/Data/a.db`)],
      misses,
    }),
    harms('data_overwrite', 'high', {
      id: `${name}.system`,
      when: {
        test: (given) =>
          touchesSystem(given) && (name === 'move' || /^[a-z]:[\\/]*windows/i.test(last(given)[0] ?? '')),
      },
      targets: last,
      targetKind: 'path',
      why: 'Changes what belongs to Windows.',
      matches: [inCmd(`${name} C:/Data/x.dll C:/Windows/System32/x.dll`)],
      misses,
    }),
  ];
}

function copies(name: string): Program {
  return {
    names: [name],
    style: SLASH_STYLE,
    rules: [
      help(name),
      ...copyHarms(name),
      adds({
        id: `${name}.adds`,
        when: {},
        targets: last,
        targetKind: 'path',
        why: 'Adds a file.',
        matches: [inCmd(`${name} C:/a.txt D:/b.txt`)],
        misses: [],
      }),
    ],
    otherwise: 'reversible',
    why: 'Copies or moves files.',
  };
}

export const CMD_FILES: readonly Program[] = [
  deletes(['del'], 'del /s /q C:/Data'),
  deletes(['rd'], 'rd /s /q C:/Data'),
  deletes(['deltree', 'sdelete', 'sdelete64', 'rimraf.cmd'], 'sdelete C:/Data/a.txt'),
  copies('copy'),
  copies('xcopy'),
  copies('move'),
  {
    names: ['robocopy'],
    style: SLASH_STYLE,
    rules: [
      help('robocopy'),
      rehearses({
        id: 'robocopy.list',
        when: { anyOption: ['/l'] },
        targets: 'none',
        why: 'Only lists what it would do.',
        matches: [inCmd('robocopy C:/a D:/b /MIR /L')],
        misses: [inCmd('robocopy C:/a D:/b /MIR')],
      }),
      harms('sync_delete', 'high', {
        id: 'robocopy.mirror',
        when: { anyOption: ['/mir', '/purge'] },
        targets: (given) => textsOf(given.operands.slice(1, 2)),
        targetKind: 'path',
        why: 'Deletes in {target} what the source does not have.',
        matches: [inCmd('robocopy C:/a D:/b /MIR'), inCmd('robocopy C:/a D:/b /E /PURGE')],
        misses: [inCmd('robocopy C:/a D:/b /E')],
      }),
      harms('filesystem_delete', 'high', {
        id: 'robocopy.move',
        when: { anyOption: ['/mov', '/move'] },
        targets: (given) => textsOf(given.operands.slice(0, 1)),
        targetKind: 'path',
        why: 'Deletes {target} once it is copied.',
        matches: [inCmd('robocopy C:/a D:/b /MOVE')],
        misses: [inCmd('robocopy C:/a D:/b')],
      }),
    ],
    otherwise: 'reversible',
    why: 'Copies files.',
  },
  {
    names: ['format'],
    style: SLASH_STYLE,
    rules: [
      help('format'),
      harms('disk_format', 'critical', {
        id: 'format.volume',
        when: {},
        targets: (given) => textsOf(given.operands.slice(0, 1)),
        targetKind: 'device',
        why: 'Makes a new file system on {target}: what is on it is lost.',
        matches: [inCmd('format D: /q /y')],
        misses: [inCmd('format /?')],
      }),
    ],
    otherwise: 'opaque',
    why: 'Makes a new file system.',
  },
  wordProgram({
    names: ['icacls', 'cacls', 'xcacls'],
    rows: [
      {
        id: 'rights',
        // `/save` only writes the rights down, `/findsid` and `/verify` only look; `/t` is how deep.
        says: /^(?!.*\/(?:save|findsid|verify)\b).*\/(?:reset|remove|deny|setowner|restore|inheritance|grant|t\b|e\b|g\b|p\b|d\b|r\b)/,
        type: 'permission_change',
        severity: 'high',
        kind: 'path',
        why: 'Changes who may use files; the rights before are not kept.',
        matches: ['icacls C:/Data /reset /T', 'icacls C:/Data /deny Everyone:F'],
        misses: ['icacls C:/Data', 'icacls C:/Data /save C:/Temp/acl.txt /t'],
      },
    ],
    otherwise: 'read_only',
    why: 'Shows who may use files.',
  }),
  wordProgram({
    names: ['takeown', 'subinacl'],
    rows: [
      {
        id: 'owner',
        says: /\/f|\/setowner/,
        type: 'permission_change',
        severity: 'high',
        kind: 'path',
        why: 'Takes files from their owner.',
        matches: ['takeown /f C:/Windows /r'],
        misses: ['takeown /?'],
      },
    ],
    otherwise: 'opaque',
    why: 'Takes files from their owner.',
  }),
  wordProgram({
    names: ['cipher'],
    rows: [
      {
        id: 'wipe',
        says: /\/(?:w|d|e|k|r|u|x)\b/,
        type: 'data_overwrite',
        severity: 'high',
        kind: 'path',
        why: 'Wipes free space, or changes how files are encrypted.',
        matches: ['cipher /w:C:/', 'cipher /e C:/Data'],
        misses: ['cipher /c C:/Data'],
      },
    ],
    otherwise: 'read_only',
    why: 'Shows how files are encrypted.',
  }),
  wordProgram({
    names: ['fsutil'],
    rows: [
      {
        id: 'changes',
        says: /deletejournal|deletetree|setzerodata|setvaliddata|behavior set|dirty set|repair set|reparsepoint delete|resource setautoreset|volume dismount|setshortname|wim removepath|usn enablerangetracking|seteof/,
        type: 'data_overwrite',
        severity: 'high',
        kind: 'path',
        why: 'Changes a file system below its files.',
        matches: ['fsutil usn deletejournal /d C:', 'fsutil file setzerodata offset=0 length=9 C:/a'],
        misses: ['fsutil fsinfo drives'],
      },
    ],
    otherwise: 'reversible',
    why: 'Looks at a file system.',
  }),
  wordProgram({
    names: ['forfiles'],
    rows: [
      {
        id: 'runs',
        says: /\/c\b/,
        type: 'opaque_execution',
        severity: 'high',
        kind: 'script',
        why: 'Runs a command for each file.',
        matches: ['forfiles /p C:/Data /c del'],
        misses: ['forfiles /p C:/Data'],
      },
    ],
    otherwise: 'read_only',
    why: 'Lists files.',
  }),
];
