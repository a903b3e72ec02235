import { z } from 'zod';

const text = z.string().min(1).max(500);

/** Filters of the audit trail; all given ones must hold. */
export const AuditFilter = z.strictObject({
  actor: text.optional().meta({ description: 'Id or name of who acted.' }),
  action: text.optional().meta({ description: 'For example server.enrolled.' }),
  subjectType: text.optional(),
  subjectId: text.optional(),
  outcome: text.optional(),
  correlationId: text.optional(),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Inclusive.' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Exclusive.' }),
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Of the sequence; oldest first by default.' }),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditEntry = z
  .object({
    sequence: z.int(),
    at: z.iso.datetime().meta({ description: 'By the clock of the database, with microseconds.' }),
    actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    door: z.string(),
    action: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    outcome: z.string(),
    correlationId: z.string(),
    details: z.record(z.string(), z.unknown()),
    hash: z.string().meta({ description: 'SHA-256, hex.' }),
    previousHash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditVerification = z
  .object({
    ok: z.boolean(),
    checked: z.int().meta({ description: 'Entries found sound before the first broken one.' }),
    firstBroken: z.int().nullable().meta({ description: 'Sequence of the first broken or missing entry.' }),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    head: z.object({ sequence: z.int(), hash: z.string() }).nullable(),
    checkpoints: z.object({
      compared: z.int(),
      unknownKey: z.int(),
      damagedLines: z.int().meta({ description: 'Lines of the checkpoint file that hold no checkpoint.' }),
    }),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.infer<typeof AuditVerification>;
