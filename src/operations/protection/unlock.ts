import type { Approval } from '../../domain/protection/approval.js';
import { CONFIRMATIONS } from '../../domain/protection/confirmation.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import { lockApproval } from '../../models/protection/apply-decision.js';
import { renewPhrase } from '../../models/protection/open-approval.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { isPerson } from './present-approval.js';
import { getApproval } from './read-approvals.js';
import type { ProtectionServices } from './services.js';

/**
 * After too many wrong phrases: an admin who did not ask for it gives the tries back, with another random part.
 * `forbidden` (no person), `four_eyes` (one’s own), `approval_decided`, `unprocessable` (not locked).
 */
export async function unlockApproval(
  context: CallContext,
  services: ProtectionServices,
  id: string,
): Promise<Approval> {
  if (!isPerson(context)) throw new MillwrightError('forbidden', 'Only a person can unlock an approval.');
  await context.database.knex.transaction(async (trx) => {
    const row = await lockApproval(trx, id);
    requireLocked(row, context.actor.id);
    await ApprovalModel.query(trx)
      .findById(id)
      .patch({ attemptsLeft: CONFIRMATIONS[row.confirmationLevel].attempts, phrase: renewPhrase(row) });
    await recordAudit(trx, context, {
      action: 'approval.unlocked',
      subject: { type: 'approval', id },
      details: { planHash: row.planHash, requestedBy: row.requestedBy },
    });
  });
  return getApproval(context, services, id);
}

function requireLocked(row: ApprovalModel, personId: string): void {
  const refuse = (code: 'approval_decided' | 'four_eyes' | 'unprocessable', why: string): MillwrightError =>
    new MillwrightError(code, `Approval ${row.id}: ${why}`);
  if (row.state !== 'pending') throw refuse('approval_decided', `it is ${row.state} already.`);
  if (row.requestedBy === personId || row.acknowledgedBy === personId)
    throw refuse('four_eyes', 'who asked for it cannot unlock it; another admin can.');
  if (row.attemptsLeft > 0 || CONFIRMATIONS[row.confirmationLevel].attempts === 0)
    throw refuse('unprocessable', 'it is not locked.');
}
