import type { BackupFailure, BackupTask } from '../../../domain/containers/backups/backup.js';
import type {
  BackupEngineActivities,
  BackupInput,
  OpenedBackup,
  TaskEnd,
} from '../../../domain/containers/backups/messages.js';
import { restoreFacts } from '../../../domain/containers/backups/restore-plan.js';
import { findExpired } from '../../../domain/containers/backups/retention.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import type { Database } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { hashJson } from '../../../platform/json/canonical-json.js';
import { auditBackup } from './audit-backup.js';

/** The database steps of backups and restores. Each looks before it acts: repeating one changes nothing. */
export function createBackupEngineActivities({ database }: { readonly database: Database }): BackupEngineActivities {
  return {
    openBackup: async ({ backupId, workflowId }) => {
      const row = await findRow(database, backupId);
      if (row.workflowId !== workflowId || row.state !== 'creating') throw noIntent(workflowId);
      return describe(database, row);
    },
    openBackupTask: async ({ backupId, workflowId, kind }) => {
      const row = await findRow(database, backupId);
      const open = row.task?.state === 'running' || row.task?.state === 'waiting_for_approval';
      if (row.task?.kind !== kind || row.task.workflowId !== workflowId || !open) throw noIntent(workflowId);
      return describe(database, row);
    },
    beginRestore: (input) => beginRestore(database, input),
    failBackup: (input) => failBackup(database, input),
    endBackupTask: (input) => endTask(database, input),
    listExpiredBackups: () => listExpired(database, new Date()),
  };
}

async function findRow(database: Database, backupId: string): Promise<ContainerBackupModel> {
  const row = await ContainerBackupModel.query(database.knex).findById(backupId);
  if (row === undefined)
    throw new MillwrightError('intent_missing', `There is no backup ${backupId}. Nothing was done.`);
  return row;
}

function noIntent(workflowId: string): MillwrightError {
  return new MillwrightError(
    'intent_missing',
    `Workflow ${workflowId} has no open row of its own: it was not started through Millwright, or has ended. Nothing was done.`,
  );
}

async function describe(database: Database, row: ContainerBackupModel): Promise<OpenedBackup> {
  const { rows } = await database.pool.query<{ name: string; site: string }>(
    'select name, site from servers where id = $1',
    [row.serverId],
  );
  const server = rows[0];
  if (server === undefined) throw new MillwrightError('not_found', `The server of backup ${row.id} is gone.`);
  return {
    backupId: row.id,
    containerId: row.containerId,
    site: server.site,
    title: `${row.containerName} on ${server.name}`,
    stop: row.request.stop ?? false,
    approvalId: row.task?.approvalId ?? null,
  };
}

/** The plan that was approved names the container and the archives: another one of either is another plan. */
async function beginRestore(
  database: Database,
  { backupId, planHash }: BackupInput & { readonly planHash: string },
): Promise<void> {
  const row = await findRow(database, backupId);
  const container = await ContainerModel.query(database.knex).findById(row.containerId).throwIfNotFound();
  const hash = hashJson(restoreFacts({ containerRuntimeId: container.runtimeId, backupId, volumes: row.volumes }));
  if (hash !== planHash || row.state !== 'completed' || container.goneAt !== null) {
    throw new MillwrightError(
      'plan_changed',
      `The container or the backup ${backupId} is not the one that was approved. Ask for the restore again.`,
    );
  }
  if (row.task === null) return;
  await ContainerBackupModel.query(database.knex)
    .findById(backupId)
    .patch({ task: { ...row.task, state: 'running' } });
}

async function failBackup(
  database: Database,
  { backupId, failure }: BackupInput & { readonly failure: BackupFailure },
): Promise<void> {
  await database.knex.transaction(async (trx) => {
    const row = await ContainerBackupModel.query(trx).findById(backupId).forUpdate();
    if (row?.state !== 'creating') return;
    const patch = { state: 'failed' as const, error: failure, finishedAt: new Date(), config: null };
    await ContainerBackupModel.query(trx).findById(backupId).patch(patch);
    await auditBackup(trx, row, {
      action: 'container_backup.failed',
      outcome: 'failed',
      details: { code: failure.code },
    });
  });
}

async function endTask(database: Database, end: TaskEnd): Promise<void> {
  const { backupId, state, failure, needsAttention = false } = end;
  await database.knex.transaction(async (trx) => {
    const row = await ContainerBackupModel.query(trx).findById(backupId).forUpdate();
    if (row === undefined || row.task === null || row.task.finishedAt !== null) return;
    const finishedAt = new Date();
    const task: BackupTask = {
      ...row.task,
      state,
      needsAttention,
      error: failure ?? null,
      finishedAt: finishedAt.toISOString(),
    };
    const restored = task.kind === 'restore' && state === 'completed' ? { restoredAt: finishedAt } : {};
    await ContainerBackupModel.query(trx)
      .findById(backupId)
      .patch({ task, ...restored });
    await auditBackup(trx, row, {
      action: task.kind === 'restore' ? 'container_backup.restored' : 'container_backup.verified',
      outcome: state === 'completed' ? 'succeeded' : 'failed',
      details: { state, code: failure?.code ?? null, needsAttention },
    });
  });
}

async function listExpired(database: Database, now: Date) {
  const rows = await ContainerBackupModel.query(database.knex)
    .where('state', 'completed')
    .select('id', 'containerId', 'createdAt', 'verifiedAt', 'expiresAt', 'serverId', 'task');
  const idle = new Set(rows.filter(({ task }) => task === null || task.finishedAt !== null).map(({ id }) => id));
  const expired = findExpired(rows, now).filter(({ id }) => idle.has(id));
  const ids = expired.map(({ id }) => id);
  const { rows: found } = await database.pool.query<{ backup_id: string; site: string }>(
    `select backup.id as backup_id, server.site from container_backups backup
       join servers server on server.id = backup.server_id where backup.id = any($1::uuid[]) order by backup.id`,
    [ids],
  );
  return { backups: found.map(({ backup_id: backupId, site }) => ({ backupId, site })) };
}
