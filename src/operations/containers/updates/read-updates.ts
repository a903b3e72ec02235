import type { ContainerUpdate, UpdateState } from '../../../domain/containers/updates/update.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { UpdateStepModel } from '../../../models/containers/update-step-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { workflowLink } from '../../../platform/temporal/start-workflow.js';
import type { CallContext } from '../../context.js';
import type { ContainerJobServices } from '../services.js';

export interface UpdateKey {
  readonly at: string;
  readonly id: string;
}

export interface UpdateFilter {
  readonly limit: number;
  readonly after?: UpdateKey | undefined;
  readonly containerId?: string | undefined;
  readonly hostId?: string | undefined;
  readonly state?: UpdateState | undefined;
  readonly needsAttention?: boolean | undefined;
}

/** Updates, newest first. */
export async function listUpdates(
  context: CallContext,
  services: ContainerJobServices,
  filter: UpdateFilter,
): Promise<ContainerUpdate[]> {
  const { limit, after, ...wanted } = filter;
  const query = UpdateRunModel.query(context.database.knex)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  for (const [column, value] of Object.entries(wanted)) if (value !== undefined) query.where(column, value);
  if (after !== undefined) query.whereRaw('(created_at, id) < (?::timestamptz, ?::uuid)', [after.at, after.id]);
  const runs = await query;
  const steps = await readSteps(
    context,
    runs.map(({ id }) => id),
  );
  return runs.map((run) =>
    presentUpdate(
      services,
      run,
      steps.filter(({ runId }) => runId === run.id),
    ),
  );
}

export async function getUpdate(
  context: CallContext,
  services: ContainerJobServices,
  id: string,
): Promise<ContainerUpdate> {
  const run = await UpdateRunModel.query(context.database.knex).findById(id);
  if (run === undefined) throw new MillwrightError('not_found', `There is no container update ${id}.`);
  return presentUpdate(services, run, await readSteps(context, [id]));
}

async function readSteps(context: CallContext, ids: readonly string[]): Promise<UpdateStepModel[]> {
  // In the order in which they happened: a step that is come to again stands where it stood first.
  return UpdateStepModel.query(context.database.knex)
    .whereIn('runId', [...ids])
    .orderBy('startedAt')
    .orderBy('position');
}

function presentUpdate(
  { temporal, temporalUiUrl }: ContainerJobServices,
  run: UpdateRunModel,
  steps: readonly UpdateStepModel[],
): ContainerUpdate {
  const { id, containerId, hostId, serverId, state, fromImage, toImage, approvalId, policy, planHash } = run;
  const { needsAttention, error, correlationId, workflowId } = run;
  return {
    id,
    containerId,
    hostId,
    serverId,
    state,
    from: fromImage,
    to: toImage,
    steps: steps.map((step) => ({
      name: step.name,
      state: step.state,
      startedAt: step.startedAt.toISOString(),
      finishedAt: step.finishedAt?.toISOString() ?? null,
      attempt: step.attempt,
      evidence: step.evidence,
    })),
    approvalId,
    policy,
    planHash,
    needsAttention,
    error,
    requestedBy: run.requestedBy,
    correlationId,
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    workflowId,
    links: {
      temporal: workflowLink(temporalUiUrl, temporal.namespace, workflowId),
      approval: approvalId === null ? null : `/api/approvals/${approvalId}`,
    },
  };
}
