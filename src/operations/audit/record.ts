import { appendAudit, type AppendedEntry, type AuditEntryInput } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import type { CallContext } from '../context.js';

export type CallAudit = Pick<AuditEntryInput, 'action' | 'subject' | 'details'> &
  Partial<Pick<AuditEntryInput, 'outcome'>>;

/** The audit entry of what a call does: who, by which door and in which chain of events come from its context. */
export async function recordAudit(trx: Transaction, context: CallContext, entry: CallAudit): Promise<AppendedEntry> {
  const { actor, door, correlationId } = context;
  return appendAudit(trx, { actor, door, correlationId, outcome: 'succeeded', ...entry });
}
