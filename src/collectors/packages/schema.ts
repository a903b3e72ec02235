import { z } from 'zod';

export const packagesFactsSchema = z.object({
  manager: z.enum(['apt', 'dnf', 'yum', 'zypper', 'apk', 'pacman']),
  /** Updates that the lists on the host know of; null: the manager could not tell. */
  pending: z.int().nullable(),
  /** Of these, security updates; null where the manager or its repositories do not say. */
  security: z.int().nullable(),
  /** Kept back by the administrator or the manager. */
  heldBack: z.int().nullable(),
  /** Why `pending` or `security` is null, for people. */
  problem: z.string().nullable(),
  /** When the lists last changed, and how old that was by the host's own clock: they are never refreshed from here. */
  listsChangedAt: z.iso.datetime().nullable(),
  listsAgeSeconds: z.int().nullable(),
  /** As it was when the manager was asked: as long as it is the same, so is the answer. */
  stamp: z.string().nullable(),
  /** At most 500. */
  updates: z.array(
    z.object({
      name: z.string(),
      installed: z.string().nullable(),
      available: z.string(),
      security: z.boolean().nullable(),
    }),
  ),
});
export type PackagesFacts = z.infer<typeof packagesFactsSchema>;
export type PackageUpdate = PackagesFacts['updates'][number];

/** What a manager's list gives. */
export interface PendingUpdates {
  /** null: the manager could not tell, see `problem`. */
  readonly updates: readonly PackageUpdate[] | null;
  readonly heldBack: number | null;
  readonly problem: string | null;
}

/** What is known of security, apart from the list. */
export interface SecurityAdvisories {
  /** Names of packages (without version) that wait for a security update; null: nobody says. */
  readonly packages: readonly string[] | null;
  /** For managers that count patches and not packages. */
  readonly count: number | null;
}

export interface ListAge {
  readonly changedAtSeconds: number | null;
  readonly nowSeconds: number;
  /** The same as long as neither the lists nor what is installed change; null: not known. */
  readonly stamp: string | null;
}
