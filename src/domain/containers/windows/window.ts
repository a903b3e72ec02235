import { z } from 'zod';

const MAX_RULE_LENGTH = 1_000;
const text = z.string().min(1).max(MAX_RULE_LENGTH);

/** When something opens (in local time) and for how long (in elapsed time). */
export const WindowRule = z
  .strictObject({
    rrule: text
      .optional()
      .describe('RFC 5545: FREQ=WEEKLY;BYDAY=SU;BYHOUR=2, after a DTSTART line where it counts.')
      .meta({ examples: ['FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0'] }),
    cron: text
      .optional()
      .describe('Five fields: 0 2 * * SUN.')
      .meta({ examples: ['0 2 * * SUN'] }),
    timezone: z
      .string()
      .min(1)
      .max(64)
      .describe('IANA name.')
      .meta({ examples: ['Europe/Berlin', 'UTC'] }),
    durationMinutes: z.int().min(1).max(44_640),
  })
  .refine((rule) => (rule.rrule === undefined) !== (rule.cron === undefined), {
    path: ['rrule'],
    message: 'either rrule or cron, and not both',
  })
  .meta({ id: 'WindowRule' });
export type WindowRule = z.infer<typeof WindowRule>;

const Instant = z.iso.datetime({ offset: true });

/** A stretch of time, once. */
export const Period = z
  .strictObject({ from: Instant, to: Instant })
  .refine((period) => Date.parse(period.from) < Date.parse(period.to), { path: ['to'], message: 'is not after `from`' })
  .meta({ id: 'Period' });
export type Period = z.infer<typeof Period>;

export const Blackout = z.union([WindowRule, Period]);
export type Blackout = z.infer<typeof Blackout>;

const Blackouts = z
  .union([z.boolean(), Blackout, z.array(Blackout).max(50)])
  .describe(
    'When this window stays closed although its rule opens it: a rule, a period, or several. `true`: the window itself ' +
      'is a blackout, during which no window opens.',
  );

const name = z.string().trim().min(1).max(200);

export const CreateMaintenanceWindow = z
  .strictObject({ name, rule: WindowRule, blackout: Blackouts.nullable().default(null) })
  .meta({ id: 'CreateMaintenanceWindow' });
export type CreateMaintenanceWindow = z.infer<typeof CreateMaintenanceWindow>;

export const PatchMaintenanceWindow = z
  .strictObject({ name: name.optional(), rule: WindowRule.optional(), blackout: Blackouts.nullable().optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'at least one field')
  .meta({ id: 'PatchMaintenanceWindow' });
export type PatchMaintenanceWindow = z.infer<typeof PatchMaintenanceWindow>;

export const MaintenanceWindow = z
  .object({
    id: z.uuid(),
    name: z.string(),
    rule: WindowRule,
    blackout: Blackouts.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'MaintenanceWindow' });
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

export const Opening = z.object({ opensAt: z.string(), closesAt: z.string() }).meta({ id: 'Opening' });
export type Opening = z.infer<typeof Opening>;

/** A window with every blackout that holds for it. */
export interface Schedule {
  /** Null: open all the time but in blackouts. */
  readonly rule: WindowRule | null;
  readonly blackouts: readonly Blackout[];
}
