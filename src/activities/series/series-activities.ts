import type { StorageForecast } from '../../domain/series/forecast.js';
import type { Heartbeat } from '../../models/series/maintenance.js';
import { SAMPLES } from '../../models/series/tables.js';
import type { Database } from '../../platform/db/database.js';
import { ensurePartitions } from '../../platform/db/partitions.js';
import { dropExpired, type DropOutcome } from './drop-expired.js';
import { forecastSeriesStorage } from './forecast-storage.js';
import { packClosedDays, type PackOutcome } from './pack-closed-days.js';
import { rollUpClosedDays, type RollUpOutcome } from './roll-up-closed-days.js';

/** Maintenance may stand still for a long weekend before a row finds no partition. */
export const PARTITIONS_AHEAD_DAYS = 4;

export interface SeriesActivityDeps {
  readonly database: Database;
  /** Temporal's heartbeat; without it nothing is reported. */
  readonly heartbeat?: Heartbeat | undefined;
  readonly now?: (() => Date) | undefined;
  /** Free bytes where the database lies, if that can be known. */
  readonly readFreeBytes?: (() => Promise<number | undefined>) | undefined;
}

export interface SeriesActivities {
  /** Makes the partitions of today and the days ahead. */
  maintainPartitions(): Promise<{ created: number }>;
  packClosedDays(): Promise<PackOutcome>;
  rollUpClosedDays(): Promise<RollUpOutcome>;
  dropExpired(): Promise<DropOutcome>;
  forecastSeriesStorage(): Promise<StorageForecast>;
}

/** Upkeep of the time series, in this order, several times a day. Every activity is safe to repeat. */
export function createSeriesActivities(deps: SeriesActivityDeps): SeriesActivities {
  const { pool } = deps.database;
  const step = () => ({ pool, now: deps.now?.() ?? new Date(), heartbeat: deps.heartbeat });
  return {
    async maintainPartitions() {
      const created = await ensurePartitions(pool, SAMPLES, { from: step().now, aheadDays: PARTITIONS_AHEAD_DAYS });
      return { created: created.length };
    },
    packClosedDays: () => packClosedDays(step()),
    rollUpClosedDays: () => rollUpClosedDays(step()),
    dropExpired: () => dropExpired(step()),
    async forecastSeriesStorage() {
      return forecastSeriesStorage(pool, { now: step().now, freeBytes: await deps.readFreeBytes?.() });
    },
  };
}
