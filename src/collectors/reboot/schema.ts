import { z } from 'zod';

export const rebootFactsSchema = z.object({
  /** null: nothing on this host tells. */
  required: z.boolean().nullable(),
  reasons: z.array(z.string()),
  /** What asked for it, where the host keeps a list (`reboot-required.pkgs`). */
  packages: z.array(z.string()),
  runningKernel: z.string().nullable(),
  /** The newest installed one of the running one's flavour; null where kernels are not to be seen. */
  newestKernel: z.string().nullable(),
  /** What the host's own tool said, and the state of the package database and boot it said it for. */
  asked: z.object({ stamp: z.string(), required: z.boolean().nullable(), reason: z.string() }).nullable(),
});
export type RebootFacts = z.infer<typeof rebootFactsSchema>;

/** What `reboot.signs` saw. */
export interface RebootSigns {
  readonly flagFiles: readonly string[];
  readonly packages: readonly string[];
  /** Something on this host writes the flag file when a reboot is needed: its absence then says something. */
  readonly flagIsWritten: boolean;
  /** In a container the kernel is not this system's. */
  readonly isContainer: boolean;
  readonly runningKernel: string | undefined;
  readonly installedKernels: readonly string[];
  /** Changes with each boot and each change of the package database; undefined when it was not asked for. */
  readonly stamp: string | undefined;
}

export interface ToolVerdict {
  readonly required: boolean | null;
  readonly reason: string;
}
