import type { BackedUpVolume } from '../../../domain/containers/backups/backup.js';
import { readMounts, sharesStorage, type ContainerMount } from '../../../domain/containers/backups/mounts.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { BackupError } from './backup-error.js';
import { commitCommand, restoreCommand, undoCommand } from './commands.js';
import type { BackupPlace } from './place.js';
import { placeOf, runScript } from './run-script.js';
import { storedArguments } from './verify-backup.js';

export interface RestoreRequest {
  readonly volumes: readonly BackedUpVolume[];
}

interface Target {
  readonly volume: BackedUpVolume;
  readonly path: string;
}

/**
 * Brings volumes back to what they held: byte-identical, with owners, modes, times and attributes, and without what was
 * added since. The former contents wait within each volume until `commitRestore` or `undoRestore`. Repeating it goes on
 * where it broke off.
 *
 * Nothing is touched when a running container uses one of them (BackupError `in_use`), or an archive is not what was
 * written (`damaged`). After a later failure, `undoRestore` puts everything back.
 */
export async function restoreVolumes(place: BackupPlace, { volumes }: RestoreRequest): Promise<void> {
  const targets = await findTargets(place, volumes);
  await refuseWhileUsed(place, targets);
  for (const { volume, path } of targets) {
    const args = { ...storedArguments(volume), target: path };
    await runScript(place, restoreCommand, args, { what: `restoring ${volume.volume}` });
  }
}

/** Puts the contents back that a restore moved aside, whether it ended or not. */
export async function undoRestore(place: BackupPlace, { volumes }: RestoreRequest): Promise<void> {
  const targets = await findTargets(place, volumes);
  await refuseWhileUsed(place, targets);
  for (const { volume, path } of targets) {
    const args = { ...placeOf(volume), target: path };
    await runScript(place, undoCommand, args, { what: `undoing the restore of ${volume.volume}` });
  }
}

/** Lets go of the former contents of volumes whose restore is finished. */
export async function commitRestore(place: BackupPlace, { volumes }: RestoreRequest): Promise<void> {
  for (const { volume, path } of await findTargets(place, volumes)) {
    const args = { ...placeOf(volume), target: path };
    await runScript(place, commitCommand, args, { what: `finishing the restore of ${volume.volume}` });
  }
}

async function findTargets(place: BackupPlace, volumes: readonly BackedUpVolume[]): Promise<Target[]> {
  return Promise.all(
    volumes.map(async (volume) => {
      if (volume.method === 'engine_archive') {
        throw new BackupError(
          'not_possible',
          `The backup of ${volume.volume} was made through the engine, and the host gives no root to restore it with.`,
        );
      }
      return { volume, path: volume.type === 'bind' ? volume.volume : await findMountpoint(place, volume) };
    }),
  );
}

/** Asked now: an engine may have moved its data since. */
async function findMountpoint(place: BackupPlace, { volume }: BackedUpVolume): Promise<string> {
  const found = await place.engine.inspectVolume(volume).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'not_found') return {};
    throw error;
  });
  const path = 'Mountpoint' in found ? found['Mountpoint'] : undefined;
  if (typeof path === 'string' && path.startsWith('/')) return path;
  throw new BackupError('missing', `There is no volume ${volume} any more: create it before it is restored.`);
}

/** What would keep these volumes from being restored once the container itself has stopped. Changes nothing. */
export async function refuseRestore(
  place: BackupPlace,
  { volumes, exceptContainer }: RestoreRequest & { readonly exceptContainer: string },
): Promise<void> {
  await refuseWhileUsed(place, await findTargets(place, volumes), exceptContainer);
}

async function refuseWhileUsed(place: BackupPlace, targets: readonly Target[], exceptId?: string): Promise<void> {
  const wanted = targets.map(({ volume, path }) => asMount(volume, path));
  const users: string[] = [];
  for (const { id, name } of await place.engine.listContainers({ all: false })) {
    if (id === exceptId) continue;
    const inspection = await place.engine.inspectContainer(id).catch(() => ({}));
    const mounts = readMounts(inspection);
    if (mounts.some((mount) => wanted.some((target) => sharesStorage(target, mount)))) users.push(name);
  }
  if (users.length === 0) return;
  throw new BackupError('in_use', `A volume of the backup is in use by the running container(s) ${users.join(', ')}.`);
}

function asMount({ type, volume, destination }: BackedUpVolume, path: string): ContainerMount {
  return { type, name: type === 'volume' ? volume : '', source: path, destination, driver: 'local', writable: true };
}
