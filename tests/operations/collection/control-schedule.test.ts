import test from 'ava';
import { reconcileSchedule } from '../../../src/operations/collection/control-schedule.js';
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

const setSeconds = (seconds: number) =>
  db.database.pool.query(`update collection_schedules set interval_seconds = $1, updated_at = clock_timestamp()`, [
    seconds,
  ]);

async function intervalInTemporal(): Promise<number | undefined> {
  return (await temporal.client.schedule.getHandle('collection/schedule').describe()).spec.intervals?.[0]?.every;
}

test.serial('Temporal’s schedule is made from the row, and again when somebody removed it', async (t) => {
  await reconcileSchedule(db.database, temporal);
  t.is(await intervalInTemporal(), 300_000);
  await temporal.client.schedule.getHandle('collection/schedule').delete();
  await reconcileSchedule(db.database, temporal);
  t.is(await intervalInTemporal(), 300_000);
});

test.serial('what somebody changed in Temporal is put back as the database has it', async (t) => {
  await temporal.client.schedule.getHandle('collection/schedule').pause('by hand');
  await reconcileSchedule(db.database, temporal);
  const { state } = await temporal.client.schedule.getHandle('collection/schedule').describe();
  t.false(state.paused);
});

test.serial('a change that comes while Temporal is being told of an earlier one is not lost', async (t) => {
  let calls = 0;
  const slow: TemporalConnection = {
    ...temporal,
    async call(work) {
      calls += 1;
      if (calls === 1) await setSeconds(77);
      return temporal.call(work);
    },
  };
  await setSeconds(66);
  await reconcileSchedule(db.database, slow);
  t.is(await intervalInTemporal(), 77_000);
  t.is(calls, 2);
});
