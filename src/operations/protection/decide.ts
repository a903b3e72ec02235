import type {
  AcknowledgeApproval,
  Approval,
  ApproveApproval,
  RejectApproval,
} from '../../domain/protection/approval.js';
import type { Act, Refusal } from '../../domain/protection/judge-decision.js';
import type { ApprovalModel } from '../../models/protection/approval-model.js';
import { applyDecision, type DecisionInput } from '../../models/protection/apply-decision.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import { checkSecondFactor } from '../identity/second-factor.js';
import { findDelegator } from './delegations.js';
import { tellWorkflow } from './deliver-decisions.js';
import { isPerson } from './present-approval.js';
import { getApproval } from './read-approvals.js';
import type { ProtectionServices } from './services.js';

type Said = Pick<DecisionInput, 'phrase' | 'comment' | 'planHash'> & {
  readonly checklist: readonly string[];
  readonly secondFactorCode?: string | undefined;
};

/**
 * Approves. Refuses with `forbidden` (no person), `four_eyes`, `approval_decided`, `approval_expired`, `plan_changed`,
 * `attempts_exhausted`, `wrong_phrase` (with `attemptsLeft`), `unprocessable` (checklist).
 */
export async function approveApproval(
  context: CallContext,
  services: ProtectionServices,
  request: { readonly id: string; readonly body: ApproveApproval },
): Promise<Approval> {
  const { checklist = [], ...said } = request.body;
  return decide(context, services, { id: request.id, act: 'approve', said: { ...said, checklist } });
}

/** Rejects: one denial ends it. Refuses as `approveApproval` does, but for what belongs to a confirmation. */
export async function rejectApproval(
  context: CallContext,
  services: ProtectionServices,
  request: { readonly id: string; readonly body: RejectApproval },
): Promise<Approval> {
  const said = { comment: request.body.reason, checklist: [] };
  return decide(context, services, { id: request.id, act: 'reject', said });
}

/** The requester’s own step at `high` and above: phrase and checklist. */
export async function acknowledgeApproval(
  context: CallContext,
  services: ProtectionServices,
  request: { readonly id: string; readonly body: AcknowledgeApproval },
): Promise<Approval> {
  return decide(context, services, { id: request.id, act: 'acknowledge', said: request.body });
}

interface Request {
  readonly id: string;
  readonly act: Act;
  readonly said: Said;
}

async function decide(context: CallContext, services: ProtectionServices, request: Request): Promise<Approval> {
  const { actor, door, correlationId } = context;
  await requirePerson(context, request);
  const { secondFactorCode: code, ...said } = request.said;
  const { approval, refusal } = await context.database.knex.transaction(async (trx) =>
    applyDecision(trx, {
      approvalId: request.id,
      decisionId: newId(),
      act: request.act,
      person: { id: actor.id, name: actor.name },
      actor,
      door,
      correlationId,
      secondFactor: await checkSecondFactor(trx, services.keyring, { userId: actor.id, code }),
      onBehalfOf: await findDelegator(trx, context, request.id),
      ...said,
    }),
  );
  if (refusal !== undefined) throw toError(approval, refusal);
  if (approval.state !== 'pending') await tellQuietly(context, services, approval);
  return getApproval(context, services, approval.id);
}

/** A program can be made to say anything, and an assistant would say it: neither is ever a person’s word. */
async function requirePerson(context: CallContext, { id, act }: Request): Promise<void> {
  if (isPerson(context)) return;
  // Throws for one that does not exist: the trail is no place for invented ids.
  const { knex } = context.database;
  await knex.transaction(async (trx) => {
    const known = await trx('approvals').where({ id }).first('id');
    if (known === undefined) throw new MillwrightError('not_found', `There is no approval ${id}.`);
    await recordAudit(trx, context, {
      action: 'approval.refused',
      subject: { type: 'approval', id },
      outcome: 'denied',
      details: { wanted: act, reason: 'forbidden', why: 'no person' },
    });
  });
  const who = context.actor.tokenKind === null ? 'The system' : `A token of the kind ${context.actor.tokenKind}`;
  throw new MillwrightError('forbidden', `Approval ${id}: ${who} cannot decide; a person with a human token can.`, {
    members: { remedy: 'Decide with a token of the kind human.' },
  });
}

/** The decision stands whatever happens here: what Temporal cannot be told now, it is told later. */
export async function tellQuietly(
  context: CallContext,
  services: ProtectionServices,
  approval: Pick<ApprovalModel, 'id' | 'workflowId'>,
): Promise<void> {
  try {
    await tellWorkflow(context.database, services.temporal, approval);
  } catch (error) {
    const { id: approvalId, workflowId } = approval;
    context.log.warn({ err: error, approvalId, workflowId }, 'the workflow is told of the decision later');
  }
}

function toError(approval: ApprovalModel, refusal: Refusal): MillwrightError {
  const counts = refusal.code === 'wrong_phrase' || refusal.code === 'attempts_exhausted';
  return new MillwrightError(refusal.code, `Approval ${approval.id}: ${refusal.message}`, {
    ...(counts ? { members: { attemptsLeft: approval.attemptsLeft } } : {}),
    errors: refusal.missing.map((id) => ({ path: 'checklist', message: `${id} is required` })),
  });
}
