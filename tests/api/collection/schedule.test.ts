import test from 'ava';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { createTestUser } from '../../helpers/api-server.js';
import { itemsOf, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';
import { createTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';

const SCHEDULE = '/api/infrastructure/collection/schedule';

let api: FullApi;
let temporal: TemporalConnection;

test.before(async () => {
  temporal = connectTemporal({ address: testTemporalAddress(), namespace: await createTestNamespace() });
  api = await startFullApi({ temporal });
});
test.after.always(async () => {
  await api?.stop();
  await temporal?.close();
});

const put = (json: unknown) => api.request('PUT', SCHEDULE, { json });
const inTemporal = () => temporal.client.schedule.getHandle('collection/schedule').describe();

test.serial('until somebody sets it the fleet is collected every five minutes', async (t) => {
  const { status, body } = await api.request('GET', SCHEDULE);
  t.is(status, 200);
  t.like(body, { intervalSeconds: 300, jitterSeconds: 100, paused: false, updatedBy: 'system' });
});

test.serial('a change is answered, kept, audited with what was before, and Temporal’s schedule follows', async (t) => {
  const given = { intervalSeconds: 60, jitterSeconds: 5, paused: true };
  const reply = await put(given);
  t.is(reply.status, 200, reply.text);
  t.like(reply.body, { ...given, updatedBy: 'admin' });
  t.like((await api.request('GET', SCHEDULE)).body, given);
  const made = await inTemporal();
  t.is(made.spec.intervals?.[0]?.every, 60_000);
  t.true(made.state.paused);
  t.is((await put({ ...given, paused: false })).status, 200);
  t.false((await inTemporal()).state.paused);
  const entries = itemsOf(await api.request('GET', '/api/audit?action=collection.schedule_changed'));
  t.is(entries.length, 2);
  const before = { intervalSeconds: 300, jitterSeconds: 100, paused: false };
  t.deepEqual(entries[0]?.['details'], { before, after: given });
});

test.serial('changes at the same moment leave database and Temporal agreeing', async (t) => {
  const intervals = [70, 80, 90, 100];
  const replies = await Promise.all(
    intervals.map((intervalSeconds) => put({ intervalSeconds, jitterSeconds: 1, paused: true })),
  );
  t.deepEqual([...new Set(replies.map(({ status }) => status))], [200]);
  const { body } = await api.request('GET', SCHEDULE);
  t.is((await inTemporal()).spec.intervals?.[0]?.every, Number(body?.intervalSeconds) * 1000);
});

test('limits are kept and every fault is told', async (t) => {
  const reply = await put({ intervalSeconds: 9, jitterSeconds: -1, paused: 'yes', cron: '* * * * *' });
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['cron', 'intervalSeconds', 'jitterSeconds', 'paused']);
  const jitter = await put({ intervalSeconds: 60, jitterSeconds: 60, paused: false });
  t.deepEqual(faultyPaths(jitter), ['jitterSeconds']);
  t.deepEqual(faultyPaths(await put({})), ['intervalSeconds', 'jitterSeconds', 'paused']);
});

test('operators set it, viewers read it', async (t) => {
  const viewer = await createTestUser(api, { name: 'schedule viewer', role: 'viewer' });
  t.is((await api.request('GET', SCHEDULE, { token: viewer.token })).status, 200);
  const json = { intervalSeconds: 60, jitterSeconds: 0, paused: true };
  isProblem(t, await api.request('PUT', SCHEDULE, { json, token: viewer.token }), 'forbidden');
});

test('without Temporal a change is 503, is kept, and a run that cannot start is closed as failed', async (t) => {
  const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'none', callTimeoutMs: 500 });
  const lonely = await startFullApi({ temporal: away });
  try {
    const json = { intervalSeconds: 120, jitterSeconds: 0, paused: false };
    isProblem(t, await lonely.request('PUT', SCHEDULE, { json }), 'temporal_unavailable');
    t.like((await lonely.request('GET', SCHEDULE)).body, { intervalSeconds: 120 });
    const run = await lonely.request('POST', '/api/infrastructure/collection/runs', { json: {} });
    isProblem(t, run, 'temporal_unavailable');
    const [kept] = itemsOf(await lonely.request('GET', '/api/infrastructure/collection/runs'));
    t.like(kept, { state: 'failed', failure: 'the workflow could not be started' });
    t.not(kept?.['finishedAt'], null);
  } finally {
    await lonely.stop();
    await away.close();
  }
});
