import {
  isComplete,
  isRequester,
  judgeDecision,
  type Act,
  type Attempt,
  type Refusal,
  type Standing,
} from '../../domain/protection/judge-decision.js';
import { RISK_CONFIRMATIONS } from '../../domain/protection/confirmation.js';
import { appendAudit, type AuditActor, type AuditOutcome } from '../../platform/audit/append.js';
import { equalTexts } from '../../platform/crypto/equal-texts.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { ApprovalDecisionModel } from './approval-decision-model.js';
import { ApprovalModel } from './approval-model.js';
import { isSolo } from './solo-mode.js';

export interface DecisionInput {
  readonly approvalId: string;
  /** Key of the decision’s row. */
  readonly decisionId: string;
  readonly act: Act;
  readonly person: { readonly id: string | null; readonly name: string };
  readonly actor: AuditActor;
  readonly door: string;
  readonly correlationId: string;
  readonly phrase?: string | undefined;
  /** Null where the door has no way to give one. */
  readonly checklist: readonly string[] | null;
  readonly comment?: string | undefined;
  readonly planHash?: string | undefined;
  /** Default: none was given. */
  readonly secondFactor?: Attempt['secondFactor'];
  /** Whose delegated right is made use of. */
  readonly onBehalfOf?: { readonly id: string; readonly name: string } | null;
}

export interface AppliedDecision {
  readonly approval: ApprovalModel;
  /** Why nothing was done but counting and auditing it. Commit all the same, then tell. */
  readonly refusal: Refusal | undefined;
}

/**
 * The one way in which a person’s word reaches an approval, for every door: locks the row, judges, writes the vote and
 * perhaps the outcome, and the audit entry. Never throws for a refusal, so that its entry and the spent attempt are
 * stored. `not_found` when there is no such approval.
 */
export async function applyDecision(trx: Transaction, input: DecisionInput): Promise<AppliedDecision> {
  const row = await lockApproval(trx, input.approvalId);
  const standing = await readStanding(trx, row);
  const approvers = await listApprovers(trx, row.id);
  const attempt = describeAttempt(input, row, approvers);
  const refusal = judgeDecision(standing, attempt);
  if (refusal !== undefined) return { approval: await refuse(trx, input, { row, refusal }), refusal };
  return { approval: await accept(trx, input, { row, standing, votes: approvers.length }), refusal: undefined };
}

/** The row under its lock until the end of the transaction. */
export async function lockApproval(trx: Transaction, id: string): Promise<ApprovalModel> {
  const row = await ApprovalModel.query(trx).findById(id).forUpdate();
  if (row === undefined) throw new MillwrightError('not_found', `There is no approval ${id}.`);
  return row;
}

async function readStanding(trx: Transaction, row: ApprovalModel): Promise<Standing> {
  // Of this very moment, not of the transaction’s start: it may have waited for the lock.
  const { rows } = await trx.raw<{ rows: { past: boolean; cooling: boolean }[] }>(
    `select clock_timestamp() >= :expires::timestamptz as past,
            coalesce(clock_timestamp() < :acts::timestamptz, false) as cooling`,
    { expires: row.expiresAt, acts: row.actsNotBefore },
  );
  return {
    state: row.state,
    isPastDeadline: rows[0]?.past ?? true,
    isCooling: row.state === 'approved' && (rows[0]?.cooling ?? false),
    isSolo: await isSolo(trx, row.requestedBy),
    confirmationLevel: row.confirmationLevel,
    attemptsLeft: row.attemptsLeft,
    requestedBy: row.requestedBy,
    acknowledgedBy: row.acknowledgedBy,
    checklist: row.plan.checklist,
  };
}

interface Approver {
  readonly userId: string | null;
  readonly onBehalfOf: string | null;
}

async function listApprovers(trx: Transaction, approvalId: string): Promise<Approver[]> {
  return ApprovalDecisionModel.query(trx).where({ approvalId, decision: 'approve' }).select('userId', 'onBehalfOf');
}

function describeAttempt(input: DecisionInput, row: ApprovalModel, approvers: readonly Approver[]): Attempt {
  const { act, person, phrase, checklist, planHash } = input;
  const onBehalfOf = input.onBehalfOf?.id ?? null;
  // Who delegated and who was delegated to are one voice.
  const voices = new Set(approvers.flatMap((vote) => [vote.userId, vote.onBehalfOf]));
  voices.delete(null);
  return {
    act,
    personId: person.id,
    onBehalfOf,
    secondFactor: input.secondFactor ?? 'absent',
    hasApproved: voices.has(person.id) || voices.has(onBehalfOf),
    planHash: planHash === undefined ? 'absent' : equalTexts(planHash, row.planHash) ? 'same' : 'other',
    phrase: phrase === undefined ? 'absent' : isPhrase(phrase, row.phrase) ? 'right' : 'wrong',
    checklist,
  };
}

/** Case matters; white space around it and the form of accents do not. */
function isPhrase(given: string, wanted: string | null): boolean {
  return wanted !== null && equalTexts(given.normalize('NFC').trim(), wanted);
}

async function refuse(
  trx: Transaction,
  input: DecisionInput,
  { row, refusal }: { readonly row: ApprovalModel; readonly refusal: Refusal },
): Promise<ApprovalModel> {
  const attemptsLeft = Math.max(0, row.attemptsLeft - (refusal.costsAttempt ? 1 : 0));
  if (refusal.costsAttempt) await ApprovalModel.query(trx).findById(row.id).patch({ attemptsLeft });
  await writeAudit(trx, input, {
    row,
    action: 'approval.refused',
    outcome: 'denied',
    details: {
      wanted: input.act,
      reason: refusal.code,
      costsAttempt: refusal.costsAttempt,
      attemptsLeft,
      missing: refusal.missing,
    },
  });
  return ApprovalModel.query(trx).findById(row.id).throwIfNotFound();
}

interface Accepted {
  readonly row: ApprovalModel;
  readonly standing: Standing;
  readonly votes: number;
}

async function accept(trx: Transaction, input: DecisionInput, accepted: Accepted): Promise<ApprovalModel> {
  const { row } = accepted;
  const { patch, votes } = await store(trx, input, accepted);
  await ApprovalModel.query(trx).findById(row.id).patch(patch);
  await writeAudit(trx, input, {
    row,
    action: nameAction(input.act, patch.state),
    outcome: 'succeeded',
    details: {
      decisionId: input.decisionId,
      comment: input.comment ?? null,
      checklist: input.checklist,
      phraseOk: input.phrase === undefined || row.phrase === null ? null : true,
      votes,
      approvalsNeeded: row.approvalsNeeded,
      state: patch.state ?? row.state,
      onBehalfOf: input.onBehalfOf?.id ?? null,
      // Said plainly: nobody but the requester has looked at it.
      ownRequest: isRequester(accepted.standing, input.person.id),
      soloMode: patch.solo ?? false,
      actsNotBefore: patch.actsNotBefore?.toISOString() ?? null,
    },
  });
  return ApprovalModel.query(trx).findById(row.id).throwIfNotFound();
}

type Patch = Partial<
  Pick<
    ApprovalModel,
    | 'state'
    | 'decidedAt'
    | 'deliveredAt'
    | 'outcomeReason'
    | 'acknowledgedAt'
    | 'acknowledgedBy'
    | 'acknowledgedByName'
    | 'actsNotBefore'
    | 'solo'
  >
>;

async function store(
  trx: Transaction,
  input: DecisionInput,
  { row, standing, votes }: Accepted,
): Promise<{ patch: Patch; votes: number }> {
  const now = new Date();
  if (input.act === 'acknowledge') {
    const by = input.person.id ?? input.person.name;
    const complete = isComplete({ ...standing, acknowledgedBy: by }, votes, row.approvalsNeeded);
    const acknowledged = { acknowledgedAt: now, acknowledgedBy: by, acknowledgedByName: input.person.name };
    return { patch: { ...acknowledged, ...(complete ? approve(row, standing, now) : {}) }, votes };
  }
  await ApprovalDecisionModel.query(trx).insert({
    id: input.decisionId,
    approvalId: row.id,
    decision: input.act,
    userId: input.person.id,
    byName: input.person.name,
    door: input.door,
    comment: input.comment ?? null,
    checklist: [...(input.checklist ?? [])],
    planHash: row.planHash,
    onBehalfOf: input.onBehalfOf?.id ?? null,
    onBehalfOfName: input.onBehalfOf?.name ?? null,
  });
  if (input.act === 'reject') return { patch: reject(input, standing, now), votes };
  const complete = isComplete(standing, votes + 1, row.approvalsNeeded);
  return { patch: complete ? approve(row, standing, now) : {}, votes: votes + 1 };
}

/** One denial is enough; one of what is approved and not acted upon yet revokes it. */
function reject(input: DecisionInput, { isCooling }: Standing, now: Date): Patch {
  if (!isCooling) return { state: 'rejected', decidedAt: now };
  const why = input.comment === undefined ? '' : `: ${input.comment}`;
  return {
    state: 'withdrawn',
    decidedAt: now,
    deliveredAt: null,
    outcomeReason: `revoked by ${input.person.name} before it was acted upon${why}`,
  };
}

function approve(row: ApprovalModel, { isSolo: solo }: Standing, now: Date): Patch {
  const delaySeconds = solo ? RISK_CONFIRMATIONS[row.riskLevel].soloDelaySeconds : 0;
  const approved = { state: 'approved', decidedAt: now } as const;
  if (delaySeconds === 0) return approved;
  return { ...approved, solo, actsNotBefore: new Date(now.getTime() + delaySeconds * 1_000) };
}

function nameAction(act: Act, state: string | undefined): string {
  if (act === 'reject') return state === 'withdrawn' ? 'approval.revoked' : 'approval.rejected';
  if (state === 'approved') return 'approval.approved';
  return act === 'approve' ? 'approval.vote_counted' : 'approval.acknowledged';
}

interface Entry {
  readonly row: ApprovalModel;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly details: Readonly<Record<string, unknown>>;
}

async function writeAudit(trx: Transaction, input: DecisionInput, entry: Entry): Promise<void> {
  const { row, action, outcome, details } = entry;
  await appendAudit(trx, {
    actor: input.actor,
    door: input.door,
    action,
    subject: { type: 'approval', id: row.id },
    outcome,
    correlationId: input.correlationId,
    details: {
      of: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
      planHash: row.planHash,
      riskLevel: row.riskLevel,
      confirmationLevel: row.confirmationLevel,
      requestedBy: row.requestedBy,
      workflowId: row.workflowId,
      requestCorrelationId: row.correlationId,
      ...details,
    },
  });
}
