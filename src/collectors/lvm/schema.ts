import { z } from 'zod';
import { LvmAutoextend, LvmGroup, LvmPhysical, LvmVolume } from '../../domain/inventory/pools/lvm-volumes.js';

export const lvmFactsSchema = z.object({
  groups: z.array(LvmGroup),
  volumes: z.array(LvmVolume),
  physical: z.array(LvmPhysical),
  /** null: not asked for, or not told. */
  autoextend: LvmAutoextend.nullable(),
  /** Groups and volumes were listed to the end: what is not among them is gone. */
  complete: z.boolean(),
});
export type LvmFacts = z.infer<typeof lvmFactsSchema>;
