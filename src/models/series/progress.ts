import type pg from 'pg';
import { addDays, firstKeptRawDay, parseDay } from '../../domain/series/days.js';
import type { SeriesProgress } from '../../domain/series/range.js';

interface ProgressRow {
  readonly expired: string | null;
  readonly newest: string | null;
  readonly unrolled: string | null;
}

/**
 * Shorter than the time between packing a day and dropping its rows (RAW_GRACE_MS), so that a reader with an old
 * answer still finds the rows.
 */
const MAX_AGE_MS = 10_000;

const remembered = new WeakMap<pg.Pool, { readonly untilMs: number; readonly progress: Promise<SeriesProgress> }>();

/** How far packing and rolling up have come, from the database. */
export async function readSeriesProgress(pool: pg.Pool): Promise<SeriesProgress> {
  const { rows } = await pool.query<ProgressRow>({
    name: 'series_progress',
    text: `select (max(day) filter (where expired_at is not null))::text as expired, max(day)::text as newest,
                  (min(day) filter (where rolled_up_at is null and expired_at is null))::text as unrolled
             from sample_days`,
  });
  const row = rows[0];
  if (row === undefined || row.newest === null) {
    return { packedUntilMs: 0, rolledUpUntilMs: 0, oldestSampleMs: null };
  }
  const packedUntilMs = addDays(parseDay(row.newest), 1).getTime();
  return {
    packedUntilMs,
    rolledUpUntilMs: row.unrolled === null ? packedUntilMs : parseDay(row.unrolled).getTime(),
    oldestSampleMs: row.expired === null ? null : addDays(parseDay(row.expired), 1).getTime(),
  };
}

/** Rows are read from yesterday on even if yesterday is packed: its rows are there, and few partitions are to plan for. */
async function readForReaders(pool: pg.Pool): Promise<SeriesProgress> {
  const progress = await readSeriesProgress(pool);
  return { ...progress, packedUntilMs: Math.min(progress.packedUntilMs, firstKeptRawDay(new Date()).getTime()) };
}

/** For readers, at most ten seconds old: they would otherwise ask twice for every answer. */
export async function recallSeriesProgress(pool: pg.Pool): Promise<SeriesProgress> {
  const known = remembered.get(pool);
  if (known !== undefined && known.untilMs > Date.now()) return known.progress;
  const progress = readForReaders(pool);
  remembered.set(pool, { untilMs: Date.now() + MAX_AGE_MS, progress });
  try {
    return await progress;
  } catch (error) {
    remembered.delete(pool);
    throw error;
  }
}

/** After maintenance in this process, readers see the new state at once. */
export function forgetSeriesProgress(pool: pg.Pool): void {
  remembered.delete(pool);
}
