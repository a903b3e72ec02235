import type { BackupCounts, PreparedBackup } from '../../../domain/containers/backups/messages.js';
import { expiryOf } from '../../../domain/containers/backups/retention.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { sealSecret } from '../../../platform/crypto/envelope.js';
import { lockSealingKeyring } from '../../../platform/crypto/key-check.js';
import { auditBackup } from './audit-backup.js';
import { backupConfigAndImage } from './backup-config.js';
import { BackupError } from './backup-error.js';
import { backupVolumes } from './backup-volumes.js';
import { findDirectory, measureBackup } from './measure-backup.js';
import type { BackupMeasure, BackupProblem } from './place.js';
import { removeBackup } from './remove-backup.js';
import { idOf, inspectContainerOf, isRunning, type BackupWork } from './work.js';
import { verifyBackup } from './verify-backup.js';

/** Settings and image are kept; whether the volumes fit is known before anything is stopped. */
export async function prepareBackup(work: BackupWork): Promise<PreparedBackup> {
  const { dependencies, place, row } = work;
  const inspection = await inspectContainerOf(work);
  const measured = await measure(work, idOf(inspection));
  const kept = await backupConfigAndImage(place, {
    containerRuntimeId: idOf(inspection),
    backupId: row.id,
    containerName: row.containerName,
  });
  const { config, imageId, imageReference, imageTag } = kept;
  try {
    await dependencies.database.knex.transaction(async (trx) => {
      const keyring = await lockSealingKeyring(trx, dependencies.keyring);
      const sealed = sealSecret(keyring, config, { table: 'container_backups', rowId: row.id, column: 'config' });
      await ContainerBackupModel.query(trx)
        .findById(row.id)
        .where('state', 'creating')
        .patch({ config: sealed, imageId, imageReference, imageTag });
    });
  } finally {
    config.fill(0);
  }
  return { running: isRunning(inspection), volumes: measured.volumes.length };
}

async function measure(
  { place, row }: BackupWork,
  containerRuntimeId: string,
  ignored: readonly BackupProblem['code'][] = [],
): Promise<BackupMeasure> {
  const measured = await measureBackup(place, { containerRuntimeId, volumes: row.request.volumes ?? true });
  const blocking = measured.problems.find((problem) => problem.blocking && !ignored.includes(problem.code));
  if (blocking === undefined) return measured;
  const code =
    blocking.code === 'not_enough_space' || blocking.code === 'unknown_volume' ? blocking.code : 'not_possible';
  throw new BackupError(code, blocking.message);
}

/** The archives, entered in the row: what is known there can be removed again. */
export async function storeVolumes(work: BackupWork): Promise<BackupCounts> {
  const { place, row } = work;
  const inspection = await inspectContainerOf(work);
  // Space is looked at with the archives: an earlier attempt may have written some of them.
  const { directory, volumes } = await measure(work, idOf(inspection), ['not_enough_space']);
  const request = { containerRuntimeId: idOf(inspection), backupId: row.id, directory, volumes };
  const stored = await backupVolumes(place, { ...request, live: isRunning(inspection) });
  const sizeBytes = stored.reduce((sum, volume) => sum + volume.sizeBytes, 0);
  await ContainerBackupModel.query(work.dependencies.database.knex)
    .findById(row.id)
    .where('state', 'creating')
    .patch({ volumes: stored, sizeBytes });
  return { volumes: stored.length, sizeBytes };
}

/** A test restore of what was stored, and the end of the row. A backup that does not verify is none. */
export async function proveBackup({ dependencies, place, row }: BackupWork): Promise<void> {
  const { volumes, sizeBytes } = row;
  const verification = await verifyBackup(place, { volumes });
  const broken = verification.volumes.find(({ ok }) => !ok);
  if (broken !== undefined) throw new BackupError('damaged', broken.problem ?? `${broken.volume} does not verify.`);
  await dependencies.database.knex.transaction(async (trx) => {
    const now = new Date();
    const closed = await ContainerBackupModel.query(trx)
      .findById(row.id)
      .where('state', 'creating')
      .patch({
        state: 'completed',
        verification,
        verifiedAt: now,
        finishedAt: now,
        expiresAt: expiryOf(now, row.request.retentionDays),
      });
    if (closed === 0) return;
    const consistent = volumes.every((volume) => volume.consistent);
    const details = { volumes: volumes.length, sizeBytes: Number(sizeBytes), consistent };
    await auditBackup(trx, row, { action: 'container_backup.created', outcome: 'succeeded', details });
  });
}

/** Everything a failed backup left, known or not. */
export async function discardBackup({ place, row }: BackupWork): Promise<void> {
  const directories = [await findDirectory(place)];
  await removeBackup(place, { backupId: row.id, directories, volumes: row.volumes, imageTag: row.imageTag });
}
