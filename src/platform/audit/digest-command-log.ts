import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database, Transaction } from '../db/database.js';
import { MillwrightError } from '../errors/millwright-error.js';
import { appendAudit } from './append.js';

/** A day is closed this long after its end: rows of batches that were under way at midnight have come in by then. */
export const DAY_CLOSE_GRACE_MS = 3_600_000;
export const DIGEST_ACTION = 'command_log.digested';
const DIGEST_SUBJECT = 'command_log_day';
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface DayDigest {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly rows: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

export interface DayVerdict {
  readonly day: string;
  readonly ok: boolean;
  /** `expired`: retention has removed the rows, only the digest is left. `not_digested`: nothing to compare with. */
  readonly reason: 'rows_differ' | 'expired' | 'not_digested' | null;
  readonly recorded: DayDigest | null;
  readonly found: DayDigest;
}

// Explicit columns and a number for the time: the text of a row depends on no setting and on no later column.
const HOUR_DIGEST = `
  select count(*) as rows, coalesce(sha256(string_agg(sha256(convert_to(jsonb_build_array(id,
           (extract(epoch from at) * 1000000)::bigint, server_id, transport, correlation_id, workflow_id, run_id, actor,
           to_jsonb(commands), encode(digests, 'hex'), to_jsonb(exit_codes), to_jsonb(durations_ms), bytes, outcome,
           error_class)::text, 'UTF8')), ''::bytea order by at, id)), sha256(''::bytea)) as digest
    from command_log where at >= $1 and at < $2`;

/**
 * Digest of a day's rows: SHA-256 over the digests of its 24 hours, each over the digests of its rows in the order of
 * time and id. By hours, so that no single statement takes long.
 */
export async function computeDayDigest(pool: pg.Pool, day: string): Promise<DayDigest> {
  const startMs = parseDay(day);
  const hash = createHash('sha256').update(`command-log:v1\n${day}\n`);
  let total = 0;
  for (let hour = 0; hour < 24; hour += 1) {
    const from = new Date(startMs + hour * 3_600_000);
    const to = new Date(from.getTime() + 3_600_000);
    const { rows } = await pool.query<{ rows: number; digest: Buffer }>(HOUR_DIGEST, [from, to]);
    const [found] = rows;
    hash.update(`${hour} ${found?.rows ?? 0} ${found?.digest.toString('hex') ?? ''}\n`);
    total += found?.rows ?? 0;
  }
  return { day, rows: total, digest: hash.digest('hex') };
}

/**
 * Enters a closed day into the audit chain, once; repeating it returns what was entered. Throws `unprocessable` for a
 * day that is not over.
 */
export async function digestCommandLogDay(
  database: Database,
  day: string,
  now: Date = new Date(),
): Promise<DayDigest & { readonly entered: boolean }> {
  if (parseDay(day) + DAY_MS + DAY_CLOSE_GRACE_MS > now.getTime()) {
    throw new MillwrightError('unprocessable', `${day} is not closed yet: its command log may still grow.`);
  }
  const recorded = await readRecordedDigest(database.pool, day);
  if (recorded !== null) return { ...recorded, entered: false };
  const digest = await computeDayDigest(database.pool, day);
  return database.knex.transaction((trx) => enterDigest(trx, database, digest));
}

async function enterDigest(
  trx: Transaction,
  database: Database,
  digest: DayDigest,
): Promise<DayDigest & { readonly entered: boolean }> {
  // Two workers may do the same day at once: the second one waits here and then finds the entry.
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`command log ${digest.day}`]);
  const recorded = await readRecordedDigest(database.pool, digest.day);
  if (recorded !== null) return { ...recorded, entered: false };
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: DIGEST_ACTION,
    subject: { type: DIGEST_SUBJECT, id: digest.day },
    outcome: 'succeeded',
    correlationId: `command-log/${digest.day}`,
    details: { format: 'command-log:v1', rows: digest.rows, digest: digest.digest },
  });
  return { ...digest, entered: true };
}

/** Compares the rows of a day, while they still exist, with the digest that the chain holds. */
export async function verifyCommandLogDay(database: Database, day: string): Promise<DayVerdict> {
  const recorded = await readRecordedDigest(database.pool, day);
  const found = await computeDayDigest(database.pool, day);
  const verdict = { day, recorded, found };
  if (recorded === null) return { ...verdict, ok: false, reason: 'not_digested' };
  if (recorded.digest === found.digest) return { ...verdict, ok: true, reason: null };
  return { ...verdict, ok: false, reason: found.rows === 0 ? 'expired' : 'rows_differ' };
}

/** Closed days that have rows but no digest in the chain, oldest first. */
export async function listUndigestedDays(pool: pg.Pool, now: Date = new Date()): Promise<string[]> {
  const lastClosed = new Date(now.getTime() - DAY_CLOSE_GRACE_MS - DAY_MS).toISOString().slice(0, 10);
  const { rows } = await pool.query<{ first: Date | null }>('select min(at) as first from command_log');
  const first = rows[0]?.first;
  if (first === null || first === undefined) return [];
  const digested = await pool.query<{ day: string }>(
    'select subject_id as day from audit_entries where action = $1 and subject_type = $2',
    [DIGEST_ACTION, DIGEST_SUBJECT],
  );
  const known = new Set(digested.rows.map((row) => row.day));
  const days: string[] = [];
  for (let ms = parseDay(first.toISOString().slice(0, 10)); ms <= parseDay(lastClosed); ms += DAY_MS) {
    const day = new Date(ms).toISOString().slice(0, 10);
    if (!known.has(day)) days.push(day);
  }
  return days;
}

async function readRecordedDigest(pool: pg.Pool, day: string): Promise<DayDigest | null> {
  const { rows } = await pool.query<{ details: { rows: number; digest: string } }>(
    `select payload::jsonb -> 'details' as details from audit_entries
      where action = $1 and subject_type = $2 and subject_id = $3 order by sequence limit 1`,
    [DIGEST_ACTION, DIGEST_SUBJECT, day],
  );
  const details = rows[0]?.details;
  return details === undefined ? null : { day, rows: details.rows, digest: details.digest };
}

/** First moment of a day, epoch milliseconds. */
function parseDay(day: string): number {
  const ms = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new MillwrightError('validation_failed', `"${day}" is not a day like 2026-11-21.`);
  return ms;
}
