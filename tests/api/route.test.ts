import test from 'ava';
import { z } from 'zod';
import { checkTogether } from '../../src/api/route-rules.js';
import { routesFor } from '../../src/api/define-route.js';
import { createTestAdmin, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';

const defineRoute = routesFor<{ readonly greeting: string }>();

const Thing = z.object({ id: z.string(), size: z.int(), inner: z.object({ a: z.string() }).optional() });

const base = { summary: 'x', tag: 'test', role: 'viewer', problems: [] } as const;
const page = { ...base, method: 'GET', response: { status: 200, schema: Thing } } as const;

const routes = [
  defineRoute({
    ...page,
    operationId: 'getLeaky',
    path: '/test/leaky',
    handle: (_input) => {
      const row = { id: 'a', size: 1, digest: 'secret-1', inner: { a: 'b', hidden: 'secret-2' } };
      return { body: row };
    },
  }),
  defineRoute({
    ...page,
    operationId: 'getBroken',
    path: '/test/broken',
    handle: (_input) => {
      const row = {
        id: 'a',
        size: 'large' as unknown as number,
        digest: 'secret-1',
        inner: { a: 'b', hidden: 'secret-2' },
      };
      return { body: row };
    },
  }),
  defineRoute({
    ...base,
    operationId: 'getRaw',
    method: 'GET',
    path: '/test/raw',
    response: { status: 200, schema: Thing, rawJson: true },
    handle: (_input) => ({ body: '{"id": "a",   "size": 1}' }),
  }),
  defineRoute({
    ...base,
    operationId: 'getRawBroken',
    method: 'GET',
    path: '/test/raw-broken',
    response: { status: 200, schema: Thing, rawJson: true },
    handle: (_input) => ({ body: '{"id": "a"}' }),
  }),
  defineRoute({
    ...page,
    operationId: 'getParameter',
    path: '/test/things/{id}',
    params: z.object({ id: z.string() }),
    handle: ({ params }) => ({ body: { id: params.id, size: 0 } }),
  }),
  defineRoute({
    ...page,
    operationId: 'getFixed',
    path: '/test/things/first',
    handle: ({ services }) => ({ body: { id: services.greeting, size: 0 } }),
  }),
  defineRoute({
    ...base,
    operationId: 'createMaybe',
    method: 'POST',
    path: '/test/maybe',
    role: 'operator',
    body: z.strictObject({ known: z.boolean() }),
    response: { status: 201, schema: Thing },
    alternatives: [{ status: 200, schema: z.object({ was: z.string() }) }],
    handle: ({ body }) =>
      body.known
        ? { status: 200, body: { was: 'there' } }
        : { body: { id: 'new', size: 1 }, headers: { 'X-New': 'yes' } },
  }),
];

let db: TestDatabase;
let strict: TestApi;
let lenient: TestApi;

test.before(async () => {
  db = await createTestDatabase();
  const services = { greeting: 'hello' };
  strict = await startTestApi({ database: db.database, routes, services });
  lenient = await startTestApi({ database: db.database, routes, services, api: { strictResponses: false } });
  await createTestAdmin(strict, db.database);
});

test.after.always(async () => {
  await strict?.close();
  await lenient?.close();
  await db?.drop();
});

const lenientGet = (path: string) => lenient.request('GET', path, { token: strict.adminToken });

test('what the answer’s schema does not name does not leave', async (t) => {
  t.deepEqual((await strict.request('GET', '/test/leaky')).body, { id: 'a', size: 1, inner: { a: 'b' } });
});

test('an answer that breaks its schema is an error in tests; in production it is logged, sent, and still leaks nothing', async (t) => {
  t.is((await strict.request('GET', '/test/broken')).status, 500);
  const reply = await lenientGet('/test/broken');
  t.is(reply.status, 200);
  t.deepEqual(reply.body, { id: 'a', size: 'large', inner: { a: 'b' } });
  t.true(lenient.logLines.some((line) => line.level === 'error' && line.operationId === 'getBroken'));
});

test('raw JSON is sent as it is and checked in tests only', async (t) => {
  t.is((await strict.request('GET', '/test/raw')).text, '{"id": "a",   "size": 1}');
  t.is((await strict.request('GET', '/test/raw-broken')).status, 500);
  t.is((await lenientGet('/test/raw-broken')).text, '{"id": "a"}');
});

test('a fixed segment wins over a parameter, in whatever order they are declared', async (t) => {
  t.is((await strict.request('GET', '/test/things/first')).body?.id, 'hello');
  t.is((await strict.request('GET', '/test/things/second')).body?.id, 'second');
  t.is((await strict.request('GET', '/test/things/a%2Fb%20c')).body?.id, 'a/b c');
});

test('a handler chooses among the declared answers', async (t) => {
  const fresh = await strict.request('POST', '/test/maybe', { json: { known: false } });
  t.is(fresh.status, 201);
  t.is(fresh.headers.get('x-new'), 'yes');
  const known = await strict.request('POST', '/test/maybe', { json: { known: true } });
  t.is(known.status, 200);
  t.deepEqual(known.body, { was: 'there' });
});

const broken: [string, () => unknown][] = [
  [
    'params',
    () => defineRoute({ ...page, operationId: 'getX', path: '/x/{id}', handle: (_input) => ({ body: thing }) }),
  ],
  [
    'camel case',
    () => defineRoute({ ...page, operationId: 'get_x', path: '/x', handle: (_input) => ({ body: thing }) }),
  ],
  [
    'slash at the end',
    () => defineRoute({ ...page, operationId: 'getX', path: '/x/', handle: (_input) => ({ body: thing }) }),
  ],
  [
    'summary',
    () =>
      defineRoute({ ...page, summary: ' ', operationId: 'getX', path: '/x', handle: (_input) => ({ body: thing }) }),
  ],
  [
    'operator or above',
    () =>
      defineRoute({ ...page, method: 'POST', operationId: 'postX', path: '/x', handle: (_input) => ({ body: thing }) }),
  ],
  [
    '202',
    () =>
      defineRoute({
        ...page,
        method: 'POST',
        role: 'operator',
        starts: 'workflow',
        operationId: 'postX',
        path: '/x',
        handle: (_input) => ({ body: thing }),
      }),
  ],
  [
    'different statuses',
    () =>
      defineRoute({
        ...page,
        alternatives: [{ status: 200, schema: z.string() }],
        operationId: 'getX',
        path: '/x',
        handle: (_input) => ({ body: thing }),
      }),
  ],
];
const thing = { id: 'a', size: 1 };

for (const [demand, declare] of broken) {
  test(`a declaration that contradicts itself does not start: ${demand}`, (t) => {
    t.throws(declare, { name: 'startup_failed', message: new RegExp(demand) });
  });
}

test('two routes of one name or one address do not start', (t) => {
  const [first] = routes;
  t.throws(() => checkTogether([first!, first!]), { message: /two routes getLeaky/ });
  t.throws(() => checkTogether([first!, { ...first!, operationId: 'getOther' }]), {
    message: /two routes GET \/test\/leaky/,
  });
});
