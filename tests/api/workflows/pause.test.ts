import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import { itemsOf, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { isProblem } from '../../helpers/problem-assertions.js';

const PAUSE = '/api/workflows/pause';
const RESUME = '/api/workflows/resume';
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

test.serial('nothing is paused at first', async (t) => {
  const reply = await api.request('GET', PAUSE);
  t.deepEqual(reply.body, { paused: false, changedAt: null, changedBy: null });
});

test.serial('an operator pauses, everybody sees it, and only an admin resumes', async (t) => {
  const viewer = await createTestUser(api, { name: 'pause viewer', role: 'viewer' });
  const operator = await createTestUser(api, { name: 'pause operator', role: 'operator' });
  isProblem(t, await api.request('POST', PAUSE, { json: {}, token: viewer.token }), 'forbidden');
  const paused = await api.request('POST', PAUSE, { json: {}, token: operator.token });
  t.is(paused.status, 200, paused.text);
  t.like(paused.body, { paused: true, changedBy: 'pause operator' });
  t.like((await api.request('GET', PAUSE, { token: viewer.token })).body, { paused: true });
  isProblem(t, await api.request('POST', RESUME, { json: {}, token: operator.token }), 'forbidden');
  t.like((await api.request('POST', RESUME, { json: {} })).body, { paused: false, changedBy: 'admin' });
  t.deepEqual(
    itemsOf(await api.request('GET', '/api/audit?subjectType=setting')).map(({ action }) => action),
    ['system.paused', 'system.resumed'],
  );
});

test.serial('pausing twice stays paused, and reading goes on meanwhile', async (t) => {
  for (let n = 0; n < 2; n += 1) t.like((await api.request('POST', PAUSE, { json: {} })).body, { paused: true });
  t.is((await api.request('GET', '/api/infrastructure/servers')).status, 200);
  t.is((await api.request('POST', RESUME, { json: {} })).status, 200);
});

test.serial('a body with fields is refused', async (t) => {
  isProblem(t, await api.request('POST', PAUSE, { json: { hours: 2 } }), 'validation_failed');
});
