import type { Action, ActionKind, ActionRun, ActionState } from '../../../domain/protection/actions/action.js';
import { roleIncludes } from '../../../domain/identity/roles.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { openText } from '../../../models/protection/action-secrets.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { workflowLink } from '../../../platform/temporal/start-workflow.js';
import type { CallContext } from '../../context.js';
import type { ActionServices } from './services.js';

export interface ActionFilter {
  readonly limit: number;
  /** The last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly serverId?: string | undefined;
  readonly state?: ActionState | undefined;
  readonly kind?: ActionKind | undefined;
  readonly effect?: string | undefined;
  readonly needsAttention?: boolean | undefined;
}

/** Actions, newest first, without their output. */
export async function listActions(
  context: CallContext,
  services: ActionServices,
  filter: ActionFilter,
): Promise<Action[]> {
  const { limit, after, ...wanted } = filter;
  const query = ActionModel.query(context.database.knex)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  for (const [column, value] of Object.entries(wanted)) if (value !== undefined) query.where(column, value);
  if (after !== undefined) query.whereRaw('(created_at, id) < (?::timestamptz, ?::uuid)', [after.at, after.id]);
  const rows = await query;
  const runs = await ActionRunModel.query(context.database.knex)
    .whereIn(
      'actionId',
      rows.map(({ id }) => id),
    )
    .whereNotNull('consumedAt')
    .orderBy('issuedAt');
  return rows.map((row) =>
    presentAction(services, row, {
      runs: runs.filter(({ actionId }) => actionId === row.id),
      keyring: null,
    }),
  );
}

/** One action; its output for those who may run commands themselves. `not_found` when there is none. */
export async function getAction(context: CallContext, services: ActionServices, id: string): Promise<Action> {
  const row = await requireAction(context, id);
  const runs = await ActionRunModel.query(context.database.knex)
    .where({ actionId: id })
    .whereNotNull('consumedAt')
    .orderBy('issuedAt');
  const mayRead = roleIncludes(context.actor.role, 'operator');
  return presentAction(services, row, { runs, keyring: mayRead ? services.keyring : null });
}

export async function requireAction(context: CallContext, id: string): Promise<ActionModel> {
  const row = await ActionModel.query(context.database.knex).findById(id);
  if (row === undefined) throw new MillwrightError('not_found', `There is no action ${id}.`);
  return row;
}

interface Runs {
  readonly runs: readonly ActionRunModel[];
  /** Null: without output. */
  readonly keyring: Keyring | null;
}

function presentAction({ temporal, temporalUiUrl }: ActionServices, row: ActionModel, { runs, keyring }: Runs): Action {
  const { workflowId, approvalId } = row;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    serverId: row.serverId,
    serverName: row.serverName,
    command: row.commandShown,
    commandHash: row.commandHash,
    shell: row.shell,
    timeoutSeconds: row.timeoutSeconds,
    reason: row.reason,
    assessment: row.assessment,
    plan: row.plan,
    planHash: row.planHash,
    approvalId,
    rollbackOf: row.rollbackOf,
    exitCode: runs.findLast(({ part }) => part === 'act')?.exitCode ?? null,
    runs: runs.map((run) => presentRun(run, keyring)),
    verification: row.verification,
    error: row.error,
    needsAttention: row.needsAttention,
    requestedBy: row.requestedBy,
    requestedByName: row.requestedByName,
    correlationId: row.correlationId,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    workflowId,
    links: {
      temporal: workflowId === null ? null : workflowLink(temporalUiUrl, temporal.namespace, workflowId),
      approval: approvalId === null ? null : `/api/approvals/${approvalId}`,
    },
  };
}

function presentRun(run: ActionRunModel, keyring: Keyring | null): ActionRun {
  const show = (column: 'stdout' | 'stderr'): string | null => {
    const sealed = run[column];
    if (keyring === null || sealed === null) return null;
    return openText(keyring, sealed, { table: 'action_runs', rowId: run.id, column });
  };
  return {
    id: run.id,
    part: run.part,
    startedAt: run.consumedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    outcome: run.outcome,
    exitCode: run.exitCode,
    stdout: show('stdout'),
    stderr: show('stderr'),
    truncated: run.truncated,
  };
}
