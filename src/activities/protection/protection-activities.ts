import { DecideSignal } from '../../domain/protection/approval.js';
import { compareRisk, RISK_CONFIRMATIONS } from '../../domain/protection/confirmation.js';
import type { ApprovalView, ProtectionActivities, WebUiVerdict, WebUiWish } from '../../domain/protection/messages.js';
import type { RiskLevel } from '../../domain/protection/plan.js';
import { ApprovalDecisionModel } from '../../models/protection/approval-decision-model.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import { ApprovalRefusalModel } from '../../models/protection/approval-refusal-model.js';
import { applyDecision, lockApproval } from '../../models/protection/apply-decision.js';
import { endApproval } from '../../models/protection/end-approval.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

export interface ProtectionDependencies {
  readonly database: Database;
  /** WEB_UI_DECIDE_MAX_LEVEL: the highest risk that somebody unproven may decide about. */
  readonly webUiDecideMaxLevel: RiskLevel;
}

/** The steps of a wait for people. Each looks before it acts: repeating one changes nothing. */
export function createProtectionActivities(dependencies: ProtectionDependencies): ProtectionActivities {
  const { knex } = dependencies.database;
  const end = async (input: Parameters<typeof endApproval>[1]): Promise<ApprovalView> =>
    knex.transaction(async (trx) => toView(trx, await endApproval(trx, input)));
  return {
    readApproval: (input) => readApproval(dependencies.database, input),
    decideFromWebUi: (wish) => knex.transaction((trx) => decideFromWebUi(trx, dependencies, wish)),
    expireApproval: ({ approvalId }) =>
      end({ approvalId, state: 'expired', reason: 'nobody decided in time', delivered: true }),
    withdrawApproval: ({ approvalId, reason }) => end({ approvalId, state: 'withdrawn', reason, delivered: true }),
    escalateApproval: (input) => knex.transaction((trx) => escalate(trx, input)),
    async markDelivered({ approvalId }) {
      await ApprovalModel.query(knex)
        .findById(approvalId)
        .whereNot('state', 'pending')
        .whereNull('deliveredAt')
        .patch({ deliveredAt: new Date() });
    },
  };
}

async function readApproval(
  { knex }: Database,
  { approvalId, workflowId }: { readonly approvalId: string; readonly workflowId: string },
): Promise<ApprovalView> {
  const row = await ApprovalModel.query(knex).findById(approvalId);
  if (row === undefined || row.workflowId !== workflowId) {
    throw new MillwrightError(
      'intent_missing',
      `Workflow ${workflowId} has no approval ${approvalId} of its own: nothing was done.`,
    );
  }
  return toView(knex, row);
}

/** Silence is told: in the trail, in the inbox, and by the workflow that waits to whoever watches it. */
async function escalate(
  trx: Transaction,
  { approvalId, step }: { readonly approvalId: string; readonly step: number },
): Promise<ApprovalView> {
  const row = await lockApproval(trx, approvalId);
  if (row.state !== 'pending' || row.escalations >= step) return toView(trx, row);
  await ApprovalModel.query(trx).findById(approvalId).patch({ escalations: step });
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: 'approval.escalated',
    subject: { type: 'approval', id: approvalId },
    outcome: 'requested',
    correlationId: row.correlationId,
    details: { step, riskLevel: row.riskLevel, planHash: row.planHash, expiresAt: row.expiresAt.toISOString() },
  });
  return toView(trx, await ApprovalModel.query(trx).findById(approvalId).throwIfNotFound());
}

async function toView(knex: Transaction | Database['knex'], row: ApprovalModel): Promise<ApprovalView> {
  const decision = row.state === 'rejected' ? 'reject' : 'approve';
  const isDecided = row.state === 'approved' || row.state === 'rejected';
  const said = isDecided
    ? await ApprovalDecisionModel.query(knex).where({ approvalId: row.id, decision }).orderBy('at').orderBy('id')
    : [];
  return {
    approvalId: row.id,
    state: row.state,
    title: row.subjectTitle,
    riskLevel: row.riskLevel,
    confirmationLevel: row.confirmationLevel,
    planHash: row.planHash,
    expiresAt: row.expiresAt.toISOString(),
    notBefore: row.state === 'approved' ? (row.actsNotBefore?.toISOString() ?? null) : null,
    escalateAt: RISK_CONFIRMATIONS[row.riskLevel].escalateMinutes
      .map((minutes) => new Date(row.createdAt.getTime() + minutes * 60_000))
      .filter((at) => at < row.expiresAt)
      .map((at) => at.toISOString()),
    escalations: row.escalations,
    by: said.length === 0 ? null : said.map(({ byName }) => byName).join(', '),
    comment: said.findLast(({ comment }) => comment !== null)?.comment ?? row.outcomeReason,
  };
}

interface Refused {
  readonly by: string | null;
  readonly reason: string;
}

/** What only a signal can be refused for, by a name that can be counted. */
interface Unlawful extends Refused {
  readonly code: 'unreadable_signal' | 'early_signal' | 'above_web_ui_level';
}

/** The Web UI’s way in: the same rules as the API’s, for somebody who only claims a name. */
async function decideFromWebUi(
  trx: Transaction,
  { webUiDecideMaxLevel }: ProtectionDependencies,
  input: WebUiWish,
): Promise<WebUiVerdict> {
  const row = await lockApproval(trx, input.approvalId);
  const earlier = await findEarlier(trx, input.wishId);
  if (earlier !== undefined) return { approval: await toView(trx, row), refusal: earlier.refusal };
  const parsed = DecideSignal.safeParse(input.wish);
  const unlawful = findUnlawful(row, { parsed, maxLevel: webUiDecideMaxLevel, receivedAt: input.receivedAt });
  if (unlawful !== undefined || !parsed.success) {
    const refused = unlawful ?? { by: null, code: 'unreadable_signal' as const, reason: 'it cannot be read' };
    await auditUnlawful(trx, row, refused);
    return refuse(trx, input, refused);
  }
  const { decision, by, phrase, comment } = parsed.data;
  const { approval, refusal } = await applyDecision(trx, {
    approvalId: row.id,
    decisionId: input.wishId,
    act: decision,
    person: { id: null, name: by },
    actor: claimant(by),
    door: 'web_ui',
    correlationId: row.correlationId,
    phrase: phrase === '' ? undefined : phrase,
    // The form of a signal has no place for one.
    checklist: null,
    comment: comment === '' ? undefined : comment,
  });
  if (refusal === undefined) return { approval: await toView(trx, approval), refusal: null };
  const left = refusal.costsAttempt ? ` ${approval.attemptsLeft} attempt(s) left.` : '';
  return refuse(trx, input, { by, reason: `${refusal.code}: ${refusal.message}${left}` });
}

/** What a first try of this activity did before its answer was lost. */
async function findEarlier(trx: Transaction, wishId: string): Promise<{ refusal: string | null } | undefined> {
  if ((await ApprovalDecisionModel.query(trx).findById(wishId)) !== undefined) return { refusal: null };
  const refused = await ApprovalRefusalModel.query(trx).findById(wishId);
  return refused === undefined ? undefined : { refusal: describeRefusal(refused.byName, refused.reason) };
}

interface Judged {
  readonly parsed: ReturnType<typeof DecideSignal.safeParse>;
  readonly maxLevel: RiskLevel;
  readonly receivedAt: string;
}

function findUnlawful(row: ApprovalModel, { parsed, maxLevel, receivedAt }: Judged): Unlawful | undefined {
  if (!parsed.success) {
    const places = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`,
    );
    return { by: null, code: 'unreadable_signal', reason: `it cannot be read (${places.join('; ')})` };
  }
  const { by } = parsed.data;
  if (Date.parse(receivedAt) < row.createdAt.getTime())
    return { by, code: 'early_signal', reason: 'it came before the plan was there: read the plan, then send it again' };
  if (compareRisk(row.riskLevel, maxLevel) > 0)
    return {
      by,
      code: 'above_web_ui_level',
      reason: `risk ${row.riskLevel} is above what the Web UI may decide (${maxLevel}, WEB_UI_DECIDE_MAX_LEVEL): decide by the API`,
    };
  return undefined;
}

async function auditUnlawful(trx: Transaction, row: ApprovalModel, { by, code, reason }: Unlawful): Promise<void> {
  await appendAudit(trx, {
    actor: claimant(by ?? 'unknown'),
    door: 'web_ui',
    action: 'approval.refused',
    subject: { type: 'approval', id: row.id },
    outcome: 'denied',
    correlationId: row.correlationId,
    details: {
      reason: code,
      why: reason,
      planHash: row.planHash,
      riskLevel: row.riskLevel,
      workflowId: row.workflowId,
    },
  });
}

async function refuse(trx: Transaction, input: WebUiWish, { by, reason }: Refused): Promise<WebUiVerdict> {
  await ApprovalRefusalModel.query(trx).insert({ id: input.wishId, approvalId: input.approvalId, byName: by, reason });
  const row = await ApprovalModel.query(trx).findById(input.approvalId).throwIfNotFound();
  return { approval: await toView(trx, row), refusal: describeRefusal(by, reason) };
}

function describeRefusal(by: string | null, reason: string): string {
  return `a decision sent from the Web UI by ${by === null ? 'somebody' : JSON.stringify(by)} was refused: ${reason}`;
}

/** Says in the trail that the name is a claim. */
function claimant(name: string): { kind: string; id: string; name: string } {
  return { kind: 'claimed', id: 'web_ui', name };
}
