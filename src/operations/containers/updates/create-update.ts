import { containerIds } from '../../../domain/containers/ids.js';
import type { UpdateRules } from '../../../domain/containers/policy.js';
import { readImageReference } from '../../../domain/containers/references/image-reference.js';
import type { ContainerUpdate, CreateUpdate } from '../../../domain/containers/updates/update.js';
import { ContainerModel } from '../../../models/containers/container-model.js';
import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import type { TemporalConnection } from '../../../platform/temporal/connection.js';
import { SEARCH_ATTRIBUTES } from '../../../platform/temporal/search-attributes.js';
import { startWorkflow, workflowLink } from '../../../platform/temporal/start-workflow.js';
import { recordAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { resolveRequestedPolicy } from '../policies/effective-policy.js';
import type { ContainerJobServices } from '../services.js';
import { getUpdate } from './read-updates.js';

interface Place {
  readonly hostId: string;
  readonly serverId: string;
  readonly site: string;
  readonly container: ContainerModel;
}

/**
 * Starts the update of one container. The row is written first: it is the intent that the workflow demands, and a
 * second one cannot be open. Throws `not_found`, `unprocessable`, `forbidden`, `update_in_progress`.
 */
export async function createUpdate(
  context: CallContext,
  services: ContainerJobServices,
  input: CreateUpdate,
): Promise<ContainerUpdate> {
  const place = await findPlace(context, input.containerId);
  refuseBadReference(input.targetReference);
  const { rules } = await resolveRequestedPolicy(context, input.containerId, input.policy);
  const { database } = context;
  const id = newId();
  await database.knex.transaction(async (trx) => {
    // The container's row is the lock: of two requests at once one finds the other's run.
    await ContainerModel.query(trx).findById(input.containerId).forUpdate();
    const open = await UpdateRunModel.query(trx)
      .where({ containerId: input.containerId })
      .whereNull('finishedAt')
      .first();
    if (open !== undefined) throw inProgress(services, open);
    await UpdateRunModel.query(trx).insert(describeRun(context, place, { id, input, rules }));
    await recordAudit(trx, context, {
      action: 'container.update.requested',
      subject: { type: 'container', id: input.containerId },
      outcome: 'requested',
      details: { updateId: id, name: place.container.name, targetReference: input.targetReference ?? null, rules },
    });
  });
  const run = await UpdateRunModel.query(database.knex).findById(id).throwIfNotFound();
  await startOrClose(context, services, run);
  return getUpdate(context, services, id);
}

interface NewRun {
  readonly id: string;
  readonly input: CreateUpdate;
  readonly rules: UpdateRules;
}

function describeRun({ actor, correlationId }: CallContext, place: Place, { id, input, rules }: NewRun) {
  const { hostId, serverId, site, container } = place;
  return {
    id,
    containerId: container.id,
    hostId,
    serverId,
    site,
    state: 'planning' as const,
    targetReference: input.targetReference ?? null,
    fromImage: { reference: container.imageReference, digest: container.imageDigest },
    policy: rules,
    workflowId: containerIds.update(container.id),
    requestedBy: actor.id,
    requestedByName: actor.name,
    correlationId,
  };
}

async function findPlace(context: CallContext, containerId: string): Promise<Place> {
  const { knex, pool } = context.database;
  const container = await ContainerModel.query(knex).findById(containerId);
  if (container === undefined) throw new MillwrightError('not_found', `There is no container ${containerId}.`);
  if (container.goneAt !== null || container.asideOf !== null) {
    const message = `${container.name} is not on its host any more, or is kept aside by an update`;
    throw new MillwrightError('unprocessable', `${message}.`, { errors: [{ path: 'containerId', message }] });
  }
  const { rows } = await pool.query<{ serverId: string; site: string }>(
    `select s.id as "serverId", s.site from container_hosts h join servers s on s.id = h.server_id where h.id = $1`,
    [container.hostId],
  );
  const [server] = rows;
  if (server === undefined) throw new MillwrightError('not_found', `The host of container ${containerId} is gone.`);
  return { hostId: container.hostId, ...server, container };
}

function refuseBadReference(reference: string | undefined): void {
  if (reference === undefined || readImageReference(reference) !== null) return;
  const message = 'names no image: write repository:tag or repository@sha256:…';
  throw new MillwrightError('unprocessable', `targetReference ${message}.`, {
    errors: [{ path: 'targetReference', message }],
  });
}

function inProgress(services: ContainerJobServices, run: UpdateRunModel): MillwrightError {
  const temporal = workflowLink(services.temporalUiUrl, services.temporal.namespace, run.workflowId);
  return new MillwrightError('update_in_progress', `Update ${run.id} of this container is under way (${run.state}).`, {
    members: { updateId: run.id, links: { update: `/api/containers/updates/${run.id}`, temporal } },
  });
}

async function startOrClose(context: CallContext, services: ContainerJobServices, run: UpdateRunModel): Promise<void> {
  try {
    await startUpdateWorkflow(services.temporal, run, 'fail');
  } catch (error) {
    const failure = {
      code: 'not_started',
      message: 'The workflow could not be started.',
      step: null,
      remedy: null,
      rollback: null,
    };
    await UpdateRunModel.query(context.database.knex)
      .findById(run.id)
      .patch({ state: 'failed', finishedAt: new Date(), error: failure });
    throw error;
  }
}

/** Starts the workflow of an update whose row is written. */
export async function startUpdateWorkflow(
  temporal: TemporalConnection,
  run: UpdateRunModel,
  whenRunning: 'fail' | 'join',
): Promise<void> {
  await startWorkflow(temporal, {
    workflowType: 'updateContainer',
    workflowId: run.workflowId,
    input: { updateId: run.id },
    domain: 'containers',
    requestedBy: run.requestedBy,
    correlationId: run.correlationId,
    summary: `Update of ${run.fromImage.reference}`,
    whenRunning,
    attributes: [
      { key: SEARCH_ATTRIBUTES.serverId, value: run.serverId },
      { key: SEARCH_ATTRIBUTES.containerId, value: run.containerId },
      { key: SEARCH_ATTRIBUTES.site, value: run.site },
    ],
  });
}
