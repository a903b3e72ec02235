import type pg from 'pg';
import { startOfDay } from '../../domain/series/days.js';
import { type Heartbeat, withSeriesMaintenance } from '../../models/series/maintenance.js';
import { forgetSeriesProgress, readSeriesProgress } from '../../models/series/progress.js';
import { PACKED_DAYS, SAMPLES } from '../../models/series/tables.js';
import { vacuumPartition } from '../../platform/db/partitions-drop.js';
import { listPartitions, partitionName, type Partition } from '../../platform/db/partitions.js';
import { packDay } from './pack-day.js';

/** A cycle that was cut off before midnight may still write its rows after it. */
export const PACK_GRACE_HOURS = 6;

export interface PackOutcome {
  readonly days: number;
  readonly rows: number;
  readonly samples: number;
  /** Another worker is at it. */
  readonly busy: boolean;
}

export interface MaintenanceStep {
  readonly pool: pg.Pool;
  readonly now: Date;
  readonly heartbeat?: Heartbeat | undefined;
}

async function listClosedDays(step: MaintenanceStep): Promise<Partition[]> {
  const { packedUntilMs } = await readSeriesProgress(step.pool);
  const closed = startOfDay(new Date(step.now.getTime() - PACK_GRACE_HOURS * 3_600_000));
  const partitions = await listPartitions(step.pool, SAMPLES);
  return partitions.filter(
    (partition) =>
      partition.state === 'attached' &&
      partition.from.getTime() >= packedUntilMs &&
      partition.to.getTime() <= closed.getTime(),
  );
}

/** Packs every closed day that is not packed yet, oldest first: readers rely on that order. Safe to repeat. */
export async function packClosedDays(step: MaintenanceStep): Promise<PackOutcome> {
  const { pool, now, heartbeat } = step;
  const outcome = await withSeriesMaintenance(pool, async (client) => {
    const days = await listClosedDays(step);
    let [rows, samples] = [0, 0];
    for (const { name, from } of days) {
      const contents = await packDay({ pool, client, day: from, rawTable: name, now, heartbeat });
      forgetSeriesProgress(pool);
      await vacuumPartition(pool, partitionName(PACKED_DAYS, from));
      rows += contents.rows;
      samples += contents.samples;
    }
    return { days: days.length, rows, samples, busy: false };
  });
  return outcome ?? { days: 0, rows: 0, samples: 0, busy: true };
}
