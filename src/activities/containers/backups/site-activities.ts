import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { BackupInput, BackupSiteActivities } from '../../../domain/containers/backups/messages.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { BackupError } from './backup-error.js';
import { placeOfOpenEngine } from './open-backup-place.js';
import type { BackupProgress } from './place.js';
import { checkRestored, prepareRestore, removeExpired, verifyStored } from './restore-work.js';
import { commitRestore, restoreVolumes, undoRestore } from './restore-volumes.js';
import { discardBackup, prepareBackup, proveBackup, storeVolumes } from './backup-work.js';
import { idOf, inspectContainerOf, type BackupDependencies, type BackupWork } from './work.js';

const HEARTBEAT_MS = 5_000;

/** The steps of backups and restores on their host. Each looks before it acts. */
export function createBackupSiteActivities(dependencies: BackupDependencies): BackupSiteActivities {
  const on =
    <T>(work: (work: BackupWork) => Promise<T>) =>
    (input: BackupInput): Promise<T> =>
      withBackup(dependencies, input, work);
  return {
    prepareBackup: on(prepareBackup),
    storeVolumes: on(storeVolumes),
    proveBackup: on(proveBackup),
    discardBackup: on(discardBackup),
    stopForBackup: on(async (work) => work.place.engine.stopContainer(idOf(await inspectContainerOf(work)))),
    startAfterBackup: on(async (work) => work.place.engine.startContainer(idOf(await inspectContainerOf(work)))),
    verifyStoredBackup: on(verifyStored),
    prepareRestore: on(prepareRestore),
    restoreStoredVolumes: on(({ place, row }) => restoreVolumes(place, { volumes: row.volumes })),
    checkRestored: on(checkRestored),
    commitRestored: on(({ place, row }) => commitRestore(place, { volumes: row.volumes })),
    undoRestored: on(({ place, row }) => undoRestore(place, { volumes: row.volumes })),
    removeExpiredBackup: on(removeExpired),
  };
}

async function withBackup<T>(
  dependencies: BackupDependencies,
  { backupId }: BackupInput,
  work: (work: BackupWork) => Promise<T>,
): Promise<T> {
  const signal = cancellationSignal();
  const row = await ContainerBackupModel.query(dependencies.database.knex).findById(backupId);
  if (row === undefined) throw new MillwrightError('intent_missing', `There is no backup ${backupId}.`);
  const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    return await dependencies.engines.withEngine(
      row.hostId,
      async (open) => {
        const { directory } = dependencies;
        const onProgress = (progress: BackupProgress): void => heartbeat(progress);
        const place = await placeOfOpenEngine(open, { signal, onProgress, directory });
        return work({ dependencies, place, row });
      },
      { signal },
    );
  } catch (error) {
    throw toFailure(error);
  } finally {
    clearInterval(beat);
  }
}

/** Temporal repeats what may succeed later; these vocabularies say of themselves what may. */
function toFailure(error: unknown): unknown {
  if (!(error instanceof BackupError || error instanceof EngineError)) return error;
  const { code, message, retryable } = error;
  return ApplicationFailure.create({ type: code, message, nonRetryable: !retryable, cause: error });
}
