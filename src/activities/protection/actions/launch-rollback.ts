import type { Launched, RunRef } from '../../../domain/protection/actions/messages.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { hashPlan, withoutHash } from '../../../models/protection/action-plan.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { isHashOfCommand, openText } from '../../../models/protection/action-secrets.js';
import { appendAudit } from '../../../platform/audit/append.js';
import type { Keyring } from '../../../platform/crypto/keyring.js';
import type { Transaction } from '../../../platform/db/database.js';
import { sqlStateOf } from '../../../platform/db/partition-session.js';
import { SYSTEM_ACTOR, type ActionDependencies } from './dependencies.js';
import { requireHost } from './launch.js';
import { launchText } from './launch-text.js';

const UNIQUE_VIOLATION = '23505';

/**
 * Launches the command that undoes a failed act. It was approved as part of the plan, so nobody is asked again; that it
 * is the approved one is looked at, and its intent is in the audit before the host gets it. Never retried.
 */
export async function launchRollback(dependencies: ActionDependencies, ref: RunRef): Promise<Launched> {
  const { database, hosts, keyring } = dependencies;
  const row = await ActionModel.query(database.knex).findById(ref.actionId).throwIfNotFound();
  if (!isApprovedUndo(keyring, row)) return { outcome: 'refused', reasons: ['the way back is not the approved one'] };
  const host = await requireHost(hosts, row.serverId);
  return host.withTransport(async (transport) => {
    const taken = await consume(dependencies, row, ref.runId);
    return taken ?? launchText(dependencies, transport, { row, runId: ref.runId, part: 'rollback' });
  });
}

/** The plan is whole, and the stored way back has the hash that is part of it. */
function isApprovedUndo(keyring: Keyring, row: ActionModel): boolean {
  const { id, rollbackCommand, basis, plan, planHash, fingerprint } = row;
  if (rollbackCommand === null || basis.rollbackHash === null || plan === null) return false;
  if (hashPlan({ basis, fingerprint, shown: withoutHash(plan) }) !== planHash) return false;
  const text = openText(keyring, rollbackCommand, { table: 'actions', rowId: id, column: 'rollback_command' });
  return isHashOfCommand(keyring, text, basis.rollbackHash);
}

async function consume(
  { database }: ActionDependencies,
  row: ActionModel,
  runId: string,
): Promise<Launched | undefined> {
  try {
    return await database.knex.transaction((trx) => consumeIn(trx, row, runId));
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    return { outcome: 'busy', reasons: ['another action holds the server'] };
  }
}

async function consumeIn(trx: Transaction, row: ActionModel, runId: string): Promise<Launched | undefined> {
  const taken = await ActionRunModel.query(trx)
    .findById(runId)
    .where({ actionId: row.id, part: 'rollback', planHash: row.planHash })
    .whereNull('consumedAt')
    .whereNull('fencedAt')
    .where('expiresAt', '>', new Date())
    .patch({ consumedAt: new Date() });
  if (taken === 0) return { outcome: 'fenced', reasons: ['its token was taken up or taken away before'] };
  await appendAudit(trx, {
    actor: SYSTEM_ACTOR,
    door: 'system',
    action: 'action.rolling_back',
    subject: { type: 'action', id: row.id },
    outcome: 'requested',
    correlationId: row.correlationId,
    details: {
      runId,
      serverId: row.serverId,
      planHash: row.planHash,
      rollbackHash: row.basis.rollbackHash,
      approvalId: row.approvalId,
    },
  });
  return undefined;
}
