import { Connection, Client } from '@temporalio/client';
import test from 'ava';
import { z } from 'zod';
import { routesFor } from '../../src/api/define-route.js';
import { connectDatabase, type Database } from '../../src/platform/db/database.js';
import { MillwrightError } from '../../src/platform/errors/millwright-error.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { createTestAdmin, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';
import { isProblem, reachedProblems } from '../helpers/problem-assertions.js';

const defineRoute = routesFor<Record<never, never>>();
const CANARY = 'canary-secret-7f3a91';

/** A route whose handler does what the query asks for: the ways a handler can fail. */
function failingRoute(name: string, fail: () => Promise<unknown>) {
  return defineRoute({
    operationId: `fail${name}`,
    method: 'GET',
    path: `/test/${name}`,
    summary: 'Fails in a certain way',
    tag: 'test',
    role: 'viewer',
    response: { status: 200, schema: z.object({}) },
    problems: [],
    handle: async (_input) => {
      await fail();
      return { body: {} };
    },
  });
}

const closedTemporal = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });

let db: TestDatabase;
let api: TestApi;
/** A pool of its own, so that the connection that is killed is nobody else's. */
let victim: Database;

test.before(async () => {
  db = await createTestDatabase();
  const { knex } = db.database;
  victim = connectDatabase({ url: db.url, applicationName: 'victim', maxConnections: 4 });
  api = await startTestApi({
    database: db.database,
    routes: [
      failingRoute('unknown', () => Promise.reject(new Error(`select * from secrets where x = '${CANARY}'`))),
      failingRoute('refused', () =>
        Promise.reject(
          new MillwrightError('unprocessable', `No: ${CANARY}.`, { errors: [{ path: 'a', message: 'b' }] }),
        ),
      ),
      failingRoute('unique', async () => {
        const user = { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'twice', role: 'viewer' };
        await knex('users').insert([user, { ...user, id: '01890a5d-ac96-774b-bcce-b302099a8058' }]);
      }),
      failingRoute('foreign', () =>
        knex('api_tokens').insert({
          id: '01890a5d-ac96-774b-bcce-b302099a8057',
          userId: '01890a5d-ac96-774b-bcce-b302099a8099',
          name: 'x',
          kind: 'human',
          digest: Buffer.alloc(32),
          hint: 'x',
        }),
      ),
      failingRoute('timeout', () =>
        knex.transaction(async (trx) => {
          await trx.raw('set local statement_timeout = 50');
          await trx.raw('select pg_sleep(5)');
        }),
      ),
      failingRoute('killed', () => victim.knex.raw('select pg_terminate_backend(pg_backend_pid())')),
      failingRoute('temporal', () =>
        closedTemporal.withDeadline(Date.now() + 500, () => closedTemporal.workflow.getHandle('x').describe()),
      ),
      failingRoute('running', startTwice),
      failingRoute('remote', () =>
        Promise.reject(new RemoteError('auth_rejected', 'web-1 refused the login of deploy.')),
      ),
    ],
  });
  api.redactor.add(CANARY);
  await createTestAdmin(api, db.database);
});

test.after.always(async () => {
  await api?.close();
  await victim?.close();
  await db?.drop();
});

async function startTwice(): Promise<void> {
  const connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS! });
  try {
    const client = new Client({ connection });
    const options = { taskQueue: 'nobody-polls-this', workflowId: 'api-problems-test', args: [] };
    const handle = await client.workflow.start('anything', { ...options, workflowIdConflictPolicy: 'USE_EXISTING' });
    try {
      await client.workflow.start('anything', options);
    } finally {
      await handle.terminate();
    }
  } finally {
    await connection.close();
  }
}

test('what a handler does not foresee becomes a bland 500 whose cause is only in the log', async (t) => {
  const reply = await api.request('GET', '/test/unknown', { headers: { 'x-correlation-id': 'trace-unknown' } });
  isProblem(t, reply, 'internal');
  t.false(/select|secrets/.test(reply.text));
  const line = api.logLines.find((entry) => entry.correlationId === 'trace-unknown' && entry.level === 'error');
  t.truthy(line);
  t.false(JSON.stringify(line).includes(CANARY));
});

test('an error of the vocabulary becomes its own problem, with secrets removed', async (t) => {
  const reply = await api.request('GET', '/test/refused');
  isProblem(t, reply, 'unprocessable');
  t.is(reply.body?.detail, 'No: [redacted].');
  t.deepEqual(reply.body?.errors, [{ path: 'a', message: 'b' }]);
});

test('database errors are recognised by their codes and show no SQL', async (t) => {
  for (const [path, code] of [
    ['unique', 'already_exists'],
    ['foreign', 'in_use'],
    ['timeout', 'database_unavailable'],
    ['killed', 'database_unavailable'],
  ] as const) {
    const reply = await api.request('GET', `/test/${path}`);
    isProblem(t, reply, code);
    t.false(/insert|select|_key|constraint|pg_/.test(reply.text));
    if (reply.status === 503) t.is(reply.headers.get('retry-after'), '5');
  }
});

test('connections that die under load make 503s, never a 500', async (t) => {
  const busy = await startTestApi({ database: victim });
  try {
    const statuses = new Set<number>();
    for (let round = 0; round < 15; round += 1) {
      const kill = db.database.knex.raw(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'",
      );
      const replies = Array.from({ length: 20 }, () =>
        busy.request('GET', '/api/auth/whoami', { token: api.adminToken }),
      );
      for (const reply of await Promise.all(replies)) statuses.add(reply.status);
      await kill;
    }
    t.deepEqual(
      [...statuses].filter((status) => status !== 200 && status !== 503),
      [],
    );
    t.deepEqual(
      busy.logLines.filter((line) => line.level === 'error'),
      [],
    );
  } finally {
    await busy.close();
  }
});

test('Temporal out of reach is 503, a workflow that is already open 409', async (t) => {
  const away = await api.request('GET', '/test/temporal');
  isProblem(t, away, 'temporal_unavailable');
  t.is(away.headers.get('retry-after'), '5');
  const running = await api.request('GET', '/test/running');
  isProblem(t, running, 'workflow_running');
  t.is(running.body?.workflowId, 'api-problems-test');
});

test('a host that cannot be reached is 502 with its class and that class’s remedy', async (t) => {
  const reply = await api.request('GET', '/test/remote');
  isProblem(t, reply, 'host_unreachable');
  t.is(reply.body?.class, 'auth_rejected');
  t.regex(String(reply.body?.remedy), /authorized_keys/);
});

test('without a database the API answers 503, not 401, and its health page still works', async (t) => {
  const closed = connectDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
  const lonely = await startTestApi({ database: closed });
  try {
    const reply = await lonely.request('GET', '/api/auth/whoami');
    isProblem(t, reply, 'database_unavailable');
    t.is(reply.headers.get('retry-after'), '5');
    t.is((await lonely.request('GET', '/health/live', { token: null })).status, 200);
  } finally {
    await lonely.close();
    await closed.close();
  }
});

test.after('every failure that is recognised has been one here', (t) => {
  t.deepEqual([...reachedProblems].sort(), [
    'already_exists',
    'database_unavailable',
    'host_unreachable',
    'in_use',
    'internal',
    'temporal_unavailable',
    'unprocessable',
    'workflow_running',
  ]);
});
