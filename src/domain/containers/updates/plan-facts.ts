import { z } from 'zod';
import { Plan, Risk } from '../../protection/plan.js';
import { HealthObservation } from '../health/observation.js';

/** One container that an update recreates: the target, or one that shares a namespace or volumes with it. */
export const PlanMember = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(['target', 'dependant']),
  ties: z.array(z.string()),
  imageId: z.string(),
  imageReference: z.string(),
  running: z.boolean(),
  paused: z.boolean(),
  /** The engine removes it when it stops: a copy made before takes its place for going back. */
  removesItself: z.boolean(),
  restartPolicy: z.strictObject({ name: z.string(), maximumRetryCount: z.int() }),
  /** Of everything about it that must not change between plan and act. */
  settingsDigest: z.string(),
});
export type PlanMember = z.infer<typeof PlanMember>;

/** What an update rests on, kept in its row. No setting that may hold a secret is in it. */
export const PlanFacts = z.strictObject({
  candidate: z.strictObject({
    /** What the new container says its image is. */
    reference: z.string(),
    /** `repository@digest`; null: the image is on the host already and in no registry. */
    pullReference: z.string().nullable(),
    digest: z.string().nullable(),
    /** Ids that the engine may show for it: of its configuration, its manifest, its index. */
    imageIds: z.array(z.string()),
    kind: z.enum(['digest', 'patch', 'minor', 'major', 'other']),
    downloadBytes: z.int().nullable(),
  }),
  /** What the reference named on the host before; null: nothing. Put back with a rollback. */
  taggedBefore: z.string().nullable(),
  /** The image was on the host already: a rollback leaves it there. */
  imageWasThere: z.boolean(),
  platform: z.string(),
  members: z.array(PlanMember).min(1),
  /** `depends_on` with `restart: true`. */
  restarts: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  /** Health of each member before, by id. */
  before: z.record(z.string(), HealthObservation),
  /** Mount points that the volumes' backup takes. */
  volumes: z.array(z.string()),
  backupId: z.string(),
  risk: Risk,
  shown: Plan,
});
export type PlanFacts = z.infer<typeof PlanFacts>;

/** The candidate until it takes its name. */
export function temporaryName(name: string, shortRunId: string): string {
  return `${name}.mw-${shortRunId}`;
}

/** The original while it is kept. */
export function asideName(name: string, shortRunId: string): string {
  return `${name}.mw-old-${shortRunId}`;
}
