import { PROTECTION_SIGNALS } from '../../domain/protection/messages.js';
import { ApprovalModel } from '../../models/protection/approval-model.js';
import { endApproval } from '../../models/protection/end-approval.js';
import type { Database } from '../../platform/db/database.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { signalWorkflow } from '../../platform/temporal/signal-workflow.js';

/** A workflow ends its approval itself at the deadline; one that is this late over it will not any more. */
const OVERDUE_MINUTES = 10;
/** By then, whatever waited has reached a deadline of its own. */
const GIVE_UP_DAYS = 7;
/** Doubled with each telling: a workflow that does not listen must not have its history filled. */
const FIRST_PAUSE_SECONDS = 15;
const BATCH = 200;

export interface Delivery {
  /** Workflows told, again or for the first time. */
  readonly signalled: number;
  /** Approvals whose workflow is gone: nobody waits for them. */
  readonly unclaimed: number;
  readonly expired: number;
}

/**
 * Tells waiting workflows of outcomes that they have not read yet, because Temporal was away when they came about, and
 * expires approvals whose workflow was lost. To be repeated; throws when Temporal cannot be reached.
 */
export async function deliverDecisions(database: Database, temporal: TemporalConnection): Promise<Delivery> {
  const expired = await expireOverdue(database);
  const rows = await ApprovalModel.query(database.knex)
    .whereNot('state', 'pending')
    .whereNull('deliveredAt')
    .whereRaw('decided_at > now() - make_interval(days => ?)', [GIVE_UP_DAYS])
    .whereRaw('(told_at is null or told_at < now() - make_interval(secs => ? * power(2, tellings)))', [
      FIRST_PAUSE_SECONDS / 2,
    ])
    .orderBy('decidedAt')
    .limit(BATCH);
  const outcomes = [];
  for (const row of rows) outcomes.push(await tellWorkflow(database, temporal, row));
  const signalled = outcomes.filter((outcome) => outcome === 'sent').length;
  return { signalled, unclaimed: outcomes.length - signalled, expired };
}

/** Tells the workflow that waits for this approval; when there is none, nobody is to be told again. */
export async function tellWorkflow(
  database: Database,
  temporal: TemporalConnection,
  { id, workflowId }: Pick<ApprovalModel, 'id' | 'workflowId'>,
): Promise<'sent' | 'gone'> {
  const outcome = await signalWorkflow(temporal, {
    workflowId,
    signal: PROTECTION_SIGNALS.approvalChanged,
    input: { approvalId: id },
  });
  await database
    .knex('approvals')
    .where({ id })
    .whereNull('deliveredAt')
    .update(
      outcome === 'gone'
        ? { deliveredAt: new Date() }
        : { toldAt: new Date(), tellings: database.knex.raw('tellings + 1') },
    );
  return outcome;
}

async function expireOverdue({ knex }: Database): Promise<number> {
  const rows = await ApprovalModel.query(knex)
    .where('state', 'pending')
    .whereRaw('expires_at < now() - make_interval(mins => ?)', [OVERDUE_MINUTES])
    .select('id')
    .limit(BATCH);
  for (const { id } of rows) {
    const reason = 'nobody decided in time, and the workflow that waited did not end it';
    await knex.transaction((trx) => endApproval(trx, { approvalId: id, state: 'expired', reason, delivered: false }));
  }
  return rows.length;
}
