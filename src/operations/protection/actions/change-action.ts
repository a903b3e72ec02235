import type { Action } from '../../../domain/protection/actions/action.js';
import { ACTION_SIGNALS } from '../../../domain/protection/actions/messages.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { openText } from '../../../models/protection/action-secrets.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { signalWorkflow } from '../../../platform/temporal/signal-workflow.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { createAction, type Created } from './create-action.js';
import { getAction, requireAction } from './read-actions.js';
import type { ActionServices } from './services.js';
import { startActionWorkflow } from './start-action.js';

/** From here on it is too late: the command may be running. */
const UNDER_WAY: ReadonlySet<string> = new Set(['executing', 'verifying', 'rolling_back']);

/** Ends an action that has not begun yet, whoever asked for it. Throws `not_found`, `action_ended`. */
export async function cancelAction(context: CallContext, services: ActionServices, id: string): Promise<Action> {
  const row = await context.database.knex.transaction(async (trx) => {
    const found = await ActionModel.query(trx).findById(id).forUpdate();
    if (found === undefined) throw new MillwrightError('not_found', `There is no action ${id}.`);
    if (found.finishedAt !== null || UNDER_WAY.has(found.state)) {
      throw new MillwrightError('action_ended', `Action ${id} is ${found.state}: it cannot be cancelled any more.`);
    }
    await ActionModel.query(trx).findById(id).patch({ requestedEnd: 'cancel', updatedAt: new Date() });
    await recordAudit(trx, context, {
      action: 'action.cancel_requested',
      subject: { type: 'action', id },
      outcome: 'requested',
      details: { state: found.state, planHash: found.planHash },
    });
    return found;
  });
  const request = { workflowId: row.workflowId ?? '', signal: ACTION_SIGNALS.cancel, input: {} };
  // One without its workflow gets it again, which reads the wish first of all.
  if ((await signalWorkflow(services.temporal, request)) === 'gone') {
    await startActionWorkflow(services.temporal, row, 'join');
  }
  return getAction(context, services, id);
}

/**
 * Asks for what undoes an action: an action of its own, judged and approved like any other. Throws `not_found`,
 * `unprocessable` when there is nothing that undoes it, and what `createAction` throws.
 */
export async function rollBackAction(
  context: CallContext,
  services: ActionServices,
  request: { readonly id: string; readonly reason?: string | undefined },
): Promise<Created> {
  const { id } = request;
  const row = await requireAction(context, id);
  if (row.finishedAt === null) {
    throw new MillwrightError('unprocessable', `Action ${id} is ${row.state}: wait for its end, or cancel it.`);
  }
  const { rollbackCommand } = row;
  if (rollbackCommand === null) {
    const text = row.plan?.rollback.text ?? 'Nothing undoes it.';
    throw new MillwrightError('unprocessable', `Action ${id} has no command that undoes it. ${text}`);
  }
  const place = { table: 'actions', rowId: id, column: 'rollback_command' } as const;
  const input = {
    serverId: row.serverId,
    command: openText(services.keyring, rollbackCommand, place),
    reason: request.reason ?? `Undoes action ${id}`,
    timeoutSeconds: row.timeoutSeconds,
    ...(row.shell === null ? {} : { shell: row.shell }),
  };
  return createAction(context, services, input, id);
}
