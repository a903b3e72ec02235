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
export async function measureExpiry(pool: pg.Pool, loadedDay: Date): Promise<void> {
  console.log('\n## Expiry of one day, 20 metrics a host, ms\n');
  console.log('| layout | detach + drop | DELETE + VACUUM | ratio |\n|---|---|---|---|');
  for (const layout of LAYOUTS) {
    const from = new Date('2020-01-01T00:00:00Z');
    const table = await fillDays(pool, layout, from, loadedDay);
    const [drops, deletes, ratios] = [[] as number[], [] as number[], [] as number[]];
    for (let n = 0; n < ROUNDS; n += 1) {
      const [a, b] = [0, 1].map((each) => new Date(from.getTime() + (2 * n + each) * DAY_MS)) as [Date, Date];
      const dropped = await timeMs(() => dropPartition(pool, table, partitionName(table, a)));
      const deleted = await timeMs(async () => {
        await pool.query(`delete from ${layout.name} where at >= $1 and at < $2`, [b, new Date(b.getTime() + DAY_MS)]);
        await pool.query(`vacuum ${partitionName(table, b)}`);
      });
      drops.push(dropped);
      deletes.push(deleted);
      ratios.push(deleted / dropped);
    }
    console.log(
      `| ${layout.title} | ${show(summarise(drops), 1)} | ${show(summarise(deletes), 1)} | 1/${show(summarise(ratios), 1)} |`,
    );
    await pool.query(`drop table ${layout.name}`);
  }
}
