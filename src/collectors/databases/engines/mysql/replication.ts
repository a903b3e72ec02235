import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { excerptOf } from '../../../../platform/commands/index.js';
import { findingOf } from '../limit.js';
import { MYSQL_LIMITS } from './limits.js';
import type { Memory } from './memory.js';
import { columnOf, numberOf, type Row } from './rows.js';

/** One line of replication: where it comes from and how far it is. Undefined: the server did not say. */
export interface Channel {
  /** Empty for the unnamed one. */
  readonly name: string;
  readonly source: string | null;
  /** `Yes`, `No`, `Connecting`, `Preparing`, as the server writes it. */
  readonly ioThread: string | undefined;
  readonly sqlThread: string | undefined;
  /** Behind the source, less the delay that is wanted. null: the server says NULL: it does not replicate. */
  readonly lagSeconds: number | null | undefined;
  readonly delaySeconds: number;
  readonly lastError: string | null;
}

/** Both families of names, the newer first. */
const COLUMNS = {
  name: ['channel_name', 'connection_name'],
  host: ['source_host', 'master_host'],
  port: ['source_port', 'master_port'],
  io: ['replica_io_running', 'slave_io_running'],
  sql: ['replica_sql_running', 'slave_sql_running'],
  lag: ['seconds_behind_source', 'seconds_behind_master'],
  delay: ['sql_delay'],
  errorCodes: [['last_io_errno'], ['last_sql_errno']],
  errors: [['last_io_error'], ['last_sql_error']],
} as const;

/** Group replication runs these by itself; the recovery one rests, and that is well. */
const INTERNAL_CHANNEL = /^group_replication_/;
const MAX_CHANNELS = 50;
/** MySQL allows 64 characters, MariaDB 192 bytes. */
const MAX_NAME_LENGTH = 200;

export function readChannels(rows: readonly Row[]): Channel[] {
  return rows
    .slice(0, MAX_CHANNELS)
    .map(readChannel)
    .filter(({ name }) => !INTERNAL_CHANNEL.test(name));
}

function readChannel(row: Row): Channel {
  const delaySeconds = numberOf(columnOf(row, COLUMNS.delay)) ?? 0;
  const host = columnOf(row, COLUMNS.host);
  const port = columnOf(row, COLUMNS.port);
  return {
    name: (columnOf(row, COLUMNS.name) ?? '').slice(0, MAX_NAME_LENGTH),
    source:
      typeof host === 'string' && host !== '' ? excerptOf(typeof port === 'string' ? `${host}:${port}` : host) : null,
    ioThread: columnOf(row, COLUMNS.io) ?? undefined,
    sqlThread: columnOf(row, COLUMNS.sql) ?? undefined,
    lagSeconds: readLag(columnOf(row, COLUMNS.lag), delaySeconds),
    delaySeconds,
    lastError: readLastError(row),
  };
}

/** NULL stays null, never 0. A text that is no number is as good as none. */
function readLag(text: string | null | undefined, delaySeconds: number): number | null | undefined {
  if (text === null) return null;
  const seconds = numberOf(text);
  return seconds === undefined ? undefined : Math.max(0, seconds - delaySeconds);
}

function readLastError(row: Row): string | null {
  for (const [index, names] of COLUMNS.errors.entries()) {
    const text = columnOf(row, names);
    const code = columnOf(row, COLUMNS.errorCodes[index] ?? []);
    if (typeof text === 'string' && text !== '') return excerptOf(typeof code === 'string' ? `${code}: ${text}` : text);
  }
  return null;
}

export function judgeChannels(channels: readonly Channel[]): DatabaseFinding[] {
  return channels.flatMap(judgeChannel);
}

function judgeChannel(channel: Channel): readonly DatabaseFinding[] {
  const about = `Replication${channel.name === '' ? '' : ` '${excerptOf(channel.name)}'`} from ${channel.source ?? 'its source'}`;
  const why = channel.lastError === null ? '' : ` Last error: ${channel.lastError}`;
  const critical = (code: string, what: string): DatabaseFinding => ({
    severity: 'critical',
    code,
    message: `${about} ${what}.${why}`,
  });
  const broken: DatabaseFinding[] = [];
  if (isStopped(channel.ioThread)) {
    broken.push(
      critical('replication_io_stopped', `does not receive: the IO thread says ${excerptOf(channel.ioThread ?? '')}`),
    );
  }
  if (isStopped(channel.sqlThread)) {
    broken.push(
      critical('replication_sql_stopped', `does not apply: the SQL thread says ${excerptOf(channel.sqlThread ?? '')}`),
    );
  }
  if (channel.lagSeconds === null) {
    broken.push(critical('replication_broken', 'has no lag (NULL): it is broken, not up to date'));
  }
  return [
    ...broken,
    ...findingOf('replication_lag', channel.lagSeconds, MYSQL_LIMITS.replicationLagSeconds, (seconds) => {
      const wanted = channel.delaySeconds > 0 ? ` beyond its delay of ${channel.delaySeconds} s` : '';
      return `${about} is ${seconds} s behind${wanted}.`;
    }),
  ];
}

/** Absent is not stopped. */
function isStopped(thread: string | undefined): boolean {
  return thread !== undefined && thread.toLowerCase() !== 'yes';
}

/**
 * Replication that was set up and is gone. On a server that takes writes it was perhaps promoted; one that is read-only
 * and replicates from nobody serves old data. `readOnly` undefined: not known, so the worse is assumed.
 */
export function judgeMissing(channels: Memory['channels'], readOnly: boolean | undefined): DatabaseFinding[] {
  return channels
    .filter(({ missingSince }) => missingSince !== null)
    .map(({ name, missingSince }) => ({
      severity: readOnly === false ? 'warning' : 'critical',
      code: 'replication_gone',
      message:
        `Replication${name === '' ? '' : ` '${excerptOf(name)}'`} was set up and is not there any more since ${missingSince ?? ''}. ` +
        `If the server was promoted this passes by itself after a week; otherwise set the replica up again.`,
    }));
}
