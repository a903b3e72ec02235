import { UpdateRunModel } from '../../../models/containers/update-run-model.js';
import type { Database } from '../../../platform/db/database.js';
import type { TemporalConnection } from '../../../platform/temporal/connection.js';
import { startUpdateWorkflow } from './create-update.js';

/** Updates whose workflow was never started, or is gone with Temporal’s data, get it now. Returns how many are open. */
export async function resumeUpdates(database: Database, temporal: TemporalConnection): Promise<number> {
  const open = await UpdateRunModel.query(database.knex).whereNull('finishedAt').orderBy('createdAt');
  for (const run of open) await startUpdateWorkflow(temporal, run, 'join');
  return open.length;
}
