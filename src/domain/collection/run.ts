import { z } from 'zod';

export const RunState = z.enum(['running', 'completed', 'failed']);

export const CreateRun = z.strictObject({
  serverIds: z.array(z.uuid()).min(1).max(2_000).optional(),
  selector: z.string().max(1_000).optional(),
});
export type CreateRun = z.infer<typeof CreateRun>;

export const CollectionRun = z.object({
  id: z.uuid(),
  state: RunState,
  origin: z.enum(['schedule', 'api', 'cli', 'system']),
  requestedBy: z.string(),
  correlationId: z.string(),
  classes: z.array(z.string()),
  selector: z.string().nullable(),
  tickAt: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  servers: z.object({ total: z.int(), succeeded: z.int(), failed: z.int() }),
  failure: z.string().nullable(),
  workflowId: z.string(),
  links: z.object({ temporal: z.string() }),
});
export type CollectionRun = z.infer<typeof CollectionRun>;

export const CollectionError = z.object({
  id: z.uuid(),
  runId: z.uuid(),
  serverId: z.uuid(),
  /** Empty for the host as a whole. */
  collector: z.string(),
  stage: z.string(),
  class: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  at: z.iso.datetime(),
});
export type CollectionError = z.infer<typeof CollectionError>;

export const CollectionSchedule = z.object({
  intervalSeconds: z.int(),
  jitterSeconds: z.int(),
  paused: z.boolean(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
});
export type CollectionSchedule = z.infer<typeof CollectionSchedule>;

export const PutCollectionSchedule = z
  .strictObject({
    intervalSeconds: z.int().min(10).max(86_400),
    jitterSeconds: z.int().min(0).max(43_200),
    paused: z.boolean(),
  })
  .refine((schedule) => schedule.jitterSeconds < schedule.intervalSeconds, {
    path: ['jitterSeconds'],
    message: 'must be smaller than intervalSeconds',
  });
export type PutCollectionSchedule = z.infer<typeof PutCollectionSchedule>;

/** Interval and jitter until someone sets them: every 5 minutes, spread over a third of it. */
export const DEFAULT_SCHEDULE = { intervalSeconds: 300, jitterSeconds: 100, paused: false } as const;
