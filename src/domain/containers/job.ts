import { z } from 'zod';

export const JobState = z.enum(['running', 'completed', 'failed']);

/** How often known hosts are looked at, and containers are checked, unless somebody asks. */
export const CONTAINER_SCHEDULES = {
  discovery: { everyMs: 5 * 60_000, jitterMs: 60_000 },
  update_check: { everyMs: 6 * 3_600_000, jitterMs: 3_600_000 },
} as const;
export type JobKind = keyof typeof CONTAINER_SCHEDULES;

export const CreateUpdateCheck = z.strictObject({
  containerIds: z.array(z.uuid()).min(1).max(5_000).optional(),
  hostId: z.uuid().optional(),
  selector: z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'Of containers: their labels, and `name`, `image`, `project`, `service`, `runtime`, `host` (its id), `server`, `site`.',
    ),
});
export type CreateUpdateCheck = z.infer<typeof CreateUpdateCheck>;

const JobFailure = z.object({
  id: z.uuid().describe('The host or container.'),
  name: z.string().nullable(),
  class: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
});

const job = {
  id: z.uuid(),
  state: JobState,
  requestedBy: z.string(),
  correlationId: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  failures: z.array(JobFailure).describe('The first 50.'),
  failure: z.string().nullable().describe('Why the job as a whole failed.'),
  workflowId: z.string(),
  links: z.object({ temporal: z.string() }),
};

export const Discovery = z
  .object({
    ...job,
    hosts: z.object({ total: z.int(), succeeded: z.int(), failed: z.int() }),
  })
  .meta({ id: 'ContainerDiscovery' });
export type Discovery = z.infer<typeof Discovery>;

export const UpdateCheck = z
  .object({
    ...job,
    containers: z
      .object({
        total: z.int(),
        checked: z.int(),
        current: z.int(),
        available: z.int(),
        held: z.int(),
        unknown: z.int(),
        failed: z.int(),
      })
      .describe(
        '`unknown` are those about which nothing could be found out; `failed` those of them that could not be asked.',
      ),
  })
  .meta({ id: 'UpdateCheck' });
export type UpdateCheck = z.infer<typeof UpdateCheck>;
