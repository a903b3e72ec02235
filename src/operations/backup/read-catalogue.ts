import type pg from 'pg';
import type { BackupPartition, BackupSequence, BackupTable } from './manifest.js';

/** Tables of the migration tool: a restore brings its own. */
const MIGRATION_TABLES = /^knex_migrations/;

export interface CatalogueTable extends BackupTable {
  readonly partitioned: boolean;
  readonly owner: string;
}

const TABLES = `
  select c.relname as name, c.relkind = 'p' as partitioned, pg_get_userbyid(c.relowner) as owner,
         array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and c.relpersistence = 'p' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   group by c.oid order by c.relname`;

/** Every table that holds data, with the columns that are stored rather than computed. */
export async function readTables(client: pg.ClientBase): Promise<CatalogueTable[]> {
  const { rows } = await client.query<CatalogueTable>(TABLES);
  const parents = rows.filter((row) => row.partitioned).map((row) => row.name);
  // A partition whose removal was interrupted is a table of its own for a while; its rows have expired.
  const isLeftOver = (name: string): boolean =>
    parents.some((parent) => name.startsWith(`${parent}_p`) && /^\d{6}(\d{2})?$/.test(name.slice(parent.length + 2)));
  return rows.filter((row) => !MIGRATION_TABLES.test(row.name) && !isLeftOver(row.name));
}

const PARTITIONS = `
  select p.relname as table, c.relname as name, coalesce(c.reloptions, '{}') as storage,
         pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
   where c.relnamespace = 'public'::regnamespace and c.relispartition and c.relkind = 'r' order by 1, 2`;
const BOUND = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/;

/** The partitions by range on one column; there are no others. Bounds are in the session's time zone: set UTC before. */
export async function readPartitions(client: pg.ClientBase): Promise<BackupPartition[]> {
  const { rows } = await client.query<{ table: string; name: string; storage: string[]; bound: string }>(PARTITIONS);
  return rows.flatMap(({ bound, ...partition }) => {
    const [, from, to] = BOUND.exec(bound) ?? [];
    return from === undefined || to === undefined ? [] : [{ ...partition, from, to }];
  });
}

export async function readSequences(client: pg.ClientBase): Promise<BackupSequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and c.relname !~ '^knex_' order by 1`,
  );
  const sequences: BackupSequence[] = [];
  for (const { name } of rows) {
    const { rows: values } = await client.query<{ lastValue: number; isCalled: boolean }>(
      `select last_value as "lastValue", is_called as "isCalled" from ${client.escapeIdentifier(name)}`,
    );
    const [value] = values;
    if (value !== undefined) sequences.push({ name, ...value });
  }
  return sequences;
}

/** Names of the applied migrations, oldest first; empty for a database without any. */
export async function readAppliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows: exists } = await client.query<{ found: boolean }>(
    `select to_regclass('public.knex_migrations') is not null as found`,
  );
  if (exists[0]?.found !== true) return [];
  const { rows } = await client.query<{ name: string }>('select name from knex_migrations order by id');
  return rows.map((row) => row.name);
}

/** Settings under which COPY writes and reads the same text everywhere. */
export async function fixTextFormat(client: pg.ClientBase): Promise<void> {
  await client.query(`set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
    set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0`);
}
