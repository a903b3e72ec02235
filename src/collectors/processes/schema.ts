import { z } from 'zod';

export const processesFactsSchema = z.object({
  total: z.number().optional(),
  running: z.number().optional(),
  blocked: z.number().optional(),
  forks: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
  top: z.array(
    z.object({
      pid: z.number(),
      /** Over the life of the process, as ps counts it; more than 100 with several CPUs. */
      cpuPercent: z.number(),
      residentBytes: z.number(),
      state: z.string(),
      user: z.string(),
      name: z.string(),
    }),
  ),
});
export type ProcessesFacts = z.infer<typeof processesFactsSchema>;
export type TopProcess = ProcessesFacts['top'][number];
