import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ContainerBackupModel } from '../../../src/models/containers/container-backup-model.js';
import { ContainerHostModel } from '../../../src/models/containers/container-host-model.js';
import { ContainerModel } from '../../../src/models/containers/container-model.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';

// No Temporal here: what starts a workflow fails, and must not look as if it were under way.
const BACKUPS = '/api/containers/backups';
let api: FullApi;
let hostId: string;
let serverId: string;
let containerId: string;

test.before(async () => {
  api = await startFullApi();
  serverId = await enrolLocal(api, { name: 'this' });
  const { knex } = api.db.database;
  hostId = newId();
  const host = { id: hostId, serverId, runtime: 'docker' as const, socketPath: '/run/x.sock' };
  await ContainerHostModel.query(knex).insert(host);
  containerId = newId();
  const names = {
    runtimeId: 'f'.repeat(64),
    name: 'web',
    imageReference: 'web:1',
    imageId: `sha256:${'0'.repeat(64)}`,
  };
  await ContainerModel.query(knex).insert({ id: containerId, hostId, ...names, state: 'running', health: 'none' });
});
test.after.always(() => api?.stop());

const VOLUME = {
  volume: 'data',
  type: 'volume' as const,
  destination: '/data',
  method: 'tar' as const,
  location: '/b/v0.tar',
  directory: '/b',
  sizeBytes: 10_240,
  sha256: 'a'.repeat(64),
  listingSha256: null,
  files: 3,
  consistent: true,
};

async function insert(changes: object = {}): Promise<string> {
  const id = newId();
  await ContainerBackupModel.query(api.db.database.knex).insert({
    id,
    containerId,
    hostId,
    serverId,
    state: 'completed',
    containerName: 'web',
    imageReference: 'web:1',
    imageId: 'sha256:0',
    volumes: [VOLUME],
    sizeBytes: 10_240,
    createdBy: 'test',
    correlationId: 'test',
    config: Buffer.from('sealed'),
    ...changes,
  });
  return id;
}

test('backups are listed newest first, by container and state, and never with the settings', async (t) => {
  const ids = [
    await insert(),
    await insert(),
    await insert({ state: 'failed', error: { code: 'x', message: 'y', remedy: null } }),
  ];
  const all = await readAllPages(api, `${BACKUPS}?containerId=${containerId}&limit=2`);
  t.true(ids.every((id) => all.some((item) => item['id'] === id)));
  const failed = itemsOf(await api.request('GET', `${BACKUPS}?state=failed&containerId=${containerId}`));
  t.true(failed.some((item) => item['id'] === ids[2]));
  const one = await api.request('GET', `${BACKUPS}/${ids[0]}`);
  t.like(one.body, { id: ids[0], updateId: null, sizeBytes: 10_240, consistent: true, volumes: [VOLUME] });
  t.false('config' in (one.body ?? {}));
  t.deepEqual(itemsOf(await api.request('GET', `${BACKUPS}?containerId=${randomUUID()}`)), []);
});

test('what is not there or holds nothing is refused before anything starts', async (t) => {
  const status = async (path: string, json: object) => (await api.request('POST', path, { json })).status;
  t.is(await status(BACKUPS, { containerId: randomUUID() }), 404);
  t.is(await status(BACKUPS, { containerId, volumes: 'all' }), 400);
  t.is(await status(`${BACKUPS}/${randomUUID()}/verify`, {}), 404);
  t.is(await status(`${BACKUPS}/${await insert({ state: 'expired' })}/verify`, {}), 422);
  t.is(await status(`${BACKUPS}/${await insert({ volumes: [] })}/restore`, {}), 422);
});

test('a workflow that cannot be started leaves neither an open backup nor an open approval', async (t) => {
  const created = await api.request('POST', BACKUPS, { json: { containerId } });
  t.true(created.status >= 500, created.text);
  // Other tests make backups of the same container at the same time.
  const all = itemsOf(await api.request('GET', `${BACKUPS}?containerId=${containerId}&limit=500`));
  const failed = all.filter(({ state }) => state === 'failed');
  t.true(
    failed.some(({ error }) => (error as { code?: string } | null)?.code === 'temporal_unavailable'),
    JSON.stringify(failed),
  );
  t.deepEqual(
    all.filter(({ state }) => state === 'creating'),
    [],
  );
  const id = await insert();
  t.true((await api.request('POST', `${BACKUPS}/${id}/restore`, { json: {} })).status >= 500);
  const backup = (await api.request('GET', `${BACKUPS}/${id}`)).body;
  t.like(backup?.['task'], { kind: 'restore', state: 'failed' });
  const approval = await api.request('GET', `/api/approvals/${String(backup?.['approvalId'])}`);
  t.like(approval.body, { state: 'withdrawn', risk: { level: 'medium' } });
});

test('while one is being worked on, a second request is refused with the workflow that does', async (t) => {
  const task = {
    kind: 'verify' as const,
    state: 'running' as const,
    requestedAt: new Date().toISOString(),
    requestedBy: 'x',
    finishedAt: null,
    approvalId: null,
    workflowId: 'containers/verify-backup/x',
    correlationId: 'x',
    error: null,
    needsAttention: false,
  };
  const reply = await api.request('POST', `${BACKUPS}/${await insert({ task })}/verify`, { json: {} });
  t.is(reply.status, 409);
  t.like(reply.body, { code: 'workflow_running', workflowId: task.workflowId });
});
