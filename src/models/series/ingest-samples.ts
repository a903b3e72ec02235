import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { DAY_MS, formatDay, startOfDay } from '../../domain/series/days.js';
import type { IngestResult, IngestRow, IngestSample } from '../../domain/series/series.js';
import { ensurePartitions } from '../../platform/db/partitions.js';
import { sqlStateOf } from '../../platform/db/partition-session.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { readSeriesProgress } from './progress.js';
import { fitsLayout, resolveLayouts, type Layout } from './resolve-layouts.js';
import { SAMPLES } from './tables.js';

/** Sources remembered per process: 2,000 hosts with ten collectors each. */
const MAX_LAYOUTS = 20_000;
/** Layouts are looked up anew daily: that stamps them as used, so that retention leaves them alone. */
const LAYOUT_MAX_AGE_MS = 20 * 3_600_000;
/** Further ahead, a clock is wrong. */
const MAX_AHEAD_MS = 2 * DAY_MS;
const CHECK_VIOLATION = '23514';

// One statement per batch. Packed days are closed: a row that comes later is counted, not written.
const INGEST = `
  with input as (
    select * from unnest($1::int[], $2::int[], $3::timestamptz[], $4::text[]) as t(source_id, layout_id, at, literal)
     where at >= (select coalesce(max(day) + 1, '-infinity'::date) from sample_days)::timestamp at time zone 'UTC'
  ), written as (
    insert into samples (source_id, layout_id, at, "values")
    select source_id, layout_id, at, literal::float8[] from input order by source_id, at
    on conflict (source_id, at) do nothing
    returning source_id, layout_id, at, "values"
  ), shown as (
    insert into latest_samples as l (source_id, layout_id, at, "values")
    select distinct on (source_id) source_id, layout_id, at, "values" from written order by source_id, at desc
    on conflict (source_id) do update
      set layout_id = excluded.layout_id, at = excluded.at, "values" = excluded."values"
      where l.at < excluded.at
  )
  select (select count(*) from input)::int as accepted, count(*)::int as written,
         coalesce(sum(cardinality(array_remove("values", null))), 0)::int as samples
    from written`;

interface Outcome {
  readonly accepted: number;
  readonly written: number;
  readonly samples: number;
}

interface PreparedRow {
  readonly row: IngestRow;
  readonly at: Date;
}

const caches = new WeakMap<pg.Pool, LRUCache<string, Layout>>();

function cacheOf(pool: pg.Pool): LRUCache<string, Layout> {
  const known = caches.get(pool);
  if (known !== undefined) return known;
  const made = new LRUCache<string, Layout>({ max: MAX_LAYOUTS, ttl: LAYOUT_MAX_AGE_MS });
  caches.set(pool, made);
  return made;
}

// The number of samples is part of the key: a mount that comes and goes finds both layouts.
function cacheKey(row: IngestRow): string {
  return `${row.serverId}/${row.group}/${row.samples.length}`;
}

function prepareRow(row: IngestRow): PreparedRow {
  const at = new Date(row.at);
  if (Number.isNaN(at.getTime()) || at.getTime() > Date.now() + MAX_AHEAD_MS) {
    throw new MillwrightError(
      'unprocessable',
      `The samples of ${row.group} on server ${row.serverId} carry the time "${row.at}", which is no time or lies more than two days ahead. Check the clock of this machine.`,
    );
  }
  return { row, at };
}

async function findLayouts(pool: pg.Pool, rows: readonly IngestRow[]): Promise<Layout[]> {
  const cache = cacheOf(pool);
  const known = rows.map((row) => {
    const layout = cache.get(cacheKey(row));
    return layout !== undefined && fitsLayout(layout, row.samples) ? layout : undefined;
  });
  const unknown = rows.filter((_, n) => known[n] === undefined);
  if (unknown.length === 0) return known.flatMap((layout) => layout ?? []);
  const resolved = await resolveLayouts(pool, unknown);
  resolved.forEach((layout, n) => {
    const row = unknown[n];
    if (row !== undefined) cache.set(cacheKey(row), layout);
  });
  let next = 0;
  return known.flatMap((layout) => layout ?? resolved[next++] ?? []);
}

/** An array literal; whatever is not a finite number is a gap. */
function renderValues(layout: Layout, samples: readonly IngestSample[]): string {
  const values = Array.from({ length: layout.width }, () => 'NULL');
  layout.positions.forEach((position, n) => {
    const value = samples[n]?.value;
    values[position] = typeof value === 'number' && Number.isFinite(value) ? String(value) : 'NULL';
  });
  return `{${values.join(',')}}`;
}

async function writeRows(pool: pg.Pool, layouts: readonly Layout[], rows: readonly PreparedRow[]): Promise<Outcome> {
  const { rows: answer } = await pool.query<Outcome>({
    name: 'series_ingest',
    text: INGEST,
    values: [
      layouts.map((layout) => layout.sourceId),
      layouts.map((layout) => layout.layoutId),
      rows.map((each) => each.at.toISOString()),
      rows.map((each, n) => renderValues(layouts[n] as Layout, each.row.samples)),
    ],
  });
  return answer[0] ?? { accepted: 0, written: 0, samples: 0 };
}

/** A row without a partition is a check violation without a constraint. */
function lacksPartition(error: unknown): boolean {
  const named = error instanceof Error && 'constraint' in error && error.constraint !== undefined;
  return sqlStateOf(error) === CHECK_VIOLATION && !named;
}

async function addPartitions(pool: pg.Pool, rows: readonly PreparedRow[]): Promise<void> {
  const { packedUntilMs } = await readSeriesProgress(pool);
  const open = rows.filter((each) => each.at.getTime() >= packedUntilMs);
  const days = new Map(open.map((each) => [formatDay(each.at), startOfDay(each.at)]));
  for (const day of days.values()) await ensurePartitions(pool, SAMPLES, { from: day, aheadDays: 0 });
}

/**
 * Stores what collectors learned from a batch of hosts, and keeps the newest values for dashboards. Safe to repeat: a
 * row is known by host, collector and time, and the first one stays. Costs one statement, and a few more the first
 * time a host or a series is met. Throws `unprocessable` for a time that cannot be right.
 */
export async function ingestSamples(pool: pg.Pool, rows: readonly IngestRow[]): Promise<IngestResult> {
  const prepared = rows.filter((row) => row.samples.length > 0).map(prepareRow);
  if (prepared.length === 0) return { rows: 0, samples: 0, duplicates: 0, late: 0 };
  const layouts = await findLayouts(
    pool,
    prepared.map((each) => each.row),
  );
  const outcome = await writeRows(pool, layouts, prepared).catch(async (error: unknown) => {
    if (!lacksPartition(error)) throw error;
    // Maintenance is late; collection does not wait for it.
    await addPartitions(pool, prepared);
    return writeRows(pool, layouts, prepared);
  });
  return {
    rows: outcome.written,
    samples: outcome.samples,
    duplicates: outcome.accepted - outcome.written,
    late: prepared.length - outcome.accepted,
  };
}
