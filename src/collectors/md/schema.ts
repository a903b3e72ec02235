import { z } from 'zod';
import { MdArray } from '../../domain/inventory/pools/md-array.js';

const mdArrayFacts = MdArray.extend({
  /** What identifies the make-up of the array: mdadm is asked again when it changes. */
  signature: z.string(),
  /** The make-up that `detail` belongs to; null when mdadm has not answered yet. */
  detailFor: z.string().nullable(),
  /** Collections since mdadm was asked in vain for this make-up. */
  unanswered: z.int().min(0),
  /** The last operation that was seen to run, for kernels that do not tell. */
  lastOperation: z.string().nullable(),
});
export type MdArrayFacts = z.infer<typeof mdArrayFacts>;

export const mdFactsSchema = z.object({
  /** null: the kernel's list is there and cannot be read. */
  loaded: z.boolean().nullable(),
  /** Every array there is is in it. */
  complete: z.boolean(),
  arrays: z.array(mdArrayFacts),
  /** Collections since mdadm was asked in place of the kernel; null where the kernel tells. */
  sinceScan: z.int().min(0).nullable().default(null),
});
export type MdFacts = z.infer<typeof mdFactsSchema>;
