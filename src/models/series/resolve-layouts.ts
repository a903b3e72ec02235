import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { IngestRow, IngestSample } from '../../domain/series/series.js';
import { identifySeries, type SeriesIdentity } from './series-key.js';

/** Where the values of a row go. The shape is kept to recognise the next row without building keys. */
export interface Layout {
  readonly sourceId: number;
  readonly layoutId: number;
  /** Values in a stored row. */
  readonly width: number;
  /** Position of each incoming sample; of two samples of one series the later one counts. */
  readonly positions: readonly number[];
  readonly metrics: readonly string[];
  readonly labels: readonly Readonly<Record<string, string>>[];
}

type Shape = Pick<IngestRow, 'serverId' | 'group' | 'samples'>;

interface Wanted {
  readonly row: Shape;
  readonly series: readonly SeriesIdentity[];
  readonly positions: readonly number[];
}

/** Puts the series of a row in one order, whatever order the collector gave them. */
function arrange(row: Shape): Wanted {
  const identities = row.samples.map((sample) => identifySeries(sample));
  const series = [...new Map(identities.map((identity) => [identity.key, identity])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  const positionOf = new Map(series.map((identity, position) => [identity.key, position]));
  return { row, series, positions: identities.map((identity) => positionOf.get(identity.key) ?? 0) };
}

const ADD_SOURCES = `
  insert into series_sources (server_id, grp)
  select distinct w.server_id, w.grp from unnest($1::uuid[], $2::text[]) as w(server_id, grp)
   where not exists (select from series_sources s where s.server_id = w.server_id and s.grp = w.grp)
   order by 1, 2
  on conflict do nothing`;
const FIND_SOURCES = `
  select s.id from unnest($1::uuid[], $2::text[]) with ordinality as w(server_id, grp, n)
    join series_sources s on s.server_id = w.server_id and s.grp = w.grp order by w.n`;

// Rows go in by order of their key: two processes that meet wait for each other instead of deadlocking.
const ADD_SERIES = `
  insert into series (source_id, server_id, metric, labels, unit)
  select distinct on (w.source_id, w.metric, w.labels) w.source_id, s.server_id, w.metric, w.labels, w.unit
    from (select source_id, metric, labels::jsonb as labels, unit
            from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as u(source_id, metric, labels, unit)) w
    join series_sources s on s.id = w.source_id
   where not exists (select from series e
     where e.source_id = w.source_id and e.metric = w.metric and e.labels = w.labels and e.unit = w.unit)
   order by w.source_id, w.metric, w.labels
  on conflict (source_id, metric, labels) do update set unit = excluded.unit`;
const FIND_SERIES = `
  select s.id from unnest($1::int[], $2::text[], $3::text[]) with ordinality as w(source_id, metric, labels, n)
    join series s on s.source_id = w.source_id and s.metric = w.metric and s.labels = w.labels::jsonb order by w.n`;

const ADD_LAYOUTS = `
  insert into series_layouts (source_id, digest, series_ids)
  select distinct on (w.source_id, w.digest) w.source_id, w.digest, w.ids::int[]
    from unnest($1::int[], $2::bytea[], $3::text[]) as w(source_id, digest, ids)
   order by w.source_id, w.digest
  on conflict (source_id, digest) do update set used_at = now()`;
const FIND_LAYOUTS = `
  select l.id from unnest($1::int[], $2::bytea[]) with ordinality as w(source_id, digest, n)
    join series_layouts l on l.source_id = w.source_id and l.digest = w.digest order by w.n`;
const STAMP_SERIES = `
  update series set seen_at = now()
   where id in (select id from series where id = any ($1::int[]) and seen_at < now() - interval '7 days'
                 order by id for update skip locked)`;

async function queryIds(pool: pg.Pool, text: string, values: unknown[], expected: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(text, values);
  if (rows.length !== expected) {
    throw new Error(`${expected} rows were expected after their insert, ${rows.length} are there: repeat the batch.`);
  }
  return rows.map((row) => row.id);
}

async function resolveSources(pool: pg.Pool, wanted: readonly Wanted[]): Promise<number[]> {
  const values = [wanted.map((each) => each.row.serverId), wanted.map((each) => each.row.group)];
  await pool.query(ADD_SOURCES, values);
  return queryIds(pool, FIND_SOURCES, values, wanted.length);
}

/** Ids of all series of all rows, in order. */
async function resolveSeries(pool: pg.Pool, wanted: readonly Wanted[], sources: readonly number[]): Promise<number[]> {
  const flat = wanted.flatMap((each, n) => each.series.map((identity) => ({ sourceId: sources[n] ?? 0, ...identity })));
  const values = [flat.map((each) => each.sourceId), flat.map((each) => each.metric), flat.map((each) => each.labels)];
  await pool.query(ADD_SERIES, [...values, flat.map((each) => each.unit)]);
  return queryIds(pool, FIND_SERIES, values, flat.length);
}

function digestOf(ids: readonly number[]): Buffer {
  return createHash('sha256').update(ids.join(',')).digest();
}

/**
 * Finds or makes the sources, series and layouts of rows that are new to this process. Safe in several processes at
 * once: each statement commits by itself, and what another one inserted meanwhile is found by the read after it.
 */
export async function resolveLayouts(pool: pg.Pool, rows: readonly Shape[]): Promise<Layout[]> {
  const wanted = rows.map(arrange);
  const sources = await resolveSources(pool, wanted);
  const seriesIds = await resolveSeries(pool, wanted, sources);
  let next = 0;
  const idsOf = wanted.map((each) => seriesIds.slice(next, (next += each.series.length)));
  const digests = idsOf.map(digestOf);
  await pool.query(ADD_LAYOUTS, [sources, digests, idsOf.map((ids) => `{${ids.join(',')}}`)]);
  const layoutIds = await queryIds(pool, FIND_LAYOUTS, [sources, digests], wanted.length);
  await pool.query(STAMP_SERIES, [seriesIds]);
  return wanted.map((each, n) => ({
    sourceId: sources[n] ?? 0,
    layoutId: layoutIds[n] ?? 0,
    width: each.series.length,
    positions: each.positions,
    metrics: each.row.samples.map((sample) => sample.metric),
    labels: each.row.samples.map((sample) => sample.labels),
  }));
}

function equalLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  if (a === b) return true;
  let names = 0;
  for (const name in b) {
    if (a[name] !== b[name]) return false;
    names += 1;
  }
  for (const _ in a) names -= 1;
  return names === 0;
}

/** Whether a row has the same series in the same order: the usual case, decided without making a string. */
export function fitsLayout(layout: Layout, samples: readonly IngestSample[]): boolean {
  if (samples.length !== layout.metrics.length) return false;
  return samples.every((sample, n) => {
    const labels = layout.labels[n];
    return sample.metric === layout.metrics[n] && labels !== undefined && equalLabels(labels, sample.labels);
  });
}
