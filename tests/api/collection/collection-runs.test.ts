import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createCollectionEngineActivities } from '../../../src/activities/collection/engine-activities.js';
import { createCollectionSiteActivities } from '../../../src/activities/collection/site-activities.js';
import { loadCollectors } from '../../../src/collectors/registry.js';
import { createLogger } from '../../../src/platform/log/logger.js';
import { findFreePort } from '../../../src/platform/process/ports.js';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { ENGINE_QUEUE, siteQueue } from '../../../src/platform/temporal/start-workflow.js';
import { installRuntime, startWorkers, type Workers } from '../../../src/platform/temporal/worker.js';
import { createTestUser, type Reply } from '../../helpers/api-server.js';
import {
  createTestCredential,
  enrolLocal,
  itemsOf,
  SERVERS,
  startFullApi,
  TEMPORAL_UI_URL,
  type FullApi,
} from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';
import { createTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';
import { waitUntil } from '../../helpers/wait-until.js';

const RUNS = '/api/infrastructure/collection/runs';
const ERRORS = '/api/infrastructure/collection/errors';
const RUN_MS = 180_000;

let api: FullApi;
let temporal: TemporalConnection;
let workers: Workers;
let good: string;
let bad: string;

test.before(async () => {
  const namespace = await createTestNamespace();
  const address = testTemporalAddress();
  temporal = connectTemporal({ address, namespace });
  api = await startFullApi({ temporal });
  const { database } = api.db;
  const collectors = await loadCollectors();
  const site = createCollectionSiteActivities({
    database,
    hosts: api.hosts,
    collectors,
    countHandshakes: () => api.pool.counters.handshakes,
    credentialsOf: () => async () => undefined,
  });
  installRuntime({ log: createLogger({ level: 'silent' }), metricsAddress: `127.0.0.1:${await findFreePort()}` });
  workers = await startWorkers({
    address,
    namespace,
    identity: 'collection-runs-test',
    redact: (text) => text,
    queues: [
      { taskQueue: ENGINE_QUEUE, activities: createCollectionEngineActivities({ database }), workflows: true },
      { taskQueue: siteQueue('default'), activities: site, workflows: false },
    ],
  });
  good = await enrolLocal(api, { name: 'good', labels: { kind: 'good' } });
  const credentialId = await createTestCredential(api);
  // A port of the loopback that nothing listens on.
  const json = { name: 'bad', address: '127.0.0.1', port: 1, credentialId, labels: { kind: 'bad' } };
  bad = String((await api.request('POST', SERVERS, { json })).body?.id);
});
test.after.always(async () => {
  await workers?.stop();
  await api?.stop();
  await temporal?.close();
});

const start = (json: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  api.request('POST', RUNS, { json, headers });

async function ended(id: unknown): Promise<Record<string, unknown>> {
  let run: Record<string, unknown> = {};
  await waitUntil(async () => {
    run = (await api.request('GET', `${RUNS}/${String(id)}`)).body ?? {};
    return run['state'] !== 'running';
  }, RUN_MS);
  return run;
}

test.serial(
  'a run answers 202 with the contract’s fields, completes although a host failed, and is readable after',
  async (t) => {
    const headers = { 'x-correlation-id': 'first-run' };
    const reply = await start({}, headers);
    t.is(reply.status, 202, reply.text);
    const id = String(reply.body?.id);
    t.like(reply.body, {
      state: 'running',
      origin: 'api',
      selector: null,
      finishedAt: null,
      correlationId: 'first-run',
    });
    t.like(reply.body, { workflowId: `collection/cycle/${id}`, requestedBy: api.adminId, failure: null });
    t.deepEqual(reply.body?.classes, ['fast', 'slow']);
    t.deepEqual(reply.body?.servers, { total: 2, succeeded: 0, failed: 0 });
    const page = `${TEMPORAL_UI_URL}/namespaces/${temporal.namespace}/workflows/collection%2Fcycle%2F${id}`;
    t.deepEqual(reply.body?.links, { temporal: page });
    t.is(reply.headers.get('location'), `${RUNS}/${id}`);
    const run = await ended(id);
    t.like(run, { id, state: 'completed', failure: null });
    t.deepEqual(run['servers'], { total: 2, succeeded: 1, failed: 1 });
    t.true(Date.parse(String(run['finishedAt'])) >= Date.parse(String(run['startedAt'])));
    const entries = itemsOf(await api.request('GET', '/api/audit?correlationId=first-run'));
    t.deepEqual(
      entries.map(({ action }) => action),
      ['collection.requested'],
    );
  },
);

test.serial('the failed host has one error with class, remedy and stage, found by server, run and class', async (t) => {
  const run = await ended((await start({ serverIds: [good, bad] })).body?.id);
  const errors = itemsOf(await api.request('GET', `${ERRORS}?runId=${String(run['id'])}`));
  t.is(errors.length, 1);
  const [error = {}] = errors;
  t.like(error, { runId: run['id'], serverId: bad, stage: 'connect', class: 'connection_refused', retryable: true });
  t.true(String(error['message']).length > 0 && String(error['remedy']).length > 0);
  t.regex(String(error['at']), /Z$/);
  t.true(itemsOf(await api.request('GET', `${ERRORS}?serverId=${bad}`)).length >= 1);
  t.is(itemsOf(await api.request('GET', `${ERRORS}?serverId=${good}`)).length, 0);
  t.is(itemsOf(await api.request('GET', `${ERRORS}?class=auth_rejected`)).length, 0);
  t.is((await api.request('GET', `${SERVERS}/${bad}`)).body?.status, 'offline');
  t.is((await api.request('GET', `${SERVERS}/${good}`)).body?.status, 'online');
});

test.serial('what was collected is there when the run is completed: latest values, series, profile', async (t) => {
  await ended((await start({ selector: 'kind=good' })).body?.id);
  const latest = itemsOf(await api.request('GET', `${SERVERS}/${good}/metrics/latest`));
  const metrics = new Set(latest.map(({ metric }) => metric));
  for (const metric of ['load1', 'memory_used_bytes', 'memory_total_bytes', 'filesystem_used_bytes', 'uptime_seconds'])
    t.true(metrics.has(metric), metric);
  const reply = await api.request('GET', `${SERVERS}/${good}/metrics?metric=load1`);
  const [series] = (reply.body?.series ?? []) as { metric: string; points: [string, number][] }[];
  t.is(series?.metric, 'load1');
  t.true((series?.points.length ?? 0) >= 1);
  const server = (await api.request('GET', `${SERVERS}/${good}`)).body;
  t.not(server?.profile, null);
  t.not(server?.capabilities, null);
});

test.serial('a selector and ids narrow together; a selector that means nobody ends at once', async (t) => {
  const both = await start({ serverIds: [good, bad], selector: 'kind=good' });
  t.like(both.body?.servers as object, { total: 1 });
  t.is(both.body?.selector, 'kind=good');
  const nobody = await start({ selector: 'kind=nobody' });
  t.is(nobody.status, 202);
  t.like(await ended(nobody.body?.id), { state: 'completed', servers: { total: 0, succeeded: 0, failed: 0 } });
  await ended(both.body?.id);
});

test.serial('ids may be written in capitals and twice', async (t) => {
  const reply = await start({ serverIds: [good.toUpperCase(), good] });
  t.is(reply.status, 202, reply.text);
  t.like(reply.body?.servers as object, { total: 1 });
  await ended(reply.body?.id);
});

test.serial('a run asked for while another is under way is accepted, and both complete', async (t) => {
  const replies = await Promise.all(Array.from({ length: 4 }, () => start({ serverIds: [good] })));
  t.deepEqual([...new Set(replies.map(({ status }) => status))], [202]);
  t.is(new Set(replies.map(({ body }) => body?.id)).size, 4);
  for (const reply of replies) t.like(await ended(reply.body?.id), { state: 'completed' });
});

test.serial('a repeated Idempotency-Key gives the same run, with another body a 409', async (t) => {
  const key = { 'idempotency-key': `run-${randomUUID()}` };
  const first = await start({ serverIds: [good] }, key);
  const again = await start({ serverIds: [good] }, key);
  t.is(again.status, 202);
  t.is(again.body?.id, first.body?.id);
  isProblem(t, await start({ serverIds: [bad] }, key), 'idempotency_key_reused');
  await ended(first.body?.id);
});

test.serial('the workflow carries the request’s correlation id and who asked', async (t) => {
  const reply = await start({ serverIds: [good] }, { 'x-correlation-id': 'memo-run' });
  const description = await temporal.client.workflow.getHandle(String(reply.body?.workflowId)).describe();
  t.deepEqual(description.memo, { correlationId: 'memo-run', requestedBy: api.adminId });
  await ended(reply.body?.id);
});

test('what cannot be collected is refused with every fault', async (t) => {
  isProblem(t, await start({ serverIds: [good, randomUUID()] }), 'not_found');
  const shape = await start({ serverIds: [], selector: 7, all: true });
  isProblem(t, shape, 'validation_failed');
  t.deepEqual(faultyPaths(shape), ['all', 'selector', 'serverIds']);
  const selector = await start({ selector: 'a=b=c' });
  isProblem(t, selector, 'validation_failed');
  t.deepEqual(faultyPaths(selector), ['selector']);
  isProblem(t, await api.request('GET', `${RUNS}/${randomUUID()}`), 'not_found');
});

test('viewers may look at runs and errors, not start one', async (t) => {
  const viewer = await createTestUser(api, { name: 'run viewer', role: 'viewer' });
  isProblem(t, await api.request('POST', RUNS, { json: {}, token: viewer.token }), 'forbidden');
  for (const path of [RUNS, ERRORS]) t.is((await api.request('GET', path, { token: viewer.token })).status, 200);
});
