import type pg from 'pg';
import { parseDay } from '../../domain/series/days.js';
import { chunkIds, withSeriesMaintenance } from '../../models/series/maintenance.js';
import { forgetSeriesProgress } from '../../models/series/progress.js';
import { ROLLUP_DAYS } from '../../models/series/tables.js';
import { ensurePartitions } from '../../platform/db/partitions.js';
import type { MaintenanceStep } from './pack-closed-days.js';

const SAMPLES_PER_CHUNK = 400_000;

export interface RollUpOutcome {
  readonly days: number;
  readonly rows: number;
  readonly busy: boolean;
}

// unnest gives the samples of a series in order of time, and a group keeps the order it is fed in: that is what
// makes sums repeatable and array_agg()[count] the last value.
const ROLL_UP = `
  with hours as materialized (
    select d.series_id, e.offset_ms / 3600000 as hour, min(e.value) as low, max(e.value) as high, sum(e.value) as total,
           count(*)::int as count, (array_agg(e.value))[count(*)] as last
      from packed_days d join packed_grids g on g.id = d.grid_id,
      unnest(g.offsets_ms, d."values") as e(offset_ms, value)
     where d.day >= $1::date and d.day < $1::date + 1 and d.series_id between $2 and $3 and e.value is not null
     group by 1, 2
  ), slots as (
    select s.series_id, n.hour, h.low, h.high, h.total, h.count, h.last
      from (select distinct series_id from hours) s cross join generate_series(0, 23) as n(hour)
      left join hours h on h.series_id = s.series_id and h.hour = n.hour
  ), written as (
    insert into rollup_days as r (series_id, day, day_min, day_max, day_sum, day_last, day_count,
                                  hour_min, hour_max, hour_sum, hour_last, hour_count)
    select series_id, $1::date, min(low), max(high), sum(total order by hour),
           (array_agg(last order by hour desc) filter (where count > 0))[1], sum(count)::int,
           array_agg(low order by hour), array_agg(high order by hour), array_agg(total order by hour),
           array_agg(last order by hour), array_agg(coalesce(count, 0) order by hour)
      from slots group by series_id order by series_id
    on conflict (series_id, day) do update set
      day_min = excluded.day_min, day_max = excluded.day_max, day_sum = excluded.day_sum,
      day_last = excluded.day_last, day_count = excluded.day_count, hour_min = excluded.hour_min,
      hour_max = excluded.hour_max, hour_sum = excluded.hour_sum, hour_last = excluded.hour_last,
      hour_count = excluded.hour_count
    returning r.day_count, pg_column_size(r.*) as bytes
  )
  select count(*)::int as rows, coalesce(sum(day_count), 0)::bigint as samples, coalesce(sum(bytes), 0)::bigint as bytes
    from written`;

/** Item pointer, and an entry of the covering index. */
const OVERHEAD_BYTES_PER_ROW = 68;

interface Written {
  readonly rows: number;
  readonly samples: number;
  readonly bytes: number;
}

async function rollUpDay(step: MaintenanceStep, client: pg.PoolClient, day: string): Promise<Written> {
  await ensurePartitions(step.pool, ROLLUP_DAYS, { from: parseDay(day), aheadDays: 0 });
  const { rows: series } = await client.query<{ id: number; work: number }>(
    `select d.series_id as id, cardinality(d."values") as work from packed_days d
      where d.day >= $1::date and d.day < $1::date + 1 order by 1`,
    [day],
  );
  let total: Written = { rows: 0, samples: 0, bytes: 0 };
  for (const chunk of chunkIds(series, SAMPLES_PER_CHUNK)) {
    const { rows } = await client.query<Written>(ROLL_UP, [day, chunk.first, chunk.last]);
    const part = rows[0] ?? total;
    total = { rows: total.rows + part.rows, samples: total.samples + part.samples, bytes: total.bytes + part.bytes };
    step.heartbeat?.({ day, rolledUpThroughSeries: chunk.last });
  }
  return total;
}

async function markRolledUp(client: pg.PoolClient, day: string, written: Written, now: Date): Promise<void> {
  const { rowCount } = await client.query(
    'update sample_days set rolled_up_at = $2, rollup_bytes = $3 where day = $1 and sample_count = $4',
    [day, now, written.bytes + written.rows * OVERHEAD_BYTES_PER_ROW, written.samples],
  );
  if (rowCount === 1) return;
  throw new Error(
    `The roll-up of ${day} counts ${written.samples} samples, which is not what was packed. The next maintenance makes it again.`,
  );
}

/** Rolls up every packed day that is not rolled up yet, oldest first. Safe to repeat. */
export async function rollUpClosedDays(step: MaintenanceStep): Promise<RollUpOutcome> {
  const outcome = await withSeriesMaintenance(step.pool, async (client) => {
    const { rows: days } = await client.query<{ day: string }>(
      'select day::text as day from sample_days where rolled_up_at is null and expired_at is null order by sample_days.day',
    );
    let rows = 0;
    for (const { day } of days) {
      const written = await rollUpDay(step, client, day);
      await markRolledUp(client, day, written, step.now);
      forgetSeriesProgress(step.pool);
      rows += written.rows;
    }
    return { days: days.length, rows, busy: false };
  });
  return outcome ?? { days: 0, rows: 0, busy: true };
}
