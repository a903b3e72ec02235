import type { SqlStatement } from '../reading.js';
import { makeStatement, outputShellText } from '../statement.js';

/** They show something, or set how something is shown. sqlite3 takes every beginning that is not ambiguous. */
const HARMLESS = `
    auth bail binary cd changes check connection databases dbconfig dbinfo dbtotxt dump echo eqp exit
    expert explain filectrl fullschema headers help indexes indices intck limit lint mode nonce
    nullvalue open parameter print progress prompt quit recover scanstats schema selftest separator
    sha3sum show stats tables timeout timer trace version vfsinfo vfslist vfsname width www crnl`
  .trim()
  .split(/\s+/);

type Describe = (argument: string, base: { readonly verb: string; readonly text: string }) => SqlStatement;

/** What it prints, or a copy, comes instead of what was in the file. */
const writesFile: Describe = (argument, base) =>
  argument === '' || /^(?:stdout|off|-\w+)$/.test(argument)
    ? makeStatement({ ...base, effect: 'read' })
    : makeStatement({
        ...base,
        effect: 'shell',
        shellText: outputShellText(lastWord(argument)).replace(/^: > /, 'cat x > '),
      });
const opaque: Describe = (argument, base) => makeStatement({ ...base, effect: 'opaque', targets: [argument] });
const runsShell: Describe = (argument, base) =>
  makeStatement({ ...base, effect: 'shell', shellText: argument === '' ? null : argument });

const COMMANDS: Readonly<Record<string, Describe>> = {
  shell: runsShell,
  system: runsShell,
  read: (argument, base) => (argument.startsWith('|') ? runsShell(argument.slice(1), base) : opaque(argument, base)),
  load: opaque,
  archive: opaque,
  ar: opaque,
  session: opaque,
  testcase: opaque,
  edit: opaque,
  excel: (_argument, base) => makeStatement({ ...base, effect: 'read' }),
  output: writesFile,
  once: writesFile,
  log: writesFile,
  backup: writesFile,
  save: writesFile,
  clone: writesFile,
  import: (argument, base) => {
    const piped = /^["']?\|([^"']*)/.exec(argument.replace(/^(?:-\S+\s+)*/, ''))?.[1];
    return piped === undefined
      ? makeStatement({ ...base, effect: 'add', targets: [lastWord(argument)], targetKind: 'table' })
      : runsShell(piped, base);
  },
  imposter: (_argument, base) => makeStatement({ ...base, effect: 'disrupt', targetKind: 'database' }),
  restore: (argument, base) =>
    makeStatement({ ...base, effect: 'drop', targets: [lastWord(argument)], targetKind: 'database' }),
};

/** One dot command; null: not known. */
export function readDotCommand(line: string): SqlStatement | null {
  const match = /^\.([a-z0-9]+)(?:\s+([\s\S]*))?$/i.exec(line);
  if (match === null) return null;
  const name = (match[1] ?? '').toLowerCase();
  const argument = (match[2] ?? '').trim();
  const base = { verb: `.${name}`, text: line };
  const meant = Object.keys(COMMANDS).find((command) => command === name);
  const describe = meant === undefined ? undefined : COMMANDS[meant];
  if (describe !== undefined) return describe(argument, base);
  // A beginning could mean one of either list: the one that can do harm wins.
  const begun = Object.keys(COMMANDS).find((command) => name.length > 1 && command.startsWith(name));
  const harmless = HARMLESS.some((command) => command === name || (begun === undefined && command.startsWith(name)));
  if (name === 'open' && /(?:^|\s)--?new\b/.test(argument)) {
    return makeStatement({ ...base, effect: 'drop', targets: [lastWord(argument)], targetKind: 'database' });
  }
  if (harmless) return makeStatement({ ...base, effect: 'read' });
  const abbreviated = begun === undefined ? undefined : COMMANDS[begun];
  return abbreviated === undefined ? null : abbreviated(argument, base);
}

function lastWord(text: string): string {
  if (text.startsWith('|')) return text;
  const trimmed = text.trimEnd();
  const last = trimmed.at(-1) ?? '';
  const opens = last === '"' || last === "'" ? trimmed.lastIndexOf(last, trimmed.length - 2) : -1;
  return opens >= 0 ? trimmed.slice(opens + 1, -1) : (trimmed.split(/\s+/).at(-1) ?? text);
}
