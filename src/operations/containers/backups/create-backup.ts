import type { ContainerBackup, CreateBackup } from '../../../domain/containers/backups/backup.js';
import { containerIds } from '../../../domain/containers/ids.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { ContainerHostModel } from '../../../models/containers/container-host-model.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import type { ContainerJobServices } from '../services.js';
import { presentBackup } from './read-backups.js';
import { startBackupWorkflow } from './start-backup-workflow.js';

/** Backs a container up now. The row is the intent that the workflow demands. Throws `not_found`. */
export async function createBackup(
  context: CallContext,
  services: ContainerJobServices,
  input: CreateBackup,
): Promise<ContainerBackup> {
  const { knex } = context.database;
  const row = await knex.transaction(async (trx) => {
    const inserted = await insertBackup(trx, context, input);
    await recordAudit(trx, context, {
      action: 'container_backup.requested',
      subject: { type: 'container_backup', id: inserted.id },
      details: { containerId: input.containerId, container: inserted.containerName, ...inserted.request },
    });
    return inserted;
  });
  try {
    await startBackupWorkflow(services.temporal, row);
  } catch (error) {
    const failure = { code: 'temporal_unavailable', message: 'The workflow could not be started.', remedy: null };
    await ContainerBackupModel.query(knex)
      .findById(row.id)
      .patch({ state: 'failed', finishedAt: new Date(), error: failure });
    throw error;
  }
  return presentBackup(row, services);
}

async function insertBackup(
  trx: Transaction,
  context: CallContext,
  input: CreateBackup,
): Promise<ContainerBackupModel> {
  const { containerId, volumes, stop, retentionDays } = input;
  const container = await ContainerModel.query(trx).findById(containerId);
  if (container === undefined || container.goneAt !== null) {
    throw new MillwrightError('not_found', `There is no container ${containerId} on any host.`);
  }
  const host = await ContainerHostModel.query(trx).findById(container.hostId).throwIfNotFound();
  const id = newId();
  return ContainerBackupModel.query(trx)
    .insert({
      id,
      containerId,
      hostId: host.id,
      serverId: host.serverId,
      state: 'creating',
      containerName: container.name,
      imageReference: container.imageReference,
      imageId: container.imageId,
      volumes: [],
      request: { volumes, stop, ...(retentionDays === undefined ? {} : { retentionDays }) },
      createdBy: context.actor.id,
      correlationId: context.correlationId,
      workflowId: containerIds.backup(id),
    })
    .returning('*');
}
