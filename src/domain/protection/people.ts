import { z } from 'zod';
import { SecondFactorCode } from '../identity/second-factor.js';

const Reason = z.string().trim().min(20).max(2_000);

export const ProtectionSettings = z
  .object({
    soloMode: z.boolean().meta({
      description:
        'Where one person is all there is: a second factor and a delay stand in for the second person, and the trail says so.',
    }),
    isSolo: z.boolean().meta({ description: 'Whether there is nobody else now who could approve.' }),
  })
  .meta({ id: 'ProtectionSettings' });
export type ProtectionSettings = z.infer<typeof ProtectionSettings>;

export const PutProtectionSettings = z
  .strictObject({ soloMode: z.boolean(), secondFactorCode: SecondFactorCode.optional() })
  .meta({ id: 'PutProtectionSettings' });
export type PutProtectionSettings = z.infer<typeof PutProtectionSettings>;

export const BreakGlass = z
  .strictObject({
    reason: Reason.meta({ description: 'Why it cannot wait for those who would approve; at least 20 characters.' }),
    planHash: z.string().min(1).max(200).meta({ description: 'Of the plan that was read, whole.' }),
    secondFactorCode: SecondFactorCode,
  })
  .meta({ id: 'BreakGlass' });
export type BreakGlass = z.infer<typeof BreakGlass>;

export const ReviewBreakGlass = z
  .strictObject({ comment: z.string().trim().min(1).max(2_000) })
  .meta({ id: 'ReviewBreakGlass' });
export type ReviewBreakGlass = z.infer<typeof ReviewBreakGlass>;

export const CreateDelegation = z
  .strictObject({
    toUserId: z.uuid(),
    endsAt: z.iso.datetime().meta({ description: 'At most 30 days from now.' }),
    subjectTypes: z.array(z.string().min(1).max(100)).min(1).max(20).optional().meta({
      description: 'Kinds of subjects it is for (`action`, `container_update`); without it, all.',
    }),
    reason: z.string().trim().min(1).max(500),
  })
  .meta({ id: 'CreateDelegation' });
export type CreateDelegation = z.infer<typeof CreateDelegation>;

export const Delegation = z
  .object({
    id: z.uuid(),
    from: z.object({ id: z.uuid(), name: z.string() }),
    to: z.object({ id: z.uuid(), name: z.string() }),
    subjectTypes: z.array(z.string()).nullable(),
    reason: z.string(),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Delegation' });
export type Delegation = z.infer<typeof Delegation>;

const Count = z.int().min(0);
export const ProtectionReport = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    approvals: z.array(
      z.object({
        subjectType: z.string(),
        riskLevel: z.string(),
        state: z.string(),
        count: Count,
        medianSecondsToDecision: z.number().nullable(),
      }),
    ),
    actions: z
      .array(z.object({ effect: z.string(), riskLevel: z.string(), state: z.string(), count: Count }))
      .meta({ description: 'Commands that were asked for, by what they would do and how they ended.' }),
    refusals: z
      .array(z.object({ reason: z.string(), count: Count }))
      .meta({ description: 'What people, programs and signals tried and were refused, by reason.' }),
    nearMisses: z.object({
      wrongPhrases: Count,
      plansChanged: Count,
      rejected: Count,
      revoked: Count.meta({ description: 'Stopped after the approval, before the act.' }),
      forbidden: Count.meta({ description: 'Commands that run for nobody.' }),
      targetsChanged: Count.meta({
        description: 'Approved, and held back because the plan or its target had changed.',
      }),
      heldBack: Count.meta({ description: 'Approved, and held back because a right, a rule or a level had changed.' }),
    }),
    breakGlass: z.object({ used: Count, reviewsOverdue: Count }),
    escalations: Count,
    ownRequests: Count.meta({ description: 'Approved by who asked for it, solo mode included.' }),
  })
  .meta({ id: 'ProtectionReport' });
export type ProtectionReport = z.infer<typeof ProtectionReport>;
