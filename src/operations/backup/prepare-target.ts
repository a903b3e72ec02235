import type pg from 'pg';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { BackupHeader, BackupPartition } from './manifest.js';
import { readPartitions, type CatalogueTable } from './read-catalogue.js';

/** Rows in one of these tell that the database is in use; other tables may hold what migrations put there. */
const SIGNS_OF_USE = ['encryption_keys', 'users', 'audit_entries', 'servers'] as const;

/** Throws `restore_refused` when somebody has used the database already. */
export async function requireUnused(client: pg.ClientBase): Promise<void> {
  for (const table of SIGNS_OF_USE) {
    const { rows } = await client.query<{ used: boolean }>(`select exists (select from ${table}) as used`);
    if (rows[0]?.used !== true) continue;
    throw new MillwrightError(
      'restore_refused',
      `The database is in use: its table ${table} holds rows. Restore onto an empty one, or say that its data may be replaced.`,
    );
  }
}

/** Throws `restore_refused` when the backup holds a table or column that the schema does not have. */
export function requireFittingSchema(header: BackupHeader, tables: readonly CatalogueTable[]): void {
  const known = new Map(tables.map((table) => [table.name, new Set(table.columns)]));
  for (const { name, columns } of header.tables) {
    const missing = columns.find((column) => known.get(name)?.has(column) !== true);
    if (missing === undefined) continue;
    throw new MillwrightError(
      'restore_refused',
      `The schema has no column ${name}.${missing}, which the backup holds.`,
    );
  }
}

/** Empties every table. The triggers that forbid it are put back in the same transaction. */
export async function emptyTables(client: pg.ClientBase, tables: readonly CatalogueTable[]): Promise<void> {
  const { rows: guards } = await client.query<{ table: string; trigger: string; mode: string }>(
    `select c.relname as table, t.tgname as trigger, t.tgenabled as mode
       from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgtype & 32 <> 0 and t.tgenabled <> 'D'`,
  );
  const alter = (guard: (typeof guards)[number], how: string): Promise<unknown> =>
    client.query(
      `alter table ${client.escapeIdentifier(guard.table)} ${how} trigger ${client.escapeIdentifier(guard.trigger)}`,
    );
  for (const guard of guards) await alter(guard, 'disable');
  await client.query(`truncate ${tables.map((table) => client.escapeIdentifier(table.name)).join(', ')}`);
  for (const guard of guards) await alter(guard, ENABLE[guard.mode] ?? 'enable');
}

// pg_trigger.tgenabled → how to get back there.
const ENABLE: Readonly<Record<string, string>> = { O: 'enable', A: 'enable always', R: 'enable replica' };

/** Makes the partitions that the backup's rows need, owned as their table is. Returns how many were missing. */
export async function createPartitions(
  client: pg.ClientBase,
  wanted: readonly BackupPartition[],
  tables: readonly CatalogueTable[],
): Promise<number> {
  const existing = new Set((await readPartitions(client)).map((partition) => partition.name));
  const missing = wanted.filter((partition) => !existing.has(partition.name));
  for (const partition of missing) {
    const owner = tables.find((table) => table.name === partition.table)?.owner;
    if (owner === undefined) continue;
    const [name, parent] = [client.escapeIdentifier(partition.name), client.escapeIdentifier(partition.table)];
    const [from, to] = [client.escapeLiteral(partition.from), client.escapeLiteral(partition.to)];
    const storage = partition.storage.length === 0 ? '' : ` with (${partition.storage.join(', ')})`;
    await client.query(`create table ${name} partition of ${parent} for values from (${from}) to (${to})${storage}`);
    await client.query(`alter table ${name} owner to ${client.escapeIdentifier(owner)}`);
  }
  return missing.length;
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
}

/**
 * Lets rows be loaded in any order: foreign keys are checked once, by the function this returns, which also puts them
 * back as they were.
 */
export async function deferForeignKeys(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<ForeignKey>(
    `select c.relname as table, k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
      where c.relnamespace = 'public'::regnamespace and k.contype = 'f' and k.conparentid = 0 and not k.condeferrable`,
  );
  const alter = (key: ForeignKey, how: string): Promise<unknown> =>
    client.query(
      `alter table ${client.escapeIdentifier(key.table)} alter constraint ${client.escapeIdentifier(key.name)} ${how}`,
    );
  for (const key of rows) await alter(key, 'deferrable initially deferred');
  return async () => {
    await client.query('set constraints all immediate');
    for (const key of rows) await alter(key, 'not deferrable');
  };
}

export async function setSequences(client: pg.ClientBase, header: BackupHeader): Promise<void> {
  for (const { name, lastValue, isCalled } of header.sequences) {
    await client.query('select setval(to_regclass($1), $2, $3) where to_regclass($1) is not null', [
      client.escapeIdentifier(name),
      lastValue,
      isCalled,
    ]);
  }
}
