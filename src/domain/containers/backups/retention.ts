export const DEFAULT_RETENTION_DAYS = 7;
const DAY_MS = 86_400_000;

export interface KeptBackup {
  readonly id: string;
  readonly containerId: string;
  readonly createdAt: Date;
  readonly verifiedAt: Date | null;
  readonly expiresAt: Date | null;
}

export function expiryOf(createdAt: Date, retentionDays: number = DEFAULT_RETENTION_DAYS): Date {
  return new Date(createdAt.getTime() + retentionDays * DAY_MS);
}

/**
 * Completed backups whose time is over. The newest verified one of a container stays whatever its age; without any
 * verified one, the newest stays.
 */
export function findExpired(backups: readonly KeptBackup[], now: Date): KeptBackup[] {
  const kept = new Set<string>();
  for (const containerId of new Set(backups.map((backup) => backup.containerId))) {
    const newestFirst = backups
      .filter((backup) => backup.containerId === containerId)
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    const last = newestFirst.find(({ verifiedAt }) => verifiedAt !== null) ?? newestFirst[0];
    if (last !== undefined) kept.add(last.id);
  }
  return backups.filter(({ id, expiresAt }) => expiresAt !== null && expiresAt <= now && !kept.has(id));
}
