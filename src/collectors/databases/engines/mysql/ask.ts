import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { MysqlAnswers } from './answers.js';
import {
  guardStatements,
  HISTORY_STATEMENT,
  IDENTITY_STATEMENT,
  PARSE_ERROR,
  replicationStatements,
  RIGHTS,
  STATEMENT_ERRORS,
  STATUS_STATEMENT,
  VARIABLES_STATEMENT,
} from './queries.js';
import { toRow, toSettings, type Row } from './rows.js';
import { readServerVersion, type ServerVersion } from './server-version.js';
import { MysqlFailure, type MysqlSession, type Table } from './session.js';

/** Asks everything, one statement after the other. One that fails costs its part; a broken session costs the rest. */
export async function askMysql(session: MysqlSession, greeted: string, where: string): Promise<MysqlAnswers> {
  const asking = new Asking(session, where);
  await asking.guard(readServerVersion(greeted));
  const identity = await asking.first([IDENTITY_STATEMENT], RIGHTS.none);
  const [version, comment] = identity?.rows[0] ?? [];
  const server = readServerVersion(version ?? greeted, comment ?? '');
  const status = await asking.first([STATUS_STATEMENT], RIGHTS.none);
  const variables = await asking.first([VARIABLES_STATEMENT], RIGHTS.none);
  const channels = await asking.first(replicationStatements(server), RIGHTS.replication);
  const settings = status && toSettings(status.rows);
  const hasHistory = settings?.has('innodb_history_list_length') === true || server.family === 'mariadb';
  const history = hasHistory ? undefined : await asking.first([HISTORY_STATEMENT], RIGHTS.history);
  return {
    versionText: version ?? greeted,
    comment: comment ?? undefined,
    status: settings,
    variables: variables && toSettings(variables.rows),
    channels: channels && toRows(channels),
    historyListLength: history?.rows[0]?.[0] ?? undefined,
    errors: asking.errors,
  };
}

const MAX_CHANNELS = 50;

function toRows({ columns, rows }: Table): Row[] {
  return rows.slice(0, MAX_CHANNELS).map((row) => toRow(columns, row));
}

class Asking {
  readonly errors: RemoteError[] = [];
  #broken = false;

  constructor(
    private readonly session: MysqlSession,
    private readonly where: string,
  ) {}

  /** What an old server does not know it goes without: every statement that is sent only reads. */
  async guard(server: ServerVersion): Promise<void> {
    for (const statement of guardStatements(server)) await this.#run(statement, () => undefined);
  }

  /** The answer of the first statement that the server knows; undefined when there is none. */
  async first(statements: readonly string[], rights: string): Promise<Table | undefined> {
    let unknown: RemoteError | undefined;
    for (const statement of statements) {
      const refused = { unknown: false };
      const table = await this.#run(statement, (failure) => {
        refused.unknown = failure.number === PARSE_ERROR;
        const error = describe(failure, { statement, rights, where: this.where });
        if (refused.unknown) unknown ??= error;
        else this.errors.push(error);
      });
      if (table !== undefined || !refused.unknown) return table;
    }
    if (unknown !== undefined) this.errors.push(unknown);
    return undefined;
  }

  async #run(statement: string, onFailure: (failure: MysqlFailure) => void): Promise<Table | undefined> {
    if (this.#broken) return undefined;
    try {
      return await this.session.query(statement);
    } catch (error) {
      if (!(error instanceof MysqlFailure)) throw error;
      this.#broken = error.fatal;
      if (error.fatal) this.errors.push(brokenBy(error, statement, this.where));
      else onFailure(error);
      return undefined;
    }
  }
}

interface Question {
  readonly statement: string;
  readonly rights: string;
  readonly where: string;
}

function describe(failure: MysqlFailure, { statement, rights, where }: Question): RemoteError {
  const meaning = STATEMENT_ERRORS[failure.number ?? 0] ?? { errorClass: 'command_failed', said: failure.message };
  const remedy = meaning.errorClass === 'permission_denied' ? ` It needs ${rights}.` : '';
  return new RemoteError(
    meaning.errorClass,
    `${where} did not answer ${statement}: ${meaning.said} (error ${failure.number ?? 0}).${remedy}`,
  );
}

function brokenBy(failure: MysqlFailure, statement: string, where: string): RemoteError {
  const errorClass = failure.code === 'PROTOCOL_SEQUENCE_TIMEOUT' ? 'command_timeout' : 'connection_lost';
  return new RemoteError(
    errorClass,
    `The session with ${where} ended at ${statement}: ${failure.message} (${failure.code}). What comes after it was not asked.`,
  );
}
