import type { Knex } from 'knex';
import { MillwrightError } from '../errors/millwright-error.js';

/** One request as the store tells it from others. */
export interface IdempotentRequest {
  readonly actorId: string;
  /** Method and concrete path: the same key on another resource is another request. */
  readonly route: string;
  readonly key: string;
  /** SHA-256 over what was asked for. */
  readonly bodyDigest: Buffer;
}

/** What was answered the first time; `text` is the JSON body, byte for byte. */
export interface StoredAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Either the right to do the work now (`claim` goes to `complete` or `release`), or the answer given before. */
export type Beginning = { readonly claim: string } | { readonly answer: StoredAnswer };

/** After this long without an answer the first request's process is taken for dead. */
export const STALE_AFTER_MS = 60_000;
export const KEEP_FOR_MS = 24 * 3_600_000;

interface Row {
  readonly bodyDigest: Buffer;
  readonly status: number | null;
  readonly response: { text: string; headers: Record<string, string> } | null;
}

/**
 * Claims a key, or says what became of it. Throws `idempotency_key_reused` and `idempotency_in_progress`.
 * A claim that was never completed can be taken over after STALE_AFTER_MS, an answer after KEEP_FOR_MS.
 */
export async function beginIdempotent(knex: Knex, request: IdempotentRequest): Promise<Beginning> {
  const claim = await claimKey(knex, request);
  if (claim !== undefined) return { claim };
  const { actorId, route, key } = request;
  const row = await knex('idempotency_keys')
    .where({ actorId, route, key })
    .first<Row | undefined>('bodyDigest', 'status', 'response');
  // Released between the two statements: its owner failed just now, and the caller may try again.
  if (row === undefined) throw inProgress(key);
  if (!row.bodyDigest.equals(request.bodyDigest)) {
    throw new MillwrightError('idempotency_key_reused', `The key ${key} came with another body before.`);
  }
  if (row.status === null || row.response === null) throw inProgress(key);
  return { answer: { status: row.status, ...row.response } };
}

/** The claim is the moment it was made, in text: a Date would lose the microseconds that make it unique. */
async function claimKey(knex: Knex, request: IdempotentRequest): Promise<string | undefined> {
  const { rows } = await knex.raw<{ rows: { claim: string }[] }>(
    `insert into idempotency_keys as k (actor_id, route, key, body_digest) values (:actorId, :route, :key, :bodyDigest)
     on conflict (actor_id, route, key) do update
       set body_digest = excluded.body_digest, status = null, response = null, created_at = clock_timestamp()
       where (k.status is null and k.created_at < now() - make_interval(secs => :staleSeconds)
              and k.body_digest = excluded.body_digest)
          or k.created_at < now() - make_interval(secs => :keepSeconds)
     returning created_at::text as claim`,
    { ...request, staleSeconds: STALE_AFTER_MS / 1000, keepSeconds: KEEP_FOR_MS / 1000 },
  );
  return rows[0]?.claim;
}

function inProgress(key: string): MillwrightError {
  return new MillwrightError('idempotency_in_progress', `The first request with the key ${key} is still being served.`);
}

/** Keeps the answer for repetitions. Does nothing when another process has taken the claim over. */
export async function completeIdempotent(
  knex: Knex,
  request: IdempotentRequest,
  claim: string,
  answer: StoredAnswer,
): Promise<void> {
  const response = JSON.stringify({ text: answer.text, headers: answer.headers });
  await claimed(knex, request, claim).update({ status: answer.status, response });
}

/** Gives the key back after a failure: nothing was made, so the same request may be tried again at once. */
export async function releaseIdempotent(knex: Knex, request: IdempotentRequest, claim: string): Promise<void> {
  await claimed(knex, request, claim).delete();
}

function claimed(knex: Knex, request: IdempotentRequest, claim: string): Knex.QueryBuilder {
  const { actorId, route, key } = request;
  return knex('idempotency_keys')
    .where({ actorId, route, key })
    .whereNull('status')
    .whereRaw('created_at = ?::timestamptz', [claim]);
}

/** Forgets answers older than a day and returns how many. Run it hourly or so. */
export async function purgeIdempotencyKeys(knex: Knex, olderThanMs = KEEP_FOR_MS): Promise<number> {
  return knex('idempotency_keys')
    .whereRaw('created_at < now() - make_interval(secs => ?)', [olderThanMs / 1000])
    .delete();
}
