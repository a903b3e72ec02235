import { z } from 'zod';
import { defineCommand, ParseError, type CommandOutput, type Parsed } from '../../../../platform/commands/index.js';
import { linesOf } from '../../../shared/text.js';
import type { MysqlAnswers } from './answers.js';
import {
  HISTORY_STATEMENT,
  PARSE_ERROR,
  RIGHTS,
  STATEMENT_ERRORS,
  STATUS_STATEMENT,
  VARIABLES_STATEMENT,
} from './queries.js';
import { numberOf, toRow, toSettings } from './rows.js';

/** What the local client found, and which server it was. */
export interface LocalAnswers extends Omit<MysqlAnswers, 'errors'> {
  readonly port: number | undefined;
  /** Error number with which the client was turned away as a whole. */
  readonly refusedWith: number | undefined;
}

const COMMAND_ID = 'databases.mysql_local';
const MARKER = 'millwright_part';
const SOCKET_PATH = /^\/[\w./@+-]{1,106}$/;

/** False for what no socket is called: it would be no argument for a command. */
export function isUsablePath(path: string | null): path is string {
  return path !== null && SOCKET_PATH.test(path);
}

interface Part {
  readonly name: 'identity' | 'status' | 'variables' | 'allSlaves' | 'replica' | 'slave' | 'history';
  readonly statement: string;
  readonly rights: string;
}

/** All forms of the replication question: which of them the server knows is not known before it is asked. */
const PARTS: readonly Part[] = [
  { name: 'identity', statement: 'SELECT VERSION(), @@version_comment, @@port', rights: RIGHTS.none },
  { name: 'status', statement: STATUS_STATEMENT, rights: RIGHTS.none },
  { name: 'variables', statement: VARIABLES_STATEMENT, rights: RIGHTS.none },
  { name: 'allSlaves', statement: 'SHOW ALL SLAVES STATUS', rights: RIGHTS.replication },
  { name: 'replica', statement: 'SHOW REPLICA STATUS', rights: RIGHTS.replication },
  { name: 'slave', statement: 'SHOW SLAVE STATUS', rights: RIGHTS.replication },
  { name: 'history', statement: HISTORY_STATEMENT, rights: RIGHTS.history },
];

/** One statement a line, so that an error’s line number tells which one failed. */
const SCRIPT_LINES = [
  'SET SESSION TRANSACTION READ ONLY;',
  'SET SESSION lock_wait_timeout = 5;',
  ...PARTS.flatMap(({ name, statement }) => [`SELECT '${name}' AS ${MARKER};`, `${statement};`]),
];

/**
 * The client as root over the unix socket, where the server knows root by the operating system: no password is needed
 * and none is given. `--no-defaults`: a login that somebody left in a file is not ours to use.
 */
export const localStatus = defineCommand({
  id: COMMAND_ID,
  summary: 'Status, variables and replication of a MySQL or MariaDB server, as root over its unix socket.',
  effect: 'read_only',
  args: z.strictObject({ socketPath: z.string().regex(SOCKET_PATH).nullable() }),
  example: { socketPath: '/run/mysqld/mysqld.sock' },
  root: true,
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  // 1: some statement failed; the others are there.
  acceptedExitCodes: [0, 1],
  argv: ({ socketPath }, { tools, sudo }) => {
    const tool = ['mariadb', 'mysql'].find((name) => tools[name] !== undefined);
    if (tool === undefined || sudo === 'none') return undefined;
    const socket = socketPath === null ? [] : [`--socket=${socketPath}`];
    const options = ['--protocol=socket', '--user=root', '--connect-timeout=5', '--batch', '--force'];
    return [tool, '--no-defaults', ...options, ...socket, '-e', SCRIPT_LINES.join('\n')];
  },
  parse: (output) => parseLocal(output),
});

function parseLocal(output: Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated'>): Parsed<LocalAnswers> {
  const failed = readErrors(output.stderr.toString('utf8'));
  const sections = splitSections(linesOf(output), output.truncated);
  const [identity] = sections.get('identity')?.rows ?? [];
  const tableOf = (name: Part['name']): Section | undefined =>
    failed.byPart.has(name) ? undefined : sections.get(name);
  const replication = tableOf('allSlaves') ?? tableOf('replica') ?? tableOf('slave');
  const status = tableOf('status');
  const variables = tableOf('variables');
  return {
    value: {
      versionText: identity?.[0] ?? undefined,
      comment: identity?.[1] ?? undefined,
      port: numberOf(identity?.[2]),
      refusedWith: identity === undefined ? failed.whole : undefined,
      status: status && toSettings(status.rows),
      variables: variables && toSettings(variables.rows),
      channels: replication?.rows.map((row) => toRow(replication.columns, row)),
      historyListLength: tableOf('history')?.rows[0]?.[0] ?? undefined,
    },
    errors: failed.errors,
  };
}

interface Section {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A statement without rows prints nothing, not even its columns. The last one of an output that was cut is not whole. */
function splitSections(lines: readonly string[], truncated: boolean): Map<string, Section> {
  const sections = new Map<string, Section>();
  const starts = lines.flatMap((line, index) => (line === MARKER ? [index] : []));
  for (const [nth, start] of starts.entries()) {
    const [name, header, ...rows] = lines.slice(start + 1, starts[nth + 1] ?? lines.length);
    if (name === undefined || (truncated && nth === starts.length - 1)) continue;
    const columns = header === undefined ? [] : header.split('\t');
    sections.set(name, { columns, rows: rows.map((row) => row.split('\t').map(readField)) });
  }
  return sections;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', '0': '\0', '\\': '\\' };

/** In batch mode a NULL is the word, and tabs and line ends within a value are written as escapes. */
function readField(text: string): string | null {
  if (text === 'NULL') return null;
  return text.replaceAll(/\\(.)/g, (whole, character: string) => ESCAPES[character] ?? whole);
}

interface LocalErrors {
  readonly whole: number | undefined;
  readonly byPart: ReadonlySet<string>;
  readonly errors: readonly ParseError[];
}

/** `ERROR 1227 (42000) at line 10: …`; without a line it is the connection that was refused. */
function readErrors(stderr: string): LocalErrors {
  const byPart = new Set<string>();
  const errors: ParseError[] = [];
  let whole: number | undefined;
  for (const [line, number, at] of stderr.matchAll(
    /^ERROR (\d{1,5})(?: \([^)\n]{1,10}\))?(?: at line (\d{1,3}))?.*$/gm,
  )) {
    if (at === undefined) {
      whole ??= Number(number);
      continue;
    }
    const part = PARTS[Math.floor((Number(at) - 3) / 2)];
    if (part === undefined) continue;
    byPart.add(part.name);
    // Not knowing a statement is what the other forms are for.
    if (Number(number) === PARSE_ERROR || part.name === 'history') continue;
    const said = STATEMENT_ERRORS[Number(number)]?.said ?? 'the server refused it';
    errors.push(new ParseError(COMMAND_ID, `${part.statement} failed: ${said}; it needs ${part.rights}`, line));
  }
  return { whole, byPart, errors };
}
