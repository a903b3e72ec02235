import { roleIncludes, type Role } from '../../../domain/identity/roles.js';
import type { ApprovalFacts, PersonFacts } from '../../../domain/protection/actions/gates.js';
import { ACT_CONFIRMATIONS } from '../../../domain/protection/confirmation.js';
import { UserModel } from '../../../models/identity/user-model.js';
import type { ActionModel } from '../../../models/protection/action-model.js';
import { ApprovalDecisionModel } from '../../../models/protection/approval-decision-model.js';
import { ApprovalDelegationModel } from '../../../models/protection/approval-delegation-model.js';
import type { ApprovalModel } from '../../../models/protection/approval-model.js';
import type { Transaction } from '../../../platform/db/database.js';

const MINUTE_MS = 60_000;

/** How an approval stands right before the act: for which plan, until when, and whose word still counts. */
export async function readApprovalFacts(
  trx: Transaction,
  row: ActionModel,
  approval: ApprovalModel,
): Promise<ApprovalFacts> {
  const { validMinutes } = ACT_CONFIRMATIONS[row.riskLevel];
  // What could not be acted upon yet was no time in which it could have been.
  const fromMs = (approval.actsNotBefore ?? approval.decidedAt)?.getTime() ?? 0;
  return {
    state: approval.state,
    samePlan: approval.planHash === row.planHash,
    isPastValidity: Date.now() > fromMs + validMinutes * MINUTE_MS + row.coolingDownMs,
    ...(await readVoters(trx, row, approval)),
  };
}

type Voters = Pick<ApprovalFacts, 'approvalsNeeded' | 'approvers'>;

async function readVoters(trx: Transaction, row: ActionModel, approval: ApprovalModel): Promise<Voters> {
  // Break-glass is the word of one admin and leaves no vote.
  const { breakGlassBy, breakGlassByName } = approval;
  if (breakGlassBy !== null) {
    const admin = await readPerson(trx, { id: breakGlassBy, role: 'admin', name: breakGlassByName ?? breakGlassBy });
    return { approvalsNeeded: 1, approvers: [admin] };
  }
  const votes = await ApprovalDecisionModel.query(trx).where({ approvalId: approval.id, decision: 'approve' });
  const approvers: PersonFacts[] = [];
  for (const vote of votes) if (vote.planHash === row.planHash) approvers.push(await readVoter(trx, vote, approval));
  // In solo mode a second factor and a delay stood in for all the others.
  return { approvalsNeeded: approval.solo ? 1 : approval.approvalsNeeded, approvers };
}

/** Who voted in somebody’s stead needs no role of their own: whoever handed the right on needs it, and not taken back. */
async function readVoter(
  trx: Transaction,
  { userId, byName, onBehalfOf, onBehalfOfName }: ApprovalDecisionModel,
  { subjectType }: ApprovalModel,
): Promise<PersonFacts> {
  // A name that a signal of the Web UI claimed is no person whose rights could end: the level allowed it then.
  if (userId === null) return { name: byName, mayAct: true };
  if (onBehalfOf === null) return readPerson(trx, { id: userId, role: 'approver', name: byName });
  const delegate = await readPerson(trx, { id: userId, role: 'viewer', name: byName });
  const giver = await readPerson(trx, { id: onBehalfOf, role: 'approver', name: onBehalfOfName ?? onBehalfOf });
  const stands = await ApprovalDelegationModel.query(trx)
    .where({ fromUserId: onBehalfOf, toUserId: userId })
    .whereNull('revokedAt')
    .whereRaw('(subject_types is null or ? = any(subject_types))', [subjectType])
    .first();
  return { name: delegate.name, mayAct: delegate.mayAct && giver.mayAct && stands !== undefined };
}

/** Still there, not disabled, and still in the role. */
export async function readPerson(
  trx: Transaction,
  { id, role, name }: { readonly id: string; readonly role: Role; readonly name: string },
): Promise<PersonFacts> {
  const user = await UserModel.query(trx).findById(id);
  const mayAct = user !== undefined && user.disabledAt === null && roleIncludes(user.role, role);
  return { name: user?.name ?? name, mayAct };
}
