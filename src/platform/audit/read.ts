import type pg from 'pg';
import type { StoredEntry } from './chain.js';

interface EntryRow {
  readonly sequence: number;
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly door: string;
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly outcome: string;
  readonly correlation_id: string;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
  readonly payload: string;
}

const SELECT = `
  select sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor_kind, actor_id,
         actor_name, door, action, subject_type, subject_id, outcome, correlation_id, previous_hash, hash, payload
    from audit_entries`;

/** What entries may be chosen by; all given members must hold. */
export interface AuditFilter {
  /** Id or name of the actor. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly outcome?: string | undefined;
  readonly correlationId?: string | undefined;
  /** ISO 8601, inclusive. */
  readonly from?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly to?: string | undefined;
}

export interface AuditPage {
  readonly limit: number;
  /** Sequence after which the page starts, in the page's order. */
  readonly after?: number | undefined;
  /** Oldest first unless told otherwise. */
  readonly order?: 'asc' | 'desc' | undefined;
}

// Filter → condition; `$` stands for the value's number.
const CONDITIONS: Readonly<Record<keyof AuditFilter, string>> = {
  actor: '(actor_id = $ or actor_name = $)',
  action: 'action = $',
  subjectType: 'subject_type = $',
  subjectId: 'subject_id = $',
  outcome: 'outcome = $',
  correlationId: 'correlation_id = $',
  from: 'at >= $::timestamptz',
  to: 'at < $::timestamptz',
};

/** Entries in the order of their sequence. */
export async function readAuditPage(
  pool: pg.Pool | pg.ClientBase,
  filter: AuditFilter,
  page: AuditPage,
): Promise<StoredEntry[]> {
  const values: unknown[] = [page.limit];
  const conditions: string[] = [];
  const add = (condition: string, value: unknown): void => {
    values.push(value);
    conditions.push(condition.replaceAll('$', `$${values.length}`));
  };
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof AuditFilter];
    if (value !== undefined) add(condition, value);
  }
  const order = page.order ?? 'asc';
  if (page.after !== undefined) add(order === 'asc' ? 'sequence > $' : 'sequence < $', page.after);
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const { rows } = await pool.query<EntryRow>(`${SELECT} ${where} order by sequence ${order} limit $1`, values);
  return rows.map(toEntry);
}

const BATCH = 2_000;

/** The whole chain in order, a batch at a time, so that its length costs no memory. */
export async function* readAuditBatches(pool: pg.Pool | pg.ClientBase): AsyncGenerator<StoredEntry[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const batch = await readAuditPage(pool, {}, { limit: BATCH, after });
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.sequence ?? after;
  }
}

export async function readAuditHead(pool: pg.Pool | pg.ClientBase): Promise<StoredEntry | undefined> {
  const [head] = await readAuditPage(pool, {}, { limit: 1, order: 'desc' });
  return head;
}

function toEntry(row: EntryRow): StoredEntry {
  return {
    sequence: row.sequence,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    door: row.door,
    action: row.action,
    subject: { type: row.subject_type, id: row.subject_id },
    outcome: row.outcome,
    correlationId: row.correlation_id,
    previousHash: row.previous_hash.toString('hex'),
    hash: row.hash.toString('hex'),
    payload: row.payload,
  };
}
