import { appendAudit } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { lockApproval } from './apply-decision.js';
import { ApprovalModel } from './approval-model.js';

export interface EndApproval {
  readonly approvalId: string;
  readonly state: 'expired' | 'withdrawn';
  readonly reason: string;
  /** False when the workflow that waits has still to hear of it. */
  readonly delivered: boolean;
}

/** Ends an approval that nobody has decided, or that is not acted upon yet; any other decided one stays as it is. */
export async function endApproval(trx: Transaction, input: EndApproval): Promise<ApprovalModel> {
  const row = await lockApproval(trx, input.approvalId);
  const now = new Date();
  const isCooling = row.state === 'approved' && row.actsNotBefore !== null && row.actsNotBefore > now;
  if (row.state !== 'pending' && !(isCooling && input.state === 'withdrawn')) return row;
  await ApprovalModel.query(trx)
    .findById(row.id)
    .patch({
      state: input.state,
      outcomeReason: input.reason,
      decidedAt: now,
      deliveredAt: input.delivered ? now : null,
    });
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: `approval.${input.state}`,
    subject: { type: 'approval', id: row.id },
    outcome: input.state === 'expired' ? 'expired' : 'cancelled',
    correlationId: row.correlationId,
    details: {
      of: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
      planHash: row.planHash,
      reason: input.reason,
      workflowId: row.workflowId,
    },
  });
  return ApprovalModel.query(trx).findById(row.id).throwIfNotFound();
}
