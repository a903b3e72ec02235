import type pg from 'pg';
import { dropPartition } from '../../src/platform/db/partitions-drop.js';
import { ensurePartitions, partitionName, type PartitionedTable } from '../../src/platform/db/partitions.js';
import { show, summarise, timeMs } from './statistics.js';

const ROUNDS = 5;
const DAY_MS = 86_400_000;

interface Layout {
  readonly title: string;
  readonly name: string;
  readonly columns: string;
  readonly key: string;
  /** Fills the day $1 from the rows of the loaded day $2. */
  readonly fill: string;
}

const SHIFT = `r.at - $2::timestamptz + $1::timestamptz`;
const LAYOUTS: readonly Layout[] = [
  {
    title: 'rows as stored, 100 hosts, 28,800 rows',
    name: 'bench_rows',
    columns: 'source_id int, layout_id int, at timestamptz, "values" float8[]',
    key: 'source_id, at',
    fill: `select r.source_id, r.layout_id, ${SHIFT}, r."values" from samples r where r.at >= $2 and r.at < $2::timestamptz + interval '1 day'`,
  },
  {
    title: 'rows as stored, 1,000 hosts, 288,000 rows',
    name: 'bench_rows_1000',
    columns: 'source_id int, layout_id int, at timestamptz, "values" float8[]',
    key: 'source_id, at',
    fill: `select r.source_id + n * 100000, r.layout_id, ${SHIFT}, r."values" from samples r, generate_series(1, 10) n
            where r.at >= $2 and r.at < $2::timestamptz + interval '1 day'`,
  },
  {
    title: 'a row per sample, 100 hosts, 576,000 rows',
    name: 'bench_narrow',
    columns: 'series_id int, at timestamptz, value float8',
    key: 'series_id, at',
    fill: `select u.id, ${SHIFT}, u.value from samples r join series_layouts l on l.id = r.layout_id,
             unnest(l.series_ids, r."values") as u(id, value) where r.at >= $2 and r.at < $2::timestamptz + interval '1 day'`,
  },
];

async function fillDays(pool: pg.Pool, layout: Layout, from: Date, loadedDay: Date): Promise<PartitionedTable> {
  const table: PartitionedTable = { name: layout.name, unit: 'day' };
  await pool.query(`drop table if exists ${layout.name}`);
  await pool.query(
    `create table ${layout.name} (${layout.columns}, primary key (${layout.key})) partition by range (at)`,
  );
  await ensurePartitions(pool, table, { from, aheadDays: 2 * ROUNDS });
  for (let n = 0; n < 2 * ROUNDS; n += 1) {
    await pool.query(`insert into ${layout.name} ${layout.fill}`, [new Date(from.getTime() + n * DAY_MS), loadedDay]);
  }
  await pool.query(`vacuum analyze ${layout.name}`);
  return table;
}

/** The same day, once dropped as a partition and once deleted and vacuumed, in turn. */
/** The same rows for as many days in one table without partitions: what deleting has to be done in without them. */
const PLAIN_DAYS = 17;

async function fillPlain(pool: pg.Pool, layout: Layout, from: Date, loadedDay: Date): Promise<string> {
  const name = `${layout.name}_plain`;
  await pool.query(`drop table if exists ${name}`);
  await pool.query(`create table ${name} (${layout.columns}, primary key (${layout.key}))`);
  await pool.query(`create index on ${name} (at)`);
  for (let n = 0; n < PLAIN_DAYS; n += 1) {
    await pool.query(`insert into ${name} ${layout.fill}`, [new Date(from.getTime() + n * DAY_MS), loadedDay]);
  }
  await pool.query(`vacuum analyze ${name}`);
  return name;
}

async function deleteDay(pool: pg.Pool, table: string, day: Date, vacuumed: string): Promise<number> {
  return timeMs(async () => {
    await pool.query(`delete from ${table} where at >= $1 and at < $2`, [day, new Date(day.getTime() + DAY_MS)]);
    await pool.query(`vacuum ${vacuumed}`);
  });
}

export async function measureExpiry(pool: pg.Pool, loadedDay: Date): Promise<void> {
  console.log('\n## Expiry of one day, 20 metrics a host, ms\n');
  console.log(
    `| layout | detach + drop | DELETE + VACUUM, one table of ${PLAIN_DAYS} days | ratio | DELETE + VACUUM within the day's partition | ratio |`,
  );
  console.log('|---|---|---|---|---|---|');
  for (const layout of LAYOUTS) {
    const from = new Date('2020-01-01T00:00:00Z');
    const table = await fillDays(pool, layout, from, loadedDay);
    const plain = await fillPlain(pool, layout, from, loadedDay);
    const [drops, deletes, inside] = [[] as number[], [] as number[], [] as number[]];
    for (let n = 0; n < ROUNDS; n += 1) {
      const [a, b] = [0, 1].map((each) => new Date(from.getTime() + (2 * n + each) * DAY_MS)) as [Date, Date];
      drops.push(await timeMs(() => dropPartition(pool, table, partitionName(table, a))));
      inside.push(await deleteDay(pool, layout.name, b, partitionName(table, b)));
      deletes.push(await deleteDay(pool, plain, new Date(from.getTime() + n * DAY_MS), plain));
    }
    const ratio = (each: readonly number[]): string => show(summarise(each.map((ms, n) => ms / (drops[n] ?? 1))), 1);
    const figure = (each: readonly number[]): string => show(summarise([...each]), 1);
    console.log(
      `| ${layout.title} | ${figure(drops)} | ${figure(deletes)} | 1/${ratio(deletes)} | ${figure(inside)} | 1/${ratio(inside)} |`,
    );
    await pool.query(`drop table ${layout.name}, ${plain}`);
  }
}
