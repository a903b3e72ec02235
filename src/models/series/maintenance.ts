import type pg from 'pg';
import { withMaintenanceSession } from '../../platform/db/partition-session.js';

const LOCK_NAME = 'series maintenance';

/** Reported between steps, so that a long day does not look like a dead worker. */
export type Heartbeat = (progress: Readonly<Record<string, string | number>>) => void;

/**
 * Runs maintenance alone: with a second worker at the same work, the later one does nothing and returns undefined.
 * The lock goes with the connection, so a killed process leaves none behind.
 */
export async function withSeriesMaintenance<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | undefined> {
  return withMaintenanceSession(pool, async (client) => {
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [LOCK_NAME],
    );
    if (rows[0]?.locked !== true) return undefined;
    // Sorts of a chunk stay in memory.
    await client.query(`select set_config('work_mem', '64MB', false)`);
    return work(client);
  });
}

/** Consecutive ids whose work together stays below `limit`; one id that is larger gets a chunk of its own. */
export function chunkIds(
  items: readonly { readonly id: number; readonly work: number }[],
  limit: number,
): { readonly first: number; readonly last: number; readonly work: number }[] {
  const chunks: { first: number; last: number; work: number }[] = [];
  for (const { id, work } of items) {
    const open = chunks.at(-1);
    if (open !== undefined && open.work + work <= limit) {
      open.last = id;
      open.work += work;
    } else chunks.push({ first: id, last: id, work });
  }
  return chunks;
}
