import type { ContainerBackupModel } from '../../../models/containers/container-backup-model.js';
import { appendAudit, type AuditEntryInput } from '../../../platform/audit/append.js';
import type { Transaction } from '../../../platform/db/database.js';

type Entry = Pick<AuditEntryInput, 'action' | 'outcome'> & { readonly details?: Record<string, unknown> };

/** What was done to a backup or a container by a workflow: the system acts for whoever asked. */
export async function auditBackup(trx: Transaction, row: ContainerBackupModel, entry: Entry): Promise<void> {
  await appendAudit(trx, {
    actor: { kind: 'system', id: 'system', name: 'Millwright' },
    door: 'system',
    action: entry.action,
    outcome: entry.outcome,
    subject: { type: 'container_backup', id: row.id },
    correlationId: row.task?.correlationId ?? row.correlationId,
    details: {
      containerId: row.containerId,
      container: row.containerName,
      requestedBy: row.task?.requestedBy ?? row.createdBy,
      ...entry.details,
    },
  });
}
