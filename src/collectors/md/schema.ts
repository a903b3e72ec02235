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
  loaded: z.boolean(),
  /** Every array there is is in it. */
  complete: z.boolean(),
  arrays: z.array(mdArrayFacts),
});
export type MdFacts = z.infer<typeof mdFactsSchema>;
