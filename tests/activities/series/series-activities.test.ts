import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import { createSeriesActivities, PARTITIONS_AHEAD_DAYS } from '../../../src/activities/series/series-activities.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { SAMPLES } from '../../../src/models/series/tables.js';
import { listPartitions } from '../../../src/platform/db/partitions.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';

// Maintenance works on the whole database, so every test has its own.
async function withDatabase(work: (home: TestDatabase, pool: pg.Pool) => Promise<void>): Promise<void> {
  const home = await createTestDatabase();
  try {
    await work(home, home.database.pool);
  } finally {
    await home.drop();
  }
}

const at = (text: string): Date => new Date(text);
const activitiesAt = (home: TestDatabase, now: string) =>
  createSeriesActivities({ database: home.database, now: () => at(now) });

interface Value {
  readonly series: string;
  readonly atMs: number;
  readonly value: number;
}

const ORDER = 'order by 1, 2';
const RAW = `select s.id || s.metric || s.labels::text as series, extract(epoch from r.at)::float8 * 1000 as "atMs", u.value
  from samples r join series_layouts l on l.id = r.layout_id, unnest(l.series_ids, r."values") as u(id, value)
  join series s on s.id = u.id where u.value is not null ${ORDER}`;
const PACKED = `select s.id || s.metric || s.labels::text as series,
    extract(epoch from p.day)::float8 * 1000 + u.offset_ms as "atMs", u.value
  from packed_days p join packed_grids g on g.id = p.grid_id join series s on s.id = p.series_id,
  unnest(g.offsets_ms, p."values") as u(offset_ms, value) where u.value is not null ${ORDER}`;

async function readValues(pool: pg.Pool, sql: string): Promise<Value[]> {
  return (await pool.query<Value>(sql)).rows;
}

async function count(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query(`select count(*)::int as n from ${table}`);
  return rows[0].n;
}

const rawDays = async (pool: pg.Pool) => (await listPartitions(pool, SAMPLES)).map((each) => each.name.slice(-8));

/** Two hosts, one day, everything that happens to a day. */
async function ingestEventfulDay(pool: pg.Pool, day: string): Promise<void> {
  const [a, b] = [newServerId(), newServerId()];
  const from = `${day}T00:00:00.000Z`;
  const value = (tick: number, n: number) => (tick * 7919 + n * 104_729) / 977;
  await ingestSamples(
    pool,
    makeRows(a, { from, count: 144, stepSeconds: 300 }, (tick) => [
      gauge('regular', value(tick, 1)),
      gauge('sometimes', tick % 5 === 0 ? null : value(tick, 2)),
      gauge('never', null),
      gauge('tiny', 1 / 3 + tick * Number.EPSILON),
    ]),
  );
  // the interval changes at noon, and runs on demand fall between the ticks
  await ingestSamples(
    pool,
    makeRows(a, { from: `${day}T12:00:00.000Z`, count: 720, stepSeconds: 60 }, (tick) => [
      gauge('regular', value(tick, 3)),
      ...(tick > 300 ? [gauge('appears', value(tick, 4), { mountpoint: '/new' })] : []),
    ]),
  );
  await ingestSamples(
    pool,
    makeRows(a, { from: `${day}T07:01:17.123Z`, count: 3, stepSeconds: 1 }, (tick) => [gauge('regular', tick)]),
  );
  // the other host shares the ticks, but was away for an hour
  const rows = makeRows(b, { from, count: 288, stepSeconds: 300 }, (tick) => [gauge('regular', value(tick, 5))]);
  await ingestSamples(pool, [...rows.slice(0, 100), ...rows.slice(112)]);
}

function assertSame(t: ExecutionContext, actual: Value[], expected: Value[]): void {
  t.is(actual.length, expected.length);
  const differing = actual.filter((value, n) => {
    const other = expected[n];
    return (
      other === undefined ||
      value.series !== other.series ||
      value.atMs !== other.atMs ||
      !Object.is(value.value, other.value)
    );
  });
  t.deepEqual(differing, []);
}

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

test('rows of a packed day go, those of yesterday and today stay', async (t) => {
  await withDatabase(async (home, pool) => {
    const serverId = newServerId();
    await ingestSamples(
      pool,
      makeRows(serverId, { from: '2025-11-20T12:00:00.000Z', count: 4, stepSeconds: 86_400 }, (tick) => [
        gauge('m', tick),
      ]),
    );
    const activities = activitiesAt(home, '2025-11-23T12:00:00Z');
    await activities.packClosedDays();
    t.is((await activities.dropExpired()).rawDays, 0, 'a reader may still have planned for them');
    const later = activitiesAt(home, '2025-11-23T12:11:00Z');
    t.is((await later.dropExpired()).rawDays, 2);
    t.deepEqual(await rawDays(pool), ['20251122', '20251123']);
    t.is((await later.dropExpired()).rawDays, 0);
    t.is(await count(pool, 'packed_days'), 3);
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

async function keepDays(home: TestDatabase, resourceType: string, days: number): Promise<void> {
  await home.database
    .knex('retention_settings')
    .insert({ resourceType, days, changedBy: 'test' })
    .onConflict('resource_type')
    .merge();
}

async function fillDays(home: TestDatabase, days: number): Promise<void> {
  const serverId = newServerId();
  for (const group of ['cpu', 'containers']) {
    const span = { from: '2025-11-01T12:00:00.000Z', count: days, stepSeconds: 86_400, group };
    await ingestSamples(
      home.database.pool,
      makeRows(serverId, span, (tick) => [gauge(`${group}_metric`, tick)]),
    );
  }
}

test('retention drops packed days as partitions and keeps their roll-ups longer', async (t) => {
  await withDatabase(async (home, pool) => {
    await fillDays(home, 20);
    await keepDays(home, 'samples', 10);
    const activities = activitiesAt(home, '2025-11-20T12:00:00Z');
    await activities.packClosedDays();
    await activities.rollUpClosedDays();
    const outcome = await activities.dropExpired();
    t.is(outcome.packedDays, 9);
    t.is(outcome.rollupMonths, 0);
    t.is((await activities.dropExpired()).packedDays, 0);
    t.is(await count(pool, 'packed_grids'), 10);
    t.is(await count(pool, 'rollup_days'), 38);
    const { rows } = await pool.query('select min(day)::text as oldest from packed_days');
    t.is(rows[0].oldest, '2025-11-10');
    await keepDays(home, 'rollups', 30);
    t.is((await activitiesAt(home, '2025-12-30T12:00:00Z').dropExpired()).rollupMonths, 0);
    t.is((await activitiesAt(home, '2026-01-01T12:00:00Z').dropExpired()).rollupMonths, 1);
    t.is(await count(pool, 'rollup_days'), 0);
  });
});

test('a collector may have a retention of its own, shorter or longer than the rest', async (t) => {
  await withDatabase(async (home, pool) => {
    const remaining = async () =>
      (
        await pool.query(
          `select s.metric, count(*)::int as days from packed_days p join series s on s.id = p.series_id group by 1 order by 1`,
        )
      ).rows;
    await fillDays(home, 20);
    await keepDays(home, 'samples:containers', 3);
    const now = '2025-11-20T12:00:00Z';
    await activitiesAt(home, now).packClosedDays();
    await activitiesAt(home, '2025-11-20T12:11:00Z').dropExpired();
    t.deepEqual(
      await remaining(),
      [
        { metric: 'containers_metric', days: 19 },
        { metric: 'cpu_metric', days: 19 },
      ],
      'not before the roll-up',
    );
    await activitiesAt(home, now).rollUpClosedDays();
    t.is((await activitiesAt(home, '2025-11-20T12:11:00Z').dropExpired()).packedRows, 16);
    t.is((await activitiesAt(home, '2025-11-20T12:11:00Z').dropExpired()).packedRows, 0);
    t.deepEqual(await remaining(), [
      { metric: 'containers_metric', days: 3 },
      { metric: 'cpu_metric', days: 19 },
    ]);
    await keepDays(home, 'samples', 2);
    await activitiesAt(home, '2025-11-20T12:11:00Z').dropExpired();
    t.deepEqual(await remaining(), [
      { metric: 'containers_metric', days: 3 },
      { metric: 'cpu_metric', days: 2 },
    ]);
  });
});

test('a drop that was cut off halfway through a detach is finished', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestEventfulDay(pool, '2025-11-20');
    const before = await readValues(pool, RAW);
    await activitiesAt(home, '2025-11-21T07:00:00Z').packClosedDays();
    const reader = new pg.Client({ connectionString: home.url });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select count(*) from samples');
    const cut = new pg.Client({ connectionString: home.url });
    await cut.connect();
    await cut.query(`set lock_timeout = '200ms'`);
    await t.throwsAsync(cut.query('alter table samples detach partition samples_p20251120 concurrently'));
    await cut.end();
    await reader.end();
    t.is((await listPartitions(pool, SAMPLES))[0]?.state, 'detaching');
    t.is((await activitiesAt(home, '2025-11-23T07:00:00Z').dropExpired()).rawDays, 1);
    t.deepEqual(await rawDays(pool), []);
    assertSame(t, await readValues(pool, PACKED), before);
  });
});

test('a partition that was detached but not dropped is dropped', async (t) => {
  await withDatabase(async (home, pool) => {
    await ingestEventfulDay(pool, '2025-11-20');
    await activitiesAt(home, '2025-11-21T07:00:00Z').packClosedDays();
    await pool.query('alter table samples detach partition samples_p20251120');
    t.is((await activitiesAt(home, '2025-11-23T07:00:00Z').dropExpired()).rawDays, 1);
    t.deepEqual(await rawDays(pool), []);
  });
});

test('series and layouts that nothing refers to are forgotten', async (t) => {
  await withDatabase(async (home, pool) => {
    await fillDays(home, 3);
    const activities = activitiesAt(home, '2025-11-05T12:00:00Z');
    await activities.packClosedDays();
    await pool.query(`update series_layouts set used_at = '2025-10-01'`);
    t.deepEqual([(await activities.dropExpired()).layouts, await count(pool, 'series')], [0, 2], 'still the latest');
    await pool.query(`update series set seen_at = '2025-10-01'`);
    const years = activitiesAt(home, '2031-01-01T12:00:00Z');
    await years.dropExpired();
    t.is((await years.dropExpired()).layouts, 2);
    t.deepEqual([await count(pool, 'series'), await count(pool, 'latest_samples')], [0, 0]);
  });
});

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
