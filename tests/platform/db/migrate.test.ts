import { randomBytes } from 'node:crypto';
import pg from 'pg';
import test from 'ava';
import { assertNotNewer, listMigrations, migrateDatabase, rollbackAll } from '../../../src/platform/db/migrate.js';

const name = `mw_migrate_${randomBytes(6).toString('hex')}`;
const adminUrl = process.env.TEST_DATABASE_URL ?? '';
const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
const role = decodeURIComponent(new URL(adminUrl).username);

async function query<T extends object>(connectionString: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

test.before(() => query(adminUrl, `create database ${name}`));
test.after.always(() => query(adminUrl, `drop database if exists ${name} with (force)`));

/** Every column, constraint, index and function of the schema, but for partitions: their names carry the day. */
const DESCRIBE = `
  select 'column' as kind, c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) || a.attnotnull as what
    from pg_attribute a join pg_class c on c.oid = a.attrelid
   where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and not c.relispartition and c.relname not like 'knex_%'
  union all
  select 'constraint', conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid
   where k.connamespace = 'public'::regnamespace and not c.relispartition and c.relname not like 'knex_%'
  union all
  select 'function', proname, pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
   order by 1, 2, 3`;

test('the schema goes up, down and up again, and is the same', async (t) => {
  const ran = await migrateDatabase({ ownerUrl: url, applicationRole: role });
  t.deepEqual(ran, await listMigrations());
  const before = await query(url, DESCRIBE);
  t.true(before.length > 100);
  await rollbackAll(url);
  t.deepEqual(await query(url, DESCRIBE), []);
  await migrateDatabase({ ownerUrl: url, applicationRole: role });
  t.deepEqual(await query(url, DESCRIBE), before);
});

test('migrating a current database runs nothing', async (t) => {
  const other = `${name}_twice`;
  await query(adminUrl, `create database ${other}`);
  const ownerUrl = Object.assign(new URL(adminUrl), { pathname: `/${other}` }).href;
  await migrateDatabase({ ownerUrl, applicationRole: role });
  t.deepEqual(await migrateDatabase({ ownerUrl, applicationRole: role }), []);
  await query(adminUrl, `drop database ${other} with (force)`);
});

test('a database that a newer version migrated is refused with a clear sentence', (t) => {
  const error = t.throws(() => assertNotNewer({ applied: [], pending: [], unknown: ['20991231_future.js'] }), {
    name: 'database_newer_than_code',
  });
  t.regex(error?.message ?? '', /1 migration\(s\) that this version does not know \(20991231_future\.js\)/);
});
