import { containerIds } from '../../../domain/containers/ids.js';
import { backupExpiryIds } from '../../../domain/containers/backups/messages.js';
import { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import type { Database } from '../../../platform/db/database.js';
import type { TemporalConnection } from '../../../platform/temporal/connection.js';
import { ensureSchedule } from '../../../platform/temporal/ensure-schedule.js';
import { startWorkflow, type StartRequest } from '../../../platform/temporal/start-workflow.js';

const TASKS = {
  verify: { workflowType: 'verifyBackup', verb: 'Verification of a backup of' },
  restore: { workflowType: 'restoreBackup', verb: 'Restore of' },
} as const;

export async function startBackupWorkflow(
  temporal: TemporalConnection,
  row: ContainerBackupModel,
  whenRunning: StartRequest['whenRunning'] = 'fail',
): Promise<void> {
  await startWorkflow(temporal, {
    workflowType: 'backupContainer',
    workflowId: containerIds.backup(row.id),
    input: { backupId: row.id },
    domain: 'containers',
    requestedBy: row.createdBy,
    correlationId: row.correlationId,
    summary: `Backup of ${row.containerName}`,
    whenRunning,
  });
}

/** Starts what the row's task says. `workflow_running` when its container is being updated or restored. */
export async function startTaskWorkflow(
  temporal: TemporalConnection,
  row: ContainerBackupModel,
  whenRunning: StartRequest['whenRunning'] = 'fail',
): Promise<void> {
  const { task } = row;
  if (task === null) return;
  const { workflowType, verb } = TASKS[task.kind];
  await startWorkflow(temporal, {
    workflowType,
    workflowId: task.workflowId,
    input: { backupId: row.id },
    domain: 'containers',
    requestedBy: task.requestedBy,
    correlationId: task.correlationId,
    summary: `${verb} ${row.containerName}`,
    whenRunning,
  });
}

/** What an earlier process wrote down and did not get to start is started now. Returns how many. */
export async function resumeBackups(database: Database, temporal: TemporalConnection): Promise<number> {
  const rows = await ContainerBackupModel.query(database.knex).whereRaw(
    `(state = 'creating' and update_run_id is null) or task ->> 'state' in ('running', 'waiting_for_approval')`,
  );
  for (const row of rows) {
    if (row.state === 'creating') await startBackupWorkflow(temporal, row, 'join');
    else await startTaskWorkflow(temporal, row, 'join');
  }
  return rows.length;
}

/** Backups whose time is over are removed once a day. */
export async function reconcileBackupExpiry(temporal: TemporalConnection): Promise<void> {
  await ensureSchedule(temporal, {
    workflowType: 'expireBackups',
    summary: 'Removal of expired backups',
    everyMs: 86_400_000,
    jitterMs: 3_600_000,
    scheduleId: backupExpiryIds.schedule,
    workflowId: backupExpiryIds.run,
    catchupWindow: '1 day',
    paused: false,
    note: 'Kept by Millwright',
  });
}
