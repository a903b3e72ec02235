import { fork } from 'node:child_process';
import test from 'ava';
import pg from 'pg';
import { appendAudit, appendAuditEntries } from '../../../src/platform/audit/append.js';
import { hashEntry } from '../../../src/platform/audit/chain.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { verifyAudit } from '../../../src/platform/audit/verify.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { ENTRY, fillChain } from './chain-fixture.js';

let shared: TestDatabase;
test.before(async () => {
  shared = await createTestDatabase();
  await fillChain(shared, 3);
});
test.after.always(() => shared.drop());

test('an entry carries the database’s clock, its place and a hash that anybody can recompute', async (t) => {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  const first = await own.database.knex.transaction((trx) => appendAudit(trx, ENTRY));
  const second = await own.database.knex.transaction((trx) => appendAudit(trx, { ...ENTRY, outcome: 'denied' }));
  t.deepEqual([first.sequence, second.sequence], [1, 2]);
  const [one, two] = await readAuditPage(own.database.pool, {}, { limit: 10 });
  t.is(one?.previousHash, '0'.repeat(64));
  t.is(two?.previousHash, first.hash);
  t.is(hashEntry(2, first.hash, two?.payload ?? ''), second.hash);
  t.true(Math.abs(Date.parse(two?.at ?? '') - Date.now()) < 60_000);
  t.deepEqual(JSON.parse(one?.payload ?? ''), { ...ENTRY, at: one?.at });
  t.is(two?.outcome, 'denied');
});

test('an entry of a transaction that is rolled back leaves no gap', async (t) => {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  await fillChain(own, 2);
  await t.throwsAsync(
    own.database.knex.transaction(async (trx) => {
      await appendAudit(trx, ENTRY);
      throw new Error('changed my mind');
    }),
  );
  const { sequence } = await own.database.knex.transaction((trx) => appendAudit(trx, ENTRY));
  t.is(sequence, 3);
});

test('many entries go in by one call, in their order', async (t) => {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  const entries = Array.from({ length: 500 }, (_, index) => ({ ...ENTRY, details: { index } }));
  const appended = await own.database.knex.transaction((trx) => appendAuditEntries(trx, entries));
  t.deepEqual(
    appended.map((entry) => entry.sequence),
    entries.map((_, index) => index + 1),
  );
  const verdict = await verifyAudit(own.database.pool);
  t.like(verdict, { ok: true, checked: 500, firstBroken: null, head: { hash: appended.at(-1)?.hash } });
  t.deepEqual(await own.database.knex.transaction((trx) => appendAuditEntries(trx, [])), []);
});

test('eight processes that append at once leave a chain without gaps', async (t) => {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  const script = new URL('./append-worker.js', import.meta.url);
  const ends = await Promise.all(
    Array.from(
      { length: 8 },
      (_, index) =>
        new Promise<number | null>((resolve, reject) => {
          const child = fork(script, [own.url, String(index), '50'], { stdio: 'inherit' });
          child.once('error', reject);
          child.once('exit', resolve);
        }),
    ),
  );
  t.deepEqual(
    ends,
    Array.from({ length: 8 }, () => 0),
  );
  const verdict = await verifyAudit(own.database.pool);
  t.like(verdict, { ok: true, checked: 400 });
  const { rows } = await own.database.pool.query(
    'select count(*) as count, max(sequence) as last, count(distinct actor_id) as actors from audit_entries',
  );
  t.deepEqual(rows[0], { count: 400, last: 400, actors: 8 });
});

test('a transaction at another isolation level is told why it cannot append', async (t) => {
  const error = await t.throwsAsync(
    shared.database.knex.transaction((trx) => appendAudit(trx, ENTRY), { isolationLevel: 'repeatable read' }),
  );
  t.regex(error.message, /READ COMMITTED/);
});

test('hostile text is stored in a form that PostgreSQL takes, and secrets are not stored at all', async (t) => {
  const secret = 'CANARY-3f9a';
  const details = {
    text: 'a\0b \uD800 c',
    password: secret,
    nested: [{ sudo_password: secret, api_key: secret, passwordSet: true, password: true, tokenId: 'kept' }],
    note: `curl -H "Authorization: Bearer ${secret}" postgres://ada:${secret}@db/x`,
    pem: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
    'x\0y': 1,
    long: 'x'.repeat(10_000),
    bytes: Buffer.from(secret),
  };
  const entry = { ...ENTRY, actor: { ...ENTRY.actor, name: 'Eve\0' }, correlationId: 'hostile', details };
  await shared.database.knex.transaction((trx) => appendAudit(trx, entry));
  const [stored] = await readAuditPage(shared.database.pool, { correlationId: 'hostile' }, { limit: 1 });
  t.false(stored?.payload.includes(secret));
  t.is(stored?.actor.name, 'Eve\uFFFD');
  const kept = JSON.parse(stored?.payload ?? '').details;
  t.is(kept.text, 'a\uFFFDb \uFFFD c');
  t.is(kept.nested[0].password, true);
  t.is(kept.nested[0].tokenId, 'kept');
  t.true(kept.long.length < 5_000);
  t.true((await verifyAudit(shared.database.pool)).ok);
});

test('details without measure are replaced by their digest', async (t) => {
  const details = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, 'x'.repeat(4_000)]));
  await shared.database.knex.transaction((trx) => appendAudit(trx, { ...ENTRY, correlationId: 'large', details }));
  const [stored] = await readAuditPage(shared.database.pool, { correlationId: 'large' }, { limit: 1 });
  t.is(JSON.parse(stored?.payload ?? '').details.omitted, 'too large');
});

const REFUSED = [
  `update audit_entries set outcome = 'succeeded'`,
  `delete from audit_entries where sequence = 1`,
  `truncate audit_entries`,
  `insert into audit_entries select * from audit_entries limit 1`,
  `alter table audit_entries disable trigger all`,
  `alter table audit_entries add column x integer`,
  `drop table audit_entries`,
  `drop trigger audit_entries_no_change on audit_entries`,
  `create or replace function audit_append(entries jsonb) returns table (sequence bigint, hash bytea) language sql as $$ select 1::bigint, ''::bytea $$`,
  `create or replace function audit_refuse_change() returns trigger language plpgsql as $$ begin return new; end $$`,
  `create trigger mine before insert on audit_entries for each row execute function audit_refuse_change()`,
  `create rule mine as on insert to audit_entries do instead nothing`,
  `create table child () inherits (audit_entries)`,
  `begin; lock table audit_entries in access exclusive mode`,
  `set session_replication_role = replica`,
  `set role postgres`,
  `delete from audit_checkpoints`,
  `insert into audit_checkpoints values (1, 'x', ''::bytea, now(), ''::bytea)`,
  `alter function audit_append(jsonb) owner to current_user`,
];

test('the application’s own database user can neither change nor remove nor forge entries', async (t) => {
  const application = connectDatabase({ url: shared.url, applicationName: 'intruder', maxConnections: 2 });
  t.teardown(() => application.close());
  for (const statement of REFUSED) {
    const error = await t.throwsAsync(application.pool.query(statement), undefined, statement);
    t.is((error as Error & { code?: string }).code, '42501', `${statement}: ${error.message}`);
  }
  t.true((await verifyAudit(shared.database.pool)).ok);
});

test('objects that the application plants in the schema do not change what audit_append does', async (t) => {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  t.teardown(() => client.end());
  await client.query(`create function public.sha256(bytea) returns bytea language sql as $$ select '\\x00'::bytea $$`);
  await client.query(
    `create function public.clock_timestamp() returns timestamptz language sql as $$ select 'epoch'::timestamptz $$`,
  );
  await client.query('create temporary table audit_entries (like public.audit_entries)');
  await client.query(`set search_path = public, pg_temp, pg_catalog`);
  await client.query('select * from audit_append($1)', [JSON.stringify([{ ...ENTRY }])]);
  const [stored] = await readAuditPage(own.database.pool, {}, { limit: 1 });
  t.true(Date.parse(stored?.at ?? '') > Date.now() - 60_000);
  t.true((await verifyAudit(own.database.pool)).ok);
});

test('even the owner of the schema is refused while the triggers stand', async (t) => {
  const client = new pg.Client({ connectionString: shared.ownerUrl });
  await client.connect();
  t.teardown(() => client.end());
  for (const statement of [
    'update audit_entries set door = door',
    'delete from audit_entries',
    'truncate audit_entries',
  ]) {
    const error = await t.throwsAsync(client.query(statement));
    t.regex(error.message, /append-only/);
    await client.query('set session_replication_role = replica');
    await t.throwsAsync(client.query(statement), { message: /append-only/ });
    await client.query('set session_replication_role = origin');
  }
});

test('an entry without its required fields is refused', async (t) => {
  for (const field of ['actor', 'door', 'action', 'subject', 'outcome', 'correlationId']) {
    const { [field]: _, ...rest } = ENTRY as unknown as Record<string, unknown>;
    const error = await t.throwsAsync(
      shared.database.pool.query('select * from audit_append($1)', [JSON.stringify([rest])]),
    );
    t.is((error as Error & { code?: string }).code, '23502', field);
  }
});
