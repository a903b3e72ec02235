import { z } from 'zod';

/** What operations need to know of a collector; `src/collectors` has the rest. */
export interface CollectorInfo {
  readonly name: string;
  readonly summary: string;
  readonly class: 'fast' | 'slow';
  readonly intervalSeconds: number;
}

export const CollectorSetting = z
  .object({
    name: z.string(),
    summary: z.string(),
    class: z.enum(['fast', 'slow']).meta({ description: '`fast` runs at every tick of the schedule.' }),
    enabled: z.boolean(),
    intervalSeconds: z.int().meta({ description: 'What is in force; of fast ones the schedule’s is.' }),
    defaultIntervalSeconds: z.int(),
    updatedAt: z.iso.datetime().nullable().meta({ description: 'Null: nobody has changed it.' }),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'CollectorSetting' });
export type CollectorSetting = z.infer<typeof CollectorSetting>;

export const PutCollectorSetting = z.strictObject({
  enabled: z.boolean(),
  intervalSeconds: z.int().min(60).max(604_800).nullable().meta({ description: 'Null: the collector’s own.' }),
});
export type PutCollectorSetting = z.infer<typeof PutCollectorSetting>;
