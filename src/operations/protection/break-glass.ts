import type { Approval } from '../../domain/protection/approval.js';
import type { BreakGlass, ReviewBreakGlass } from '../../domain/protection/people.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import { lockApproval } from '../../models/protection/apply-decision.js';
import { equalTexts } from '../../platform/crypto/equal-texts.js';
import type { Transaction } from '../../platform/db/database.js';
import type { ErrorCode } from '../../platform/errors/catalogue.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { checkSecondFactor } from '../identity/second-factor.js';
import { tellQuietly } from './decide.js';
import { isPerson } from './present-approval.js';
import { getApproval } from './read-approvals.js';
import type { ProtectionServices } from './services.js';

const REVIEW_HOURS = 24;

interface Wanted<Body> {
  readonly id: string;
  readonly body: Body;
}

interface Refused {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Approves alone and at once, in an emergency: an admin, in person, with a second factor, a reason and the hash of the
 * plan that was read. Loud: an audit entry of its own, a warning in the log, and a review by somebody else that is due.
 * What is forbidden never comes so far: there is no approval of it.
 */
export async function breakGlass(
  context: CallContext,
  services: ProtectionServices,
  request: Wanted<BreakGlass>,
): Promise<Approval> {
  const { row, refused } = await context.database.knex.transaction(async (trx) => {
    const found = await lockApproval(trx, request.id);
    const why = await findRefusal(trx, { context, services, row: found, body: request.body });
    if (why === undefined) await approveAlone(trx, context, { row: found, reason: request.body.reason });
    await auditBreakGlass(trx, context, { row: found, refused: why, reason: request.body.reason });
    return { row: found, refused: why };
  });
  if (refused !== undefined) throw new MillwrightError(refused.code, `Approval ${request.id}: ${refused.message}`);
  context.log.warn({ approvalId: row.id, by: context.actor.name, of: row.subjectTitle }, 'break-glass was used');
  await tellQuietly(context, services, row);
  return getApproval(context, services, row.id);
}

/** Somebody else looks at what was done. `approval_decided` when it was reviewed, `four_eyes` for who did it. */
export async function reviewBreakGlass(
  context: CallContext,
  services: ProtectionServices,
  { id, body }: Wanted<ReviewBreakGlass>,
): Promise<Approval> {
  if (!isPerson(context)) throw new MillwrightError('forbidden', 'Only a person can review what another one did.');
  await context.database.knex.transaction(async (trx) => {
    const row = await lockApproval(trx, id);
    const refused = findReviewRefusal(row, context.actor.id);
    if (refused !== undefined) throw new MillwrightError(refused.code, `Approval ${id}: ${refused.message}`);
    const { id: reviewedBy, name: reviewedByName } = context.actor;
    await ApprovalModel.query(trx)
      .findById(id)
      .patch({ reviewedAt: new Date(), reviewedBy, reviewedByName, reviewComment: body.comment });
    await recordAudit(trx, context, {
      action: 'approval.break_glass_reviewed',
      subject: { type: 'approval', id },
      details: { by: row.breakGlassBy, comment: body.comment, dueAt: row.reviewDueAt?.toISOString() ?? null },
    });
  });
  return getApproval(context, services, id);
}

interface Judged {
  readonly context: CallContext;
  readonly services: ProtectionServices;
  readonly row: ApprovalModel;
  readonly body: BreakGlass;
}

async function findRefusal(trx: Transaction, { context, services, row, body }: Judged): Promise<Refused | undefined> {
  if (!isPerson(context)) return { code: 'forbidden', message: 'break-glass is for persons.' };
  if (row.state !== 'pending') return { code: 'approval_decided', message: `it is ${row.state} already.` };
  if (row.expiresAt <= new Date()) return { code: 'approval_expired', message: 'its time to be decided is over.' };
  if (!equalTexts(body.planHash, row.planHash))
    return { code: 'plan_changed', message: 'the planHash given is not the one of its plan.' };
  const said = await checkSecondFactor(trx, services.keyring, {
    userId: context.actor.id,
    code: body.secondFactorCode,
  });
  if (said === 'right') return undefined;
  return { code: 'second_factor_needed', message: 'break-glass rests on a second factor, and this code is not right.' };
}

async function approveAlone(
  trx: Transaction,
  { actor }: CallContext,
  { row, reason }: { readonly row: ApprovalModel; readonly reason: string },
): Promise<void> {
  const now = new Date();
  await ApprovalModel.query(trx)
    .findById(row.id)
    .patch({
      state: 'approved',
      decidedAt: now,
      outcomeReason: `break-glass by ${actor.name}: ${reason}`,
      breakGlassAt: now,
      breakGlassBy: actor.id,
      breakGlassByName: actor.name,
      breakGlassReason: reason,
      reviewDueAt: new Date(now.getTime() + REVIEW_HOURS * 3_600_000),
    });
}

async function auditBreakGlass(
  trx: Transaction,
  context: CallContext,
  entry: { readonly row: ApprovalModel; readonly refused: Refused | undefined; readonly reason: string },
): Promise<void> {
  const { row, refused, reason } = entry;
  await recordAudit(trx, context, {
    action: 'approval.break_glass',
    subject: { type: 'approval', id: row.id },
    outcome: refused === undefined ? 'succeeded' : 'denied',
    details: {
      of: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
      riskLevel: row.riskLevel,
      planHash: row.planHash,
      reason,
      refused: refused?.code ?? null,
      reviewDueHours: REVIEW_HOURS,
    },
  });
}

function findReviewRefusal(row: ApprovalModel, personId: string): Refused | undefined {
  if (row.breakGlassAt === null) return { code: 'unprocessable', message: 'no break-glass was used.' };
  if (row.reviewedAt !== null) return { code: 'approval_decided', message: 'it was reviewed already.' };
  if (row.breakGlassBy === personId) return { code: 'four_eyes', message: 'another person has to review it.' };
  return undefined;
}
