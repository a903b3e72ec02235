import { z } from 'zod';

export const systemdFactsSchema = z.object({
  failed: z.array(
    z.object({
      unit: z.string(),
      load: z.string(),
      active: z.string(),
      sub: z.string(),
      description: z.string(),
    }),
  ),
});
export type SystemdFacts = z.infer<typeof systemdFactsSchema>;
export type FailedUnit = SystemdFacts['failed'][number];
