import type { ExecutionContext } from 'ava';
import type pg from 'pg';
import { createSeriesActivities } from '../../../src/activities/series/series-activities.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { SAMPLES } from '../../../src/models/series/tables.js';
import { listPartitions } from '../../../src/platform/db/partitions.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';

// Maintenance works on the whole database, so every test has its own.
export async function withDatabase(work: (home: TestDatabase, pool: pg.Pool) => Promise<void>): Promise<void> {
  const home = await createTestDatabase();
  try {
    await work(home, home.database.pool);
  } finally {
    await home.drop();
  }
}

export const at = (text: string): Date => new Date(text);
export const activitiesAt = (home: TestDatabase, now: string) =>
  createSeriesActivities({ database: home.database, now: () => at(now) });

export interface Value {
  readonly series: string;
  readonly atMs: number;
  readonly value: number;
}

export const ORDER = 'order by 1, 2';
export const RAW = `select s.id || s.metric || s.labels::text as series, extract(epoch from r.at)::float8 * 1000 as "atMs", u.value
  from samples r join series_layouts l on l.id = r.layout_id, unnest(l.series_ids, r."values") as u(id, value)
  join series s on s.id = u.id where u.value is not null ${ORDER}`;
export const PACKED = `select s.id || s.metric || s.labels::text as series,
    extract(epoch from p.day)::float8 * 1000 + u.offset_ms as "atMs", u.value
  from packed_days p join packed_grids g on g.id = p.grid_id join series s on s.id = p.series_id,
  unnest(g.offsets_ms, p."values") as u(offset_ms, value) where u.value is not null ${ORDER}`;

export async function readValues(pool: pg.Pool, sql: string): Promise<Value[]> {
  return (await pool.query<Value>(sql)).rows;
}

export async function count(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query(`select count(*)::int as n from ${table}`);
  return rows[0].n;
}

export const rawDays = async (pool: pg.Pool) =>
  (await listPartitions(pool, SAMPLES)).map((each) => each.name.slice(-8));

/** Two hosts, one day, everything that happens to a day. */
export async function ingestEventfulDay(pool: pg.Pool, day: string): Promise<void> {
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

export function assertSame(t: ExecutionContext, actual: Value[], expected: Value[]): void {
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

export async function keepDays(home: TestDatabase, resourceType: string, days: number): Promise<void> {
  await home.database
    .knex('retention_settings')
    .insert({ resourceType, days, changedBy: 'test' })
    .onConflict('resource_type')
    .merge();
}

export async function fillDays(home: TestDatabase, days: number): Promise<void> {
  const serverId = newServerId();
  for (const group of ['cpu', 'containers']) {
    const span = { from: '2025-11-01T12:00:00.000Z', count: days, stepSeconds: 86_400, group };
    await ingestSamples(
      home.database.pool,
      makeRows(serverId, span, (tick) => [gauge(`${group}_metric`, tick)]),
    );
  }
}
