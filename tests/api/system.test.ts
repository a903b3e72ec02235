import { request as httpRequest } from 'node:http';
import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi, type TestApi } from '../helpers/api-server.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';

let db: TestDatabase;
let api: TestApi;

test.before(async () => {
  db = await createTestDatabase();
  api = await startTestApi({
    database: db.database,
    metricsSources: [
      { name: 'sdk', read: () => Promise.resolve('# TYPE temporal_request counter\ntemporal_request 3') },
      { name: 'broken', read: () => Promise.reject(new Error('away')) },
    ],
  });
  await createTestAdmin(api, db.database);
});

test.after.always(async () => {
  await api?.close();
  await db?.drop();
});

const open = { token: null };

test('liveness and readiness need no token', async (t) => {
  const live = await api.request('GET', '/health/live', open);
  t.is(live.status, 200);
  t.deepEqual(live.body, { status: 'ok' });
  for (const path of ['/health', '/health/ready']) {
    const ready = await api.request('GET', path, open);
    t.is(ready.status, 200);
    t.is(ready.body?.status, 'ok');
    t.deepEqual(Object.keys(ready.body?.checks as object), ['database', 'temporal', 'workers']);
  }
});

test('one part that fails or hangs makes readiness 503 within its budget and names the part, not the reason', async (t) => {
  const sick = await startTestApi({
    database: db.database,
    checkBudgetMs: 150,
    checks: {
      temporal: () => Promise.reject(new Error('secret address 10.1.2.3')),
      workers: () => new Promise(() => undefined),
    },
  });
  try {
    const startedAt = Date.now();
    const ready = await sick.request('GET', '/health/ready', open);
    t.true(Date.now() - startedAt < 1_000);
    t.is(ready.status, 503);
    t.is(ready.body?.status, 'unavailable');
    const checks = ready.body?.checks as Record<string, { status: string }>;
    t.deepEqual(
      Object.values(checks).map(({ status }) => status),
      ['ok', 'failed', 'timeout'],
    );
    t.false(ready.text.includes('10.1.2.3'));
    t.is((await sick.request('GET', '/health/live', open)).status, 200);
  } finally {
    await sick.close();
  }
});

test('status, database status and metrics need a token', async (t) => {
  for (const path of ['/status', '/database/status', '/metrics']) {
    t.is((await api.request('GET', path, open)).status, 401);
    t.is((await api.request('GET', path)).status, 200);
  }
});

test('the database tells its version, size and migrations', async (t) => {
  const { body } = await api.request('GET', '/database/status');
  t.is(body?.status, 'ok');
  t.regex(String(body?.version), /^\d+/);
  t.true(Number(body?.sizeBytes) > 1_000_000);
  t.like(body?.migrations, { pending: [], unknown: [] });
});

test('metrics hold the process, the requests by operation, and what other sources give', async (t) => {
  await api.request('GET', '/api/auth/whoami');
  await api.request('GET', '/nothing/at/all');
  const { text, headers } = await api.request('GET', '/metrics');
  t.regex(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  t.regex(text, /process_cpu_seconds_total/);
  t.regex(text, /millwright_http_request_duration_seconds_count\{operation="getWhoami",method="GET",status="200"\} \d/);
  t.regex(text, /operation="unmatched",method="OTHER",status="404"/);
  t.regex(text, /^temporal_request 3$/m);
  t.regex(text, /millwright_metrics_source_failures_total\{source="broken"\} [1-9]/);
  t.false(text.includes('/nothing/at/all'));
});

test('the documentation and everything it loads comes from this server', async (t) => {
  const page = await api.request('GET', '/docs', open);
  t.is(page.status, 200);
  t.regex(page.headers.get('content-type') ?? '', /^text\/html/);
  t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  t.true(loaded.length >= 4);
  for (const address of loaded) {
    t.true(address.startsWith('/docs/'), address);
    const asset = await api.request('GET', address, open);
    t.is(asset.status, 200, address);
    t.regex(asset.headers.get('content-type') ?? '', /css|javascript|png/);
    t.true(asset.text.length > 100);
  }
  t.is((await api.request('GET', '/docs/package.json', open)).status, 400);
  t.is((await api.request('GET', '/docs/..%2fpackage.json', open)).status, 400);
});

test('the type of a problem leads to its explanation', async (t) => {
  const problem = await api.request('GET', '/api/users', open);
  const [path, anchor] = String(problem.body?.type).split('#');
  const page = await api.request('GET', path ?? '', open);
  t.is(page.status, 200);
  t.true(page.text.includes(`id="${anchor}"`));
});

test('HEAD answers like GET without a body, OPTIONS names the methods', async (t) => {
  const get = await api.request('GET', '/openapi.json', open);
  const head = await api.request('HEAD', '/openapi.json', open);
  t.is(head.status, 200);
  t.is(head.text, '');
  t.is(head.headers.get('content-length'), String(Buffer.byteLength(get.text)));
  const options = await api.request('OPTIONS', '/api/users', open);
  t.is(options.status, 204);
  t.is(options.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
  t.is(options.headers.get('access-control-allow-origin'), null);
  t.is((await api.request('OPTIONS', '/nothing', open)).status, 404);
});

test('every answer carries the security headers, problems too', async (t) => {
  for (const path of ['/api/users', '/nothing', '/api/auth/whoami']) {
    const { headers } = await api.request('GET', path, path.endsWith('whoami') ? {} : open);
    t.is(headers.get('x-content-type-options'), 'nosniff');
    t.is(headers.get('x-frame-options'), 'DENY');
    t.is(headers.get('cache-control'), 'no-store');
    t.is(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    t.is(headers.get('x-powered-by'), null);
  }
});

test('a correlation id is taken when it is one, made otherwise, and stands in the access log', async (t) => {
  const given = await api.request('GET', '/api/auth/whoami', { headers: { 'x-correlation-id': 'deploy-42.a' } });
  t.is(given.headers.get('x-correlation-id'), 'deploy-42.a');
  const bad = await api.request('GET', '/api/auth/whoami', { headers: { 'x-correlation-id': 'a b"c' } });
  t.regex(bad.headers.get('x-correlation-id') ?? '', /^[0-9a-f-]{36}$/);
  const line = api.logLines.find((entry) => entry.msg === 'request' && entry.correlationId === 'deploy-42.a');
  t.like(line, { method: 'GET', path: '/api/auth/whoami', operationId: 'getWhoami', status: 200 });
  t.true(typeof line?.durationMs === 'number');
  t.truthy(line?.actorId);
});

test('neither tokens nor query strings get into the log', async (t) => {
  const user = await createTestUser(api, { name: 'quiet', role: 'viewer' });
  await api.request('GET', '/api/users?role=admin&canary=query-secret-1', { token: user.token });
  const log = JSON.stringify(api.logLines);
  t.false(log.includes(user.token));
  t.false(log.includes(api.adminToken));
  t.false(log.includes('query-secret-1'));
});

test('a resource that has not changed is 304 to who has its ETag', async (t) => {
  const user = await createTestUser(api, { name: 'cached', role: 'viewer' });
  const first = await api.request('GET', `/api/users/${user.id}`);
  // Not by fetch: it adds Cache-Control: no-cache to a conditional request.
  const headers = { authorization: `Bearer ${api.adminToken}`, 'if-none-match': first.headers.get('etag') ?? '' };
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(`${api.url}/api/users/${user.id}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
  t.is(status, 304);
});

test('a client that leaves in the middle is no error of ours', async (t) => {
  const before = api.logLines.length;
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${api.url}/api/users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.adminToken}`,
        'content-type': 'application/json',
        'content-length': 500,
        'x-correlation-id': 'gone-client',
      },
    });
    request.on('error', () => resolve());
    request.write('{"name": "half');
    setTimeout(() => request.destroy(), 100);
  });
  await t.notThrowsAsync(waitFor(() => lineOf('gone-client') !== undefined));
  t.is(lineOf('gone-client')?.status, 499);
  const loud = api.logLines.slice(before).filter((line) => line.level === 'error' || line.level === 'warn');
  t.deepEqual(loud, []);
});

function lineOf(correlationId: string): Record<string, unknown> | undefined {
  return api.logLines.find((entry) => entry.msg === 'request' && entry.correlationId === correlationId);
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen');
}
