import type {
  ActionEngineActivities,
  FinishAction,
  Launched,
  OpenedAction,
  RunRef,
} from '../../../domain/protection/actions/messages.js';
import { judgeGates } from '../../../domain/protection/actions/gates.js';
import { deleteServerRow } from '../../../models/inventory/delete-server.js';
import { withdrawStaleApproval } from '../../../models/protection/action-approval.js';
import { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { appendAudit, type AuditOutcome } from '../../../platform/audit/append.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { SYSTEM_ACTOR, type ActionDependencies } from './dependencies.js';
import { openRollback } from './open-rollback.js';
import { readGateFacts } from './read-gates.js';
import { revalidate } from './revalidate.js';

export type LedgerDependencies = Pick<ActionDependencies, 'database' | 'keyring'> & {
  /** A server that is gone: its connection is closed and forgotten. */
  readonly forget: (serverId: string) => void;
};

/** The steps of an action that only the database knows of. Each is safe to repeat. */
export function createActionLedger(dependencies: LedgerDependencies): ActionEngineActivities {
  const { knex } = dependencies.database;
  return {
    openAction: (input) => openAction(dependencies, input),
    async enterActionState({ actionId, state }) {
      const patch = { state, updatedAt: new Date() };
      await ActionModel.query(knex).findById(actionId).whereNull('finishedAt').patch(patch);
    },
    async readActionWish({ actionId }) {
      const row = await ActionModel.query(knex).findById(actionId);
      return { cancelled: row?.requestedEnd === 'cancel' };
    },
    openRollback: ({ actionId }) => knex.transaction((trx) => openRollback(trx, actionId)),
    finishAction: (input) => knex.transaction((trx) => finishAction(trx, input)),
    revalidateRecord: ({ actionId }) => revalidate({ ...dependencies, ...ASKS_NO_HOST }, actionId),
    deleteServer: (input) => deleteServer(dependencies, input),
  };
}

const refuse = (): never => {
  throw new MillwrightError('intent_missing', 'This kind of action is about no host: none is asked.');
};
const ASKS_NO_HOST = { judge: refuse, readFingerprint: refuse };

async function openAction(
  { database }: LedgerDependencies,
  { actionId, workflowId }: { readonly actionId: string; readonly workflowId: string },
): Promise<OpenedAction> {
  const row = await ActionModel.query(database.knex).findById(actionId);
  if (row === undefined || row.workflowId !== workflowId || row.finishedAt !== null) {
    throw new MillwrightError(
      'intent_missing',
      `Workflow ${workflowId} has no open action of its own: it was not started through Millwright, or it has ended. Nothing was done.`,
    );
  }
  const run = await ActionRunModel.query(database.knex)
    .where({ actionId, part: 'act' })
    .whereNotNull('consumedAt')
    .whereRaw(`outcome is distinct from 'not_run'`)
    .orderBy('consumedAt', 'desc')
    .first();
  return {
    site: row.site,
    title: `${row.commandHash.slice(0, 8)} on ${row.serverName}`,
    kind: row.kind,
    riskLevel: row.riskLevel,
    approvalId: row.approvalId,
    openRunId: run?.id ?? null,
  };
}

const OUTCOMES: Readonly<Record<string, AuditOutcome>> = {
  succeeded: 'succeeded',
  outcome_unknown: 'unknown',
  rejected: 'denied',
  expired: 'expired',
  cancelled: 'cancelled',
  rolled_back: 'rolled_back',
};

/** The end of an action, once, with its audit entry; what it held is free again. */
async function finishAction(trx: Transaction, input: FinishAction): Promise<void> {
  const { actionId, state, code, message, needsAttention = false } = input;
  const row = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
  if (row.finishedAt !== null) return;
  const now = new Date();
  const error = code === undefined ? null : { code, message: message ?? '' };
  await ActionModel.query(trx)
    .findById(actionId)
    .patch({ state, error, needsAttention, finishedAt: now, updatedAt: now });
  await ActionRunModel.query(trx).where({ actionId }).whereNull('releasedAt').patch({ releasedAt: now, fencedAt: now });
  if (row.approvalId !== null && state !== 'succeeded') {
    await withdrawStaleApproval(trx, row.approvalId, `the action ended as ${state}`, { onlyPending: true });
  }
  await appendAudit(trx, {
    actor: SYSTEM_ACTOR,
    door: 'system',
    action: 'action.ended',
    subject: { type: 'action', id: actionId },
    outcome: OUTCOMES[state] ?? 'failed',
    correlationId: row.correlationId,
    details: {
      state,
      code: code ?? null,
      message: message ?? null,
      needsAttention,
      planHash: row.planHash,
      approvalId: row.approvalId,
      verification: row.verification,
    },
  });
}

/** Gates, token, intent, the deletion and its outcome are one transaction: there is no moment in between. */
async function deleteServer(dependencies: LedgerDependencies, { actionId, runId }: RunRef): Promise<Launched> {
  const { database, keyring, forget } = dependencies;
  const launched = await database.knex.transaction(async (trx): Promise<Launched> => {
    const row = await ActionModel.query(trx).findById(actionId).forUpdate().throwIfNotFound();
    const run = await ActionRunModel.query(trx).findById(runId).forUpdate().throwIfNotFound();
    if (run.outcome === 'ended') return { outcome: 'launched', reasons: [] };
    if (run.consumedAt !== null || run.fencedAt !== null || run.planHash !== row.planHash) {
      return { outcome: 'fenced', reasons: ['its token is not valid'] };
    }
    const facts = await readGateFacts(trx, row, { keyring, judgement: null, fingerprint: null });
    const { verdict, reasons } = judgeGates(facts);
    if (verdict !== 'valid') return { outcome: verdict, reasons };
    const deleted = await deleteServerRow(trx, row.serverId);
    const now = new Date();
    await ActionRunModel.query(trx)
      .findById(runId)
      .patch({ consumedAt: now, endedAt: now, releasedAt: now, outcome: 'ended', exitCode: 0 });
    await ActionModel.query(trx).findById(actionId).patch({ state: 'executing', updatedAt: now });
    await appendAudit(trx, {
      actor: SYSTEM_ACTOR,
      door: 'system',
      action: 'server.deleted',
      subject: { type: 'server', id: row.serverId },
      outcome: 'succeeded',
      correlationId: row.correlationId,
      details: { actionId, runId, approvalId: row.approvalId, planHash: row.planHash, server: deleted },
    });
    return { outcome: 'launched', reasons: [] };
  });
  if (launched.outcome === 'launched') {
    const { serverId } = await ActionModel.query(database.knex).findById(actionId).throwIfNotFound();
    forget(serverId);
  }
  return launched;
}
