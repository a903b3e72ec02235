import type pg from 'pg';
import { sqlStateOf } from '../db/partition-session.js';
import { ensurePartitions, type PartitionedTable } from '../db/partitions.js';

export const COMMAND_LOG: PartitionedTable = { name: 'command_log', unit: 'day' };
/** Upkeep may stand still for a long weekend before a row finds no partition ready. */
export const COMMAND_LOG_DAYS_AHEAD = 4;

/** One batch of read-only commands on one host over one channel. The arrays run alongside each other. */
export interface CommandLogRow {
  /** With `at` the identity of the row: a repeated write gives the same pair and changes nothing. */
  readonly id: string;
  /** ISO 8601. Take a time that a repetition knows again, and not one of a day that has long passed. */
  readonly at: string;
  readonly serverId: string;
  readonly transport: string;
  readonly correlationId: string;
  readonly workflowId: string | null;
  readonly runId: string | null;
  /** Who asked. */
  readonly actor: string;
  /** Names of the command registry. */
  readonly commands: readonly string[];
  /** SHA-256 of each output, hex. */
  readonly digests: readonly (string | null)[];
  readonly exitCodes: readonly (number | null)[];
  readonly durationsMs: readonly number[];
  /** All outputs together. */
  readonly bytes: number;
  readonly outcome: string;
  readonly errorClass: string | null;
}

// Property of the row, its column, and its type in JSON.
const COLUMNS: readonly (readonly [keyof CommandLogRow, string, string])[] = [
  ['id', 'id', 'uuid'],
  ['at', 'at', 'timestamptz'],
  ['serverId', 'server_id', 'uuid'],
  ['transport', 'transport', 'text'],
  ['correlationId', 'correlation_id', 'text'],
  ['workflowId', 'workflow_id', 'text'],
  ['runId', 'run_id', 'text'],
  ['actor', 'actor', 'text'],
  ['commands', 'commands', 'text[]'],
  ['digests', 'digests', 'text'],
  ['exitCodes', 'exit_codes', 'smallint[]'],
  ['durationsMs', 'durations_ms', 'int[]'],
  ['bytes', 'bytes', 'bigint'],
  ['outcome', 'outcome', 'text'],
  ['errorClass', 'error_class', 'text'],
];
const NAMES = COLUMNS.map(([, name]) => name).join(', ');
const INSERT = {
  name: 'command-log-append',
  text: `insert into command_log (${NAMES})
    select ${COLUMNS.map(([property]) => (property === 'digests' ? `decode("digests", 'hex')` : `"${property}"`)).join(', ')}
      from jsonb_to_recordset($1::jsonb) as given (${COLUMNS.map(([property, , type]) => `"${property}" ${type}`).join(', ')})
    on conflict do nothing`,
};
/** What PostgreSQL reports when no partition takes a row. */
const CHECK_VIOLATION = '23514';

/**
 * Stores rows in one statement and returns how many were new. A missing partition is made on the way: a worker may
 * have stood still for days.
 */
export async function appendCommandLog(pool: pg.Pool, rows: readonly CommandLogRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const values = [JSON.stringify(rows.map(toStored))];
  try {
    return (await pool.query({ ...INSERT, values })).rowCount ?? 0;
  } catch (error) {
    if (sqlStateOf(error) !== CHECK_VIOLATION) throw error;
    for (const day of new Set(rows.map((row) => new Date(row.at).toISOString().slice(0, 10)))) {
      await ensurePartitions(pool, COMMAND_LOG, { from: new Date(`${day}T00:00:00Z`), aheadDays: 0 });
    }
    return (await pool.query({ ...INSERT, values })).rowCount ?? 0;
  }
}

// Numbers come from hosts: an impossible one must not keep the rows of other hosts out of the log.
function toStored(row: CommandLogRow): Record<keyof CommandLogRow, unknown> {
  return {
    ...row,
    digests: row.digests.map(toHex).join(''),
    exitCodes: row.exitCodes.map((code) => (code === null || Math.abs(code) > MAX_EXIT_CODE ? null : code)),
    durationsMs: row.durationsMs.map((ms) => Math.min(Math.max(Math.round(ms), 0), MAX_DURATION_MS)),
    bytes: Math.min(row.bytes, Number.MAX_SAFE_INTEGER),
  };
}

const MAX_EXIT_CODE = 32_767;
const MAX_DURATION_MS = 2_147_483_647;

// Half the size of an array of hex texts, and this is the widest column of the largest table.
const toHex = (digest: string | null): string => (digest !== null && SHA256_HEX.test(digest) ? digest : NO_DIGEST);
const SHA256_HEX = /^[0-9a-f]{64}$/;
const NO_DIGEST = '0'.repeat(64);

/** The partitions of today and the days ahead; part of the daily upkeep. Returns the names of those made now. */
export async function ensureCommandLogPartitions(pool: pg.Pool, now: Date = new Date()): Promise<string[]> {
  return ensurePartitions(pool, COMMAND_LOG, { from: now, aheadDays: COMMAND_LOG_DAYS_AHEAD });
}
