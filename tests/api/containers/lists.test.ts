import test from 'ava';
import { ContainerHostModel } from '../../../src/models/containers/container-host-model.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
let hostId: string;
let serverId: string;

const FACTS = {
  ports: [],
  mounts: [],
  networks: [],
  networkMode: 'bridge',
  restartPolicy: 'no',
  restartCount: 0,
  autoRemove: false,
  createdAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
};

test.before(async () => {
  api = await startFullApi();
  serverId = await enrolLocal(api, { name: 'one' });
  const reply = await api.request('POST', '/api/containers/hosts', { json: { serverId } });
  hostId = String(reply.body?.id);
  const containers = Array.from({ length: 25 }, (_, n) => ({
    id: newId(),
    name: `c${String(n).padStart(2, '0')}`,
    state: n % 2 === 0 ? 'running' : 'exited',
    project: n < 5 ? 'shop' : null,
    status: n === 7 ? 'available' : 'unknown',
    gone: n === 24,
  }));
  const { pool } = api.db.database;
  await pool.query(
    `insert into containers (id, host_id, runtime_id, name, image_reference, image_id, state, health, compose_project, facts, update_status, gone_at)
     select id, $2, name, name, 'nginx', 'sha256:1', state, 'none', project, $3, status, case when gone then now() end
       from jsonb_to_recordset($1::jsonb) as c (id uuid, name text, state text, project text, status text, gone boolean)`,
    [JSON.stringify(containers), hostId, JSON.stringify(FACTS)],
  );
  await pool.query(
    `insert into containers (id, host_id, runtime_id, name, image_reference, image_id, state, health, facts, aside_of)
     values ($1, $2, 'x', 'c00.mw-old-00000000', 'nginx', 'sha256:1', 'exited', 'none', $3, $4)`,
    [newId(), hostId, JSON.stringify(FACTS), containers[0]?.id],
  );
});
test.after.always(() => api.stop());

const CONTAINERS = '/api/containers/containers';
const names = (items: readonly Record<string, unknown>[]) => items.map(({ name }) => String(name));

test('containers come by name, page by page, each once', async (t) => {
  const all = names(await readAllPages(api, `${CONTAINERS}?limit=7`));
  t.is(all.length, 24);
  t.deepEqual(all, all.toSorted());
});

test('what is gone and what an update keeps aside comes only when asked for', async (t) => {
  const all = names(await readAllPages(api, `${CONTAINERS}?includeGone=true&limit=10`));
  t.is(all.length, 26);
  t.true(all.includes('c24') && all.includes('c00.mw-old-00000000'));
});

test('lists are narrowed by host, server, name, state, project and update', async (t) => {
  const count = async (query: string) => itemsOf(await api.request('GET', `${CONTAINERS}?${query}`)).length;
  t.is(await count(`hostId=${hostId}&limit=100`), 24);
  t.is(await count(`hostId=${newId()}`), 0);
  t.is(await count(`serverId=${serverId}&limit=100`), 24);
  t.is(await count('name=c03'), 1);
  t.is(await count('state=running&limit=100'), 12);
  t.is(await count('project=shop'), 5);
  t.is(await count('updateStatus=available'), 1);
  t.is((await api.request('GET', `${CONTAINERS}?state=dancing`)).status, 400);
  t.is((await api.request('GET', `${CONTAINERS}/${newId()}`)).status, 404);
});

test('hosts come from the oldest on; one of them by its id, with its counts', async (t) => {
  const { knex } = api.db.database;
  for (const runtime of ['podman', 'docker'] as const) {
    await ContainerHostModel.query(knex).insert({ id: newId(), serverId, runtime, socketPath: `/${runtime}.sock` });
  }
  const all = await readAllPages(api, '/api/containers/hosts?limit=2');
  t.is(all.length, 3);
  t.is(all[0]?.['id'], hostId);
  const one = await api.request('GET', `/api/containers/hosts/${hostId}`);
  t.like(one.body, { serverName: 'one', containers: { total: 24, running: 12, unhealthy: 0 } });
  t.is(itemsOf(await api.request('GET', '/api/containers/hosts?runtime=podman')).length, 1);
});

test('images, volumes, networks and projects are lists of their own', async (t) => {
  const add = (kind: string, key: string, facts: object) =>
    api.db.database.pool.query(
      'insert into container_resources (id, host_id, kind, key, facts) values ($1, $2, $3, $4, $5)',
      [newId(), hostId, kind, key, JSON.stringify(facts)],
    );
  for (const key of ['sha256:a', 'sha256:b', 'sha256:c']) {
    await add('image', key, { tags: [], digests: [], sizeBytes: 1, createdAt: null, platform: null, containers: [] });
  }
  await add('project', 'shop', { workingDirectory: null, configFiles: [], services: [] });
  const images = await readAllPages(api, `/api/containers/images?hostId=${hostId}&limit=2`);
  t.deepEqual(
    images.map(({ imageId }) => imageId),
    ['sha256:a', 'sha256:b', 'sha256:c'],
  );
  t.deepEqual(names(itemsOf(await api.request('GET', '/api/containers/projects'))), ['shop']);
  t.deepEqual(itemsOf(await api.request('GET', '/api/containers/volumes')), []);
  t.deepEqual(itemsOf(await api.request('GET', '/api/containers/networks')), []);
});

test('a job whose workflow cannot be started is closed as failed', async (t) => {
  t.true((await api.request('POST', '/api/containers/update-checks', { json: { hostId } })).status >= 500);
  const [job] = itemsOf(await api.request('GET', '/api/containers/update-checks'));
  t.like(job, { state: 'failed', failure: 'the workflow could not be started' });
});

test('a viewer sees, an operator starts, an approver does neither more', async (t) => {
  const viewer = await createTestUser(api, { name: 'v', role: 'viewer' });
  const approver = await createTestUser(api, { name: 'a', role: 'approver' });
  t.is((await api.request('GET', CONTAINERS, { token: viewer.token })).status, 200);
  for (const { token } of [viewer, approver]) {
    t.is((await api.request('POST', '/api/containers/hosts', { json: { serverId }, token })).status, 403);
    t.is((await api.request('POST', `/api/containers/hosts/${hostId}/discover`, { token })).status, 403);
    t.is((await api.request('POST', '/api/containers/update-checks', { json: {}, token })).status, 403);
  }
});
