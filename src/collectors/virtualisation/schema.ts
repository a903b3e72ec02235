import { z } from 'zod';

const count = z.int().nullable();

export const GuestManager = z.enum(['libvirt', 'qemu', 'lxc']);
export type GuestManager = z.infer<typeof GuestManager>;

export const virtualisationFactsSchema = z.object({
  managers: z.array(
    z.object({
      /** `qemu` and `lxc` are Proxmox VE's. */
      manager: GuestManager,
      running: count,
      stopped: count,
      /** Why it did not answer, in its own words. */
      problem: z.string().nullable(),
    }),
  ),
  /** At most 500. */
  guests: z.array(
    z.object({
      manager: GuestManager,
      id: z.string().nullable(),
      name: z.string(),
      /** The manager's own word. */
      state: z.string(),
      running: z.boolean(),
    }),
  ),
});
export type VirtualisationFacts = z.infer<typeof virtualisationFactsSchema>;
export type Guest = VirtualisationFacts['guests'][number];

export interface GuestList {
  /** null: the manager gave none. */
  readonly guests: readonly Guest[] | null;
  readonly problem: string | null;
}
