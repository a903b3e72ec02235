import { Agent, request as httpRequest } from 'node:http';
import test from 'ava';
import { z } from 'zod';
import { routesFor } from '../../src/api/define-route.js';
import { startHttpServer } from '../../src/platform/http/http-server.js';
import { createTestAdmin, startTestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';

const defineRoute = routesFor<Record<never, never>>();

let db: TestDatabase;

test.before(async () => {
  db = await createTestDatabase();
});

test.after.always(async () => {
  await db?.drop();
});

function slowRoute(gate: Promise<void>) {
  return defineRoute({
    operationId: 'slow',
    method: 'GET',
    path: '/test/slow',
    summary: 'Answers late',
    tag: 'test',
    role: 'public',
    response: { status: 200, schema: z.object({ ok: z.boolean() }) },
    problems: [],
    handle: async (_input) => {
      await gate;
      return { body: { ok: true } };
    },
  });
}

interface Plain {
  readonly status: number;
  readonly connection: string | undefined;
  readonly text: string;
}

function get(agent: Agent, url: string): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, text }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('closing: first unready, then no new work, what is under way finishes, then the port is free', async (t) => {
  let open = (): void => undefined;
  const api = await startTestApi({
    database: db.database,
    routes: [slowRoute(new Promise((resolve) => (open = resolve)))],
  });
  const held = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: true, maxSockets: 1 })];
  const [busy, idle] = held as [Agent, Agent];
  const slow = get(busy, `${api.url}/test/slow`);
  await pause(50);
  const closing = api.server.close({ unreadyMs: 150, drainMs: 5_000 });

  const during = await get(idle, `${api.url}/health/ready`);
  t.is(during.status, 503);
  t.regex(during.text, /shutting_down/);
  t.is((await get(idle, `${api.url}/docs/problems`)).status, 200);

  await pause(200);
  t.true(api.lifecycle.closing);
  await t.throwsAsync(get(new Agent(), `${api.url}/health/live`), { message: /ECONNREFUSED/ });
  open();
  const openedAt = Date.now();
  const finished = await slow;
  t.is(finished.status, 200);
  t.is(finished.text, '{"ok":true}');
  await closing;
  t.is(finished.connection, 'close');
  t.true(Date.now() - openedAt < 1_000, 'it waits for what is under way, not for the clock');
  for (const agent of held) agent.destroy();
});

test('a request on a connection that is still open is refused with shutting_down', async (t) => {
  const api = await startTestApi({ database: db.database });
  await createTestAdmin(api, db.database);
  api.lifecycle.beginClosing();
  const reply = await api.request('GET', '/api/auth/whoami');
  t.is(reply.status, 503);
  t.is(reply.body?.code, 'shutting_down');
  t.is(reply.headers.get('retry-after'), '5');
  t.is(reply.headers.get('connection'), 'close');
  t.is((await api.request('GET', '/health/live', { token: null })).status, 200);
  await api.close();
});

test('what does not finish in time is cut', async (t) => {
  const api = await startTestApi({ database: db.database, routes: [slowRoute(new Promise(() => undefined))] });
  const agent = new Agent();
  const hanging = get(agent, `${api.url}/test/slow`);
  await pause(50);
  const startedAt = Date.now();
  const cut = t.throwsAsync(hanging, { message: /socket hang up|ECONNRESET/ });
  await api.server.close({ drainMs: 200 });
  t.true(Date.now() - startedAt < 2_000);
  await cut;
});

test('a port in use is a clear sentence', async (t) => {
  const first = await startHttpServer((_request, response) => response.end(), { host: '127.0.0.1', port: 0 });
  await t.throwsAsync(
    startHttpServer((_request, response) => response.end(), { host: '127.0.0.1', port: first.port }),
    { name: 'startup_failed', message: new RegExp(`127\\.0\\.0\\.1:${first.port} is in use`) },
  );
  await first.close();
});
