import test from 'ava';
import { z } from 'zod';
import { routesFor } from '../../src/api/define-route.js';
import { MillwrightError } from '../../src/platform/errors/millwright-error.js';
import { purgeIdempotencyKeys } from '../../src/platform/http/idempotency-store.js';
import { createTestAdmin, createTestUser, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';
import { faultyPaths } from '../helpers/problem-assertions.js';

const defineRoute = routesFor<Record<never, never>>();

let db: TestDatabase;
let api: TestApi;
let calls = 0;
const keysSeen: (string | undefined)[] = [];
const gates = new Map<string, Promise<void>>();

const Started = z.object({
  id: z.string(),
  state: z.string(),
  workflowId: z.string(),
  links: z.object({ temporal: z.string() }),
});

const startWork = defineRoute({
  operationId: 'startWork',
  method: 'POST',
  path: '/test/{kind}/work',
  summary: 'Starts something',
  tag: 'test',
  role: 'operator',
  starts: 'workflow',
  params: z.object({ kind: z.string() }),
  body: z.strictObject({ what: z.string() }),
  response: { status: 202, schema: Started },
  problems: ['unprocessable'],
  async handle({ body, context }) {
    calls += 1;
    keysSeen.push(context.idempotencyKey);
    await gates.get(body.what);
    if (body.what === 'fail once' && calls % 2 === 1) throw new MillwrightError('unprocessable', 'Not this time.');
    const id = `work-${calls}`;
    const links = { temporal: `http://127.0.0.1/${id}` };
    return { body: { id, state: 'running', workflowId: id, links }, headers: { Location: `/test/items/${id}` } };
  },
});

test.before(async () => {
  db = await createTestDatabase();
  api = await startTestApi({ database: db.database, routes: [startWork] });
  await createTestAdmin(api, db.database);
});

test.after.always(async () => {
  await api?.close();
  await db?.drop();
});

const post = (key: string | undefined, what: string, path = '/test/a/work', token?: string) =>
  api.request('POST', path, {
    json: { what },
    headers: key === undefined ? {} : { 'idempotency-key': key },
    ...(token === undefined ? {} : { token }),
  });

const age = (key: string, interval: string) =>
  db.database.knex.raw('update idempotency_keys set created_at = created_at - ?::interval where key = ?', [
    interval,
    key,
  ]);

test.serial('the same key and body give the first answer again, byte for byte', async (t) => {
  const before = calls;
  const first = await post('k1', 'one');
  const second = await post('k1', 'one');
  t.is(first.status, 202);
  t.is(second.status, 202);
  t.is(second.text, first.text);
  t.is(second.headers.get('location'), first.headers.get('location'));
  t.is(first.headers.get('idempotency-replayed'), null);
  t.is(second.headers.get('idempotency-replayed'), 'true');
  t.is(calls, before + 1);
  t.is(keysSeen.at(-1), 'k1');
});

test.serial('the order of the body’s fields and its spacing do not make another body', async (t) => {
  const first = await post('k1b', 'same');
  const again = await api.request('POST', '/test/a/work', {
    raw: '{   "what" :\n"same" }',
    headers: { 'idempotency-key': 'k1b', 'content-type': 'application/json' },
  });
  t.is(again.text, first.text);
});

test.serial('the same key with another body is refused', async (t) => {
  await post('k2', 'one');
  const other = await post('k2', 'two');
  t.is(other.status, 409);
  t.is(other.body?.code, 'idempotency_key_reused');
});

test.serial('a key belongs to its actor and its path', async (t) => {
  const first = await post('k3', 'one');
  const elsewhere = await post('k3', 'one', '/test/b/work');
  const operator = await createTestUser(api, { name: 'operator', role: 'operator' });
  const somebody = await post('k3', 'one', '/test/a/work', operator.token);
  t.is(new Set([first.body?.id, elsewhere.body?.id, somebody.body?.id]).size, 3);
});

test.serial('a second request is told to wait while the first is being served', async (t) => {
  let open = (): void => undefined;
  gates.set('slow', new Promise((resolve) => (open = resolve)));
  const before = calls;
  const first = post('k4', 'slow');
  while (calls === before) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await post('k4', 'slow');
  t.is(second.status, 409);
  t.is(second.body?.code, 'idempotency_in_progress');
  t.is(second.headers.get('retry-after'), '1');
  open();
  t.is((await first).status, 202);
  t.is((await post('k4', 'slow')).text, (await first).text);
});

test.serial('of many equal requests at once one does the work', async (t) => {
  const before = calls;
  const replies = await Promise.all(Array.from({ length: 10 }, () => post('k5', 'burst')));
  t.is(calls, before + 1);
  const good = replies.filter(({ status }) => status === 202);
  t.true(good.length >= 1);
  t.is(new Set(good.map(({ text }) => text)).size, 1);
  for (const reply of replies) t.true(reply.status === 202 || reply.body?.code === 'idempotency_in_progress');
});

test.serial('a request that failed may be repeated with its key', async (t) => {
  calls = 0;
  t.is((await post('k6', 'fail once')).status, 422);
  t.is((await post('k6', 'fail once')).status, 202);
});

test.serial(
  'a first request whose process died is taken over after a minute, and a late end does not overwrite',
  async (t) => {
    let open = (): void => undefined;
    gates.set('crash', new Promise((resolve) => (open = resolve)));
    const before = calls;
    const dead = post('k7', 'crash');
    while (calls === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await age('k7', '59 seconds');
    t.is((await post('k7', 'crash')).body?.code, 'idempotency_in_progress');
    await age('k7', '2 seconds');
    t.is((await post('k7', 'another body')).body?.code, 'idempotency_key_reused');
    const takeover = post('k7', 'crash');
    while (calls === before + 1) await new Promise((resolve) => setTimeout(resolve, 5));
    open();
    const [late, second] = await Promise.all([dead, takeover]);
    t.is(late.status, 202);
    t.is(second.status, 202);
    t.is((await post('k7', 'crash')).text, second.text);
  },
);

test.serial('after a day a key is free again, and purged', async (t) => {
  const first = await post('k8', 'old');
  await age('k8', '25 hours');
  const next = await post('k8', 'new');
  t.is(next.status, 202);
  t.not(next.text, first.text);
  await age('k8', '25 hours');
  t.is(await purgeIdempotencyKeys(db.database.knex), 1);
  const left = await db.database.knex('idempotency_keys').where({ key: 'k8' }).first();
  t.is(left, undefined);
});

test.serial('without a key every request does its own work', async (t) => {
  const before = calls;
  await post(undefined, 'x');
  await post(undefined, 'x');
  t.is(calls, before + 2);
});

test.serial('a key that is not one is refused', async (t) => {
  for (const key of ['k'.repeat(256), 'with space']) {
    const reply = await post(key, 'x');
    t.is(reply.body?.code, 'validation_failed');
    t.deepEqual(faultyPaths(reply), ['Idempotency-Key']);
  }
});

test('a route whose answer holds a secret cannot be declared idempotent', (t) => {
  t.throws(
    () =>
      defineRoute({
        operationId: 'makeSecret',
        method: 'POST',
        path: '/test/secret',
        summary: 'x',
        tag: 'test',
        role: 'admin',
        idempotent: true,
        secretResponse: true,
        response: { status: 204 },
        problems: [],
        handle: (_input) => ({}),
      }),
    { message: /must not be stored/ },
  );
});

test('token creation stores nothing under an Idempotency-Key', async (t) => {
  const headers = { 'idempotency-key': 'secret-key' };
  const user = await createTestUser(api, { name: 'tok', role: 'viewer' });
  const json = { userId: user.id, name: 't', kind: 'service' };
  const first = await api.request('POST', '/api/tokens', { json, headers });
  const second = await api.request('POST', '/api/tokens', { json, headers });
  t.not(first.body?.token, second.body?.token);
  t.is(await db.database.knex('idempotency_keys').where({ key: 'secret-key' }).first(), undefined);
});
