import { request as httpRequest } from 'node:http';
import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';
import { faultyPaths, isProblem, reachedProblems } from '../helpers/problem-assertions.js';

let db: TestDatabase;
let api: TestApi;

test.before(async () => {
  db = await createTestDatabase();
  api = await startTestApi({ database: db.database });
  await createTestAdmin(api, db.database);
});

test.after.always(async () => {
  await api?.close();
  await db?.drop();
});

test('an unknown path is not_found, with or without a token', async (t) => {
  isProblem(t, await api.request('GET', '/api/nothing-here'), 'not_found');
  isProblem(t, await api.request('GET', '/favicon.ico', { token: null }), 'not_found');
  isProblem(t, await api.request('GET', '/api/users/', {}), 'not_found');
});

test('a wrong method is method_not_allowed and names the right ones', async (t) => {
  const reply = await api.request('DELETE', '/api/users');
  isProblem(t, reply, 'method_not_allowed');
  t.is(reply.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
});

test('malformed JSON, JSON of the wrong kind and nesting without end are refused', async (t) => {
  const headers = { 'content-type': 'application/json' };
  isProblem(t, await api.request('POST', '/api/users', { raw: '{"name": ', headers }), 'malformed_json');
  isProblem(t, await api.request('POST', '/api/users', { raw: '[1]', headers }), 'validation_failed');
  isProblem(t, await api.request('POST', '/api/users', { raw: 'null', headers }), 'validation_failed');
  isProblem(t, await api.request('POST', '/api/users', { raw: '{}', headers }), 'validation_failed');
  const deep = `${'[{"a":'.repeat(2_000)}1${'}]'.repeat(2_000)}`;
  isProblem(t, await api.request('POST', '/api/users', { raw: deep, headers }), 'validation_failed');
});

test('a body of another type or encoding is unsupported_media_type', async (t) => {
  const raw = '{"name":"x","role":"viewer"}';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  isProblem(t, await api.request('POST', '/api/users', { raw, headers: form }), 'unsupported_media_type');
  const encoded = { 'content-type': 'application/json', 'content-encoding': 'zstd' };
  isProblem(t, await api.request('POST', '/api/users', { raw, headers: encoded }), 'unsupported_media_type');
  const broken = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  isProblem(t, await api.request('POST', '/api/users', { raw, headers: broken }), 'malformed_json');
});

test('a body above 1 MB is body_too_large, announced or not', async (t) => {
  const raw = JSON.stringify({ name: 'x'.repeat(1_000_001), role: 'viewer' });
  const headers = { 'content-type': 'application/json' };
  isProblem(t, await api.request('POST', '/api/users', { raw, headers }), 'body_too_large');
  const status = await new Promise<number>((resolve, reject) => {
    const request = httpRequest(
      `${api.url}/api/users`,
      { method: 'POST', headers: { ...headers, authorization: `Bearer ${api.adminToken}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject);
    request.write(raw.slice(0, 500_000));
    request.end(raw.slice(500_000));
  });
  t.is(status, 413);
});

test('every fault of the input is named at once, unknown fields and parameters too', async (t) => {
  const reply = await api.request('POST', '/api/users', { json: { role: 'king', colour: 'red' } });
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['colour', 'name', 'role']);
  isProblem(t, await api.request('GET', '/api/users?page=2'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users?limit=0'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users?limit=501'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users?limit=1e2'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users?limit=5&limit=5'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users/not-a-uuid'), 'validation_failed');
  isProblem(t, await api.request('GET', '/api/users/%E0%A4%A'), 'validation_failed');
});

test('text that PostgreSQL cannot store is refused before it gets there', async (t) => {
  isProblem(
    t,
    await api.request('POST', '/api/users', { json: { name: 'a\u0000b', role: 'viewer' } }),
    'validation_failed',
  );
  isProblem(
    t,
    await api.request('POST', '/api/users', { json: { name: 'a\ud800', role: 'viewer' } }),
    'validation_failed',
  );
  isProblem(t, await api.request('GET', '/api/users?cursor=%00'), 'validation_failed');
});

test('a body sent to a route that takes none is refused', async (t) => {
  const reply = await api.request('POST', '/api/users/01890a5d-ac96-774b-bcce-b302099a8057/disable', {
    json: { x: 1 },
  });
  isProblem(t, reply, 'validation_failed');
});

test('a cursor of another list, of other filters, or made up is bad_cursor', async (t) => {
  await createTestUser(api, { name: 'cursor one', role: 'viewer' });
  const page = await api.request('GET', '/api/users?limit=1');
  const cursor = String(page.body?.nextCursor);
  t.is((await api.request('GET', `/api/users?limit=2&cursor=${cursor}`)).status, 200);
  isProblem(t, await api.request('GET', `/api/tokens?cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', `/api/users?role=admin&cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', '/api/users?cursor=abc'), 'bad_cursor');
  isProblem(t, await api.request('GET', `/api/users?cursor=${cursor.slice(0, -2)}AA`), 'bad_cursor');
});

test('a missing or wrong token is unauthenticated and says which scheme to use', async (t) => {
  for (const token of [null, 'nonsense', `mw_${'a'.repeat(49)}`]) {
    const reply = await api.request('GET', '/api/users', { token });
    isProblem(t, reply, 'unauthenticated');
    t.is(reply.headers.get('www-authenticate'), 'Bearer realm="millwright"');
  }
  const basic = await api.request('GET', '/api/users', { token: null, headers: { authorization: 'Basic eDp5' } });
  isProblem(t, basic, 'unauthenticated');
});

test('a role too low is forbidden and learns nothing about what exists', async (t) => {
  const viewer = await createTestUser(api, { name: 'problems viewer', role: 'viewer' });
  isProblem(t, await api.request('GET', '/api/users', { token: viewer.token }), 'forbidden');
  isProblem(t, await api.request('GET', '/api/users/not-a-uuid', { token: viewer.token }), 'forbidden');
});

test('the members of a resource that changed meanwhile are precondition_failed', async (t) => {
  const { id } = await createTestUser(api, { name: 'etag', role: 'viewer' });
  const json = { name: 'etag two' };
  const stale = await api.request('PATCH', `/api/users/${id}`, { json, headers: { 'if-match': '"v7"' } });
  isProblem(t, stale, 'precondition_failed');
  t.is(stale.body?.currentEtag, '"v1"');
  const foreign = await api.request('PATCH', `/api/users/${id}`, { json, headers: { 'if-match': 'W/"x"' } });
  isProblem(t, foreign, 'precondition_failed');
  const fresh = await api.request('PATCH', `/api/users/${id}`, { json, headers: { 'if-match': '"v1"' } });
  t.is(fresh.status, 200);
  t.is(fresh.headers.get('etag'), '"v2"');
});

test.after('every refusal at the front door has been met here', (t) => {
  t.deepEqual([...reachedProblems].sort(), [
    'bad_cursor',
    'body_too_large',
    'forbidden',
    'malformed_json',
    'method_not_allowed',
    'not_found',
    'precondition_failed',
    'unauthenticated',
    'unsupported_media_type',
    'validation_failed',
  ]);
});
