import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectDatabase, type Database } from '../../src/platform/db/database.js';
import { listMigrations, migrateDatabase } from '../../src/platform/db/migrate.js';

/** Login role that the tests use as the application: not the owner of the schema, not a superuser. */
export const APPLICATION_ROLE = 'millwright_test_app';
const APPLICATION_PASSWORD = 'test-only';

export interface TestDatabase {
  readonly database: Database;
  readonly name: string;
  /** As the application's role. */
  readonly url: string;
  /** As the superuser that owns the schema. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test`');
  return url;
}

function withDatabase(url: string, name: string, login?: { user: string; password: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  if (login !== undefined) {
    changed.username = login.user;
    changed.password = login.password;
  }
  return changed.href;
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One migrated template per set of migrations; test databases are copies of it. */
async function ensureTemplate(client: pg.Client): Promise<string> {
  const digest = createHash('sha256')
    .update((await listMigrations()).join('\n'))
    .digest('hex')
    .slice(0, 12);
  const salt = process.env.BUILD_DIR === undefined ? '' : `_${process.env.BUILD_DIR.replaceAll(/\W/g, '')}`;
  const template = `mw_template_${digest}${salt}`;
  await client.query('select pg_advisory_lock(724001)');
  try {
    await client.query(
      `do $$ begin create role ${APPLICATION_ROLE} login password '${APPLICATION_PASSWORD}'; exception when duplicate_object then null; end $$`,
    );
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [
      template,
    ]);
    if (rowCount === 0) {
      await client.query(`drop database if exists ${template} with (force)`);
      await client.query(`create database ${template}`);
      await migrateDatabase({ ownerUrl: withDatabase(adminUrl(), template), applicationRole: APPLICATION_ROLE });
      await client.query(`alter database ${template} is_template true`);
    }
  } finally {
    await client.query('select pg_advisory_unlock(724001)');
  }
  return template;
}

/** A fresh, migrated database of its own for one test file; drop it in `test.after.always`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `mw_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (client) => {
    const template = await ensureTemplate(client);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = withDatabase(adminUrl(), name, { user: APPLICATION_ROLE, password: APPLICATION_PASSWORD });
  const database = connectDatabase({ url, applicationName: 'millwright-tests', maxConnections: 6 });
  return {
    database,
    name,
    url,
    ownerUrl: withDatabase(adminUrl(), name),
    async drop() {
      await database.close();
      await asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
