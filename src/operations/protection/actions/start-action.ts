import type { ActionInput } from '../../../domain/protection/actions/messages.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { endApproval } from '../../../models/protection/end-approval.js';
import type { Database } from '../../../platform/db/database.js';
import type { TemporalConnection } from '../../../platform/temporal/connection.js';
import { SEARCH_ATTRIBUTES } from '../../../platform/temporal/search-attributes.js';
import { startWorkflow } from '../../../platform/temporal/start-workflow.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import type { ProtectionServices } from '../services.js';

const BUSY_MS = 5_000;

/** Starts the workflow of an action whose row is written. */
export async function startActionWorkflow(
  temporal: TemporalConnection,
  row: ActionModel,
  whenRunning: 'fail' | 'join',
): Promise<void> {
  if (row.workflowId === null) return;
  const input: ActionInput = { actionId: row.id, coolingDownMs: row.coolingDownMs, busyMs: BUSY_MS };
  await startWorkflow(temporal, {
    workflowType: 'executeAction',
    workflowId: row.workflowId,
    input: { ...input },
    domain: 'protection',
    requestedBy: row.requestedBy,
    correlationId: row.correlationId,
    summary: `${row.kind} on ${row.serverName} (${row.riskLevel})`,
    whenRunning,
    attributes: [
      { key: SEARCH_ATTRIBUTES.serverId, value: row.serverId },
      { key: SEARCH_ATTRIBUTES.site, value: row.site },
    ],
  });
}

/** No workflow waits when it cannot be started: neither the action nor its approval may look as if one did. */
export async function startOrClose(
  context: CallContext,
  { temporal }: ProtectionServices,
  row: ActionModel,
): Promise<void> {
  try {
    await startActionWorkflow(temporal, row, 'fail');
  } catch (error) {
    const message = 'The workflow could not be started; nothing was done.';
    await context.database.knex.transaction(async (trx) => {
      await ActionModel.query(trx)
        .findById(row.id)
        .patch({ state: 'failed', finishedAt: new Date(), error: { code: 'not_started', message } });
      if (row.approvalId !== null) {
        const reason = 'the workflow could not be started';
        await endApproval(trx, { approvalId: row.approvalId, state: 'withdrawn', reason, delivered: true });
      }
      await recordAudit(trx, context, {
        action: 'action.ended',
        subject: { type: 'action', id: row.id },
        outcome: 'failed',
        details: { code: 'not_started' },
      });
    });
    throw error;
  }
}

/** Actions whose workflow was never started, or is gone with Temporal’s data, get it now. Returns how many are open. */
export async function resumeActions(database: Database, temporal: TemporalConnection): Promise<number> {
  const open = await ActionModel.query(database.knex)
    .whereNull('finishedAt')
    .whereNotNull('workflowId')
    .orderBy('createdAt');
  for (const row of open) await startActionWorkflow(temporal, row, 'join');
  return open.length;
}
