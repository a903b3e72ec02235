import type { Duplex } from 'node:stream';
import pg from 'pg';
import { excerptOf } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import { BoundedStream } from '../mysql/bounded-stream.js';
import { asJson, type Query, type QueryId } from './queries.js';
import { readRows, type Rows } from './rows.js';

/** What each query gave: its rows, or why not. */
export type Answers = ReadonlyMap<QueryId, Rows | RemoteError>;

/** Asks queries one after the other; what one of them fails with is its own answer. Never rejects. */
export interface Session {
  readonly ask: (queries: readonly Query[]) => Promise<Answers>;
  readonly close: () => Promise<void>;
}

export interface SessionRequest {
  readonly stream: Duplex;
  readonly user: string;
  /** undefined: none is given, and a server that asks for one is told so. */
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: boolean;
  readonly where: string;
  readonly signal: AbortSignal;
}

/** The server wants a password and there is none. */
export class PasswordWanted extends Error {}

const CONNECT_MS = 5_000;
/** A second beyond the server’s own limit. */
const QUERY_MS = 6_000;
const GOODBYE_MS = 500;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * In pg_catalog nobody but a superuser makes functions: with it alone on the path, no query of ours can be made to call
 * somebody else's.
 */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: 'on',
  statement_timeout: '5s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '10s',
  search_path: 'pg_catalog',
};

const SETTINGS_SQL = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `SET ${name} = '${value}'`)
  .join('; ');

/** What the driver wants of a socket, on a stream that is connected already. */
class DriverStream extends BoundedStream {
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Logs in. Rejects with what the server or the driver said, PasswordWanted included; takes the stream over in any case. */
export async function openSession(request: SessionRequest): Promise<Session> {
  const stream = new DriverStream(request.stream, MAX_BYTES, request.where);
  const client = new pg.Client({
    stream: () => stream,
    // Everything is said here, so that no variable of this process and no .pgpass says it.
    host: '127.0.0.1',
    port: 5432,
    user: request.user,
    password: () => {
      if (request.password === undefined) throw new PasswordWanted();
      return request.password;
    },
    database: request.database,
    application_name: 'millwright',
    options: '',
    // The SSH connection has proved which host this is; TLS is for servers that accept nothing else.
    ssl: request.tls ? { rejectUnauthorized: false } : false,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
  });
  let broken: Error | undefined;
  client.on('error', (error) => (broken ??= error));
  const abort = (): void => {
    stream.destroy();
  };
  request.signal.addEventListener('abort', abort, { once: true });
  const close = async (): Promise<void> => {
    request.signal.removeEventListener('abort', abort);
    await Promise.race([client.end().catch(() => undefined), pause(GOODBYE_MS)]);
    stream.destroy();
  };
  try {
    await client.connect();
    await client.query(SETTINGS_SQL);
  } catch (error) {
    await close();
    throw error;
  }
  return { close, ask: async (queries) => askEach(client, queries, { where: request.where, broken: () => broken }) };
}

async function askEach(
  client: pg.Client,
  queries: readonly Query[],
  { where, broken }: { readonly where: string; readonly broken: () => Error | undefined },
): Promise<Answers> {
  const answers = new Map<QueryId, Rows | RemoteError>();
  for (const query of queries) {
    if (broken() !== undefined) {
      answers.set(query.id, new RemoteError('connection_lost', `${where}: the connection broke before '${query.id}'.`));
      continue;
    }
    try {
      const { rows } = await client.query<{ json: unknown }>(asJson(query));
      answers.set(query.id, readRows(rows[0]?.json) ?? queryError(where, query, 'its answer is no list of rows'));
    } catch (error) {
      answers.set(query.id, queryError(where, query, describe(error)));
    }
  }
  return answers;
}

const TIMED_OUT = '57014';

function queryError(where: string, { id }: Query, problem: string): RemoteError {
  const errorClass = problem.startsWith(TIMED_OUT) ? 'command_timeout' : 'command_failed';
  return new RemoteError(errorClass, `${where}: the query '${id}' failed: ${problem}`);
}

/** Code and text of the server; the texts of our queries are fixed, so that nothing of a user's is in them. */
export function describe(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = excerptOf(typeof message === 'string' ? message : String(error));
  return typeof code === 'string' ? `${code} ${text}` : text;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
