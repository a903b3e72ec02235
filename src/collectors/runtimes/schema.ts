import { z } from 'zod';

const count = z.int().nullable();

export const runtimesFactsSchema = z.object({
  runtimes: z.array(
    z.object({
      runtime: z.enum(['docker', 'podman', 'containerd', 'k3s', 'crio', 'lxd', 'incus']),
      /** Podman has one store for the system and one for each user. */
      scope: z.enum(['system', 'user']),
      version: z.string().nullable(),
      /** Whether the engine answered, or listens where it could not be asked; null: not known. */
      up: z.boolean().nullable(),
      running: count,
      stopped: count,
      /** Why it did not answer, in its own words. */
      problem: z.string().nullable(),
    }),
  ),
});
export type RuntimesFacts = z.infer<typeof runtimesFactsSchema>;
export type ContainerRuntime = RuntimesFacts['runtimes'][number];
export type RuntimeName = ContainerRuntime['runtime'];

/** What a runtime's own client says. */
export interface RuntimeAnswer {
  readonly up: boolean;
  readonly version: string | null;
  readonly running: number | null;
  readonly stopped: number | null;
  readonly problem: string | null;
}

export interface RuntimePresence {
  /** First line of `--version`, by tool. */
  readonly versions: ReadonlyMap<string, string>;
  /** Sockets that are there, and whether somebody listens. */
  readonly sockets: ReadonlyMap<string, boolean>;
}
