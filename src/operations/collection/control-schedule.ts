import { collectionIds } from '../../domain/collection/ids.js';
import { DEFAULT_SCHEDULE, type CollectionSchedule, type PutCollectionSchedule } from '../../domain/collection/run.js';
import { ScheduleModel } from '../../models/collection/schedule-model.js';
import { appendAudit } from '../../platform/audit/append.js';
import type { Database } from '../../platform/db/database.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { ensureSchedule } from '../../platform/temporal/ensure-schedule.js';
import type { CallContext } from '../context.js';
import { presentSchedule } from './present-run.js';
import type { CollectionServices } from './services.js';

const NAME = 'collection';

async function readOrCreate(database: Database): Promise<ScheduleModel> {
  await ScheduleModel.query(database.knex)
    .insert({ name: NAME, ...DEFAULT_SCHEDULE, updatedBy: 'system' })
    .onConflict('name')
    .ignore();
  return ScheduleModel.query(database.knex).findById(NAME).throwIfNotFound();
}

export async function getSchedule(context: CallContext): Promise<CollectionSchedule> {
  return presentSchedule(await readOrCreate(context.database));
}

/** Changes the schedule in the database (the truth) and then makes Temporal match it. */
export async function putSchedule(
  context: CallContext,
  services: CollectionServices,
  input: PutCollectionSchedule,
): Promise<CollectionSchedule> {
  const before = await readOrCreate(context.database);
  const row = await context.database.knex.transaction(async (trx) => {
    const changed = await ScheduleModel.query(trx).patchAndFetchById(NAME, {
      ...input,
      updatedAt: new Date(),
      updatedBy: context.actor.name,
    });
    await appendAudit(trx, {
      actor: context.actor,
      door: context.door,
      action: 'collection.schedule_changed',
      subject: { type: 'schedule', id: NAME },
      outcome: 'succeeded',
      correlationId: context.correlationId,
      details: {
        before: { intervalSeconds: before.intervalSeconds, jitterSeconds: before.jitterSeconds, paused: before.paused },
        after: { ...input },
      },
    });
    return changed;
  });
  await reconcileSchedule(context.database, services.temporal);
  return presentSchedule(row);
}

/** Makes Temporal's schedule match the row: at every start, and after every change. */
export async function reconcileSchedule(database: Database, temporal: TemporalConnection): Promise<void> {
  let row = await readOrCreate(database);
  for (;;) {
    await ensureRow(temporal, row);
    const now = await readOrCreate(database);
    // Somebody else’s change came meanwhile, and Temporal may have heard of it before of this one.
    if (now.updatedAt.getTime() === row.updatedAt.getTime()) return;
    row = now;
  }
}

async function ensureRow(temporal: TemporalConnection, row: ScheduleModel): Promise<void> {
  await ensureSchedule(temporal, {
    scheduleId: collectionIds.schedule,
    everyMs: row.intervalSeconds * 1000,
    jitterMs: row.jitterSeconds * 1000,
    catchupWindow: '10 minutes',
    paused: row.paused,
    note: 'Kept by Millwright: change it through its API',
    workflowType: 'collectionTick',
    workflowId: collectionIds.tick,
    summary: 'Collection tick',
  });
}
