import pg from 'pg';
import { retryOnLock, withMaintenanceSession } from './partition-session.js';
import { listPartitions, type Partition, type PartitionedTable } from './partitions.js';

async function detachWith(client: pg.PoolClient, table: PartitionedTable, name: string): Promise<boolean> {
  const [parent, child] = [pg.escapeIdentifier(table.name), pg.escapeIdentifier(name)];
  const partitions = await listPartitions(client, table);
  const state = partitions.find((partition) => partition.name === name)?.state;
  if (state === undefined || state === 'detached') return false;
  const how = state === 'detaching' ? 'finalize' : 'concurrently';
  await client.query(`alter table ${parent} detach partition ${child} ${how}`);
  return true;
}

/**
 * Takes a partition out of its table without stopping readers and writers. An interrupted attempt (crash, time limit)
 * leaves the partition pending; the next one finishes it. Returns false when nothing was left to do.
 */
export async function detachPartition(pool: pg.Pool, table: PartitionedTable, name: string): Promise<boolean> {
  // The state is looked up anew for each attempt: the one before may have got halfway.
  return retryOnLock(() => withMaintenanceSession(pool, (client) => detachWith(client, table, name)));
}

/** Detaches, if it is still attached, and drops. Safe to repeat. */
export async function dropPartition(pool: pg.Pool, table: PartitionedTable, name: string): Promise<void> {
  await retryOnLock(() =>
    withMaintenanceSession(pool, async (client) => {
      await detachWith(client, table, name);
      await client.query(`drop table if exists ${pg.escapeIdentifier(name)}`);
    }),
  );
}

/** Partitions that end at or before `before`, in whatever state an earlier attempt left them. */
export async function listExpiredPartitions(
  pool: pg.Pool,
  table: PartitionedTable,
  before: Date,
): Promise<Partition[]> {
  const partitions = await listPartitions(pool, table);
  return partitions.filter((partition) => partition.to.getTime() <= before.getTime());
}

/** Drops every partition that ends at or before `before`; returns their names. Safe to repeat. */
export async function dropExpiredPartitions(pool: pg.Pool, table: PartitionedTable, before: Date): Promise<string[]> {
  const expired = await listExpiredPartitions(pool, table, before);
  for (const partition of expired) await dropPartition(pool, table, partition.name);
  return expired.map((partition) => partition.name);
}

/** Lets index-only scans work on a partition that is complete, and spares it a later freeze. */
export async function vacuumPartition(pool: pg.Pool, name: string): Promise<void> {
  await withMaintenanceSession(pool, (client) => client.query(`vacuum (freeze, analyze) ${pg.escapeIdentifier(name)}`));
}

/** Bytes of a table or partition with its indexes and TOAST; 0 when it does not exist. */
export async function measureRelationBytes(pool: pg.Pool, name: string): Promise<number> {
  const { rows } = await pool.query<{ bytes: number | null }>(
    'select pg_total_relation_size(to_regclass($1)) as bytes',
    [pg.escapeIdentifier(name)],
  );
  return Number(rows[0]?.bytes ?? 0);
}
