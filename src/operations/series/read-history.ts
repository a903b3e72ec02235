import type pg from 'pg';
import { formatDay, HOUR_MS } from '../../domain/series/days.js';
import { boundRange, SAMPLES_SPAN_MS } from '../../domain/series/range.js';
import type { MetricsHistory, SeriesStatistics } from '../../domain/series/series.js';
import { defineHistoryQuery } from '../../models/series/history-query.js';
import { recallSeriesProgress } from '../../models/series/progress.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

export interface HistoryQuery {
  /** 1 to 87,600, back from `to`. */
  readonly hours: number;
  readonly serverId?: string | undefined;
  readonly metric?: string | undefined;
  /** Series per page, 1 to 500; 50 when not given. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Exclusive; now when not given. */
  readonly to?: Date | undefined;
}

/*
 * $1 server id or null  $2 metric or null  $3 last series id of the page before  $4 page size
 * $5, $6 packed days  $7, $8 samples  $9 first moment of the open days  $10, $11 roll-up days  $12, $13 their hours
 */
// `offset 0` keeps a plan that is made before the values are known from reading all series of a day.
// A metric that moved to another collector has two series; the older one stands for both.
const CHOSEN = `
  chosen as materialized (
    select s.* from series s
     where ($1::uuid is null or s.server_id = $1) and ($2::text is null or s.metric = $2) and s.id > $3
       and not exists (select from series o
         where o.server_id = s.server_id and o.metric = s.metric and o.labels = s.labels and o.id < s.id)
     order by s.id limit $4
  ), members as materialized (
    select c.id as line, s.id, s.source_id
      from chosen c join series s on s.server_id = c.server_id and s.metric = c.metric and s.labels = c.labels
  ), places as materialized (
    select m.line, m.source_id, l.id as layout_id, array_position(l.series_ids, m.id) as position
      from members m join series_layouts l on l.source_id = m.source_id where m.id = any (l.series_ids)
  )`;

const POINTS = `
  select p.line, o.at, o.value
    from places p, lateral (
      select r.at, r."values"[p.position] as value from samples r
       where r.source_id = p.source_id and r.layout_id = p.layout_id and r.at >= $9 and r.at >= $7 and r.at < $8 offset 0) o
   where o.value is not null
  union all
  select m.line, u.at, u.value
    from members m, lateral (
      select * from packed_days d where d.series_id = m.id and d.day >= $5::date and d.day < $6::date offset 0) d
    join packed_grids g on g.id = d.grid_id,
    lateral (
      select d.day::timestamp at time zone 'UTC' + e.offset_ms * interval '1 millisecond' as at, e.value
        from unnest(g.offsets_ms, d."values") as e(offset_ms, value)) u
   where u.value is not null and u.at >= $7 and u.at < $8`;

const HOURS = `
  select m.line, u.at, u.total / u.count as value, u.low, u.high, u.total, u.count, u.last
    from members m, lateral (
      select * from rollup_days d where d.series_id = m.id and d.day >= $10::date and d.day < $11::date offset 0) d,
    lateral (
      select d.day::timestamp at time zone 'UTC' + (e.hour - 1) * interval '1 hour' as at, e.*
        from unnest(d.hour_min, d.hour_max, d.hour_sum, d.hour_count, d.hour_last)
             with ordinality as e(low, high, total, count, last, hour)) u
   where u.count > 0 and u.at >= $12 and u.at < $13
  union all
  select line, date_trunc('hour', at, 'UTC'), avg(value), min(value), max(value), sum(value), count(*),
         (array_agg(value order by at desc))[1]
    from points group by 1, 2`;

const statistics = (parts: { low: string; high: string; total: string; count: string; last: string }): string => `
  select c.id, c.server_id as "serverId", c.metric, c.labels, c.unit, t.* from chosen c left join (
    select f.line as found, min(${parts.low}) as min, max(${parts.high}) as max, sum(${parts.total}) / sum(${parts.count}) as mean,
           percentile_cont(0.5) within group (order by value) as p50,
           percentile_cont(0.95) within group (order by value) as p95,
           (array_agg(value order by at))[1] as first, (array_agg(${parts.last} order by at desc))[1] as last,
           sum(${parts.count})::int as count,
           regr_slope(value, extract(epoch from at)::float8 / 3600) as "trendPerHour"
      from facts f group by f.line) t on t.found = c.id
   order by c.id`;

const readFromSamples = defineHistoryQuery(
  'series_history_samples',
  `with ${CHOSEN}, facts as (${POINTS})
   ${statistics({ low: 'value', high: 'value', total: 'value', count: '1', last: 'value' })}`,
);
const readFromHours = defineHistoryQuery(
  'series_history_hours',
  `with ${CHOSEN}, points as (${POINTS}), facts as (${HOURS})
   ${statistics({ low: 'low', high: 'high', total: 'total', count: 'count', last: 'last' })}`,
);

type StatisticsRow = SeriesStatistics & { readonly id: number; readonly found: number | null };

const DEFAULT_LIMIT = 50;
const MAX_HOURS = 87_600;

function parseCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,10}$/u.test(cursor) || Number(cursor) > 2_147_483_647) {
    throw new MillwrightError('bad_cursor', `"${cursor.slice(0, 40)}" is no cursor of the metrics history.`);
  }
  return Number(cursor);
}

function checkHours(hours: number): void {
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS) return;
  const message = `hours is ${hours}; give a whole number from 1 to ${MAX_HOURS}.`;
  throw new MillwrightError('validation_failed', message, { errors: [{ path: 'hours', message }] });
}

async function queryPage(pool: pg.Pool, query: HistoryQuery, from: Date, to: Date): Promise<StatisticsRow[]> {
  const progress = await recallSeriesProgress(pool);
  const long = to.getTime() - from.getTime() > SAMPLES_SPAN_MS;
  const range = { fromMs: from.getTime(), toMs: to.getTime(), oldestSampleMs: progress.oldestSampleMs };
  const bounds = boundRange(long ? 'hours' : 'samples', range, progress);
  const values: unknown[] = [
    query.serverId ?? null,
    query.metric ?? null,
    parseCursor(query.cursor),
    query.limit ?? DEFAULT_LIMIT,
    ...bounds.packed.map(formatDay),
    ...bounds.samples,
    bounds.openFrom,
  ];
  const dayAfter = new Date(bounds.rollups[1].getTime() + 86_399_999);
  if (long) values.push(formatDay(bounds.rollups[0]), formatDay(dayAfter), ...bounds.rollups);
  const { rows } = await pool.query<StatisticsRow>((long ? readFromHours : readFromSamples)(values));
  return rows;
}

/**
 * Statistics of every series over the last hours, page by page; a page may hold fewer items than asked for, because
 * series without a value in that time are left out. Up to 48 hours from the samples; beyond, percentiles, first value
 * and trend are those of hourly means (`resolution` says which).
 */
export async function readMetricsHistory(pool: pg.Pool, query: HistoryQuery): Promise<MetricsHistory> {
  checkHours(query.hours);
  const to = query.to ?? new Date();
  const from = new Date(to.getTime() - query.hours * HOUR_MS);
  const rows = await queryPage(pool, query, from, to);
  const items = rows
    .filter((row) => row.found !== null)
    .map(({ id: _id, found: _found, ...statisticsOfSeries }) => statisticsOfSeries);
  const last = rows.length === (query.limit ?? DEFAULT_LIMIT) ? rows.at(-1) : undefined;
  return {
    hours: query.hours,
    from: from.toISOString(),
    to: to.toISOString(),
    resolution: to.getTime() - from.getTime() > SAMPLES_SPAN_MS ? 'hours' : 'samples',
    items,
    nextCursor: last === undefined ? null : String(last.id),
  };
}
