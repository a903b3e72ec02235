import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { IngestRow, IngestSample } from '../../src/domain/series/series.js';
import { ingestSamples } from '../../src/models/series/ingest-samples.js';
import { cpuMs } from './statistics.js';

export const STEP_SECONDS = 300;
export const HOSTS_PER_BATCH = 50;

/** Twenty metrics of the kinds that hosts have: shares, loads, sizes in pages, constants, counters, temperatures. */
const METRICS: readonly { metric: string; value: (tick: number) => number }[] = [
  { metric: 'cpu_usage_percent', value: () => round(Math.random() * 100, 2) },
  { metric: 'cpu_iowait_percent', value: () => round(Math.random() * 5, 2) },
  { metric: 'load1', value: () => round(Math.random() * 4, 2) },
  { metric: 'load5', value: () => round(Math.random() * 4, 2) },
  { metric: 'load15', value: () => round(Math.random() * 4, 2) },
  { metric: 'memory_used_bytes', value: () => Math.floor(Math.random() * 2e6) * 4_096 },
  { metric: 'memory_total_bytes', value: () => 16_777_216_000 },
  { metric: 'memory_cached_bytes', value: () => Math.floor(Math.random() * 1e6) * 4_096 },
  { metric: 'swap_used_bytes', value: () => 0 },
  { metric: 'filesystem_used_bytes', value: (tick) => (5e6 + tick * 40 + Math.floor(Math.random() * 100)) * 4_096 },
  { metric: 'filesystem_total_bytes', value: () => 107_374_182_400 },
  { metric: 'network_receive_bytes_total', value: (tick) => tick * 1e8 + Math.floor(Math.random() * 1e8) },
  { metric: 'network_transmit_bytes_total', value: (tick) => tick * 1e7 + Math.floor(Math.random() * 1e7) },
  { metric: 'disk_read_bytes_total', value: (tick) => tick * 1e6 + Math.floor(Math.random() * 1e6) },
  { metric: 'disk_written_bytes_total', value: (tick) => tick * 1e6 + Math.floor(Math.random() * 1e6) },
  { metric: 'processes', value: () => 180 + Math.floor(Math.random() * 30) },
  { metric: 'uptime_seconds', value: (tick) => 1_234_567 + tick * STEP_SECONDS },
  { metric: 'temperature_celsius', value: () => 40 + Math.floor(Math.random() * 4) },
  { metric: 'failed_units', value: () => (Math.random() < 0.01 ? 1 : 0) },
  // no two alike: what compresses worst
  { metric: 'noise_ratio', value: () => Math.random() },
];
export const METRIC_NAMES = METRICS.map((each) => each.metric);

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

export function serverIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `00000000-0000-7000-8000-${String(n + 1).padStart(12, '0')}`);
}

const LABELS = Object.freeze({});

/** A fresh object per sample, as a parser makes them. */
export function sampleHost(tick: number): IngestSample[] {
  return METRICS.map(({ metric, value }) => ({ metric, labels: { ...LABELS }, unit: 'none', value: value(tick) }));
}

export function makeBatch(servers: readonly string[], at: Date, tick: number): IngestRow[] {
  return servers.map((serverId) => ({ serverId, group: 'system', at: at.toISOString(), samples: sampleHost(tick) }));
}

export interface LoadFigures {
  readonly samples: number;
  readonly seconds: number;
  /** Controller CPU per host and tick of the ingest alone, warm. */
  readonly cpuMsPerHost: number[];
}

/** Writes every tick in order of time through the product's own ingest, 50 hosts a statement. */
export async function loadTicks(
  pool: pg.Pool,
  span: { readonly servers: number; readonly ticks: number; readonly endMs: number },
): Promise<LoadFigures> {
  const servers = serverIds(span.servers);
  const cpu: number[] = [];
  let samples = 0;
  const start = Date.now();
  for (let tick = 0; tick < span.ticks; tick += 1) {
    const at = new Date(span.endMs - (span.ticks - 1 - tick) * STEP_SECONDS * 1_000);
    for (let first = 0; first < servers.length; first += HOSTS_PER_BATCH) {
      const batch = makeBatch(servers.slice(first, first + HOSTS_PER_BATCH), at, tick);
      const before = cpuMs();
      samples += (await ingestSamples(pool, batch)).samples;
      if (tick > 200) cpu.push((cpuMs() - before) / batch.length);
    }
  }
  return { samples, seconds: (Date.now() - start) / 1_000, cpuMsPerHost: cpu };
}

/**
 * A year of packed days for the first hosts, straight into the packed table: before the loaded days, at the same step.
 * Values are random with two digits, so that they compress like shares and not like constants.
 */
export async function packSyntheticYear(
  pool: pg.Pool,
  span: { readonly firstDay: string; readonly lastDay: string; readonly hosts: number },
  ensureDay: (day: string) => Promise<void>,
): Promise<number> {
  const offsets = Array.from({ length: 288 }, (_, n) => n * STEP_SECONDS * 1_000);
  const digest = createHash('sha256').update(offsets.join(',')).digest();
  const { rows: days } = await pool.query<{ day: string }>(
    `select d::date::text as day from generate_series($1::date, $2::date, '1 day') d`,
    [span.firstDay, span.lastDay],
  );
  for (const { day } of days) {
    await ensureDay(day);
    await pool.query('insert into packed_grids (day, digest, offsets_ms, min_gap_ms) values ($1, $2, $3, $4)', [
      day,
      digest,
      offsets,
      STEP_SECONDS * 1_000,
    ]);
    await pool.query(
      `insert into packed_days (series_id, grid_id, day, "values")
       select s.id, (select id from packed_grids where day = $1), $1::date,
              array(select round((random() * 100 + s.id * 0)::numeric, 2)::float8 from generate_series(1, 288))
         from series s where s.server_id = any ($2::uuid[])`,
      [day, serverIds(span.hosts)],
    );
    await pool.query(
      `insert into sample_days (day, row_count, sample_count, raw_bytes, packed_bytes)
       select $1::date, $2, count(*) * 288, 0, 0 from packed_days where day = $1::date`,
      [day, 288 * span.hosts],
    );
  }
  return days.length;
}
