import type { Plan, Risk } from '../../protection/plan.js';
import type { BackedUpVolume } from './backup.js';

export interface RestoreSubject {
  readonly container: { readonly id: string; readonly name: string };
  readonly backup: { readonly id: string; readonly createdAt: string; readonly verifiedAt: string | null };
  readonly volumes: readonly BackedUpVolume[];
  readonly hash: string;
}

/** What the hash of a restore's plan is made of: the container as it is now, and exactly these archives. */
export function restoreFacts(subject: {
  readonly containerRuntimeId: string;
  readonly backupId: string;
  readonly volumes: readonly BackedUpVolume[];
}): Record<string, unknown> {
  const { containerRuntimeId, backupId, volumes } = subject;
  const stored = volumes.map(({ volume, location, sha256 }) => ({ volume, location, sha256 }));
  return { does: 'restore_volumes', containerRuntimeId, backupId, volumes: stored };
}

/** The plan as whoever decides reads it. */
export function describeRestore({ container, backup, volumes, hash }: RestoreSubject): Plan {
  const names = volumes.map(({ volume }) => volume).join(', ');
  return {
    hash,
    steps: [
      { name: 'stop', text: `Stop ${container.name}.` },
      { name: 'set_aside', text: `Move the present contents of ${names} aside, within the volumes.` },
      { name: 'restore', text: `Restore ${names} as of ${backup.createdAt}, and compare every entry.` },
      { name: 'start', text: `Start ${container.name} if it ran before, and see whether it stays up.` },
      { name: 'commit', text: 'Remove the former contents.' },
    ],
    blastRadius: [
      { type: 'container', id: container.id, name: container.name, effect: 'stopped while its volumes are restored' },
      ...volumes.map(({ volume }) => ({
        type: 'volume',
        id: null,
        name: volume,
        effect: `what was written since ${backup.createdAt} is lost`,
      })),
    ],
    checklist: [
      { id: 'newer-data', text: `Nothing written since ${backup.createdAt} is still needed.`, required: true },
    ],
    alternatives: [{ text: 'Make a backup of the present state first.', command: 'POST /api/containers/backups' }],
    rollback: {
      possible: true,
      text: 'When a step fails, the former contents are put back and the container is started. After the end they are gone.',
    },
  };
}

/** The former contents wait until the container has come up again, so that it stays within what one person may decide. */
export function assessRestore({ backup, volumes }: Pick<RestoreSubject, 'backup' | 'volumes'>): Risk {
  const unsure = volumes.filter(({ consistent }) => !consistent).map(({ volume }) => volume);
  return {
    level: 'medium',
    reasons: [
      `What was written to the volumes since ${backup.createdAt} is replaced.`,
      backup.verifiedAt === null ? 'The backup has never been verified.' : `It was verified at ${backup.verifiedAt}.`,
      ...(unsure.length === 0 ? [] : [`Archived while something could write to it: ${unsure.join(', ')}.`]),
    ],
  };
}
