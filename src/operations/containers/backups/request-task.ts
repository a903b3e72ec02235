import { setTimeout as sleep } from 'node:timers/promises';
import type { BackupTask, ContainerBackup, RestoreBackup } from '../../../domain/containers/backups/backup.js';
import { containerIds } from '../../../domain/containers/ids.js';
import { assessRestore, describeRestore, restoreFacts } from '../../../domain/containers/backups/restore-plan.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import { endApproval } from '../../../models/protection/end-approval.js';
import { openApproval } from '../../../models/protection/open-approval.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { hashJson } from '../../../platform/json/canonical-json.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import type { ContainerJobServices } from '../services.js';
import { noSuchBackup, presentBackup } from './read-backups.js';
import { startTaskWorkflow } from './start-backup-workflow.js';

const APPROVAL_DAYS = 7;
const DAY_MS = 86_400_000;
const JUST_ENDED_MS = 5_000;
const MORE_TRIES = 10;
const PAUSE_MS = 200;

/** Verifies a backup by checksums and a test restore. Throws `not_found`, `unprocessable`, `workflow_running`. */
export async function requestVerification(
  context: CallContext,
  services: ContainerJobServices,
  id: string,
): Promise<ContainerBackup> {
  return requestTask(context, services, {
    id,
    describe: async (row) => newTask(context, 'verify', containerIds.verifyBackup(row.id)),
  });
}

/**
 * Asks for the volumes of a backup to be restored: opens the approval that the workflow waits for. Throws `not_found`,
 * `unprocessable`, and `workflow_running` while the container is being updated or restored.
 */
export async function requestRestore(
  context: CallContext,
  services: ContainerJobServices,
  request: { readonly id: string } & RestoreBackup,
): Promise<ContainerBackup> {
  return requestTask(context, services, {
    id: request.id,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    describe: (row, trx) => describeRestoreTask(context, trx, row),
  });
}

interface TaskRequest {
  readonly id: string;
  readonly reason?: string;
  readonly describe: (row: ContainerBackupModel, trx: Transaction) => Promise<BackupTask>;
}

async function requestTask(
  context: CallContext,
  services: ContainerJobServices,
  { id, reason, describe }: TaskRequest,
): Promise<ContainerBackup> {
  const { knex } = context.database;
  let previous: BackupTask | null = null;
  const row = await knex.transaction(async (trx) => {
    const found = await ContainerBackupModel.query(trx).findById(id).forUpdate();
    if (found === undefined) throw noSuchBackup(id);
    refuseUnusable(found);
    previous = found.task;
    const task = await describe(found, trx);
    const patched = await ContainerBackupModel.query(trx).patchAndFetchById(id, { task });
    await recordAudit(trx, context, {
      action: `container_backup.${task.kind === 'verify' ? 'verification' : 'restore'}_requested`,
      subject: { type: 'container_backup', id },
      details: { containerId: found.containerId, approvalId: task.approvalId, reason: reason ?? null },
    });
    return patched;
  });
  try {
    await startOnceFree(services, row, previous);
  } catch (error) {
    await giveUp(context, row);
    throw error;
  }
  return presentBackup(row, services);
}

/** A workflow writes the end of its task a moment before it has ended itself, and its id is free only then. */
async function startOnceFree(
  { temporal }: ContainerJobServices,
  row: ContainerBackupModel,
  previous: BackupTask | null,
): Promise<void> {
  const endedMs = Date.now() - Date.parse(previous?.finishedAt ?? '');
  for (let tries = endedMs < JUST_ENDED_MS ? MORE_TRIES : 0; ; tries -= 1) {
    try {
      return await startTaskWorkflow(temporal, row);
    } catch (error) {
      if (tries === 0 || !(error instanceof MillwrightError) || error.code !== 'workflow_running') throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function refuseUnusable({ id, state, task }: ContainerBackupModel): void {
  if (state !== 'completed') {
    throw new MillwrightError('unprocessable', `Backup ${id} is ${state}: nothing of it can be verified or restored.`);
  }
  if (task !== null && task.finishedAt === null) {
    throw new MillwrightError('workflow_running', `Backup ${id} is being worked on: ${task.workflowId}.`, {
      members: { workflowId: task.workflowId },
    });
  }
}

function newTask({ actor, correlationId }: CallContext, kind: BackupTask['kind'], workflowId: string): BackupTask {
  return {
    kind,
    state: 'running',
    requestedAt: new Date().toISOString(),
    requestedBy: actor.id,
    finishedAt: null,
    approvalId: null,
    workflowId,
    correlationId,
    error: null,
    needsAttention: false,
  };
}

async function describeRestoreTask(
  context: CallContext,
  trx: Transaction,
  row: ContainerBackupModel,
): Promise<BackupTask> {
  if (row.volumes.length === 0) {
    throw new MillwrightError('unprocessable', `Backup ${row.id} holds no volumes: there is nothing to restore.`);
  }
  const container = await ContainerModel.query(trx).findById(row.containerId).throwIfNotFound();
  if (container.goneAt !== null) {
    throw new MillwrightError(
      'unprocessable',
      `The container ${container.name} is gone: create it before its volumes.`,
    );
  }
  const { id: backupId, volumes } = row;
  const subject = {
    container: { id: container.id, name: container.name },
    backup: { id: backupId, createdAt: row.createdAt.toISOString(), verifiedAt: row.verifiedAt?.toISOString() ?? null },
    volumes,
    hash: hashJson(restoreFacts({ containerRuntimeId: container.runtimeId, backupId, volumes })),
  };
  const task = newTask(context, 'restore', containerIds.restore(container.id));
  const approval = await openApproval(trx, {
    id: newId(),
    subject: { type: 'container_backup', id: backupId, title: `Restore the volumes of ${container.name}` },
    risk: assessRestore(subject),
    plan: describeRestore(subject),
    phrase: `RESTORE ${container.name}`,
    workflowId: task.workflowId,
    site: await readSite(trx, row.serverId),
    requestedBy: context.actor.id,
    requestedByName: context.actor.name,
    correlationId: context.correlationId,
    expiresAt: new Date(Date.now() + APPROVAL_DAYS * DAY_MS),
  });
  return { ...task, state: 'waiting_for_approval', approvalId: approval.id };
}

async function readSite(trx: Transaction, serverId: string): Promise<string | null> {
  const { rows } = await trx.raw<{ rows: { site: string }[] }>('select site from servers where id = ?', [serverId]);
  return rows[0]?.site ?? null;
}

/** No workflow waits: neither the task nor its approval may look as if one did. */
async function giveUp({ database }: CallContext, row: ContainerBackupModel): Promise<void> {
  const { task } = row;
  if (task === null) return;
  const error = { code: 'not_started', message: 'The workflow could not be started.', remedy: null };
  await database.knex.transaction(async (trx) => {
    await ContainerBackupModel.query(trx)
      .findById(row.id)
      .patch({ task: { ...task, state: 'failed', finishedAt: new Date().toISOString(), error } });
    if (task.approvalId === null) return;
    await endApproval(trx, {
      approvalId: task.approvalId,
      state: 'withdrawn',
      reason: 'the workflow could not be started',
      delivered: true,
    });
  });
}
