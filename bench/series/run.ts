/*
 * BENCH_DATABASE_URL=postgres://… node dist/bench/series/run.js
 * The database must be empty, or loaded by an earlier run of this program. 10 million samples: 100 hosts × 20 metrics
 * × 5,000 ticks of 300 s, and a year of packed days for five hosts.
 */
import { createSeriesActivities } from '../../src/activities/series/series-activities.js';
import { addDays, formatDay, parseDay, startOfDay } from '../../src/domain/series/days.js';
import { forgetSeriesProgress } from '../../src/models/series/progress.js';
import { PACKED_DAYS } from '../../src/models/series/tables.js';
import { connectDatabase, type Database } from '../../src/platform/db/database.js';
import { migrateDatabase } from '../../src/platform/db/migrate.js';
import { ensurePartitions } from '../../src/platform/db/partitions.js';
import { loadTicks, packSyntheticYear, STEP_SECONDS } from './load.js';
import { measureExpiry } from './measure-expiry.js';
import { measureRanges } from './measure-ranges.js';
import { measureThroughput } from './measure-throughput.js';
import { show, summarise, timeMs } from './statistics.js';

const HOSTS = 100;
const TICKS = Number(process.env['BENCH_TICKS'] ?? 5_000);

async function readNumber(database: Database, sql: string): Promise<number> {
  const { rows } = await database.pool.query(sql);
  return Number(rows[0].n);
}

async function reportServer(database: Database): Promise<void> {
  const { rows } = await database.pool.query(
    `select name, setting || coalesce(unit, '') as setting from pg_settings
      where name in ('server_version', 'fsync', 'shared_buffers', 'jit', 'default_toast_compression') order by 1`,
  );
  console.log(`Node ${process.version}; ${rows.map((row) => `${row.name} ${row.setting}`).join(', ')}`);
}

async function reportSizes(database: Database): Promise<void> {
  const bytesOf = (table: string) =>
    readNumber(database, `select sum(pg_total_relation_size(relid)) as n from pg_partition_tree('${table}')`);
  const rawSamples = await readNumber(database, `select sum(cardinality("values")) as n from samples`);
  const raw = await bytesOf('samples');
  console.log(`\nRaw rows: ${(raw / rawSamples).toFixed(2)} bytes a sample (${rawSamples} samples)`);
}

async function load(database: Database, endMs: number): Promise<void> {
  const figures = await loadTicks(database.pool, { servers: HOSTS, ticks: TICKS, endMs });
  console.log(
    `Loaded ${figures.samples} samples in ${figures.seconds.toFixed(0)} s (${Math.round(figures.samples / figures.seconds)} a second); ` +
      `Node CPU per host and tick, 20 values, batches of 50: ${show(summarise(figures.cpuMsPerHost), 3)} ms`,
  );
  await reportSizes(database);
  const activities = createSeriesActivities({ database });
  console.log(`Packing: ${((await timeMs(() => activities.packClosedDays())) / 1_000).toFixed(1)} s`);
  const { pool } = database;
  const packed = await readNumber(
    database,
    `select sum(pg_total_relation_size(relid)) as n from pg_partition_tree('packed_days')`,
  );
  const grids = await readNumber(database, `select pg_total_relation_size('packed_grids') as n`);
  const samples = await readNumber(database, 'select sum(sample_count) as n from sample_days');
  console.log(`Packed: ${((packed + grids) / samples).toFixed(2)} bytes a sample (${samples} samples)`);
  console.log(`Rolling up: ${((await timeMs(() => activities.rollUpClosedDays())) / 1_000).toFixed(1)} s`);
  const rollups = await readNumber(
    database,
    `select sum(pg_total_relation_size(relid)) as n from pg_partition_tree('rollup_days')`,
  );
  console.log(`Roll-ups: ${(rollups / samples).toFixed(2)} bytes per raw sample`);
  const lastDay = addDays(
    parseDay((await pool.query('select min(day)::text as day from sample_days')).rows[0].day),
    -1,
  );
  const days = await packSyntheticYear(
    pool,
    { firstDay: formatDay(addDays(startOfDay(new Date(endMs)), -366)), lastDay: formatDay(lastDay), hosts: 5 },
    async (day) => {
      await ensurePartitions(pool, PACKED_DAYS, { from: parseDay(day), aheadDays: 0 });
    },
  );
  await activities.rollUpClosedDays();
  const later = createSeriesActivities({ database, now: () => new Date(Date.now() + 900_000) });
  await later.dropExpired();
  await pool.query('vacuum analyze');
  forgetSeriesProgress(pool);
  console.log(`Synthetic year: ${days} more packed days for five hosts`);
}

async function main(): Promise<void> {
  const url = process.env['BENCH_DATABASE_URL'];
  if (url === undefined) throw new Error('Set BENCH_DATABASE_URL to an empty scratch database.');
  await migrateDatabase({ ownerUrl: url, applicationRole: decodeURIComponent(new URL(url).username) });
  const database = connectDatabase({ url, applicationName: 'bench-series', maxConnections: 10, statementTimeoutMs: 0 });
  await reportServer(database);
  const stepMs = STEP_SECONDS * 1_000;
  if ((await readNumber(database, 'select count(*) as n from series')) === 0) {
    await load(database, Math.floor(Date.now() / stepMs) * stepMs);
  }
  const endMs = await readNumber(database, `select extract(epoch from max(at)) * 1000 as n from latest_samples`);
  await measureRanges(database.pool, endMs);
  await measureThroughput(database, endMs);
  await measureExpiry(database.pool, addDays(startOfDay(new Date(endMs)), -1));
  await database.close();
}

await main();
