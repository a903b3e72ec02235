import type pg from 'pg';
import { DAY_MS } from '../../domain/series/days.js';
import { forecastStorage, type StorageForecast } from '../../domain/series/forecast.js';
import { resolveRetention, type RetentionSetting } from '../../domain/series/retention.js';
import { PACKED_DAYS, ROLLUP_DAYS, SAMPLES } from '../../models/series/tables.js';
import { listPartitions } from '../../platform/db/partitions.js';

interface Facts {
  readonly raw: number;
  readonly packed: number;
  readonly rollup: number;
  readonly packedDays: number;
  readonly usedBytes: number;
}

// Means of the last seven closed days: weekends differ from working days.
const FACTS = `
  select coalesce(avg(raw_bytes), 0)::float8 as raw, coalesce(avg(packed_bytes), 0)::float8 as packed,
         coalesce(avg(rollup_bytes), 0)::float8 as rollup,
         (select count(*) from sample_days where expired_at is null)::int as "packedDays",
         (select sum(pg_total_relation_size(t.relid)) from unnest($1::text[]) as p(name),
            lateral pg_partition_tree(p.name::regclass) t)::float8
           + pg_total_relation_size('packed_grids') as "usedBytes"
    from (select * from sample_days order by day desc limit 7) latest`;

/** What the time series will take of the disk if the fleet stays as it is. `freeBytes`: free space where they lie. */
export async function forecastSeriesStorage(
  pool: pg.Pool,
  options: { readonly now: Date; readonly freeBytes?: number | undefined },
): Promise<StorageForecast> {
  const tables = [SAMPLES, PACKED_DAYS, ROLLUP_DAYS].map((table) => table.name);
  const { rows } = await pool.query<Facts>(FACTS, [tables]);
  const { rows: settings } = await pool.query<RetentionSetting>(
    'select resource_type as "resourceType", days from retention_settings',
  );
  const retention = resolveRetention(settings);
  const oldest = (await listPartitions(pool, ROLLUP_DAYS))[0]?.from ?? options.now;
  const facts = rows[0] ?? { raw: 0, packed: 0, rollup: 0, packedDays: 0, usedBytes: 0 };
  return forecastStorage({
    rawBytesPerDay: facts.raw,
    packedBytesPerDay: facts.packed,
    rollupBytesPerDay: facts.rollup,
    packedDays: facts.packedDays,
    rollupDays: Math.max(0, Math.floor((options.now.getTime() - oldest.getTime()) / DAY_MS)),
    sampleRetentionDays: retention.partitionDays,
    rollupRetentionDays: retention.rollupDays,
    usedBytes: facts.usedBytes,
    freeBytes: options.freeBytes,
  });
}
