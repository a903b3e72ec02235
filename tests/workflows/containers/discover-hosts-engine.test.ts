import { randomUUID } from 'node:crypto';
import { ENGINE_QUEUE } from '../../../src/platform/temporal/start-workflow.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { enrolLocal, itemsOf } from '../../helpers/full-api.js';
import { CONTAINERS, createContainerScene, HOSTS, imageOf, type ContainerScene } from './container-scene.js';

const test = testWithEngine('debian');
let scene: ContainerScene;

test.before(async () => {
  scene = await createContainerScene();
});
test.after.always(() => scene?.stop());

test.serial('a host is declared once, under whatever spelling of its socket', async (t) => {
  const { api, docker, serverId, hostId } = scene;
  const again = await api.request('POST', HOSTS, { json: { serverId, socketPath: docker.socketPath } });
  t.is(again.status, 200, again.text);
  t.is(again.body?.id, hostId);
  const standard = await api.request('POST', HOSTS, {
    json: { serverId: await enrolLocal(api, { name: 'standard' }) },
  });
  t.is(standard.status, 201);
  t.like(standard.body, { runtime: 'docker', socketPath: '/var/run/docker.sock', status: 'unknown', engine: null });
  const spelled = { serverId: standard.body?.serverId, socketPath: '/run/docker.sock' };
  t.is((await api.request('POST', HOSTS, { json: spelled })).body?.id, standard.body?.id);
  const podman = await api.request('POST', HOSTS, { json: { serverId, runtime: 'podman' } });
  t.is(podman.body?.socketPath, '/run/podman/podman.sock');
  const kubernetes = await api.request('POST', HOSTS, { json: { serverId, runtime: 'kubernetes' } });
  t.is(kubernetes.status, 422);
  t.is(kubernetes.body?.code, 'feature_disabled');
  const unknown = await api.request('POST', HOSTS, { json: { serverId: randomUUID() } });
  t.is(unknown.status, 422);
});

test.serial('discovery finds containers, images, volumes, networks and projects', async (t) => {
  const { api, docker, engine, serverId, hostId, ended, find, run, pull } = scene;
  const reference = await pull('shop/web', '1.0', 'one');
  await engine.createVolume({ name: 'data' });
  await run('web', reference, {
    Env: ['PASSWORD=hunter2-secret'],
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'front' },
    HostConfig: { Binds: ['data:/data'], RestartPolicy: { Name: 'unless-stopped' } },
  });
  const reply = await api.request('POST', `${HOSTS}/${hostId}/discover`, { headers: { 'Idempotency-Key': 'd1' } });
  t.is(reply.status, 202, reply.text);
  t.like(reply.body, { state: 'running', workflowId: `containers/discover/${String(reply.body?.id)}` });
  t.regex(String((reply.body?.links as { temporal: string } | undefined)?.temporal), /^http/);
  const repeated = await api.request('POST', `${HOSTS}/${hostId}/discover`, { headers: { 'Idempotency-Key': 'd1' } });
  t.is(repeated.body?.id, reply.body?.id);
  const done = await ended(`${HOSTS}/${hostId}/discoveries/${String(reply.body?.id)}`);
  t.like(done, { state: 'completed', hosts: { total: 1, succeeded: 1, failed: 0 }, failures: [] });
  const web = await find('web');
  t.like(web, {
    hostId,
    serverId,
    state: 'running',
    health: 'none',
    composeProject: 'shop',
    image: { reference, digest: imageOf('one').manifest.digest },
    restartPolicy: 'unless-stopped',
    update: { status: 'unknown', candidate: null, checkedAt: null, reason: null },
  });
  t.is(await find('web', '&project=other'), undefined);
  const list = async (what: string) => itemsOf(await api.request('GET', `/api/containers/${what}?hostId=${hostId}`));
  const platform = { os: 'linux', architecture: 'amd64', variant: null };
  t.like((await list('images'))[0], { tags: [reference], containers: ['web'], platform });
  t.like((await list('volumes'))[0], { name: 'data', anonymous: false, containers: ['web'] });
  t.true((await list('networks')).some(({ name }) => name === 'bridge'));
  t.like((await list('projects'))[0], { name: 'shop', services: [{ name: 'front', containers: 1, running: 1 }] });
  const host = await api.request('GET', `${HOSTS}/${hostId}`);
  t.like(host.body, { status: 'online', containers: { total: 1, running: 1, unhealthy: 0 } });
  t.like(host.body?.engine, { apiVersion: docker.apiVersion, architecture: 'amd64', access: 'socket' });
  const { rows } = await api.db.database.pool.query<{ n: number }>(
    `select count(*)::int as n from containers c, container_resources r where c::text like '%hunter2%' or r::text like '%hunter2%'`,
  );
  t.is(rows[0]?.n, 0, 'no environment is stored');
  const latest = await api.request('GET', `/api/infrastructure/servers/${serverId}/metrics/latest`);
  t.regex(latest.text, /containers_running/);
});

test.serial(
  'a recreated container keeps its id; a gone one is marked, comes back, and its history tells',
  async (t) => {
    const { api, engine, discover, find, run } = scene;
    const before = await find('web');
    const reference = String((before?.['image'] as { reference: string } | undefined)?.reference);
    await engine.removeContainer(String(before?.['runtimeId']), { force: true });
    const runtimeId = await run('web', reference);
    await discover();
    t.like(await find('web'), { id: before?.['id'], runtimeId });
    await engine.removeContainer(runtimeId, { force: true });
    await discover();
    t.is(await find('web'), undefined);
    t.like(await find('web', '&includeGone=true'), { id: before?.['id'] });
    t.is((await api.request('GET', `${CONTAINERS}/${String(before?.['id'])}`)).status, 200);
    await run('web', reference);
    await discover();
    t.like(await find('web'), { id: before?.['id'], goneAt: null });
    const changes = itemsOf(await api.request('GET', `/api/infrastructure/changes?resourceType=container`));
    t.deepEqual(changes.map(({ kind }) => kind).toReversed(), ['gone', 'returned']);
  },
);

test.serial('an engine that does not answer makes its host offline, and leaves what is known of it', async (t) => {
  const { api, serverId, discover } = scene;
  const reply = await api.request('POST', HOSTS, { json: { serverId, socketPath: '/nowhere/docker.sock' } });
  const job = await discover(String(reply.body?.id));
  t.like(job, { state: 'completed', hosts: { total: 1, succeeded: 0, failed: 1 } });
  const [failure] = job['failures'] as Record<string, unknown>[];
  t.like(failure, { name: 'this', class: 'engine_unavailable' });
  t.regex(String(failure?.['message']), /\/nowhere\/docker\.sock/);
  t.like((await api.request('GET', `${HOSTS}/${String(reply.body?.id)}`)).body, { status: 'offline' });
});

test.serial('a workflow without its row does nothing', async (t) => {
  const { temporal } = scene;
  const error = await t.throwsAsync(
    temporal.call((client) =>
      client.workflow.execute('discoverContainers', {
        taskQueue: ENGINE_QUEUE,
        workflowId: 'containers/discover/stray',
        args: [{ jobId: randomUUID() }],
      }),
    ),
  );
  t.regex(String(((error as Error).cause as Error).cause), /not started through Millwright/);
});

test.serial('a site that no worker serves is told within a minute', async (t) => {
  const { api, docker, discover } = scene;
  const far = await enrolLocal(api, { name: 'far', site: 'far-away' });
  const reply = await api.request('POST', HOSTS, { json: { serverId: far, socketPath: docker.socketPath } });
  const job = await discover(String(reply.body?.id));
  t.like((job['failures'] as unknown[])[0], { class: 'site_unserved' });
});
