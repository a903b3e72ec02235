import { UPDATE_SIGNALS } from '../../../domain/containers/updates/messages.js';
import type { ContainerUpdate } from '../../../domain/containers/updates/update.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { signalWorkflow } from '../../../platform/temporal/signal-workflow.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import type { ContainerJobServices } from '../services.js';
import { startUpdateWorkflow } from './create-update.js';
import { getUpdate } from './read-updates.js';

/**
 * Asks a run to end: before anything was stopped it leaves the host as it was, afterwards the old container comes back.
 * Throws `not_found`, and `update_ended` when there is nothing left to end.
 */
export async function endUpdate(
  context: CallContext,
  services: ContainerJobServices,
  { id, wish }: { readonly id: string; readonly wish: 'cancel' | 'rollback' },
): Promise<ContainerUpdate> {
  const run = await context.database.knex.transaction(async (trx) => {
    const row = await UpdateRunModel.query(trx).findById(id).forUpdate();
    if (row === undefined) throw new MillwrightError('not_found', `There is no container update ${id}.`);
    if (row.finishedAt !== null) throw ended(row, wish);
    await UpdateRunModel.query(trx).findById(id).patch({ requestedEnd: wish, updatedAt: new Date() });
    await recordAudit(trx, context, {
      action: `container.update.${wish}_requested`,
      subject: { type: 'container', id: row.containerId },
      outcome: 'requested',
      details: { updateId: id, state: row.state },
    });
    return row;
  });
  const request = { workflowId: run.workflowId, signal: UPDATE_SIGNALS[wish], input: {} };
  // A run without its workflow gets one again, which reads the wish first of all.
  if ((await signalWorkflow(services.temporal, request)) === 'gone') {
    await startUpdateWorkflow(services.temporal, run, 'join');
  }
  return getUpdate(context, services, id);
}

function ended({ id, state }: UpdateRunModel, wish: 'cancel' | 'rollback'): MillwrightError {
  const detail =
    wish === 'rollback' && state === 'committed'
      ? `Update ${id} is committed and the old container is removed: update to the former image, or restore a backup.`
      : `Update ${id} has ended (${state}).`;
  return new MillwrightError('update_ended', detail, { members: { updateId: id, state } });
}
