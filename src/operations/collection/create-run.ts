import { collectionIds } from '../../domain/collection/ids.js';
import type { CollectionRun, CreateRun } from '../../domain/collection/run.js';
import { insertRun } from '../../models/collection/open-run.js';
import { RunModel } from '../../models/collection/run-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import { workflowLink } from '../../platform/temporal/start-workflow.js';
import type { CallContext } from '../context.js';
import { findTargetServers } from '../inventory/select-servers.js';
import { presentRun } from './present-run.js';
import type { CollectionServices } from './services.js';
import { startRunWorkflow } from './start-run-workflow.js';

/** Every class of collector there is: an on-demand run asks for all of them. */
export const ALL_CLASSES = ['fast', 'slow'] as const;

/**
 * Starts a collection of the servers asked for (all without a target) and answers the run. The row is written first:
 * it is the intent that the workflow demands; a run whose workflow could not be started is closed as failed.
 */
export async function createRun(
  context: CallContext,
  services: CollectionServices,
  input: CreateRun,
): Promise<CollectionRun> {
  const { knex } = context.database;
  const servers = await findTargetServers(knex, input);
  const row = await knex.transaction(async (trx) => {
    const run = await insertRun(
      {
        origin: context.door === 'cli' ? 'cli' : 'api',
        requestedBy: context.actor.id,
        correlationId: context.correlationId,
        workflowId: collectionIds.cycle,
        classes: ALL_CLASSES,
        selector: input.selector ?? null,
        tickAt: new Date(),
        intervalSeconds: null,
        servers,
      },
      trx,
    );
    await appendAudit(trx, {
      actor: context.actor,
      door: context.door,
      action: 'collection.requested',
      subject: { type: 'collection_run', id: run.id },
      outcome: 'succeeded',
      correlationId: context.correlationId,
      details: { servers: servers.length, selector: input.selector ?? null },
    });
    return run;
  });
  await startCycle(context, services, row);
  return presentRun(row, (id) => workflowLink(services.temporalUiUrl, services.temporal.namespace, id));
}

async function startCycle(context: CallContext, services: CollectionServices, run: RunModel): Promise<void> {
  try {
    await startRunWorkflow(services.temporal, run);
  } catch (error) {
    await RunModel.query(context.database.knex)
      .findById(run.id)
      .patch({ state: 'failed', finishedAt: new Date(), failure: 'the workflow could not be started' });
    throw error;
  }
}
