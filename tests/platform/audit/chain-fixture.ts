import pg from 'pg';
import type { AuditEntryInput } from '../../../src/platform/audit/append.js';
import { appendAuditEntries } from '../../../src/platform/audit/append.js';
import type { TestDatabase } from '../../helpers/database.js';

export const ENTRY: AuditEntryInput = {
  actor: { kind: 'user', id: '0197-user', name: 'Ada', role: 'admin', tokenId: 't1', tokenKind: 'human' },
  door: 'api',
  action: 'thing.changed',
  subject: { type: 'thing', id: 'thing-1' },
  outcome: 'succeeded',
  correlationId: 'corr-1',
  details: { before: 1, after: 2 },
};

/** Appends `count` entries as the application does. */
export async function fillChain(test: TestDatabase, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => ({ ...ENTRY, details: { index } }));
  await test.database.knex.transaction((trx) => appendAuditEntries(trx, entries));
}

/** Runs statements as the superuser, with the triggers of the audit trail switched off: what an intruder would do. */
export async function tamper(test: TestDatabase, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: test.ownerUrl });
  await client.connect();
  try {
    await client.query('alter table audit_entries disable trigger all');
    for (const statement of statements) await client.query(statement);
    await client.query('alter table audit_entries enable trigger all');
  } finally {
    await client.end();
  }
}
