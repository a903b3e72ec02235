import { z } from 'zod';

/** Days kept when nobody has said otherwise; one row each, with its reason. */
export const RETENTION_DEFAULTS = {
  /** A year of every sample: seasons can be compared. */
  samples: 365,
  /** Small, and worth most when they are old. */
  rollups: 1_825,
} as const;

/**
 * `samples` is the rule for every collector; `samples:<collector>` is one collector's own, shorter or longer.
 * Other tables that expire use their own names.
 */
export const retentionSettingSchema = z.strictObject({
  resourceType: z.string().regex(/^[a-z][a-z0-9_]{0,40}(:[a-z][a-z0-9_.-]{0,57})?$/u),
  days: z.int().min(2).max(36_500),
});
export type RetentionSetting = z.infer<typeof retentionSettingSchema>;

export interface SampleRetention {
  /** Partitions older than this go as a whole. */
  readonly partitionDays: number;
  /** Collectors whose samples go earlier than that, one by one; `null` stands for all that have no rule of their own. */
  readonly shorter: readonly { readonly group: string | null; readonly days: number }[];
  /** Collectors with a rule of their own. */
  readonly named: readonly string[];
  readonly rollupDays: number;
}

const SAMPLES_PREFIX = 'samples:';

/** Turns the settings into what the maintenance does: the longest rule decides when a partition goes. */
export function resolveRetention(settings: readonly RetentionSetting[]): SampleRetention {
  const daysOf = new Map(settings.map((setting) => [setting.resourceType, setting.days]));
  const own = settings
    .filter((setting) => setting.resourceType.startsWith(SAMPLES_PREFIX))
    .map((setting) => ({ group: setting.resourceType.slice(SAMPLES_PREFIX.length), days: setting.days }));
  const rules = [{ group: null, days: daysOf.get('samples') ?? RETENTION_DEFAULTS.samples }, ...own];
  const partitionDays = Math.max(...rules.map((rule) => rule.days));
  return {
    partitionDays,
    shorter: rules.filter((rule) => rule.days < partitionDays),
    named: own.map((rule) => rule.group),
    rollupDays: daysOf.get('rollups') ?? RETENTION_DEFAULTS.rollups,
  };
}
