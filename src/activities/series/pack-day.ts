import pg from 'pg';
import { formatDay } from '../../domain/series/days.js';
import { chunkIds, type Heartbeat } from '../../models/series/maintenance.js';
import { PACKED_DAYS } from '../../models/series/tables.js';
import { measureRelationBytes } from '../../platform/db/partitions-drop.js';
import { ensurePartitions, partitionName } from '../../platform/db/partitions.js';

/** Samples sorted at once; at 64 MB of memory they need no file. */
const SAMPLES_PER_CHUNK = 400_000;

/** What a day holds; two tables with equal contents hold every value of the day bit by bit. */
export interface DayContents {
  readonly rows: number;
  readonly samples: number;
  readonly checksum: string;
}

export interface PackDayOptions {
  readonly pool: pg.Pool;
  /** A maintenance session. */
  readonly client: pg.PoolClient;
  readonly day: Date;
  /** The day's rows: its partition, attached or detached. */
  readonly rawTable: string;
  readonly heartbeat?: Heartbeat | undefined;
}

const OFFSET = '(extract(epoch from r.at - $1::date) * 1000)::int';
const BOUNDS = `r.at >= $1::date and r.at < $1::date + 1`;

// Two sources that were collected at the same ticks share one grid.
const addGrids = (raw: string): string => `
  insert into packed_grids (day, digest, offsets_ms, min_gap_ms)
  select distinct on (t.digest) $1::date, t.digest, t.offsets,
         (select min(w.gap) from (select o - lag(o) over (order by o) as gap from unnest(t.offsets) as o) w) from (
    select g.offsets, sha256(convert_to(array_to_string(g.offsets, ','), 'UTF8')) as digest from (
      select array_agg(${OFFSET} order by r.at) as offsets from ${raw} r
       where r.source_id between $2 and $3 and ${BOUNDS} group by r.source_id) g) t
   order by t.digest
  on conflict (day, digest) do nothing`;

const addPacked = (raw: string): string => `
  with rows as materialized (
    select r.source_id, r.layout_id, r."values", ${OFFSET} as offset_ms
      from ${raw} r where r.source_id between $2 and $3 and ${BOUNDS}
  ), grids as materialized (
    select a.source_id, g.id as grid_id from (
      select source_id, sha256(convert_to(array_to_string(array_agg(offset_ms order by offset_ms), ','), 'UTF8')) as digest
        from rows group by source_id) a
      join packed_grids g on g.day = $1::date and g.digest = a.digest
  ), used as materialized (
    select u.source_id, u.layout_id, l.series_ids
      from (select distinct source_id, layout_id from rows) u join series_layouts l on l.id = u.layout_id
  ), places as materialized (
    select m.source_id, m.series_id, u.layout_id, array_position(u.series_ids, m.series_id) as position
      from (select distinct source_id, unnest(series_ids) as series_id from used) m
      join used u on u.source_id = m.source_id
  ), cells as (
    select p.source_id, p.series_id, r.offset_ms, r."values"[p.position] as value
      from places p join rows r on r.source_id = p.source_id and r.layout_id = p.layout_id
    -- what is sorted next is one value, not the row it came from
    offset 0
  )
  insert into packed_days (series_id, grid_id, day, "values")
  select v.series_id, g.grid_id, $1::date, v.all_values from (
    select series_id, min(source_id) as source_id, array_agg(value order by offset_ms) as all_values
      from cells group by series_id having count(value) > 0) v
    join grids g on g.source_id = v.source_id
   order by v.series_id
  on conflict (series_id, day) do update set grid_id = excluded.grid_id, "values" = excluded."values"`;

const checksum = (series: string, offset: string): string =>
  `coalesce(sum(hashfloat8extended(e.value, ${series}::bigint * 86400000 + ${offset})::numeric), 0)::text as checksum`;

/** Counts and checksum of the rows of a day. */
export async function readRawContents(client: pg.PoolClient, rawTable: string, day: Date): Promise<DayContents> {
  const raw = pg.escapeIdentifier(rawTable);
  const { rows } = await client.query<DayContents>(
    `select (select count(*) from ${raw} r where ${BOUNDS}) as rows, count(*) as samples,
            ${checksum('e.series_id', OFFSET)}
       from ${raw} r left join series_layouts l on l.id = r.layout_id,
       unnest(l.series_ids, r."values") as e(series_id, value)
      where ${BOUNDS} and e.value is not null`,
    [formatDay(day)],
  );
  return rows[0] ?? { rows: 0, samples: 0, checksum: '0' };
}

async function readPackedContents(client: pg.PoolClient, day: Date): Promise<DayContents> {
  const { rows } = await client.query<DayContents>(
    `select 0 as rows, count(*) as samples, ${checksum('d.series_id', 'e.offset_ms')}
       from packed_days d left join packed_grids g on g.id = d.grid_id,
       unnest(g.offsets_ms, d."values") as e(offset_ms, value)
      where d.day >= $1::date and d.day < $1::date + 1 and e.value is not null`,
    [formatDay(day)],
  );
  return rows[0] ?? { rows: 0, samples: 0, checksum: '0' };
}

/** Whether the packed day holds exactly the values that its rows hold. */
export async function isPackedExactly(client: pg.PoolClient, contents: DayContents, day: Date): Promise<boolean> {
  const packed = await readPackedContents(client, day);
  return packed.samples === contents.samples && packed.checksum === contents.checksum;
}

async function packChunks(options: PackDayOptions): Promise<void> {
  const { client, day } = options;
  const raw = pg.escapeIdentifier(options.rawTable);
  const { rows } = await client.query<{ id: number; work: number }>(
    `select r.source_id as id, sum(cardinality(r."values"))::int as work from ${raw} r where ${BOUNDS} group by 1 order by 1`,
    [formatDay(day)],
  );
  for (const chunk of chunkIds(rows, SAMPLES_PER_CHUNK)) {
    const values = [formatDay(day), chunk.first, chunk.last];
    await client.query(addGrids(raw), values);
    await client.query(addPacked(raw), values);
    options.heartbeat?.({ day: formatDay(day), packedThroughSource: chunk.last });
  }
}

/**
 * Writes a closed day as one row per series and compares every value with the rows it came from. Only then is the day
 * marked, which makes readers use it. Safe to repeat. Throws when the comparison fails; the rows stay.
 */
export async function packDay(options: PackDayOptions & { readonly now: Date }): Promise<DayContents> {
  const { pool, client, day } = options;
  await ensurePartitions(pool, PACKED_DAYS, { from: day, aheadDays: 0 });
  await packChunks(options);
  const contents = await readRawContents(client, options.rawTable, day);
  if (!(await isPackedExactly(client, contents, day))) {
    throw new Error(
      `The packed samples of ${formatDay(day)} differ from their ${contents.rows} rows, which are kept. The next maintenance packs the day again; if it fails again, look for missing rows in series_layouts.`,
    );
  }
  await client.query(
    `insert into sample_days (day, row_count, sample_count, raw_bytes, packed_bytes, packed_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (day) do update set row_count = excluded.row_count, sample_count = excluded.sample_count,
       packed_bytes = excluded.packed_bytes, rolled_up_at = null`,
    [
      formatDay(day),
      contents.rows,
      contents.samples,
      await measureRelationBytes(pool, options.rawTable),
      await measureRelationBytes(pool, partitionName(PACKED_DAYS, day)),
      options.now,
    ],
  );
  return contents;
}
