import { isAtLeast, type ServerVersion } from './server-version.js';

/** Read-only, at most five seconds a statement, and no long wait for a lock. What a version has not is not set. */
export function guardStatements(server: ServerVersion): readonly string[] {
  const limits = ['lock_wait_timeout = 5'];
  // The two families took different names and units: milliseconds for SELECT only, seconds for every statement.
  if (server.family === 'mysql' && isAtLeast(server, [5, 7, 8])) limits.push('max_execution_time = 5000');
  if (server.family === 'mariadb' && isAtLeast(server, [10, 1, 1])) limits.push('max_statement_time = 5');
  return ['SET SESSION TRANSACTION READ ONLY', `SET SESSION ${limits.join(', ')}`];
}

/**
 * In the order to try, the next one when the server does not know the statement: relatives of these servers number
 * their versions in ways of their own. 8.0.22 brought the new form and new column names, 8.4 knows no other; MariaDB
 * shows all of its named connections with ALL.
 */
export function replicationStatements(server: ServerVersion): readonly string[] {
  if (server.family === 'mariadb') return ['SHOW ALL SLAVES STATUS', 'SHOW SLAVE STATUS'];
  const both = ['SHOW REPLICA STATUS', 'SHOW SLAVE STATUS'];
  return isAtLeast(server, [8, 0, 22]) ? both : both.toReversed();
}

export const IDENTITY_STATEMENT = 'SELECT VERSION(), @@version_comment';
export const STATUS_STATEMENT = 'SHOW GLOBAL STATUS';
export const VARIABLES_STATEMENT = 'SHOW GLOBAL VARIABLES';
/** MySQL took the length of the history list out of the status; it is on by default among the metrics. */
export const HISTORY_STATEMENT =
  "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'trx_rseg_history_len' AND STATUS = 'enabled'";

/** What a user needs where a statement is refused, for the message. */
export const RIGHTS = {
  replication: 'GRANT REPLICATION CLIENT ON *.* (MariaDB from 10.5 on: REPLICA MONITOR)',
  history: 'GRANT PROCESS ON *.*',
  none: 'an account that may do more',
} as const;

interface Meaning {
  readonly errorClass: 'permission_denied' | 'command_timeout' | 'command_failed';
  readonly said: string;
}

/** Error numbers of statements. */
export const STATEMENT_ERRORS: Readonly<Record<number, Meaning>> = {
  1044: { errorClass: 'permission_denied', said: 'the user may not use that database' },
  1142: { errorClass: 'permission_denied', said: 'the user may not read that table' },
  1143: { errorClass: 'permission_denied', said: 'the user may not read that column' },
  1227: { errorClass: 'permission_denied', said: 'the user has not the right for it' },
  1205: { errorClass: 'command_timeout', said: 'it waited too long for a lock' },
  1317: { errorClass: 'command_timeout', said: 'it was interrupted' },
  1969: { errorClass: 'command_timeout', said: 'it took longer than five seconds' },
  3024: { errorClass: 'command_timeout', said: 'it took longer than five seconds' },
};
/** The server does not know the statement. */
export const PARSE_ERROR = 1064;
