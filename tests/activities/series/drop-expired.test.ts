import test from 'ava';
import pg from 'pg';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { SAMPLES } from '../../../src/models/series/tables.js';
import { listPartitions } from '../../../src/platform/db/partitions.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';
import {
  activitiesAt,
  assertSame,
  count,
  fillDays,
  ingestEventfulDay,
  keepDays,
  PACKED,
  RAW,
  rawDays,
  readValues,
  withDatabase,
} from './maintenance-fixture.js';

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
