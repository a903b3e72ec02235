import { collectionIds } from '../../domain/collection/ids.js';
import type {
  BatchInput,
  CollectionEngineActivities,
  CyclePlan,
  CycleResult,
} from '../../domain/collection/messages.js';
import { insertRun } from '../../models/collection/open-run.js';
import { RunModel } from '../../models/collection/run-model.js';
import { ScheduleModel } from '../../models/collection/schedule-model.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import { REMOTE_ERRORS } from '../../platform/ssh/remote-errors.js';

export interface EngineDependencies {
  readonly database: Database;
}

/** The database steps of a cycle. Each looks before it acts: repeating one changes nothing. */
export function createCollectionEngineActivities({ database }: EngineDependencies): CollectionEngineActivities {
  return {
    openScheduledRun: ({ scheduledAt }) => openScheduledRun(database, new Date(scheduledAt)),
    planRun: (input) => planRun(database, input),
    recordUnserved: (input) => recordUnserved(database, input),
    finishRun: (input) => finishRun(database, input.runId, input.failure ?? null),
  };
}

async function openScheduledRun(database: Database, scheduledAt: Date): Promise<{ runId?: string }> {
  const schedule = await ScheduleModel.query(database.knex).findById('collection');
  if (schedule === undefined || schedule.paused) return {};
  return database.knex.transaction(async (trx) => {
    // A repeated activity finds the run of the same tick.
    await trx.raw('select pg_advisory_xact_lock(724020)');
    const found = await RunModel.query(trx).findOne({ origin: 'schedule', tickAt: scheduledAt });
    if (found !== undefined) return found.state === 'running' ? { runId: found.id } : {};
    const servers = await ServerModel.query(trx).select('id', 'site').orderBy('site').orderBy('id');
    if (servers.length === 0) return {};
    const id = newId();
    await insertRun(
      {
        id,
        origin: 'schedule',
        requestedBy: 'schedule:collection',
        correlationId: id,
        workflowId: () => collectionIds.scheduledCycle,
        classes: ['fast'],
        selector: null,
        tickAt: scheduledAt,
        intervalSeconds: schedule.intervalSeconds,
        servers,
      },
      trx,
    );
    return { runId: id };
  });
}

/** Demands the intent row: what was started past our operations has none and does not act. */
async function planRun(database: Database, input: { runId: string; workflowId: string }): Promise<CyclePlan> {
  const run = await RunModel.query(database.knex).findById(input.runId);
  if (run === undefined || run.workflowId !== input.workflowId || run.state !== 'running') {
    throw new MillwrightError(
      'intent_missing',
      `Workflow ${input.workflowId} has no open collection run of its own: it was not started through Millwright, or its run has ended. Nothing was done.`,
    );
  }
  const { rows } = await database.knex.raw<{ rows: { site: string; batches: number }[] }>(
    `select site, max(batch)::int + 1 as batches from collection_run_servers where run_id = ? group by site order by site`,
    [run.id],
  );
  return { runId: run.id, total: run.serversTotal, sites: rows };
}

/** Every host of a batch that no worker took gets its CollectionError. */
async function recordUnserved(database: Database, input: BatchInput): Promise<{ failed: number }> {
  const { remedy, retryable, stage } = REMOTE_ERRORS.site_unserved;
  const message = `No worker took the collection of site ${input.site} within 45 s.`;
  return database.knex.transaction(async (trx) => {
    const closed = await trx.raw<{ rows: { server_id: string }[] }>(
      `update collection_run_servers set state = 'failed', finished_at = now()
        where run_id = ? and site = ? and batch = ? and state = 'pending' returning server_id`,
      [input.runId, input.site, input.batch],
    );
    const ids = closed.rows.map((row) => row.server_id);
    await trx.raw(
      `insert into collection_errors (id, run_id, server_id, stage, class, message, remedy, retryable)
       select error.id, ?, error.server_id, ?, 'site_unserved', ?, ?, ?
         from unnest(?::uuid[], ?::uuid[]) as error (id, server_id)
       on conflict (run_id, server_id, collector) do nothing`,
      [input.runId, stage, message, remedy, retryable, ids.map(() => newId()), ids],
    );
    return { failed: ids.length };
  });
}

/** Counts what the batches wrote and closes the run. A run that is closed stays as it is. */
async function finishRun(database: Database, runId: string, failure: string | null): Promise<CycleResult> {
  await database.knex.raw(
    `update collection_runs run
        set state = case when ?::text is null then 'completed' else 'failed' end,
            finished_at = now(), failure = ?,
            servers_succeeded = counted.succeeded, servers_failed = counted.failed
       from (select count(*) filter (where state = 'succeeded')::int as succeeded,
                    count(*) filter (where state <> 'succeeded')::int as failed
               from collection_run_servers where run_id = ?) counted
      where run.id = ? and run.state = 'running'`,
    [failure, failure, runId, runId],
  );
  await database.knex.raw('delete from collection_claims where run_id = ?', [runId]);
  const run = await RunModel.query(database.knex).findById(runId).throwIfNotFound();
  return { runId, total: run.serversTotal, succeeded: run.serversSucceeded, failed: run.serversFailed };
}
