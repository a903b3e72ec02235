import test from 'ava';
import { createSeriesActivities } from '../../../src/activities/series/series-activities.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';
import {
  activitiesAt,
  assertSame,
  at,
  count,
  ingestEventfulDay,
  PACKED,
  RAW,
  readValues,
  withDatabase,
} from './maintenance-fixture.js';

test('a packed day gives back every value of its rows bit by bit, at its very time', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestEventfulDay(pool, '2025-11-21');
    const before = await readValues(pool, RAW);
    const beats: unknown[] = [];
    const activities = createSeriesActivities({
      database: home.database,
      now: () => at('2025-11-22T07:00:00Z'),
      heartbeat: (progress) => beats.push(progress),
    });
    const outcome = await activities.packClosedDays();
    t.deepEqual(outcome, { days: 1, rows: 144 + 720 + 3 + 276, samples: before.length, busy: false });
    assertSame(t, await readValues(pool, PACKED), before);
    t.true(beats.length > 0);
    t.deepEqual(await activities.packClosedDays(), { days: 0, rows: 0, samples: 0, busy: false });
  });
});

test('the day that is open and the hours after it closed are left alone', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestEventfulDay(pool, '2025-11-21');
    t.is((await activitiesAt(home, '2025-11-21T23:59:00Z').packClosedDays()).days, 0);
    t.is((await activitiesAt(home, '2025-11-22T05:59:00Z').packClosedDays()).days, 0);
    t.is((await activitiesAt(home, '2025-11-22T06:00:00Z').packClosedDays()).days, 1);
  });
});

test('days end at midnight UTC on the days when clocks change', async (t) => {
  await withDatabase(async (home, pool) => {
    const serverId = newServerId();
    // Berlin: 23 hours on 30 March 2025, 25 hours on 26 October
    for (const from of ['2025-03-29T22:00:00.000Z', '2025-10-25T21:00:00.000Z']) {
      await ingestSamples(
        pool,
        makeRows(serverId, { from, count: 30, stepSeconds: 3600 }, (tick) => [gauge('m', tick)]),
      );
    }
    const before = await readValues(pool, RAW);
    await activitiesAt(home, '2025-10-28T07:00:00Z').packClosedDays();
    assertSame(t, await readValues(pool, PACKED), before);
    const { rows } = await pool.query('select day::text as day, sample_count as n from sample_days order by day');
    t.deepEqual(rows, [
      { day: '2025-03-29', n: 2 },
      { day: '2025-03-30', n: 24 },
      { day: '2025-03-31', n: 4 },
      { day: '2025-10-25', n: 3 },
      { day: '2025-10-26', n: 24 },
      { day: '2025-10-27', n: 3 },
    ]);
  });
});

test('a packed day takes no more rows, and they are counted as late', async (t) => {
  await withDatabase(async (home, pool) => {
    const serverId = newServerId();
    const rows = makeRows(serverId, { from: '2025-11-21T23:50:00.000Z', count: 4, stepSeconds: 300 }, (tick) => [
      gauge('m', tick),
    ]);
    await ingestSamples(pool, rows.slice(0, 1));
    await activitiesAt(home, '2025-11-22T07:00:00Z').packClosedDays();
    t.deepEqual(await ingestSamples(pool, rows), { rows: 2, samples: 2, duplicates: 0, late: 2 });
  });
});

test('rows that slipped in while a day was packed are in the packed day before its rows go', async (t) => {
  await withDatabase(async (home, pool) => {
    const serverId = newServerId();
    await ingestSamples(
      pool,
      makeRows(serverId, { from: '2025-11-21T10:00:00.000Z', count: 5, stepSeconds: 60 }, (tick) => [gauge('m', tick)]),
    );
    const first = activitiesAt(home, '2025-11-22T07:00:00Z');
    await first.packClosedDays();
    await first.rollUpClosedDays();
    await pool.query(
      `insert into samples select source_id, layout_id, at + interval '1 hour', '{99}' from samples limit 1`,
    );
    const before = await readValues(pool, RAW);
    const later = activitiesAt(home, '2025-11-24T07:00:00Z');
    t.is((await later.dropExpired()).rawDays, 1);
    assertSame(t, await readValues(pool, PACKED), before);
    t.is((await later.rollUpClosedDays()).days, 1);
    const { rows } = await pool.query('select day_count, day_max from rollup_days');
    t.deepEqual(rows, [{ day_count: 6, day_max: 99 }]);
  });
});

test('roll-ups hold exactly minimum, maximum, sum, count and last value of every hour', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestEventfulDay(pool, '2025-11-21');
    const values = await readValues(pool, RAW);
    const activities = activitiesAt(home, '2025-11-22T07:00:00Z');
    await activities.packClosedDays();
    // series of one name on two hosts are told apart by their source
    const { rows: rollups } = await pool.query(
      `select r.*, s.metric, r.day_count as n from rollup_days r join series s on s.id = r.series_id`,
    );
    t.is(rollups.length, 0);
    t.deepEqual(await activities.rollUpClosedDays(), { days: 1, rows: 5, busy: false });
    const { rows } = await pool.query(
      `select r.*, s.id || s.metric || s.labels::text as series from rollup_days r join series s on s.id = r.series_id
        where s.metric <> 'regular' order by 1`,
    );
    t.is(rows.length, 3);
    for (const row of rows) {
      const own = values.filter((value) => value.series === row.series);
      t.is(row.day_count, own.length);
      t.is(row.day_min, Math.min(...own.map((each) => each.value)));
      t.is(row.day_max, Math.max(...own.map((each) => each.value)));
      t.is(row.day_last, own.at(-1)?.value);
      for (let hour = 0; hour < 24; hour += 1) {
        const inHour = own
          .filter((each) => at(new Date(each.atMs).toISOString()).getUTCHours() === hour)
          .map((each) => each.value);
        t.is(row.hour_count[hour], inHour.length);
        t.is(row.hour_min[hour], inHour.length === 0 ? null : Math.min(...inHour));
        t.is(row.hour_max[hour], inHour.length === 0 ? null : Math.max(...inHour));
        t.is(row.hour_sum[hour], inHour.length === 0 ? null : inHour.reduce((sum, each) => sum + each, 0));
        t.is(row.hour_last[hour], inHour.at(-1) ?? null);
      }
    }
    t.deepEqual(await activities.rollUpClosedDays(), { days: 0, rows: 0, busy: false });
  });
});

test('hosts that are collected at the same ticks share one grid', async (t) => {
  await withDatabase(async (home, pool) => {
    for (let n = 0; n < 10; n += 1) {
      const rows = makeRows(newServerId(), { from: '2025-11-21T00:00:00.000Z', count: 48, stepSeconds: 1800 }, () => [
        gauge('m', n),
      ]);
      await ingestSamples(pool, rows);
    }
    await activitiesAt(home, '2025-11-22T07:00:00Z').packClosedDays();
    t.is(await count(pool, 'packed_days'), 10);
    t.is(await count(pool, 'packed_grids'), 1);
  });
});

test('a day whose rows cannot all be packed keeps its rows and is not shown as packed', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestSamples(
      pool,
      makeRows(newServerId(), { from: '2025-11-21T12:00:00.000Z', count: 4, stepSeconds: 60 }, () => [gauge('m', 1)]),
    );
    await pool.query('delete from series_layouts');
    const activities = activitiesAt(home, '2025-11-24T12:00:00Z');
    // values without a layout belong to no series: nothing to pack, nothing to compare
    await pool.query(
      `insert into series_layouts overriding system value select 900, source_id, sha256('x'), '{}' from samples limit 1`,
    );
    await pool.query('update samples set layout_id = 900');
    await t.throwsAsync(activities.packClosedDays(), { message: /differ from their 4 rows, which are kept/u });
    await activities.dropExpired();
    t.is(await count(pool, 'samples'), 4);
    t.is(await count(pool, 'sample_days'), 0);
  });
});
