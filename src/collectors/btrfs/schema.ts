import { z } from 'zod';
import { BtrfsFilesystem } from '../../domain/inventory/pools/btrfs-filesystem.js';

export const btrfsFactsSchema = z.object({
  /** Mounted ones, and for some days those that were. */
  filesystems: z.array(BtrfsFilesystem),
  /** Mounted filesystems were listed to the end. */
  complete: z.boolean(),
});
export type BtrfsFacts = z.infer<typeof btrfsFactsSchema>;
