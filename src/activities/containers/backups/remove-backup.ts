import { join } from 'node:path/posix';
import type { BackedUpVolume } from '../../../domain/containers/backups/backup.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { measureAsLoginCommand, removeAsLoginCommand, removeCommand } from './commands.js';
import type { BackupPlace } from './place.js';
import { textOf } from './records.js';
import { loginDirectory, runScript } from './run-script.js';

export interface RemoveRequest {
  readonly backupId: string;
  /** Where backups lie, for what was begun and never recorded; without: the places of the volumes only. */
  readonly directories?: readonly string[];
  readonly volumes: readonly BackedUpVolume[];
  readonly imageTag: string | null;
}

/** Removes archives, snapshots, listings and the image's tag of one backup. What is gone already is fine. */
export async function removeBackup(place: BackupPlace, request: RemoveRequest): Promise<void> {
  const { backupId, volumes, imageTag } = request;
  const what = 'removing a backup';
  const byRoot = volumes.filter(({ method }) => method !== 'engine_archive');
  const bases = new Set([
    ...(request.directories ?? []).map((directory) => join(directory, backupId)),
    ...byRoot.map(({ directory }) => directory),
  ]);
  for (const base of bases) {
    const snapshots = byRoot
      .filter((volume) => volume.directory === base && volume.method === 'btrfs_snapshot')
      .map(({ location }) => location);
    await runScript(place, removeCommand, { base, snapshots }, { what });
  }
  for (const base of await findLoginBases(place, request)) {
    if (!bases.has(base)) await runScript(place, removeAsLoginCommand, { base, snapshots: [] }, { what });
  }
  if (imageTag !== null) await removeTag(place, imageTag);
}

async function findLoginBases(
  place: BackupPlace,
  { backupId, volumes, directories }: RemoveRequest,
): Promise<string[]> {
  const recorded = volumes.filter(({ method }) => method === 'engine_archive').map(({ directory }) => directory);
  if (directories === undefined) return [...new Set(recorded)];
  const directory = loginDirectory(place) ?? null;
  const answer = await runScript(place, measureAsLoginCommand, { directory }, { what: 'looking for the login’s home' });
  return [...new Set([...recorded, join(textOf(answer, 'directory'), backupId)])];
}

async function removeTag(place: BackupPlace, imageTag: string): Promise<void> {
  try {
    await place.engine.removeImage(imageTag);
  } catch (error) {
    // The tag goes although a container still uses the image; only an image without another tag refuses.
    if (error instanceof EngineError && error.code === 'not_found') return;
    throw error;
  }
}
