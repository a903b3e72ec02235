import type { PreparedBackup } from '../../../domain/containers/backups/messages.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { auditBackup } from './audit-backup.js';
import { BackupError } from './backup-error.js';
import { removeBackup } from './remove-backup.js';
import { refuseRestore } from './restore-volumes.js';
import { idOf, inspectContainerOf, isRunning, type BackupWork } from './work.js';
import { verifyBackup } from './verify-backup.js';

export async function verifyStored({ dependencies, place, row }: BackupWork): Promise<{ readonly ok: boolean }> {
  if (row.state !== 'completed')
    throw new BackupError('missing', `The backup is ${row.state}: nothing lies on the host.`);
  const verification = await verifyBackup(place, { volumes: row.volumes });
  await ContainerBackupModel.query(dependencies.database.knex)
    .findById(row.id)
    // A backup that has become unreadable counts as never verified, so that retention keeps another one.
    .patch({ verification, verifiedAt: verification.ok ? new Date() : null });
  return { ok: verification.ok };
}

/** What would refuse the restore is found before the container is stopped. */
export async function prepareRestore(work: BackupWork): Promise<PreparedBackup> {
  const { place, row } = work;
  const inspection = await inspectContainerOf(work);
  await refuseRestore(place, { volumes: row.volumes, exceptContainer: idOf(inspection) });
  const { ok, volumes } = await verifyBackup(place, { volumes: row.volumes });
  if (!ok)
    throw new BackupError('damaged', volumes.find((volume) => !volume.ok)?.problem ?? 'The backup does not verify.');
  return { running: isRunning(inspection), volumes: row.volumes.length };
}

export async function checkRestored(work: BackupWork): Promise<void> {
  const inspection = await inspectContainerOf(work);
  const state = inspection['State'] as { Restarting?: unknown; Health?: { Status?: unknown } } | undefined;
  if (isRunning(inspection) && state?.Restarting !== true && state?.Health?.Status !== 'unhealthy') return;
  throw new BackupError('restore_failed', `${work.row.containerName} does not stay up with the restored volumes.`);
}

export async function removeExpired({ dependencies, place, row }: BackupWork): Promise<void> {
  if (row.state !== 'completed') return;
  await removeBackup(place, { backupId: row.id, volumes: row.volumes, imageTag: row.imageTag });
  await dependencies.database.knex.transaction(async (trx) => {
    const patch = { state: 'expired' as const, config: null };
    const closed = await ContainerBackupModel.query(trx).findById(row.id).where('state', 'completed').patch(patch);
    if (closed > 0) await auditBackup(trx, row, { action: 'container_backup.expired', outcome: 'succeeded' });
  });
}
