import { z } from 'zod';
import { CPU_STATES } from '../shared/proc-stat.js';

const counter = z.string().regex(/^\d{1,20}$/);

export const cpuFactsSchema = z.object({
  cores: z.int().nonnegative(),
  /** Ticks since boot, as decimal text. */
  ticks: z.partialRecord(z.enum(CPU_STATES), counter),
  bootTimeSeconds: counter.optional(),
  contextSwitches: counter.optional(),
  /** Shares of the time since the reading before, 0 to 100; absent when there is none to compare with. */
  usage: z.object({ usagePercent: z.number(), ioWaitPercent: z.number(), stealPercent: z.number() }).optional(),
});
export type CpuFacts = z.infer<typeof cpuFactsSchema>;
