import { collectionIds } from '../../domain/collection/ids.js';
import { RunModel } from '../../models/collection/run-model.js';
import type { Database } from '../../platform/db/database.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { startRunWorkflow } from './start-run-workflow.js';

/** A run older than this whose workflow is gone was lost with Temporal's own data. */
const LOST_AFTER_MS = 3_600_000;

/**
 * Runs that an earlier process opened without getting to start their workflow are started now; running ones are
 * joined. Old open rows are closed as failed: nothing will ever close them otherwise. Returns how many were looked at.
 */
export async function resumeOpenRuns(database: Database, temporal: TemporalConnection): Promise<number> {
  await RunModel.query(database.knex)
    .where('state', 'running')
    .where('startedAt', '<', new Date(Date.now() - LOST_AFTER_MS))
    .patch({ state: 'failed', finishedAt: new Date(), failure: 'the run was lost: its workflow never ended it' });
  const open = await RunModel.query(database.knex)
    .where('state', 'running')
    // The schedule starts its own.
    .whereNot('workflowId', collectionIds.scheduledCycle);
  for (const run of open) await startRunWorkflow(temporal, run);
  return open.length;
}
