import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';

let db: TestDatabase;
let api: TestApi;
let adminId: string;

test.before(async () => {
  db = await createTestDatabase();
  api = await startTestApi({ database: db.database });
  adminId = await createTestAdmin(api, db.database);
});

test.after.always(async () => {
  await api?.close();
  await db?.drop();
});

interface Item {
  readonly id: string;
  readonly name: string;
}

function items(body: Record<string, unknown> | null): Item[] {
  return body?.items as Item[];
}

async function auditActions(subjectId: string): Promise<string[]> {
  const rows = await db.database.knex('audit_entries').where({ subjectId }).orderBy('sequence').select('action');
  return (rows as { action: string }[]).map(({ action }) => action);
}

test('an admin creates, reads, changes and lists users', async (t) => {
  const created = await api.request('POST', '/api/users', { json: { name: ' Ada ', role: 'viewer' } });
  t.is(created.status, 201);
  t.is(created.body?.name, 'Ada');
  t.is(created.headers.get('location'), `/api/users/${String(created.body?.id)}`);
  t.is(created.headers.get('etag'), '"v1"');
  const path = `/api/users/${String(created.body?.id)}`;
  const changed = await api.request('PATCH', path, { json: { role: 'operator' } });
  t.is(changed.status, 200);
  t.is(changed.body?.role, 'operator');
  t.is(changed.body?.version, 2);
  t.deepEqual((await api.request('GET', path)).body, changed.body);
  t.true(items((await api.request('GET', '/api/users?role=operator')).body).some(({ name }) => name === 'Ada'));
});

test('names are unique whatever their case', async (t) => {
  await api.request('POST', '/api/users', { json: { name: 'Grace', role: 'viewer' } });
  const again = await api.request('POST', '/api/users', { json: { name: 'GRACE', role: 'viewer' } });
  t.is(again.body?.code, 'already_exists');
  const other = await createTestUser(api, { name: 'Barbara', role: 'viewer' });
  const renamed = await api.request('PATCH', `/api/users/${other.id}`, { json: { name: 'grace' } });
  t.is(renamed.body?.code, 'already_exists');
  const ownCase = await api.request('PATCH', `/api/users/${other.id}`, { json: { name: 'BARBARA' } });
  t.is(ownCase.body?.name, 'BARBARA');
});

test('of many equal creations at once exactly one succeeds', async (t) => {
  const json = { name: 'Racing', role: 'viewer' };
  const replies = await Promise.all(Array.from({ length: 8 }, () => api.request('POST', '/api/users', { json })));
  t.is(replies.filter(({ status }) => status === 201).length, 1);
  t.is(replies.filter(({ body }) => body?.code === 'already_exists').length, 7);
});

test('pages follow each other without gap or repetition', async (t) => {
  for (let index = 0; index < 7; index += 1) {
    await api.request('POST', '/api/users', { json: { name: `page ${index}`, role: 'approver' } });
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.request('GET', `/api/users?limit=3&role=approver${after}`);
    t.is(page.status, 200);
    t.true(items(page.body).length <= 3);
    seen.push(...items(page.body).map(({ name }) => name));
    cursor = page.body?.nextCursor as string | null;
  }
  t.deepEqual(
    seen.filter((name) => name.startsWith('page ')),
    Array.from({ length: 7 }, (_value, index) => `page ${index}`),
  );
});

test('the token is shown once and appears in no list', async (t) => {
  const user = await createTestUser(api, { name: 'token owner', role: 'viewer' });
  t.regex(user.token, /^mw_[0-9A-Za-z]{49}$/);
  const list = await api.request('GET', `/api/tokens?userId=${user.id}`);
  t.is(items(list.body).length, 1);
  t.false(list.text.includes(user.token));
  t.false(list.text.includes(user.token.slice(10)));
  t.is(list.headers.get('cache-control'), 'no-store');
});

test('whoami tells the caller’s role, rights and token', async (t) => {
  const user = await createTestUser(api, { name: 'who', role: 'approver', kind: 'ai' });
  const { body } = await api.request('GET', '/api/auth/whoami', { token: user.token });
  t.deepEqual(body, {
    user: { id: user.id, name: 'who', role: 'approver' },
    token: { id: user.tokenId, kind: 'ai', scopes: [] },
    roles: ['viewer', 'approver'],
  });
});

test('a revoked token, an expired one and a disabled user’s are refused; enabling brings the last one back', async (t) => {
  const whoami = (token: string) => api.request('GET', '/api/auth/whoami', { token });
  const user = await createTestUser(api, { name: 'fading', role: 'viewer' });
  t.is((await whoami(user.token)).status, 200);

  const disabled = await api.request('POST', `/api/users/${user.id}/disable`);
  t.is(disabled.status, 200);
  t.truthy(disabled.body?.disabledAt);
  t.is((await whoami(user.token)).status, 401);
  await api.request('POST', `/api/users/${user.id}/enable`);
  t.is((await whoami(user.token)).status, 200);

  await db.database
    .knex('api_tokens')
    .where({ id: user.tokenId })
    .update({ expiresAt: new Date(Date.now() - 1) });
  t.is((await whoami(user.token)).status, 401);
  await db.database.knex('api_tokens').where({ id: user.tokenId }).update({ expiresAt: null });
  t.is((await whoami(user.token)).status, 200);

  t.is((await api.request('DELETE', `/api/tokens/${user.tokenId}`)).status, 204);
  t.is((await api.request('DELETE', `/api/tokens/${user.tokenId}`)).status, 204);
  t.is((await whoami(user.token)).status, 401);
});

// Serial: another test's admins would not make it the last.
test.serial('the last enabled admin keeps the role and stays enabled', async (t) => {
  for (const reply of [
    await api.request('POST', `/api/users/${adminId}/disable`),
    await api.request('PATCH', `/api/users/${adminId}`, { json: { role: 'viewer' } }),
  ]) {
    t.is(reply.status, 422);
    t.is(reply.body?.code, 'unprocessable');
    t.regex(String(reply.body?.detail), /last enabled admin/);
  }
});

test.serial('two admins who disable each other at the same moment do not both succeed', async (t) => {
  const others = [
    await createTestUser(api, { name: 'admin a', role: 'admin' }),
    await createTestUser(api, { name: 'admin b', role: 'admin' }),
  ];
  await db.database.knex('users').where({ id: adminId }).update({ disabledAt: new Date() });
  try {
    const [a, b] = others;
    const replies = await Promise.all([
      api.request('POST', `/api/users/${a!.id}/disable`, { token: b!.token }),
      api.request('POST', `/api/users/${b!.id}/disable`, { token: a!.token }),
    ]);
    const statuses = replies.map(({ status }) => status);
    // The slower one either sees that it would be the last, or is disabled itself by then.
    t.is(statuses.filter((status) => status === 200).length, 1);
  } finally {
    await db.database.knex('users').where({ id: adminId }).update({ disabledAt: null });
    await db.database
      .knex('users')
      .whereIn(
        'id',
        others.map(({ id }) => id),
      )
      .update({ role: 'viewer' });
  }
});

test('roles: an operator does not approve, an approver does not operate, an admin does both', async (t) => {
  const viewer = await createTestUser(api, { name: 'r viewer', role: 'viewer' });
  const operator = await createTestUser(api, { name: 'r operator', role: 'operator' });
  for (const { token } of [viewer, operator]) {
    t.is((await api.request('POST', '/api/users', { token, json: { name: 'x', role: 'admin' } })).status, 403);
    t.is((await api.request('GET', '/api/tokens', { token })).status, 403);
    t.is((await api.request('GET', '/status', { token })).status, 200);
  }
});

test('scopes narrow a token, and a narrowed token makes no wider one', async (t) => {
  const narrow = await createTestUser(api, { name: 'narrow', role: 'admin', scopes: ['identity:write'] });
  t.is((await api.request('GET', '/api/users', { token: narrow.token })).status, 200);
  t.is((await api.request('GET', '/api/auth/whoami', { token: narrow.token })).status, 200);
  const elsewhere = await api.request('GET', '/status', { token: narrow.token });
  t.is(elsewhere.body?.code, 'forbidden');
  const make = (scopes: string[]) =>
    api.request('POST', '/api/tokens', {
      token: narrow.token,
      json: { userId: narrow.id, name: 'child', kind: 'service', scopes },
    });
  t.is((await make([])).status, 403);
  t.is((await make(['*:read'])).status, 403);
  t.is((await make(['identity:read'])).status, 201);
  const reader = await createTestUser(api, { name: 'reader', role: 'admin', scopes: ['*:read'] });
  const write = await api.request('POST', '/api/users', { token: reader.token, json: { name: 'n', role: 'viewer' } });
  t.is(write.status, 403);
});

test('a token needs an enabled user and an end that lies ahead', async (t) => {
  const json = { userId: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'x', kind: 'service' };
  t.is((await api.request('POST', '/api/tokens', { json })).body?.code, 'unprocessable');
  const user = await createTestUser(api, { name: 'off', role: 'viewer' });
  const past = await api.request('POST', '/api/tokens', {
    json: { ...json, userId: user.id, expiresAt: '2020-01-01T00:00:00Z' },
  });
  t.deepEqual(past.body?.errors, [{ path: 'expiresAt', message: 'must lie in the future' }]);
  await api.request('POST', `/api/users/${user.id}/disable`);
  t.is((await api.request('POST', '/api/tokens', { json: { ...json, userId: user.id } })).status, 422);
});

test('every change leaves its audit row, and a repetition that changes nothing leaves none', async (t) => {
  const user = await createTestUser(api, { name: 'audited', role: 'viewer' });
  await api.request('PATCH', `/api/users/${user.id}`, { json: { name: 'audited twice' } });
  await api.request('POST', `/api/users/${user.id}/disable`);
  await api.request('POST', `/api/users/${user.id}/disable`);
  await api.request('POST', `/api/users/${user.id}/enable`);
  await api.request('DELETE', `/api/tokens/${user.tokenId}`);
  await api.request('DELETE', `/api/tokens/${user.tokenId}`);
  t.deepEqual(await auditActions(user.id), ['user.created', 'user.changed', 'user.disabled', 'user.enabled']);
  t.deepEqual(await auditActions(user.tokenId), ['token.created', 'token.revoked']);
});
