import { z } from 'zod';

const bytes = z.number().nonnegative().optional();

export const memoryFactsSchema = z.object({
  totalBytes: bytes,
  availableBytes: bytes,
  /** True when the kernel (before 3.14) does not say what is available and it was estimated. */
  availableEstimated: z.boolean(),
  freeBytes: bytes,
  buffersBytes: bytes,
  cachedBytes: bytes,
  swapTotalBytes: bytes,
  swapFreeBytes: bytes,
});
export type MemoryFacts = z.infer<typeof memoryFactsSchema>;
