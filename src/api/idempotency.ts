import { createHash } from 'node:crypto';
import type { Database } from '../platform/db/database.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { canonicalJson } from '../platform/http/canonical-json.js';
import {
  beginIdempotent,
  completeIdempotent,
  releaseIdempotent,
  type IdempotentRequest,
} from '../platform/http/idempotency-store.js';
import type { Logger } from '../platform/log/logger.js';
import type { Answer } from './present.js';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';
const KEY_FORMAT = /^[\x21-\x7e]{1,255}$/;

export interface IdempotentCall {
  readonly database: Database;
  readonly log: Logger;
  readonly actorId: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  /** What was asked for: the query and body as they came. */
  readonly asked: unknown;
}

/** The header's key; undefined when none was sent. Throws `validation_failed` for one that cannot be a key. */
export function readIdempotencyKey(header: string): string | undefined {
  if (header === '') return undefined;
  if (KEY_FORMAT.test(header)) return header;
  const message = 'must be 1 to 255 visible ASCII characters';
  throw new MillwrightError('validation_failed', `${IDEMPOTENCY_HEADER} ${message}.`, {
    errors: [{ path: IDEMPOTENCY_HEADER, message }],
  });
}

/**
 * Does the work once per key: a repetition gets the first answer again, byte for byte. After a failure the key is free
 * again, because a failed operation has rolled back; after a crash, when the claim has grown stale.
 */
export async function answerOnce(call: IdempotentCall, work: () => Promise<Answer>): Promise<Answer> {
  const { knex } = call.database;
  const request = toRequest(call);
  const begun = await beginIdempotent(knex, request);
  if ('answer' in begun) return replay(begun.answer);
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    await tryOrLog(call, () => releaseIdempotent(knex, request, begun.claim));
    throw error;
  }
  const { status, headers, body } = answer;
  // The work is done: that its answer cannot be kept must not turn it into a failure.
  await tryOrLog(call, () =>
    completeIdempotent(knex, request, begun.claim, { status, text: typeof body === 'string' ? body : '', headers }),
  );
  return answer;
}

function toRequest(call: IdempotentCall): IdempotentRequest {
  return {
    actorId: call.actorId,
    route: `${call.method} ${call.path}`,
    key: call.key,
    bodyDigest: createHash('sha256').update(canonicalJson(call.asked)).digest(),
  };
}

function replay(stored: { status: number; text: string; headers: Readonly<Record<string, string>> }): Answer {
  return {
    status: stored.status,
    contentType: stored.text === '' ? undefined : 'application/json; charset=utf-8',
    body: stored.text === '' ? undefined : stored.text,
    headers: { ...stored.headers, 'Idempotency-Replayed': 'true' },
  };
}

async function tryOrLog(call: IdempotentCall, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    call.log.warn({ err: error, path: call.path }, 'the state of an Idempotency-Key could not be written');
  }
}
