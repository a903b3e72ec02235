import { z } from 'zod';
import { SecondFactorCode } from '../identity/second-factor.js';
import { ConfirmationLevel } from './confirmation.js';
import { Plan, Risk } from './plan.js';

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
export const ApprovalState = z.enum(APPROVAL_STATES).meta({ id: 'ApprovalState' });
export type ApprovalState = z.infer<typeof ApprovalState>;

const Comment = z.string().trim().min(1).max(2_000);
const Phrase = z.string().max(1_000);
const ChecklistIds = z
  .array(z.string().min(1).max(200))
  .max(100)
  .meta({ description: 'Ids of `plan.checklist` that were gone through.' });

export const ApprovalDecision = z
  .object({
    id: z.uuid(),
    decision: z.enum(['approve', 'reject']),
    by: z.string().meta({ description: 'Name; with the door web_ui only what the sender claimed.' }),
    userId: z.uuid().nullable(),
    onBehalfOf: z.string().nullable().meta({ description: 'Whose delegated right was used.' }),
    door: z.string(),
    comment: z.string().nullable(),
    checklist: z.array(z.string()),
    at: z.iso.datetime(),
  })
  .meta({ id: 'ApprovalDecision' });
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

export const Approval = z
  .object({
    id: z.uuid(),
    state: ApprovalState,
    subject: z.object({ type: z.string(), id: z.uuid(), title: z.string() }),
    risk: Risk,
    plan: Plan,
    confirmation: z.object({
      level: ConfirmationLevel,
      phrase: z.string().optional().meta({ description: 'To be typed; shown to persons only, while it is pending.' }),
      approvalsNeeded: z.int(),
      attemptsLeft: z.int(),
      expiresAt: z.iso.datetime(),
      acknowledgedAt: z.iso.datetime().nullable().meta({ description: 'The requester’s own step, at high and above.' }),
    }),
    requestedBy: z.string().meta({ description: 'Id of the user, or the name of the schedule.' }),
    requestedByName: z.string(),
    decisions: z.array(ApprovalDecision),
    actsNotBefore: z.iso.datetime().nullable().meta({
      description: 'Approved, and acted upon after this; until then a rejection stops it.',
    }),
    escalations: z.int().meta({ description: 'How often nobody had decided for so long that others were told.' }),
    breakGlass: z
      .object({
        at: z.iso.datetime(),
        by: z.string(),
        reason: z.string(),
        reviewDueAt: z.iso.datetime(),
        reviewedAt: z.iso.datetime().nullable(),
        reviewedBy: z.string().nullable(),
        reviewComment: z.string().nullable(),
      })
      .nullable(),
    outcomeReason: z.string().nullable().meta({ description: 'Why it was withdrawn or has expired.' }),
    workflowId: z.string(),
    correlationId: z.string(),
    createdAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    links: z.object({ temporal: z.string() }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

export const ApproveApproval = z
  .strictObject({
    phrase: Phrase.optional(),
    checklist: ChecklistIds.optional(),
    comment: Comment.optional(),
    secondFactorCode: SecondFactorCode.optional().meta({
      description: 'In solo mode it stands in for the second person, together with a delay.',
    }),
    planHash: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Of the plan one has read: another is refused.' }),
  })
  .meta({ id: 'ApproveApproval' });
export type ApproveApproval = z.infer<typeof ApproveApproval>;

export const RejectApproval = z.strictObject({ reason: Comment }).meta({ id: 'RejectApproval' });
export type RejectApproval = z.infer<typeof RejectApproval>;

export const AcknowledgeApproval = z
  .strictObject({ phrase: Phrase, checklist: ChecklistIds.default([]) })
  .meta({ id: 'AcknowledgeApproval' });
export type AcknowledgeApproval = z.infer<typeof AcknowledgeApproval>;

/** The argument of the signal `decide`, as the Web UI's form lets a person type it. */
export const DecideSignal = z.object({
  decision: z.enum(['approve', 'reject']),
  by: z.string().trim().min(1).max(200),
  phrase: Phrase.optional(),
  comment: z.string().trim().max(2_000).optional(),
});
export type DecideSignal = z.infer<typeof DecideSignal>;

/** Filters of the inbox; all given ones must hold. */
export const ApprovalFilter = z.object({
  state: ApprovalState.optional(),
  subjectType: z.string().min(1).max(100).optional(),
  subjectId: z.uuid().optional(),
  reviewDue: z.literal('true').optional().meta({ description: 'Break-glass that nobody has reviewed yet.' }),
});
export type ApprovalFilter = z.infer<typeof ApprovalFilter>;
