import type { OpenedRollback } from '../../../domain/protection/actions/messages.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { newId } from '../../../platform/ids/ids.js';

/** As long as a host may be away. */
const TOKEN_MS = 24 * 3_600_000;

/** Makes the token for the way back, or finds the one that was made; a run that certainly came to nothing gets another. */
export async function openRollback(trx: Transaction, actionId: string): Promise<OpenedRollback> {
  const row = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
  if (row.rollbackCommand === null || row.finishedAt !== null) return { runId: null, mayHaveRun: false };
  const open = await ActionRunModel.query(trx)
    .where({ actionId, part: 'rollback' })
    .whereRaw(`outcome is distinct from 'not_run'`)
    .first();
  if (open !== undefined) return { runId: open.id, mayHaveRun: open.consumedAt !== null };
  const id = newId();
  await ActionRunModel.query(trx).insert({
    id,
    actionId,
    serverId: row.serverId,
    part: 'rollback',
    exclusive: true,
    planHash: row.planHash,
    expiresAt: new Date(Date.now() + TOKEN_MS),
  });
  await ActionModel.query(trx).findById(actionId).patch({ state: 'rolling_back', updatedAt: new Date() });
  return { runId: id, mayHaveRun: false };
}
