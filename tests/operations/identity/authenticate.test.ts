import { randomBytes } from 'node:crypto';
import test from 'ava';
import { authenticateToken } from '../../../src/operations/identity/authenticate.js';
import { createAdminToken } from '../../../src/operations/identity/first-admin.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

const pepper = randomBytes(32);
let db: TestDatabase;
let token: string;

test.before(async () => {
  db = await createTestDatabase();
  token = await createAdminToken(db.database, { pepper, name: 'test', door: 'system' });
});

test.after.always(async () => {
  await db?.drop();
});

async function lastUsedAt(): Promise<number | null> {
  const row = (await db.database.knex('api_tokens').first('lastUsedAt')) as { lastUsedAt: Date | null };
  return row.lastUsedAt?.getTime() ?? null;
}

test.serial('a good token names its user; the same token under another pepper does not', async (t) => {
  const actor = await authenticateToken(db.database, pepper, token);
  t.like(actor, { kind: 'user', name: 'admin', role: 'admin', tokenKind: 'human' });
  t.is(await authenticateToken(db.database, randomBytes(32), token), null);
  t.is(await authenticateToken(db.database, pepper, `${token}x`), null);
  t.is(await authenticateToken(db.database, pepper, ''), null);
});

test.serial('the time of use is written at most once a minute', async (t) => {
  await authenticateToken(db.database, pepper, token);
  const first = await lastUsedAt();
  t.truthy(first);
  await authenticateToken(db.database, pepper, token);
  t.is(await lastUsedAt(), first);
  await db.database.knex.raw("update api_tokens set last_used_at = now() - interval '61 seconds'");
  await authenticateToken(db.database, pepper, token);
  t.true(Number(await lastUsedAt()) >= Number(first));
});

test('an outage is an error, not a refusal', async (t) => {
  const closed = connectDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
  await t.throwsAsync(authenticateToken(closed, pepper, token), { code: 'ECONNREFUSED' });
  await closed.close();
});
