import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';

let db: TestDatabase;

test.before(async () => {
  db = await createTestDatabase();
});

test.after.always(async () => {
  await db?.drop();
});

test.serial('a token that has used up its budget waits; others do not', async (t) => {
  const api = await startTestApi({ database: db.database, api: { tokenBudget: { requests: 6, perSeconds: 60 } } });
  try {
    await createTestAdmin(api, db.database);
    const user = await createTestUser(api, { name: 'busy', role: 'viewer' });
    const replies = [];
    for (let index = 0; index < 7; index += 1) {
      replies.push(await api.request('GET', '/api/auth/whoami', { token: user.token }));
    }
    t.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200, 200, 200, 200, 429],
    );
    t.is(replies[0]?.headers.get('ratelimit-limit'), '6');
    t.is(replies[0]?.headers.get('ratelimit-remaining'), '5');
    t.is(replies[0]?.headers.get('ratelimit-policy'), '6;w=60');
    const last = replies.at(-1)!;
    t.is(last.body?.code, 'rate_limited');
    const wait = Number(last.headers.get('retry-after'));
    t.true(wait >= 1 && wait <= 60);
    t.is(last.body?.retryAfterSeconds, wait);
    t.is((await api.request('GET', '/api/auth/whoami')).status, 200);
    t.is((await api.request('GET', '/health/live', { token: null })).status, 200);
  } finally {
    await api.close();
  }
});

test.serial('wrong tokens are slowed down by address; one that has worked before still passes', async (t) => {
  const api = await startTestApi({ database: db.database, api: { failureBudget: { requests: 3, perSeconds: 60 } } });
  try {
    await createTestAdmin(api, db.database);
    t.is((await api.request('GET', '/api/auth/whoami')).status, 200);
    const statuses = [];
    for (let index = 0; index < 5; index += 1) {
      statuses.push((await api.request('GET', '/api/auth/whoami', { token: `wrong-${index}` })).status);
    }
    t.deepEqual(statuses, [401, 401, 401, 429, 429]);
    const limited = await api.request('GET', '/api/auth/whoami', { token: 'wrong-x' });
    t.is(limited.body?.code, 'rate_limited');
    t.truthy(limited.headers.get('retry-after'));
    t.is((await api.request('GET', '/api/auth/whoami')).status, 200);
  } finally {
    await api.close();
  }
});

test.serial('behind a trusted proxy the address is the one it forwards', async (t) => {
  const api = await startTestApi({
    database: db.database,
    api: { failureBudget: { requests: 1, perSeconds: 60 }, trustProxy: true },
  });
  try {
    const from = (address: string) =>
      api.request('GET', '/api/auth/whoami', { token: 'wrong', headers: { 'x-forwarded-for': address } });
    t.is((await from('192.0.2.1')).status, 401);
    t.is((await from('192.0.2.1')).status, 429);
    t.is((await from('192.0.2.2')).status, 401);
  } finally {
    await api.close();
  }
});
