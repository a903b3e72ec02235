import type { ApprovalState } from './approval.js';
import type { ConfirmationLevel } from './confirmation.js';
import type { RiskLevel } from './plan.js';

/** Signals of every workflow that waits for a human. */
export const PROTECTION_SIGNALS = {
  /** Something about the approval changed: read it again. Sent by the operations behind the API. */
  approvalChanged: 'approvalChanged',
  /** A decision wished for in the Temporal Web UI. */
  decide: 'decide',
} as const;

export interface ApprovalChanged {
  readonly approvalId: string;
}

/** What a waiting workflow knows of its approval: facts only, never the phrase. */
export interface ApprovalView {
  readonly approvalId: string;
  readonly state: ApprovalState;
  readonly title: string;
  readonly riskLevel: RiskLevel;
  readonly confirmationLevel: ConfirmationLevel;
  readonly planHash: string;
  readonly expiresAt: string;
  /** Approved, but anybody may still stop it until then; null: act at once. */
  readonly notBefore: string | null;
  /** When silence is told to others, first to last; those that are past were told. */
  readonly escalateAt: readonly string[];
  /** How often that was. */
  readonly escalations: number;
  /** Names of those who decided; null while pending, and when nobody did. */
  readonly by: string | null;
  /** What they said, or why it was withdrawn. */
  readonly comment: string | null;
}

/** A `decide` signal as it came: anyone who reaches Temporal can send anything. */
export interface WebUiWish {
  readonly approvalId: string;
  /** Made by the workflow: a repeated activity finds what the first one did. */
  readonly wishId: string;
  /** The signal's argument, unchecked. */
  readonly wish: unknown;
  /** Workflow time of the signal: a wish from before the plan was there is none about it. */
  readonly receivedAt: string;
}

export interface WebUiVerdict {
  readonly approval: ApprovalView;
  /** One line for the workflow's details; null when the wish was carried out. */
  readonly refusal: string | null;
}

/** Activities of the engine queue. Each is safe to repeat. */
export interface ProtectionActivities {
  /** `intent_missing` when the approval is not one of this workflow. */
  readApproval(input: { readonly approvalId: string; readonly workflowId: string }): Promise<ApprovalView>;
  decideFromWebUi(input: WebUiWish): Promise<WebUiVerdict>;
  /** Expires it if nobody has decided. */
  expireApproval(input: { readonly approvalId: string }): Promise<ApprovalView>;
  /** Withdraws it if nobody has decided. */
  withdrawApproval(input: { readonly approvalId: string; readonly reason: string }): Promise<ApprovalView>;
  /** Writes down that nobody has decided for so long; once a step. */
  escalateApproval(input: { readonly approvalId: string; readonly step: number }): Promise<ApprovalView>;
  markDelivered(input: { readonly approvalId: string }): Promise<void>;
}
