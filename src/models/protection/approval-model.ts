import { Model } from 'objection';
import type { ApprovalState } from '../../domain/protection/approval.js';
import type { ConfirmationLevel } from '../../domain/protection/confirmation.js';
import type { Plan, RiskLevel } from '../../domain/protection/plan.js';

/** Table `approvals`: what waits, or waited, for a human. */
export class ApprovalModel extends Model {
  declare id: string;
  declare state: ApprovalState;
  declare subjectType: string;
  declare subjectId: string;
  declare subjectTitle: string;
  declare riskLevel: RiskLevel;
  declare riskReasons: string[];
  declare plan: Plan;
  declare planHash: string;
  declare confirmationLevel: ConfirmationLevel;
  declare phrase: string | null;
  declare approvalsNeeded: number;
  declare attemptsLeft: number;
  declare workflowId: string;
  declare site: string | null;
  declare requestedBy: string;
  declare requestedByName: string;
  declare correlationId: string;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare acknowledgedAt: Date | null;
  declare acknowledgedBy: string | null;
  declare acknowledgedByName: string | null;
  declare outcomeReason: string | null;
  declare decidedAt: Date | null;
  declare deliveredAt: Date | null;
  declare toldAt: Date | null;
  declare tellings: number;
  /** Approved, and not acted upon before. */
  declare actsNotBefore: Date | null;
  declare solo: boolean;
  declare escalations: number;
  declare breakGlassAt: Date | null;
  declare breakGlassBy: string | null;
  declare breakGlassByName: string | null;
  declare breakGlassReason: string | null;
  declare reviewDueAt: Date | null;
  declare reviewedAt: Date | null;
  declare reviewedBy: string | null;
  declare reviewedByName: string | null;
  declare reviewComment: string | null;

  static override tableName = 'approvals';
  static override jsonAttributes = ['riskReasons', 'plan'];
}
