import { randomBytes } from 'node:crypto';
import test from 'ava';
import { authenticateToken } from '../../../src/operations/identity/authenticate.js';
import { createAdminToken, ensureFirstAdmin } from '../../../src/operations/identity/first-admin.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

const pepper = randomBytes(32);

async function withDatabase(work: (db: TestDatabase) => Promise<void>): Promise<void> {
  const db = await createTestDatabase();
  try {
    await work(db);
  } finally {
    await db.drop();
  }
}

test('the first start makes one admin and one token, also when several processes start at once', async (t) => {
  await withDatabase(async ({ database }) => {
    const results = await Promise.all(Array.from({ length: 5 }, () => ensureFirstAdmin(database, { pepper })));
    const tokens = results.map(({ generatedToken }) => generatedToken).filter((token) => token !== null);
    t.is(tokens.length, 1);
    t.is(new Set(results.map(({ userId }) => userId)).size, 1);
    t.like(await authenticateToken(database, pepper, tokens[0]!), { name: 'admin', role: 'admin', tokenKind: 'human' });
    t.is((await ensureFirstAdmin(database, { pepper })).generatedToken, null);
    const { rows } = await database.knex.raw<{ rows: { action: string }[] }>(
      'select action from audit_entries order by sequence',
    );
    t.deepEqual(
      rows.map(({ action }) => action),
      ['user.created', 'token.created'],
    );
  });
});

test('a configured token is the admin’s, and another value replaces it', async (t) => {
  await withDatabase(async ({ database }) => {
    const first = await ensureFirstAdmin(database, { pepper, token: 'first-configured-token-0001' });
    t.is(first.generatedToken, null);
    t.is((await authenticateToken(database, pepper, 'first-configured-token-0001'))?.id, first.userId);
    await ensureFirstAdmin(database, { pepper, token: 'first-configured-token-0001' });
    t.is(Number((await database.knex('api_tokens').count())[0]?.count), 1);

    await ensureFirstAdmin(database, { pepper, token: 'second-configured-token-002' });
    t.is(await authenticateToken(database, pepper, 'first-configured-token-0001'), null);
    t.is((await authenticateToken(database, pepper, 'second-configured-token-002'))?.id, first.userId);

    // Revoked by hand stays revoked, whatever the configuration says.
    await database.knex('api_tokens').update({ revokedAt: new Date() });
    await ensureFirstAdmin(database, { pepper, token: 'second-configured-token-002' });
    t.is(await authenticateToken(database, pepper, 'second-configured-token-002'), null);
  });
});

test('a further admin token can be made on the machine; without an admin it makes one', async (t) => {
  await withDatabase(async ({ database }) => {
    await database.knex('users').insert({
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      name: 'Admin',
      role: 'viewer',
    });
    const token = await createAdminToken(database, { pepper, name: 'rescue', door: 'cli' });
    t.like(await authenticateToken(database, pepper, token), { name: 'admin 2', role: 'admin' });
    const { rows } = await database.knex.raw<{ rows: { door: string }[] }>('select distinct door from audit_entries');
    t.deepEqual(rows, [{ door: 'cli' }]);
  });
});

test('nothing in the database gives a token back', async (t) => {
  await withDatabase(async ({ database }) => {
    const token = await createAdminToken(database, { pepper, name: 'x', door: 'cli' });
    const { rows } = await database.knex.raw<{ rows: unknown[] }>(
      'select t.*, (select json_agg(a) from audit_entries a) as audit from api_tokens t',
    );
    t.false(JSON.stringify(rows).includes(token.slice(8)));
  });
});
