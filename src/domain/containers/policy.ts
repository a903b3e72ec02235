import { z } from 'zod';

const Port = z.int().min(1).max(65_535);
const Seconds = z.number().min(0.1).max(600);

/** Asked from the host that the container runs on. Without `address`: its published port, else its own address. */
export const HealthProbe = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('http'),
      port: Port.describe('As the container knows it.'),
      path: z
        .string()
        .regex(/^\/[^\s]*$/)
        .max(2_000)
        .default('/'),
      scheme: z.enum(['http', 'https']).default('http'),
      address: z.string().min(1).max(255).optional(),
      expectStatus: z.array(z.int().min(100).max(599)).min(1).max(50).optional().describe('Default: 200 to 399.'),
      expectBody: z.string().min(1).max(1_000).optional().describe('A text the answer has to contain.'),
      timeoutSeconds: Seconds.default(5),
    }),
    z.strictObject({
      type: z.literal('tcp'),
      port: Port.describe('As the container knows it.'),
      address: z.string().min(1).max(255).optional(),
      timeoutSeconds: Seconds.default(5),
    }),
    z.strictObject({
      type: z.literal('exec'),
      argv: z.array(z.string().max(4_000)).min(1).max(100).describe('Run inside the container; 0 is healthy.'),
      timeoutSeconds: Seconds.default(10),
    }),
  ])
  .meta({ id: 'HealthProbe' });
export type HealthProbe = z.infer<typeof HealthProbe>;

/** Everything an update of one container is ruled by. */
export const UpdateRules = z
  .strictObject({
    strategy: z.enum(['digest', 'semver', 'pattern', 'pinned']),
    constraint: z.string().min(1).max(500).nullable(),
    includePrereleases: z.boolean(),
    followTag: z.boolean().describe('Lets a reference of the form tag@sha256:… follow its tag.'),
    approval: z.enum(['never', 'risk', 'always']),
    backup: z.strictObject({ image: z.boolean(), volumes: z.boolean() }),
    health: z.strictObject({
      stabilitySeconds: z.number().min(0).max(86_400),
      timeoutSeconds: z.number().min(1).max(86_400),
      probes: z.array(HealthProbe).max(20),
    }),
    rollback: z.strictObject({ automatic: z.boolean(), restoreVolumes: z.boolean() }),
    maintenanceWindowId: z.uuid().nullable(),
  })
  .meta({ id: 'UpdateRules' });
export type UpdateRules = z.infer<typeof UpdateRules>;

/** What holds where no policy, label or request says otherwise. */
export const DEFAULT_RULES: UpdateRules = {
  strategy: 'digest',
  constraint: null,
  includePrereleases: false,
  followTag: false,
  approval: 'risk',
  backup: { image: true, volumes: false },
  health: { stabilitySeconds: 60, timeoutSeconds: 300, probes: [] },
  rollback: { automatic: true, restoreVolumes: false },
  maintenanceWindowId: null,
};
