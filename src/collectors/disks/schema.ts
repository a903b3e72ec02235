import { z } from 'zod';
import { blockDiskSchema, smartToolSchema } from '../shared/disk-model.js';

export const disksFactsSchema = z.object({
  disks: z.array(blockDiskSchema),
  complete: z.boolean(),
  /** It may know the names of disks that have none here. */
  smartTool: smartToolSchema,
});
export type DisksFacts = z.infer<typeof disksFactsSchema>;
