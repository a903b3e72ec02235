import { z } from 'zod';
import {
  defineCommand,
  excerptOf,
  invoke,
  type CommandOutput,
  type Parsed,
} from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { MeasureInput } from '../../engine.js';
import { asJson, SERVER_QUERY, selectQueries, TABLES_QUERY, type Query, type QueryId } from './queries.js';
import { readRows, type Rows } from './rows.js';
import type { Server } from './server.js';
import { SESSION_SETTINGS, type Answers } from './session.js';

const gate = z.strictObject({
  versionNumber: z.int().min(0),
  isStandby: z.boolean(),
  hasCheckpointer: z.boolean(),
});

const argsSchema = z.strictObject({
  ask: z.union([z.literal('server'), z.literal('tables'), gate]),
  /** Where the server's socket is; null: where psql itself looks. */
  directory: z
    .string()
    .regex(/^\/[\w./-]{0,99}$/)
    .nullable(),
  port: z.int().min(1).max(65_535).nullable(),
  /** No connection string: psql would take one for a name. */
  database: z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/),
});
type Args = z.output<typeof argsSchema>;

const OPTIONS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

const AS_POSTGRES = 'runuser -u postgres --'.split(' ');
const ENVIRONMENT = ['env', `PGOPTIONS=${OPTIONS}`, 'PGAPPNAME=millwright', 'PGCONNECT_TIMEOUT=5'];
const PSQL = [...AS_POSTGRES, ...ENVIRONMENT, ...'psql -X -w -A -t -q'.split(' ')];

/** psql goes on after a failed -c and ends with 1; with 2 it had no connection. */
const PSQL_CODES = [0, 1, 2, 3];

/**
 * The queries by the host's own psql, as the operating system's user postgres, whom the server knows by its socket
 * (peer): no password is needed. For root only.
 */
export const localQueries = defineCommand({
  id: 'databases.psql_queries',
  summary: 'Statistics of a PostgreSQL of the host by its own psql: read-only, as the user postgres.',
  effect: 'read_only',
  root: true,
  timeout: 'normal',
  tools: ['psql'],
  args: argsSchema,
  example: { ask: 'server', directory: '/run/postgresql', port: 5432, database: 'postgres' },
  acceptedExitCodes: PSQL_CODES,
  maxOutputBytes: 1024 * 1024,
  argv: (args) => [
    ...PSQL,
    ...(args.directory === null ? [] : ['-h', args.directory]),
    ...(args.port === null ? [] : ['-p', String(args.port)]),
    '-d',
    args.database,
    ...queriesOf(args).flatMap((query) => ['-c', labelled(query)]),
  ],
  parse: parseAnswers,
});

function queriesOf({ ask }: Pick<Args, 'ask'>): readonly Query[] {
  if (ask === 'server') return [SERVER_QUERY];
  return ask === 'tables' ? [TABLES_QUERY] : selectQueries(ask);
}

function labelled(query: Query): string {
  return `SELECT '${query.id} ' || json FROM (${asJson(query)}) AS answer`;
}

/** Lines of `<id> <JSON>`; a query that failed has none, and an error on stderr. */
function parseAnswers(output: Pick<CommandOutput, 'stdout'>, args: Args): Parsed<ReadonlyMap<QueryId, Rows>> {
  const lines = output.stdout.toString('utf8').split('\n');
  const value = new Map<QueryId, Rows>();
  for (const { id } of queriesOf(args)) {
    const line = lines.find((text) => text.startsWith(`${id} `));
    const rows = line === undefined ? undefined : readRows(line.slice(id.length + 1));
    if (rows !== undefined) value.set(id, rows);
  }
  return { value, errors: [] };
}

export interface LocalRequest {
  readonly input: Pick<MeasureInput, 'runLocal' | 'endpoint'>;
  readonly ask: 'server' | 'tables' | Server;
  readonly database: string;
}

function gateOf(ask: LocalRequest['ask']): Args['ask'] {
  if (typeof ask === 'string') return ask;
  return { versionNumber: ask.versionNumber, isStandby: ask.isStandby, hasCheckpointer: ask.hasCheckpointer };
}

/** undefined: this host has no psql, or it may not be used so. Rejects only on abort. */
export async function askLocally({ input, ask, database }: LocalRequest): Promise<Answers | undefined> {
  const { endpoint, runLocal } = input;
  const { socketPath, port } = endpoint;
  const directory = socketPath === null ? null : socketPath.slice(0, socketPath.lastIndexOf('/')) || '/';
  const parsed = argsSchema.safeParse({ ask: gateOf(ask), directory, port, database });
  if (!parsed.success) return undefined;
  const invocation = invoke(localQueries, parsed.data);
  const [result] = await runLocal([invocation]);
  if (result === undefined || result.status !== 'ok' || result.exitCode === 2) return undefined;
  const { value } = parseAnswers(result, parsed.data);
  if (value.size === 0) return undefined;
  const said = excerptOf(
    result.stderr
      .toString('utf8')
      .replaceAll(/^could not change directory.*\n/gm, '')
      .trim(),
  );
  const answers = new Map<QueryId, Rows | RemoteError>();
  for (const { id } of queriesOf(parsed.data)) {
    const problem = `${endpoint.identity}: psql gave no answer to '${id}': ${said === '' ? 'nothing was said' : said}`;
    answers.set(id, value.get(id) ?? new RemoteError('command_failed', problem));
  }
  return answers;
}
