import type pg from 'pg';
import { addDays, firstKeptRawDay, formatDay, RAW_GRACE_MS, startOfDay } from '../../domain/series/days.js';
import { resolveRetention, type RetentionSetting, type SampleRetention } from '../../domain/series/retention.js';
import { withSeriesMaintenance } from '../../models/series/maintenance.js';
import { forgetSeriesProgress } from '../../models/series/progress.js';
import { PACKED_DAYS, ROLLUP_DAYS, SAMPLES } from '../../models/series/tables.js';
import { detachPartition, dropExpiredPartitions, dropPartition } from '../../platform/db/partitions-drop.js';
import { listPartitions, type Partition } from '../../platform/db/partitions.js';
import type { MaintenanceStep } from './pack-closed-days.js';
import { isPackedExactly, packDay, readRawContents } from './pack-day.js';

/** A layout that no process has used for so long is in nobody's memory any more. */
const LAYOUT_IDLE_DAYS = 14;

export interface DropOutcome {
  /** Days whose rows went, because they are packed. */
  readonly rawDays: number;
  readonly packedDays: number;
  readonly rollupMonths: number;
  /** Packed rows of collectors with a shorter rule. */
  readonly packedRows: number;
  /** Series and layouts that nothing refers to any more. */
  readonly series: number;
  readonly layouts: number;
  readonly busy: boolean;
}

const NOTHING: DropOutcome = {
  rawDays: 0,
  packedDays: 0,
  rollupMonths: 0,
  packedRows: 0,
  series: 0,
  layouts: 0,
  busy: false,
};

/** Rows that came between packing and detaching are packed now; afterwards nothing can come any more. */
async function dropRawDay(step: MaintenanceStep, client: pg.PoolClient, partition: Partition): Promise<void> {
  const { pool, now, heartbeat } = step;
  await detachPartition(pool, SAMPLES, partition.name);
  const contents = await readRawContents(client, partition.name, partition.from);
  if (contents.rows > 0 && !(await isPackedExactly(client, contents, partition.from))) {
    await packDay({ pool, client, day: partition.from, rawTable: partition.name, now, heartbeat });
    forgetSeriesProgress(pool);
  }
  await dropPartition(pool, SAMPLES, partition.name);
  heartbeat?.({ droppedRows: partition.name });
}

async function dropPackedRaw(step: MaintenanceStep, client: pg.PoolClient): Promise<number> {
  const before = new Date(step.now.getTime() - RAW_GRACE_MS);
  const { rows } = await client.query<{ day: string }>(
    'select day::text as day from sample_days where packed_at <= $1 and day < $2 and expired_at is null',
    [before, formatDay(firstKeptRawDay(before))],
  );
  const packed = new Set(rows.map((row) => row.day));
  const partitions = await listPartitions(step.pool, SAMPLES);
  const ready = partitions.filter((partition) => packed.has(formatDay(partition.from)));
  for (const partition of ready) await dropRawDay(step, client, partition);
  return ready.length;
}

async function readRetention(client: pg.PoolClient): Promise<SampleRetention> {
  const { rows } = await client.query<RetentionSetting>(
    'select resource_type as "resourceType", days from retention_settings',
  );
  return resolveRetention(rows);
}

interface ShorterRule {
  readonly group: string | null;
  readonly days: number;
}

// A packed day is one row per series, so this costs a 288th of what deleting samples would.
async function deleteShorter(
  step: MaintenanceStep,
  client: pg.PoolClient,
  rule: ShorterRule & { readonly named: readonly string[] },
): Promise<number> {
  const type = rule.group === null ? 'samples' : `samples:${rule.group}`;
  const before = addDays(startOfDay(step.now), -rule.days);
  // Only days that are finished: a day whose rows remain would be packed again, one without roll-up would lose it.
  const open = new Set((await listPartitions(step.pool, SAMPLES)).map((partition) => formatDay(partition.from)));
  const { rows } = await client.query<{ day: string }>(
    `select d.day::text as day from sample_days d, retention_settings r
      where r.resource_type = $1 and d.day < $2 and d.day > coalesce(r.applied_through, '-infinity'::date)
        and d.rolled_up_at is not null and d.expired_at is null order by d.day`,
    [type, formatDay(before)],
  );
  let deleted = 0;
  for (const { day } of rows) {
    if (open.has(day)) break;
    const { rowCount } = await client.query(
      `delete from packed_days d using series s join series_sources o on o.id = s.source_id
        where d.day >= $1::date and d.day < $1::date + 1 and d.series_id = s.id
          and case when $2::text is null then not o.grp = any ($3::text[]) else o.grp = $2 end`,
      [day, rule.group, rule.named],
    );
    deleted += rowCount ?? 0;
    await client.query('update retention_settings set applied_through = $2 where resource_type = $1', [type, day]);
    step.heartbeat?.({ shortenedDay: day });
  }
  return deleted;
}

async function dropPacked(step: MaintenanceStep, client: pg.PoolClient, retention: SampleRetention): Promise<number> {
  const before = addDays(startOfDay(step.now), -retention.partitionDays);
  // Readers stop looking for these days before they go.
  await client.query('update sample_days set expired_at = $2 where day < $1 and expired_at is null', [
    formatDay(before),
    step.now,
  ]);
  forgetSeriesProgress(step.pool);
  // Rows that could not be packed for so long go as well.
  await dropExpiredPartitions(step.pool, SAMPLES, before);
  const dropped = await dropExpiredPartitions(step.pool, PACKED_DAYS, before);
  await client.query('delete from packed_grids where day < $1', [formatDay(before)]);
  return dropped.length;
}

/** A series is forgotten when the last of its roll-ups is gone, a layout when the last of its rows is. */
async function forgetUnused(
  client: pg.PoolClient,
  now: Date,
  retention: SampleRetention,
): Promise<{ series: number; layouts: number }> {
  const layouts = await client.query(
    `delete from series_layouts l where l.used_at < $1
        and l.used_at < coalesce((select max(day) from sample_days), 'infinity'::date) - 7
        and not exists (select from latest_samples t where t.layout_id = l.id)`,
    [addDays(now, -LAYOUT_IDLE_DAYS)],
  );
  const keptDays = Math.max(retention.partitionDays, retention.rollupDays) + LAYOUT_IDLE_DAYS;
  const idleSince = addDays(now, -keptDays);
  await client.query('delete from latest_samples where at < $1', [idleSince]);
  const series = await client.query('delete from series where seen_at < $1', [idleSince]);
  await client.query(
    `delete from series_sources o where not exists (select from series s where s.source_id = o.id)
        and not exists (select from series_layouts l where l.source_id = o.id)`,
  );
  return { series: series.rowCount ?? 0, layouts: layouts.rowCount ?? 0 };
}

async function dropAll(step: MaintenanceStep, client: pg.PoolClient): Promise<DropOutcome> {
  const rawDays = await dropPackedRaw(step, client);
  const retention = await readRetention(client);
  const packedDays = await dropPacked(step, client, retention);
  let packedRows = 0;
  for (const rule of retention.shorter) {
    packedRows += await deleteShorter(step, client, { ...rule, named: retention.named });
  }
  const rollupsBefore = addDays(startOfDay(step.now), -retention.rollupDays);
  const rollupMonths = (await dropExpiredPartitions(step.pool, ROLLUP_DAYS, rollupsBefore)).length;
  await client.query('delete from sample_days where day < $1 and expired_at is not null', [formatDay(rollupsBefore)]);
  const unused = await forgetUnused(client, step.now, retention);
  return { rawDays, packedDays, rollupMonths, packedRows, ...unused, busy: false };
}

/** Drops what retention says is old, and the rows of days that are packed. Safe to repeat and to interrupt. */
export async function dropExpired(step: MaintenanceStep): Promise<DropOutcome> {
  const outcome = await withSeriesMaintenance(step.pool, (client) => dropAll(step, client));
  return outcome ?? { ...NOTHING, busy: true };
}
