import { ACT_CONFIRMATIONS, type ConfirmationLevel } from '../../domain/protection/confirmation.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import type { ActionModel } from './action-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import { lockApproval } from './apply-decision.js';
import { ApprovalModel } from './approval-model.js';
import { endApproval } from './end-approval.js';
import { openApproval } from './open-approval.js';

const MINUTE_MS = 60_000;

export interface ActionConfirmation {
  readonly level: ConfirmationLevel;
  /** `<VERB> <target> ON <host>` */
  readonly phrase: string;
  readonly title: string;
}

/** The approval that an action waits for; null when its level waits for nobody. */
export async function openActionApproval(
  trx: Transaction,
  action: ActionModel,
  { level, phrase, title }: ActionConfirmation,
): Promise<string | null> {
  if (level === 'none') return null;
  const { plan, workflowId } = action;
  if (plan === null || workflowId === null) {
    throw new MillwrightError('intent_missing', `Action ${action.id} has no plan to approve.`);
  }
  const id = newId();
  await openApproval(trx, {
    id,
    subject: { type: `action_${action.kind}`, id: action.id, title },
    risk: action.assessment.risk,
    plan,
    confirmationLevel: level,
    phrase,
    workflowId,
    site: action.site,
    requestedBy: action.requestedBy,
    requestedByName: action.requestedByName,
    correlationId: action.correlationId,
    expiresAt: new Date(Date.now() + ACT_CONFIRMATIONS[action.riskLevel].waitMinutes * MINUTE_MS),
  });
  return id;
}

/** The plan that was decided about is not the one any more: its approval is void, whatever was said. */
export async function withdrawStaleApproval(
  trx: Transaction,
  approvalId: string,
  reason: string,
  { onlyPending = false }: { readonly onlyPending?: boolean } = {},
): Promise<void> {
  const row = await lockApproval(trx, approvalId);
  if (row.state === 'pending') {
    await endApproval(trx, { approvalId, state: 'withdrawn', reason, delivered: true });
    return;
  }
  if (onlyPending || row.state !== 'approved') return;
  await ApprovalModel.query(trx).findById(approvalId).patch({ state: 'withdrawn', outcomeReason: reason });
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: 'approval.withdrawn',
    subject: { type: 'approval', id: row.id },
    outcome: 'cancelled',
    correlationId: row.correlationId,
    details: {
      of: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
      planHash: row.planHash,
      was: 'approved',
      reason,
      workflowId: row.workflowId,
    },
  });
}
