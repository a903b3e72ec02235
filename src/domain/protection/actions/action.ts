import { z } from 'zod';
import { Effect } from '../detect/finding.js';
import { Plan, Risk } from '../plan.js';

export const ACTION_STATES = [
  'waiting_for_approval',
  'cooling_down',
  'revalidating',
  'executing',
  'verifying',
  'rolling_back',
  'succeeded',
  'failed',
  'outcome_unknown',
  'rolled_back',
  'rollback_failed',
  'rejected',
  'expired',
  'cancelled',
] as const;
export const ActionState = z.enum(ACTION_STATES).meta({ id: 'ActionState' });
export type ActionState = z.infer<typeof ActionState>;

/** What can be protected: each kind has its own way of acting, the rest is the same for all. */
export const ACTION_KINDS = ['command', 'server_deletion'] as const;
export const ActionKind = z.enum(ACTION_KINDS).meta({ id: 'ActionKind' });
export type ActionKind = z.infer<typeof ActionKind>;

export const SHELLS = ['sh', 'bash', 'powershell', 'cmd'] as const;
export const ActionShell = z.enum(SHELLS);
export type ActionShell = z.infer<typeof ActionShell>;

export const MAX_COMMAND = 65_536;

export const CreateAction = z
  .strictObject({
    serverId: z.uuid(),
    command: z.string().min(1).max(MAX_COMMAND).meta({ description: 'Given to the shell as it is.' }),
    reason: z.string().trim().min(1).max(2_000).optional().meta({ description: 'Needed unless it only reads.' }),
    shell: ActionShell.optional(),
    timeoutSeconds: z.int().min(1).max(86_400).default(600),
  })
  .meta({ id: 'CreateAction' });
export type CreateAction = z.infer<typeof CreateAction>;

const Finding = z.object({ type: z.string(), target: z.string(), severity: z.string(), explanation: z.string() });

/** What the judgement said when the action was asked for, as it may be shown. */
export const ActionAssessment = z
  .object({
    effect: Effect,
    actions: z.array(Finding),
    risk: Risk,
    classifierVersion: z.string(),
  })
  .meta({ id: 'ActionAssessment' });
export type ActionAssessment = z.infer<typeof ActionAssessment>;

export const ActionRun = z
  .object({
    id: z.uuid(),
    part: z.enum(['act', 'rollback']),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    outcome: z.enum(['ended', 'not_run', 'unknown']).nullable(),
    exitCode: z.int().nullable(),
    stdout: z.string().nullable(),
    stderr: z.string().nullable(),
    truncated: z.boolean(),
  })
  .meta({ id: 'ActionRun' });
export type ActionRun = z.infer<typeof ActionRun>;

export const Action = z
  .object({
    id: z.uuid(),
    kind: ActionKind,
    state: ActionState,
    serverId: z.uuid(),
    serverName: z.string(),
    command: z.string().meta({ description: 'Without what looks like a secret.' }),
    commandHash: z.string().meta({ description: 'Keyed: the same text has the same one, and it says nothing else.' }),
    shell: ActionShell.nullable(),
    timeoutSeconds: z.int(),
    reason: z.string().nullable(),
    assessment: ActionAssessment,
    plan: Plan.nullable(),
    planHash: z.string(),
    approvalId: z.uuid().nullable(),
    rollbackOf: z.uuid().nullable(),
    exitCode: z.int().nullable(),
    runs: z.array(ActionRun).meta({ description: 'With output for operators only; in lists without.' }),
    verification: z
      .object({ verdict: z.enum(['confirmed', 'contradicted', 'not_checked']), facts: z.array(z.string()) })
      .nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    needsAttention: z.boolean(),
    requestedBy: z.string(),
    requestedByName: z.string(),
    correlationId: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    workflowId: z.string().nullable(),
    links: z.object({ temporal: z.string().nullable(), approval: z.string().nullable() }),
  })
  .meta({ id: 'Action' });
export type Action = z.infer<typeof Action>;

/** What a command that only reads answers at once. */
export const ReadAnswer = z
  .object({
    id: z.uuid(),
    exitCode: z.int().nullable().meta({ description: 'Null when it was ended for the flood of its output.' }),
    stdout: z.string(),
    stderr: z.string(),
    truncated: z.boolean(),
    durationMs: z.int(),
    assessment: ActionAssessment,
  })
  .meta({ id: 'ReadAnswer' });
export type ReadAnswer = z.infer<typeof ReadAnswer>;
