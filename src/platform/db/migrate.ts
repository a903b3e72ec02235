import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import knexFactory, { type Knex } from 'knex';
import { MillwrightError } from '../errors/millwright-error.js';

// Compiled migrations only: knex records the file name with its extension.
const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../migrations/', import.meta.url));
const TABLE = 'knex_migrations';

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Applied in the database but unknown to this code: the database is newer. */
  readonly unknown: readonly string[];
}

export interface MigrateOptions {
  /** Connection of the role that owns the schema. */
  readonly ownerUrl: string;
  /** Login role of the application; it gets rights on the tables but does not own the audit trail. */
  readonly applicationRole: string;
}

function migrationConfig(): Knex.MigratorConfig {
  return { directory: MIGRATIONS_DIRECTORY, tableName: TABLE, loadExtensions: ['.js'] };
}

/** Names of the migrations of this code, oldest first. */
export async function listMigrations(): Promise<string[]> {
  const names = await readdir(MIGRATIONS_DIRECTORY);
  return names.filter((name) => name.endsWith('.js')).sort();
}

export async function readMigrationStatus(knex: Knex): Promise<MigrationStatus> {
  const known = await listMigrations();
  const exists = await knex.schema.hasTable(TABLE);
  const rows: { name: string }[] = exists ? await knex(TABLE).select('name').orderBy('id') : [];
  const applied = rows.map((row) => row.name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** Refuses a database that a newer Millwright has migrated: its rows may mean something this code does not know. */
export function assertNotNewer(status: MigrationStatus): void {
  if (status.unknown.length === 0) return;
  throw new MillwrightError(
    'database_newer_than_code',
    `The database has ${status.unknown.length} migration(s) that this version does not know (${status.unknown.join(', ')}). ` +
      'Start the newer Millwright, or restore a backup made before the upgrade.',
  );
}

/** Brings the schema up to date and returns the names of the migrations that ran now. */
export async function migrateDatabase(options: MigrateOptions): Promise<string[]> {
  const knex = knexFactory({ client: 'pg', connection: options.ownerUrl, pool: { min: 0, max: 2 } });
  try {
    assertNotNewer(await readMigrationStatus(knex));
    const [, ran] = (await knex.migrate.latest(migrationConfig())) as [number, string[]];
    await grantApplicationRights(knex, options.applicationRole);
    return ran;
  } finally {
    await knex.destroy();
  }
}

/** For tests of `down`: takes back every migration. */
export async function rollbackAll(ownerUrl: string): Promise<void> {
  const knex = knexFactory({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  try {
    await knex.migrate.rollback(migrationConfig(), true);
  } finally {
    await knex.destroy();
  }
}

/**
 * Takes back the newest migrations until exactly `names` are applied: what restoring a backup of an older version needs.
 * The data of the tables it drops are lost. Returns the names of those taken back.
 */
export async function migrateDownTo(ownerUrl: string, names: readonly string[]): Promise<string[]> {
  const knex = knexFactory({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: 2 } });
  try {
    const { applied } = await readMigrationStatus(knex);
    const surplus = applied.filter((name) => !names.includes(name)).toReversed();
    for (const name of surplus) await knex.migrate.down({ ...migrationConfig(), name });
    return surplus;
  } finally {
    await knex.destroy();
  }
}

/**
 * Table privileges by kind. The audit trail is owned by the schema's owner: the application appends through a
 * SECURITY DEFINER function and reads. Tables with time partitions belong to the application, because only an owner
 * may create and detach partitions.
 */
async function grantApplicationRights(knex: Knex, role: string): Promise<void> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>('select current_user as name');
  if (rows[0]?.name === role) return;
  await knex.raw('grant usage, create on schema public to ??', [role]);
  const tables = await knex.raw<{ rows: { name: string; partitioned: boolean }[] }>(
    `select c.relname as name, c.relkind = 'p' as partitioned from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  for (const table of tables.rows) {
    if (table.partitioned) await knex.raw('alter table ?? owner to ??', [table.name, role]);
    else if (table.name.startsWith('audit_')) await knex.raw('grant select on ?? to ??', [table.name, role]);
    else if (table.name.startsWith('knex_')) await knex.raw('grant select on ?? to ??', [table.name, role]);
    else await knex.raw('grant select, insert, update, delete on ?? to ??', [table.name, role]);
  }
  await knex.raw('grant usage, select on all sequences in schema public to ??', [role]);
  await knex.raw('grant execute on all functions in schema public to ??', [role]);
}
