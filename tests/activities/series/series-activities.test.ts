import test from 'ava';
import pg from 'pg';
import { createSeriesActivities, PARTITIONS_AHEAD_DAYS } from '../../../src/activities/series/series-activities.js';
import { activitiesAt, at, count, fillDays, ingestEventfulDay, rawDays, withDatabase } from './maintenance-fixture.js';

test('a second worker at the same work does nothing', async (t) => {
  await withDatabase(async (home, pool) => {
    const holder = new pg.Client({ connectionString: home.url });
    await holder.connect();
    await holder.query(`select pg_advisory_lock(hashtextextended('series maintenance', 0))`);
    await ingestEventfulDay(pool, '2025-11-20');
    const activities = activitiesAt(home, '2025-11-22T07:00:00Z');
    t.true((await activities.packClosedDays()).busy);
    t.true((await activities.rollUpClosedDays()).busy);
    t.true((await activities.dropExpired()).busy);
    await holder.end();
    t.is((await activities.packClosedDays()).days, 1);
  });
});

test('partitions are there for today and four days ahead', async (t) => {
  await withDatabase(async (home, pool) => {
    const activities = activitiesAt(home, '2025-12-29T23:00:00Z');
    t.deepEqual(await activities.maintainPartitions(), { created: PARTITIONS_AHEAD_DAYS + 1 });
    t.deepEqual(await activities.maintainPartitions(), { created: 0 });
    t.deepEqual(await rawDays(pool), ['20251229', '20251230', '20251231', '20260101', '20260102']);
  });
});

test('the forecast speaks of what closed days have cost', async (t) => {
  await withDatabase(async (home, pool) => {
    await fillDays(home, 5);
    const activities = createSeriesActivities({
      database: home.database,
      now: () => at('2025-11-05T12:00:00Z'),
      readFreeBytes: () => Promise.resolve(1_000_000),
    });
    t.is((await activities.forecastSeriesStorage()).bytesPerDay, 0);
    await activities.packClosedDays();
    await activities.rollUpClosedDays();
    const forecast = await activities.forecastSeriesStorage();
    t.true(forecast.bytesPerDay > 0 && forecast.steadyBytes > forecast.usedBytes && forecast.usedBytes > 0);
    t.is(forecast.daysUntilFull, Math.floor(1_000_000 / forecast.bytesPerDay));
    t.is(await count(pool, 'sample_days'), 4);
  });
});
