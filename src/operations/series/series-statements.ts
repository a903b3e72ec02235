import type { QueryConfig } from 'pg';
import { TARGET_POINTS } from '../../domain/series/range.js';
import { defineHistoryQuery } from '../../models/series/history-query.js';

/*
 * Parameters of every statement, of which it uses the first ones:
 *   $1 server id  $2 metrics (text[] or null: all), or ids of series (int[])  $3 step (interval)
 *   $4, $5 samples [from, to)  $6 first moment of the open days
 *   $7, $8 roll-up days [from, to)  $9, $10 hours of the roll-ups [from, to)
 *   the last two: packed days [from, to)
 * PostgreSQL writes the text and Node passes it through. Each part of an answer is written where it is read, in order:
 * sorting points, or formatting their times one by one, would cost more than reading them.
 */

// A plan made before the values are known would rather read all series of a day: look up each series by its key.
const FENCE = 'offset 0';

/** How `$2` says which series are meant. */
const CHOICES = {
  metrics: '($2::text[] is null or s.metric = any ($2::text[]))',
  ids: 's.id = any ($2::int[])',
} as const;
type Choice = keyof typeof CHOICES;

// A metric that moved to another collector has two series; `line` makes them one again.
const chosenBy = (choice: Choice): string => `
  chosen as materialized (
    select s.id, s.source_id, s.metric, s.labels, s.unit, (right(s.metric, 6) = '_total' or s.unit = 'raw') as counter,
           min(s.id) over (partition by s.metric, s.labels) as line
      from series s where s.server_id = $1 and ${CHOICES[choice]}
  ), places as materialized (
    select c.line, c.counter, c.source_id, l.id as layout_id, array_position(l.series_ids, c.id) as position
      from chosen c join series_layouts l on l.source_id = c.source_id where c.id = any (l.series_ids)
  ), open as materialized (
    select p.line, p.counter, o.at, o.value
      from places p, lateral (
        select r.at, r."values"[p.position] as value from samples r
         where r.source_id = p.source_id and r.layout_id = p.layout_id and r.at >= $6 and r.at >= $4 and r.at < $5 ${FENCE}) o
     where o.value is not null
  )`;

const packedDays = (from: number): string => `
  packed as materialized (
    select c.line, c.counter, d.day, g.offsets_ms, g.min_gap_ms, d."values", b.low, b.high
      from chosen c, lateral (
        select * from packed_days d where d.series_id = c.id and d.day >= $${from}::date and d.day < $${from + 1}::date ${FENCE}) d
      join packed_grids g on g.id = d.grid_id,
      lateral (select (extract(epoch from $4::timestamptz - (d.day::timestamp at time zone 'UTC')) * 1000)::bigint as low,
                      (extract(epoch from $5::timestamptz - (d.day::timestamp at time zone 'UTC')) * 1000)::bigint as high) b
  )`;

const OPEN_POINTS = `select line, counter, at, value from open`;
const PACKED_POINTS = `
  select k.line, k.counter, m.midnight + e.offset_ms * interval '1 millisecond', e.value
    from packed k, lateral (select k.day::timestamp at time zone 'UTC' as midnight offset 0) m,
    unnest(k.offsets_ms, k."values") as e(offset_ms, value)
   where e.value is not null and e.offset_ms >= k.low and e.offset_ms < k.high`;

/** `["2026-11-21T10:05:00Z",12.5]` */
const POINT = `'[' || rtrim(to_json(at at time zone 'UTC')::text, '"') || 'Z",' || value || ']'`;

const openTexts = (condition: string): string => `
  select line, min(at) as start, string_agg(${POINT}, ',' order by at) as points from open where ${condition} group by line`;
// unnest keeps the order of the grid
const packedTexts = (condition: string): string => `
  select k.line, m.midnight, t.points
    from packed k,
    lateral (select k.day::timestamp at time zone 'UTC' as midnight, '["' || k.day || 'T' as prefix offset 0) m,
    lateral (select string_agg(m.prefix || ('00:00'::time + e.offset_ms * interval '1 millisecond') || 'Z",' || e.value || ']', ',') as points
               from unnest(k.offsets_ms, k."values") as e(offset_ms, value)
              where e.value is not null and e.offset_ms >= k.low and e.offset_ms < k.high) t
   where ${condition} and t.points is not null`;

// A counter, or a number that only its maker understands, is shown as it stood at the end of a step; all else as its mean.
const START = `date_bin($3::interval, at, '1970-01-01T00:00:00Z'::timestamptz)`;
const stepTexts = (condition: string): string => `
  select line, min(at), string_agg(${POINT}, ',' order by at) from (
    select line, greatest(${START}, $4) as at, avg(value) as value
      from points where not counter and ${condition} group by 1, 2
    union all
    select line, greatest(start, $4), value from (
      select distinct on (line, ${START}) line, ${START} as start, value
        from points where counter and ${condition} order by line, ${START}, at desc) c) s
   group by line`;
const MERGED_TEXTS = `
  select line, min(at) as start, string_agg(${POINT}, ',' order by at) as points from (
    select line, ${START} as at, sum(total) / sum(count) as value from parts where not counter group by 1, 2
    union all
    select line, start, last from (
      select distinct on (line, ${START}) line, ${START} as start, last
        from parts where counter order by line, ${START}, at desc) c) s
   group by line`;

const ROLLUPS = `
  select * from rollup_days d where d.series_id = c.id and d.day >= $7::date and d.day < $8::date ${FENCE}`;
// Summed per day and step where they are read: a year of hours is 8,760 rows, in steps of 12 hours it is 730.
const HOURS = `
  select c.line, c.counter, h.at, h.total, h.count, d.hour_last[h.newest]
    from chosen c, lateral (${ROLLUPS}) d,
    lateral (select d.day::timestamp at time zone 'UTC' as midnight,
                    ceil(extract(epoch from $9::timestamptz - (d.day::timestamp at time zone 'UTC')) / 3600)::bigint + 1 as low,
                    ceil(extract(epoch from $10::timestamptz - (d.day::timestamp at time zone 'UTC')) / 3600)::bigint as high offset 0) b,
    lateral (select date_bin($3::interval, b.midnight + (e.hour - 1) * interval '1 hour', '1970-01-01T00:00:00Z'::timestamptz) as at,
                    sum(e.total) as total, sum(e.count) as count, max(e.hour) as newest
               from unnest(d.hour_sum, d.hour_count) with ordinality as e(total, count, hour)
              where e.count > 0 and e.hour between b.low and b.high group by 1) h`;
const DAYS = `
  select c.line, c.counter, d.day::timestamp at time zone 'UTC' as at, d.day_sum, d.day_count, d.day_last
    from chosen c, lateral (${ROLLUPS}) d
   where $9::timestamptz < $10::timestamptz`;

const ANSWER = `
  select coalesce('{"series":[' || string_agg(
           '{"metric":' || to_json(c.metric) || ',"labels":' || c.labels || ',"unit":' || to_json(c.unit)
             || ',"points":[' || t.points || ']}', ',' order by c.metric, c.labels::text) || ']}', '{"series":[]}') as answer
    from chosen c
    join (select line, string_agg(points, ',' order by start) as points from texts group by line) t on t.line = c.id`;

// Without a step: steps only for a series that has too many samples for a chart.
const AMOUNT = `select coalesce(max(n), 0) as n from (select sum(n) as n from (
  select line, count(*) as n from open group by line`;
const PACKED_AMOUNT = `union all select line, sum(cardinality(offsets_ms)) from packed group by line`;
// With a step: samples that are no closer than that are shown as they are.
const GAP = `select min(n) as n from (
  select coalesce(min(gap), interval '1 day') as n
    from (select at - lag(at) over (partition by line order by at) as gap from open) o`;
const PACKED_GAP = `union all select coalesce(min(min_gap_ms), 86400000) * interval '1 millisecond' from packed`;

type HistoryQuery = (values: unknown[]) => QueryConfig;

/**
 * What dashboards ask all day: single samples of the open days, as plain as it goes. Two cases are not for it, and it
 * says so: a series with more samples than a chart shows (it stops reading there), and one metric in two collectors.
 */
export const readOpenSamples = defineHistoryQuery(
  'series_quick',
  `select coalesce('{"series":[' || string_agg(
            '{"metric":' || to_json(s.metric) || ',"labels":' || s.labels || ',"unit":' || to_json(s.unit)
              || ',"points":[' || t.points || ']}', ',' order by s.metric, s.labels::text) || ']}', '{"series":[]}') as answer,
          coalesce(max(t.amount) > ${TARGET_POINTS} or count(*) > count(distinct (s.metric, s.labels)), false) as unfit
     from series s, lateral (
       select string_agg(${POINT}, ',' order by at) as points, count(*) as amount
         from series_layouts l,
         lateral (select array_position(l.series_ids, s.id) as position ${FENCE}) p,
         lateral (select r.at, r."values"[p.position] as value from samples r
                   where r.source_id = s.source_id and r.layout_id = l.id and r.at >= $3 and r.at < $4
                   limit ${TARGET_POINTS + 1}) o
        where l.source_id = s.source_id and s.id = any (l.series_ids) and o.value is not null) t
    where s.server_id = $1 and ($2::text[] is null or s.metric = any ($2::text[])) and t.amount > 0`,
);

/** Both forms of a statement: without packed days it has few partitions, and is planned and locked in no time. */
export interface StatementPair {
  readonly open: HistoryQuery;
  readonly all: HistoryQuery;
}

function pointsOf(withPacked: boolean): string {
  return `points as not materialized (${OPEN_POINTS} ${withPacked ? `union all ${PACKED_POINTS}` : ''})`;
}

interface Form {
  readonly choice: Choice;
  readonly withPacked: boolean;
}

const nameForm = (name: string, { choice, withPacked }: Form): string =>
  `${name}_${choice === 'ids' ? 'ids_' : ''}${withPacked ? 'all' : 'open'}`;

function sampleStatement(name: string, by: 'amount' | 'gap', form: Form): HistoryQuery {
  const { choice, withPacked } = form;
  const measure =
    by === 'amount'
      ? `${AMOUNT} ${withPacked ? PACKED_AMOUNT : ''}) p group by line) l`
      : `${GAP} ${withPacked ? PACKED_GAP : ''}) p`;
  const measured = '(select n from measured)';
  const plain = by === 'amount' ? `${measured} <= ${TARGET_POINTS}` : `${measured} >= $3::interval`;
  return defineHistoryQuery(
    nameForm(name, form),
    `with ${chosenBy(choice)}, ${withPacked ? `${packedDays(7)},` : ''} ${pointsOf(withPacked)}, measured as materialized (${measure}),
     texts as (${openTexts(plain)} ${withPacked ? `union all ${packedTexts(plain)}` : ''}
       union all ${stepTexts(`not (${plain})`)}) ${ANSWER}`,
  );
}

function rollupStatement(name: string, rolled: string, form: Form): HistoryQuery {
  const { choice, withPacked } = form;
  return defineHistoryQuery(
    nameForm(name, form),
    `with ${chosenBy(choice)}, ${withPacked ? `${packedDays(11)},` : ''} ${pointsOf(withPacked)},
     parts(line, counter, at, total, count, last) as materialized (
       ${rolled} union all select line, counter, at, value, 1, value from points),
     texts as (${MERGED_TEXTS}) ${ANSWER}`,
  );
}

function bothForms(choice: Choice, make: (form: Form) => HistoryQuery): StatementPair {
  return { open: make({ choice, withPacked: false }), all: make({ choice, withPacked: true }) };
}

const statementsFor = (choice: Choice) =>
  ({
    /** Single samples; steps for a series with more than the target number of points. */
    samples: bothForms(choice, (form) => sampleStatement('series_samples', 'amount', form)),
    /** Samples in steps of a given width. */
    steps: bothForms(choice, (form) => sampleStatement('series_steps', 'gap', form)),
    /** Hourly roll-ups in steps of whole hours; samples where a day is not rolled up yet. */
    hours: bothForms(choice, (form) => rollupStatement('series_hours', HOURS, form)),
    /** Daily roll-ups in steps of whole days. */
    days: bothForms(choice, (form) => rollupStatement('series_days', DAYS, form)),
  }) as const;

export const SERIES_STATEMENTS = statementsFor('metrics');
/** The same for single series: of one disk among sixty, for example. */
export const STATEMENTS_BY_ID = statementsFor('ids');
