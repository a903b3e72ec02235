import { createHash } from 'node:crypto';
import type { Transaction } from '../db/database.js';
import { cleanText, redactDetails } from './redact.js';

// In characters: each may take three bytes, and JSON's escapes up to six.
const MAX_DETAILS = 40_000;

/** How what the entry tells of went. `requested` is the intent written before the act. */
export type AuditOutcome =
  | 'requested'
  | 'succeeded'
  | 'failed'
  | 'denied'
  | 'cancelled'
  | 'expired'
  | 'rolled_back'
  | 'unknown';

/** Who acted. A whole actor of a call may be given: only the members named here are written. */
export interface AuditActor {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly role?: string | null;
  readonly tokenId?: string | null;
  readonly tokenKind?: string | null;
}

export interface AuditEntryInput {
  readonly actor: AuditActor;
  /** Which way it came in: api, cli, mcp, schedule, web_ui, system. */
  readonly door: string;
  /** `<subject>.<what happened>`, e.g. `server.enrolled`. */
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly outcome: AuditOutcome;
  readonly correlationId: string;
  /** Plain facts. Secrets are removed by field name, but do not count on it: leave them out. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AppendedEntry {
  readonly sequence: number;
  /** Lower-case hex. */
  readonly hash: string;
}

/**
 * Appends one entry in the caller's transaction, so that a change and its entry are stored together or not at all.
 * Call it last: the chain is locked from here to the end of the transaction. The transaction must be READ COMMITTED
 * (the default).
 */
export async function appendAudit(trx: Transaction, entry: AuditEntryInput): Promise<AppendedEntry> {
  const [appended] = await appendAuditEntries(trx, [entry]);
  if (appended === undefined) throw new Error('audit_append returned no row');
  return appended;
}

/** Appends many entries in order, in one call; see `appendAudit`. */
export async function appendAuditEntries(
  trx: Transaction,
  entries: readonly AuditEntryInput[],
): Promise<AppendedEntry[]> {
  if (entries.length === 0) return [];
  const { rows } = await trx.raw<{ rows: { sequence: number; hash: Buffer }[] }>(
    'select sequence, hash from audit_append(?::jsonb)',
    [serialiseEntries(entries)],
  );
  return rows.map((row) => ({ sequence: row.sequence, hash: row.hash.toString('hex') }));
}

/** The argument of the SQL function `audit_append`, for callers with a plain connection. */
export function serialiseEntries(entries: readonly AuditEntryInput[]): string {
  return JSON.stringify(entries.map(toPayload));
}

/** What is hashed, but for `at`, which the database adds. */
function toPayload(entry: AuditEntryInput): Record<string, unknown> {
  const { actor, subject } = entry;
  const { role = null, tokenId = null, tokenKind = null } = actor;
  return {
    actor: {
      kind: cleanText(actor.kind),
      id: cleanText(actor.id),
      name: cleanText(actor.name),
      role,
      tokenId,
      tokenKind,
    },
    door: entry.door,
    action: cleanText(entry.action),
    subject: { type: cleanText(subject.type), id: cleanText(subject.id) },
    outcome: entry.outcome,
    correlationId: cleanText(entry.correlationId),
    details: boundDetails(redactDetails(entry.details ?? {})),
  };
}

/** The database takes 256 KiB an entry; an act must not fail because it had too much to tell. */
function boundDetails(details: unknown): unknown {
  const text = JSON.stringify(details);
  if (text.length <= MAX_DETAILS) return details;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { omitted: 'too large', characters: text.length, sha256 };
}
