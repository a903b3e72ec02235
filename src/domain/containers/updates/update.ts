import { z } from 'zod';
import { RulesPatch } from '../policies/update-policy.js';
import { UpdateRules } from '../policy.js';

export const UPDATE_STATES = [
  'planning',
  'waiting_for_window',
  'waiting_for_approval',
  'backing_up',
  'pulling',
  'recreating',
  'validating',
  'rolling_back',
  'committed',
  'rolled_back',
  'rejected',
  'expired',
  'cancelled',
  'failed',
  'unchanged',
] as const;
export const UpdateState = z.enum(UPDATE_STATES).meta({ id: 'UpdateState' });
export type UpdateState = z.infer<typeof UpdateState>;

export const ENDED_STATES: ReadonlySet<UpdateState> = new Set([
  'committed',
  'rolled_back',
  'rejected',
  'expired',
  'cancelled',
  'failed',
  'unchanged',
]);

export const UpdateImage = z
  .strictObject({ reference: z.string(), digest: z.string().nullable() })
  .meta({ id: 'UpdateImage' });
export type UpdateImage = z.infer<typeof UpdateImage>;

export const UpdateStep = z
  .strictObject({
    name: z.string(),
    state: z.enum(['running', 'succeeded', 'failed', 'skipped']),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    attempt: z.int(),
    evidence: z
      .record(z.string(), z.unknown())
      .describe('What the step saw and did; no secret, no output of programs.'),
  })
  .meta({ id: 'UpdateStep' });
export type UpdateStep = z.infer<typeof UpdateStep>;

export const UpdateFailure = z
  .strictObject({
    code: z.string(),
    message: z.string(),
    step: z.string().nullable(),
    remedy: z.string().nullable(),
    /** Why going back failed as well. */
    rollback: z.string().nullable(),
  })
  .meta({ id: 'UpdateFailure' });
export type UpdateFailure = z.infer<typeof UpdateFailure>;

export const ContainerUpdate = z
  .strictObject({
    id: z.uuid(),
    containerId: z.uuid(),
    hostId: z.uuid(),
    serverId: z.uuid(),
    state: UpdateState,
    from: UpdateImage,
    to: UpdateImage.nullable(),
    steps: z.array(UpdateStep),
    approvalId: z.uuid().nullable(),
    policy: UpdateRules,
    planHash: z.string().nullable(),
    needsAttention: z.boolean(),
    error: UpdateFailure.nullable(),
    requestedBy: z.string(),
    correlationId: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    workflowId: z.string(),
    links: z.strictObject({ temporal: z.string(), approval: z.string().nullable() }),
  })
  .meta({ id: 'ContainerUpdate' });
export type ContainerUpdate = z.infer<typeof ContainerUpdate>;

export const CreateUpdate = z
  .strictObject({
    containerId: z.uuid(),
    targetReference: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('The image to go to; default: what the container’s policy proposes.'),
    policy: RulesPatch.optional(),
  })
  .meta({ id: 'CreateContainerUpdate' });
export type CreateUpdate = z.infer<typeof CreateUpdate>;
