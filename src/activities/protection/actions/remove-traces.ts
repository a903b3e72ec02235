import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { removeStaged, removeUnlaunched } from '../../../platform/commands/ad-hoc/index.js';
import type { Database } from '../../../platform/db/database.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';

/** What one visit takes away at most. */
const MOST = 50;

/** Takes away what a run that has ended left on its host; whether that succeeds changes nothing about the run. */
export async function removeTraces(database: Database, transport: Transport, run: ActionRunModel): Promise<void> {
  if (run.directory === null || run.removedAt !== null) return;
  try {
    await removeStaged(transport, run.directory);
  } catch (error) {
    if (error instanceof RemoteError) return;
    throw error;
  }
  await ActionRunModel.query(database.knex).findById(run.id).patch({ removedAt: new Date() });
}

/** Of earlier runs on this server whose traces could not be taken away then; of one with an unknown end they are evidence. */
export async function sweepTraces(database: Database, transport: Transport, serverId: string): Promise<void> {
  const left = await ActionRunModel.query(database.knex)
    .where({ serverId })
    .whereIn('outcome', ['ended', 'not_run'])
    .whereNotNull('directory')
    .whereNull('removedAt')
    .limit(MOST);
  for (const run of left) await removeTraces(database, transport, run);
  await sweepUntold(database, transport, serverId);
}

/** Whoever put the text there did not live to say where. */
async function sweepUntold({ knex }: Database, transport: Transport, serverId: string): Promise<void> {
  const untold = await ActionRunModel.query(knex)
    .select('id')
    .where({ serverId, outcome: 'not_run' })
    .whereNull('directory')
    .whereNull('removedAt')
    .limit(MOST);
  if (untold.length === 0) return;
  const ids = untold.map(({ id }) => id);
  try {
    await removeUnlaunched(transport, ids);
  } catch (error) {
    if (error instanceof RemoteError) return;
    throw error;
  }
  await ActionRunModel.query(knex).findByIds(ids).patch({ removedAt: new Date() });
}
