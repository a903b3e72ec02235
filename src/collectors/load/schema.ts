import { z } from 'zod';

export const loadFactsSchema = z.object({
  load1: z.number().optional(),
  load5: z.number().optional(),
  load15: z.number().optional(),
  threads: z.number().optional(),
});
export type LoadFacts = z.infer<typeof loadFactsSchema>;
