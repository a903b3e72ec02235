import type { Duplex } from 'node:stream';
import mysql from 'mysql2';
import { excerptOf } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { Login } from '../../engine.js';
import { BoundedStream } from './bounded-stream.js';

/** A result as it came: every value as text, so that no digit of a counter is lost. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface MysqlSession {
  /** Rejects with MysqlFailure; when `fatal` the session is of no more use. */
  readonly query: (sql: string) => Promise<Table>;
  /** Says goodbye, so that the server does not count an aborted client. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface SessionOptions {
  readonly login: Login;
  readonly tls: boolean;
  readonly where: string;
  readonly signal: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A second beyond the server’s own limit of five. */
const QUERY_TIMEOUT_MS = 6_000;
const GOODBYE_MS = 500;
/** Status and variables together are about 100 kB. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What the server or the driver said instead of an answer. */
export class MysqlFailure extends Error {
  constructor(
    message: string,
    /** The server’s error number; null when it is none of the server’s. */
    readonly number: number | null,
    readonly code: string,
    readonly fatal: boolean,
  ) {
    super(message);
    this.name = 'MysqlFailure';
  }
}

/** Logs in over a stream. Rejects with MysqlFailure. Takes the stream over in any case. */
export async function openSession(stream: Duplex, options: SessionOptions): Promise<MysqlSession> {
  const bounded = new BoundedStream(stream, MAX_BYTES, options.where);
  const connection = mysql.createConnection({
    stream: bounded,
    user: options.login.user,
    password: options.login.password,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4',
    connectAttributes: { program_name: 'millwright' },
    // What a server says about itself must not become code or keys of objects here, nor may it ask for our files.
    disableEval: true,
    rowsAsArray: true,
    typeCast: (field) => field.string(),
    flags: ['-LOCAL_FILES'],
    // The SSH connection has proved which host this is; TLS is for servers that accept nothing else.
    ...(options.tls ? { ssl: { rejectUnauthorized: false } } : {}),
  });
  const broken = whenBroken(connection, bounded, options.signal);
  try {
    await Promise.race([broken, connected(connection)]);
  } catch (error) {
    bounded.destroy();
    throw error;
  }
  return {
    query: (sql) => Promise.race([broken, run(connection, sql)]),
    close: async () => {
      await Promise.race([broken.catch(() => undefined), end(connection), pause(GOODBYE_MS)]);
      bounded.destroy();
    },
  };
}

/** Rejects when the session is of no more use. Its rejection may go unheard. */
function whenBroken(connection: mysql.Connection, stream: BoundedStream, signal: AbortSignal): Promise<never> {
  const broken = new Promise<never>((_resolve, reject) => {
    const breakOff = (message: string, code: string): void => {
      stream.destroy();
      reject(new MysqlFailure(message, null, code, true));
    };
    connection.on('error', (error: unknown) => reject(failureOf(error)));
    // The driver writes a line to stderr for each packet out of order: one is enough, and no server sends any.
    connection.on('warn', () => breakOff('packets came out of order', 'OUT_OF_ORDER'));
    const onAbort = (): void => breakOff('the time for this database is up', 'ABORTED');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  broken.catch(() => undefined);
  return broken;
}

function connected(connection: mysql.Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => {
      if (error === null) resolve();
      else reject(failureOf(error));
    });
  });
}

function run(connection: mysql.Connection, sql: string): Promise<Table> {
  return new Promise((resolve, reject) => {
    connection.query<mysql.RowDataPacket[][]>({ sql, timeout: QUERY_TIMEOUT_MS }, (error, rows, fields) => {
      if (error !== null) reject(failureOf(error));
      else resolve(toTable(rows, fields));
    });
  });
}

/** A statement without a result gives no rows but a header. */
function toTable(rows: unknown, fields: unknown): Table {
  if (!Array.isArray(rows) || !Array.isArray(fields)) return { columns: [], rows: [] };
  const columns = (fields as readonly mysql.FieldPacket[]).map(({ name }) => String(name));
  return { columns, rows: (rows as readonly unknown[]).map(toTexts) };
}

function toTexts(row: unknown): (string | null)[] {
  if (!Array.isArray(row)) return [];
  return (row as readonly unknown[]).map((value) => (typeof value === 'string' ? value : null));
}

function end(connection: mysql.Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.end(() => resolve());
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

function failureOf(error: unknown): MysqlFailure {
  if (error instanceof MysqlFailure) return error;
  if (error instanceof RemoteError) return new MysqlFailure(error.message, null, error.errorClass, true);
  const { message = '', errno, code, fatal } = error as Partial<mysql.QueryError>;
  const number = typeof errno === 'number' ? errno : null;
  const text = typeof code === 'string' ? code : 'UNKNOWN';
  const timedOut = text === 'PROTOCOL_SEQUENCE_TIMEOUT';
  return new MysqlFailure(excerptOf(message), number, text, fatal === true || timedOut || number === null);
}
