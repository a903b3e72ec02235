import { z } from 'zod';
import { ZfsPool } from '../../domain/inventory/pools/zfs-pool.js';
import { DIALECTS } from './parsed-status.js';

export const zfsFactsSchema = z.object({
  /** How `zpool status` is best asked on this host; null when it answered in none. */
  dialect: z.enum(DIALECTS).nullable(),
  /** Every pool there is is in it. */
  complete: z.boolean(),
  /** By the host's own clock; null when it did not tell. */
  collectedAtSeconds: z.number().min(0).nullable(),
  pools: z.array(ZfsPool),
});
export type ZfsFacts = z.infer<typeof zfsFactsSchema>;
