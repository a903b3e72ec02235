import type { RunModel } from '../../models/collection/run-model.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { startWorkflow } from '../../platform/temporal/start-workflow.js';

/** Starts the cycle of a run whose row is written; joins it when it is open already. */
export async function startRunWorkflow(temporal: TemporalConnection, run: RunModel): Promise<void> {
  await startWorkflow(temporal, {
    workflowType: 'collectionCycle',
    workflowId: run.workflowId,
    input: { runId: run.id },
    domain: 'collection',
    requestedBy: run.requestedBy,
    correlationId: run.correlationId,
    summary: `Collection of ${run.serversTotal} server(s), on demand`,
    whenRunning: 'join',
  });
}
