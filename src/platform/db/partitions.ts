import pg from 'pg';
import { retryOnLock, withMaintenanceSession } from './partition-session.js';

/** A table that is partitioned by range on time, in UTC. */
export interface PartitionedTable {
  readonly name: string;
  readonly unit: 'day' | 'month';
  /** Storage parameters of each partition (`autovacuum_…`, `fillfactor`); PostgreSQL takes none for the parent. */
  readonly storage?: Readonly<Record<string, string | number>>;
}

export interface Partition {
  readonly name: string;
  /** First moment of the partition. */
  readonly from: Date;
  /** First moment after the partition. */
  readonly to: Date;
  /** `detaching`: a DETACH CONCURRENTLY was interrupted. `detached`: only the drop is missing. */
  readonly state: 'attached' | 'detaching' | 'detached';
}

const DAY_MS = 86_400_000;
const SUFFIX = { day: /_p(\d{4})(\d{2})(\d{2})$/u, month: /_p(\d{4})(\d{2})$/u } as const;

/** First moment of the partition that holds `at`. */
export function partitionStart(unit: PartitionedTable['unit'], at: Date): Date {
  return unit === 'day'
    ? new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
    : new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}

/** First moment of the partition after the one that starts at `start`. */
export function nextPartitionStart(unit: PartitionedTable['unit'], start: Date): Date {
  return unit === 'day'
    ? new Date(start.getTime() + DAY_MS)
    : new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
}

/** `samples_p20261121`, `rollup_days_p202611`. */
export function partitionName(table: PartitionedTable, at: Date): string {
  const text = partitionStart(table.unit, at).toISOString();
  const digits = text.slice(0, table.unit === 'day' ? 10 : 7).replaceAll('-', '');
  return `${table.name}_p${digits}`;
}

function parsePartitionName(table: PartitionedTable, name: string): Pick<Partition, 'from' | 'to'> | undefined {
  if (!name.startsWith(`${table.name}_p`)) return undefined;
  const match = SUFFIX[table.unit].exec(name);
  if (match === null || match.index !== table.name.length) return undefined;
  const from = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3] ?? 1)));
  return { from, to: nextPartitionStart(table.unit, from) };
}

/** All partitions by time, including those whose removal was interrupted halfway. */
export async function listPartitions(pool: pg.Pool | pg.PoolClient, table: PartitionedTable): Promise<Partition[]> {
  const { rows } = await pool.query<{ name: string; parent: string | null; pending: boolean | null }>(
    `select c.relname as name, i.inhparent::text as parent, i.inhdetachpending as pending
       from pg_class c left join pg_inherits i on i.inhrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and starts_with(c.relname, $1)
      order by c.relname`,
    [`${table.name}_p`],
  );
  return rows.flatMap((row) => {
    const range = parsePartitionName(table, row.name);
    if (range === undefined) return [];
    const state = row.parent === null ? 'detached' : row.pending === true ? 'detaching' : 'attached';
    return [{ name: row.name, ...range, state } as const];
  });
}

function storageClause(table: PartitionedTable): string {
  const settings = Object.entries(table.storage ?? {}).map(([name, value]) => `${name} = ${value}`);
  return settings.length === 0 ? '' : ` with (${settings.join(', ')})`;
}

/** CREATE and ATTACH instead of CREATE … PARTITION OF: readers and writers of the parent are not locked out. */
function createStatement(table: PartitionedTable, from: Date): string {
  const [parent, child] = [pg.escapeIdentifier(table.name), pg.escapeIdentifier(partitionName(table, from))];
  const to = nextPartitionStart(table.unit, from);
  return `create table ${child} (like ${parent} including all)${storageClause(table)};
    alter table ${parent} attach partition ${child} for values from ('${from.toISOString()}') to ('${to.toISOString()}')`;
}

async function createMissing(client: pg.PoolClient, table: PartitionedTable, starts: Date[]): Promise<string[]> {
  await client.query('begin');
  try {
    // Two processes that start together make each partition once.
    await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`partitions of ${table.name}`]);
    const existing = new Set((await listPartitions(client, table)).map((partition) => partition.name));
    const missing = starts.filter((start) => !existing.has(partitionName(table, start)));
    for (const start of missing) await client.query(createStatement(table, start));
    await client.query('commit');
    return missing.map((start) => partitionName(table, start));
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/**
 * Makes sure that every moment from `from` to `aheadDays` days after it has its partition, and returns the names of
 * those that were missing. Safe to repeat and to run in several processes at once.
 */
export async function ensurePartitions(
  pool: pg.Pool,
  table: PartitionedTable,
  span: { readonly from: Date; readonly aheadDays: number },
): Promise<string[]> {
  const starts: Date[] = [];
  const endMs = span.from.getTime() + span.aheadDays * DAY_MS;
  let start = partitionStart(table.unit, span.from);
  while (start.getTime() <= endMs) {
    starts.push(start);
    start = nextPartitionStart(table.unit, start);
  }
  const existing = new Set((await listPartitions(pool, table)).map((partition) => partition.name));
  if (starts.every((each) => existing.has(partitionName(table, each)))) return [];
  return retryOnLock(() => withMaintenanceSession(pool, (client) => createMissing(client, table, starts)));
}
