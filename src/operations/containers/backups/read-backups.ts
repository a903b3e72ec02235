import type { ContainerBackup } from '../../../domain/containers/backups/backup.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { workflowLink } from '../../../platform/temporal/start-workflow.js';
import type { CallContext } from '../../context.js';
import type { ContainerJobServices } from '../services.js';

export interface BackupFilter {
  readonly containerId?: string | undefined;
  readonly state?: ContainerBackup['state'] | undefined;
  readonly limit: number;
  readonly after?: { readonly at: string; readonly id: string } | undefined;
}

/** Backups, newest first. */
export async function listBackups(
  context: CallContext,
  services: ContainerJobServices,
  filter: BackupFilter,
): Promise<ContainerBackup[]> {
  const query = ContainerBackupModel.query(context.database.knex)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.containerId !== undefined) query.where('containerId', filter.containerId);
  if (filter.state !== undefined) query.where('state', filter.state);
  if (filter.after !== undefined) {
    query.whereRaw('(created_at, id) < (?::timestamptz, ?::uuid)', [filter.after.at, filter.after.id]);
  }
  return (await query).map((row) => presentBackup(row, services));
}

export async function getBackup(
  context: CallContext,
  services: ContainerJobServices,
  id: string,
): Promise<ContainerBackup> {
  const row = await ContainerBackupModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchBackup(id);
  return presentBackup(row, services);
}

export const noSuchBackup = (id: string): MillwrightError =>
  new MillwrightError('not_found', `There is no backup ${id}.`);

/** Without the settings: they are sealed, and never shown. */
export function presentBackup(row: ContainerBackupModel, services: ContainerJobServices): ContainerBackup {
  const workflowId = row.task?.workflowId ?? row.workflowId;
  const { temporalUiUrl, temporal } = services;
  return {
    id: row.id,
    containerId: row.containerId,
    hostId: row.hostId,
    updateId: row.updateRunId,
    state: row.state,
    containerName: row.containerName,
    image: { reference: row.imageReference, id: row.imageId, tag: row.imageTag },
    volumes: row.volumes,
    consistent: row.volumes.every(({ consistent }) => consistent),
    sizeBytes: Number(row.sizeBytes),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    verification: row.verification,
    restoredAt: row.restoredAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    error: row.error,
    task: row.task,
    approvalId: row.task?.approvalId ?? null,
    workflowId,
    links: { temporal: workflowId === null ? null : workflowLink(temporalUiUrl, temporal.namespace, workflowId) },
  };
}
