import { z } from 'zod';
import { HealthProbe, UpdateRules } from '../policy.js';

const { backup, health, rollback } = UpdateRules.shape;

/** Some of the rules: merged deeply over others. Lists (probes) are replaced as a whole. */
export const RulesPatch = z
  .strictObject({
    ...UpdateRules.partial().shape,
    backup: backup.partial().optional(),
    health: health.partial().optional(),
    rollback: rollback.partial().optional(),
  })
  .meta({ id: 'UpdateRulesPatch' });
export type RulesPatch = z.infer<typeof RulesPatch>;

const name = z.string().trim().min(1).max(200);
const selector = z
  .string()
  .max(4_000)
  .describe('Terms such as project=shop, image in (nginx,redis), !keep; fields before labels. Empty: every container.')
  .meta({ examples: ['project=shop', ''] });
const priority = z.int().min(-1_000_000).max(1_000_000).describe('Of two policies the higher one wins. Default 0.');

export const CreateUpdatePolicy = z
  .strictObject({ name, selector, priority: priority.default(0), ...RulesPatch.shape })
  .meta({ id: 'CreateUpdatePolicy' });
export type CreateUpdatePolicy = z.infer<typeof CreateUpdatePolicy>;

const orNull = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

/** Absent: unchanged. Null: the policy says nothing about it any more. Objects are merged. */
export const PatchUpdatePolicy = z
  .strictObject({
    name: name.optional(),
    selector: selector.optional(),
    priority: priority.optional(),
    strategy: orNull(UpdateRules.shape.strategy),
    constraint: UpdateRules.shape.constraint.optional(),
    includePrereleases: orNull(z.boolean()),
    followTag: orNull(z.boolean()),
    approval: orNull(UpdateRules.shape.approval),
    backup: orNull(z.strictObject({ image: orNull(z.boolean()), volumes: orNull(z.boolean()) })),
    health: orNull(
      z.strictObject({
        stabilitySeconds: orNull(health.shape.stabilitySeconds),
        timeoutSeconds: orNull(health.shape.timeoutSeconds),
        probes: orNull(z.array(HealthProbe).max(20)),
      }),
    ),
    rollback: orNull(z.strictObject({ automatic: orNull(z.boolean()), restoreVolumes: orNull(z.boolean()) })),
    maintenanceWindowId: UpdateRules.shape.maintenanceWindowId.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'at least one field')
  .meta({ id: 'PatchUpdatePolicy' });
export type PatchUpdatePolicy = z.infer<typeof PatchUpdatePolicy>;

/** The rules that the policy speaks of; the others are absent. */
export const UpdatePolicy = z
  .object({
    id: z.uuid(),
    name: z.string(),
    selector: z.string(),
    priority: z.int(),
    ...RulesPatch.shape,
    createdAt: z.string(),
    updatedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'UpdatePolicy' });
export type UpdatePolicy = z.infer<typeof UpdatePolicy>;
