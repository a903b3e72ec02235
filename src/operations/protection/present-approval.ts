import type { Approval, ApprovalDecision } from '../../domain/protection/approval.js';
import type { ApprovalDecisionModel } from '../../models/protection/approval-decision-model.js';
import type { ApprovalModel } from '../../models/protection/approval-model.js';
import { workflowLink } from '../../platform/temporal/start-workflow.js';
import type { CallContext } from '../context.js';
import type { ProtectionServices } from './services.js';

/** Whether a person is there: only persons decide, and only they see what is to be typed. */
export function isPerson({ actor }: Pick<CallContext, 'actor'>): boolean {
  return actor.kind === 'user' && actor.tokenKind === 'human';
}

/** An approval as its reader may see it: a program or an assistant is never shown the phrase. */
export function presentApproval(
  context: CallContext,
  services: ProtectionServices,
  { row, decisions }: { readonly row: ApprovalModel; readonly decisions: readonly ApprovalDecisionModel[] },
): Approval {
  const showsPhrase = row.phrase !== null && row.state === 'pending' && isPerson(context);
  return {
    id: row.id,
    state: row.state,
    subject: { type: row.subjectType, id: row.subjectId, title: row.subjectTitle },
    risk: { level: row.riskLevel, reasons: row.riskReasons },
    plan: row.plan,
    confirmation: {
      level: row.confirmationLevel,
      ...(showsPhrase && row.phrase !== null ? { phrase: row.phrase } : {}),
      approvalsNeeded: row.approvalsNeeded,
      attemptsLeft: row.attemptsLeft,
      expiresAt: row.expiresAt.toISOString(),
      acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    },
    requestedBy: row.requestedBy,
    requestedByName: row.requestedByName,
    decisions: decisions.map(presentDecision),
    actsNotBefore: row.actsNotBefore?.toISOString() ?? null,
    escalations: row.escalations,
    breakGlass: presentBreakGlass(row),
    outcomeReason: row.outcomeReason,
    workflowId: row.workflowId,
    correlationId: row.correlationId,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    links: { temporal: workflowLink(services.temporalUiUrl, services.temporal.namespace, row.workflowId) },
  };
}

function presentBreakGlass(row: ApprovalModel): Approval['breakGlass'] {
  if (row.breakGlassAt === null) return null;
  return {
    at: row.breakGlassAt.toISOString(),
    by: row.breakGlassByName ?? '',
    reason: row.breakGlassReason ?? '',
    reviewDueAt: (row.reviewDueAt ?? row.breakGlassAt).toISOString(),
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
    reviewedBy: row.reviewedByName,
    reviewComment: row.reviewComment,
  };
}

function presentDecision(row: ApprovalDecisionModel): ApprovalDecision {
  return {
    id: row.id,
    decision: row.decision,
    by: row.byName,
    userId: row.userId,
    onBehalfOf: row.onBehalfOfName,
    door: row.door,
    comment: row.comment,
    checklist: row.checklist,
    at: row.at.toISOString(),
  };
}
