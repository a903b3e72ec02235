import test from 'ava';
import { collectionIds } from '../../../src/domain/collection/ids.js';
import { insertRun } from '../../../src/models/collection/open-run.js';
import { RunModel } from '../../../src/models/collection/run-model.js';
import { resumeOpenRuns } from '../../../src/operations/collection/resume-runs.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { createTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';

let db: TestDatabase;
let temporal: TemporalConnection;

test.before(async () => {
  db = await createTestDatabase();
  temporal = connectTemporal({ address: testTemporalAddress(), namespace: await createTestNamespace() });
});
test.after.always(async () => {
  await temporal?.close();
  await db?.drop();
});

async function openRun(workflowId: (id: string) => string = collectionIds.cycle): Promise<RunModel> {
  return db.database.knex.transaction((trx) =>
    insertRun(
      {
        origin: 'api',
        requestedBy: 'tests',
        correlationId: newId(),
        workflowId,
        classes: ['fast'],
        selector: null,
        tickAt: new Date(),
        intervalSeconds: null,
        servers: [],
      },
      trx,
    ),
  );
}

async function isStarted(workflowId: string): Promise<boolean> {
  return temporal.client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

test.serial('runs whose workflow never started are started, once, and the schedule’s own is left alone', async (t) => {
  const opened = await openRun();
  const scheduled = await openRun(() => collectionIds.scheduledCycle);
  t.is(await resumeOpenRuns(db.database, temporal), 1);
  t.true(await isStarted(opened.workflowId));
  t.false(await isStarted(scheduled.workflowId));
  // At the next start it is joined.
  t.is(await resumeOpenRuns(db.database, temporal), 1);
  t.is((await RunModel.query(db.database.knex).findById(opened.id))?.state, 'running');
});

test.serial('a run that nobody ended for an hour is closed as failed and says why', async (t) => {
  const lost = await openRun();
  await db.database.pool.query(`update collection_runs set started_at = now() - interval '61 minutes' where id = $1`, [
    lost.id,
  ]);
  await resumeOpenRuns(db.database, temporal);
  const row = await RunModel.query(db.database.knex).findById(lost.id);
  t.is(row?.state, 'failed');
  t.regex(row?.failure ?? '', /was lost/);
  t.not(row?.finishedAt, null);
  t.false(await isStarted(lost.workflowId));
});
