import { randomUUID } from 'node:crypto';
import { reconcileContainerSchedules } from '../../../src/operations/containers/schedule-jobs.js';
import { ENGINE_QUEUE } from '../../../src/platform/temporal/start-workflow.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { itemsOf } from '../../helpers/full-api.js';
import { loadImage } from '../../helpers/oci-images.js';
import { CHECKS, CONTAINERS, createContainerScene, HOSTS, imageOf, type ContainerScene } from './container-scene.js';

const test = testWithEngine('debian');
let scene: ContainerScene;

test.before(async () => {
  scene = await createContainerScene();
});
test.after.always(() => scene?.stop());

test.serial('a check asks with the declared login, once for each reference, and says what is newer', async (t) => {
  const { api, docker, registry, hostId, discover, check, find, run, pull } = scene;
  await run('web', await pull('shop/web', '1.0', 'one'));
  const again = await pull('shop/twice', 'stable', 'one');
  await run('twice-1', again);
  await run('twice-2', again);
  await loadImage(docker.socketPath, imageOf('local'), 'made-here:1');
  await run('local', 'made-here:1');
  await discover();
  await registry.push('shop/twice', 'stable', imageOf('two'));
  registry.forget();
  const job = await check({ hostId });
  t.like(job, {
    state: 'completed',
    containers: { total: 4, checked: 4, current: 1, available: 2, held: 0, unknown: 1, failed: 0 },
  });
  const digest = imageOf('two').manifest.digest;
  const update = { status: 'available', candidate: { reference: again, digest, kind: 'digest' } };
  t.like(await find('twice-1'), { update });
  t.like(await find('twice-2'), { update });
  t.like(await find('web'), { update: { status: 'current', candidate: null } });
  const local = ((await find('local')) ?? {})['update'] as Record<string, unknown>;
  t.is(local['status'], 'unknown');
  t.regex(String(local['reason']), /built or loaded here/);
  const heads = registry.requests.filter(({ method, status }) => method === 'HEAD' && status === 200);
  t.deepEqual(heads.map(({ path }) => path).toSorted(), [
    '/v2/shop/twice/manifests/stable',
    '/v2/shop/web/manifests/1.0',
  ]);
  t.true(heads.every(({ authorization }) => authorization === 'basic'));
  t.deepEqual(
    itemsOf(await api.request('GET', `${CONTAINERS}?updateStatus=available`)).map(({ name }) => name),
    ['twice-1', 'twice-2'],
  );
  t.is(itemsOf(await api.request('GET', CHECKS))[0]?.['id'], job['id']);
});

test.serial('a check asks anew what an earlier one was told a moment ago', async (t) => {
  const { registry, check, find } = scene;
  await registry.push('shop/web', '1.0', imageOf('two'));
  await check({ selector: 'name=web' });
  const { digest } = imageOf('two').manifest;
  t.like(await find('web'), { update: { status: 'available', candidate: { digest, kind: 'digest' } } });
});

test.serial('once a container runs what was proposed, it is current without another check', async (t) => {
  const { engine, discover, find, run, pullAgain } = scene;
  const before = await find('twice-1');
  const { candidate } = (before ?? {})['update'] as { candidate: { reference: string } };
  await pullAgain(candidate.reference);
  await engine.removeContainer(String(before?.['runtimeId']), { force: true });
  await run('twice-1', candidate.reference);
  await discover();
  t.like(await find('twice-1'), { id: before?.['id'], update: { status: 'current', candidate: null } });
});

test.serial('rules come from policies and labels; what was rejected stays out', async (t) => {
  const { api, engine, registry, discover, check, find, run, pull } = scene;
  const reference = await pull('shop/semver', '1.2.3', 'one');
  await registry.push('shop/semver', '1.2.4', imageOf('two'));
  await registry.push('shop/semver', '2.0.0', imageOf('three'));
  const id = await run('versioned', reference, { Labels: { 'io.millwright.update.strategy': 'semver' } });
  await run('pinned', reference, { Labels: { 'io.millwright.update.strategy': 'pinned' } });
  await discover();
  const versioned = String((await find('versioned'))?.['id']);
  await check({ selector: 'image=semver' });
  const update = ((await find('versioned')) ?? {})['update'] as Record<string, unknown>;
  t.is(update['status'], 'available');
  const candidate = update['candidate'] as { digest: string; reference: string };
  t.true(candidate.reference.startsWith(`${registry.host}/shop/semver:`));
  t.like(await find('pinned'), { update: { status: 'held' } });
  await api.db.database.pool.query(
    `insert into update_rejections (container_id, digest, reference, rejected_by) values ($1, $2, $3, 'tester')`,
    [versioned, candidate.digest, candidate.reference],
  );
  await check({ containerIds: [versioned] });
  const after = ((await find('versioned')) ?? {})['update'] as { candidate: { digest: string } | null };
  t.not(after.candidate?.digest, candidate.digest);
  await engine.removeContainer(id, { force: true });
});

test.serial('a registry that is gone makes checks unknown, with the reason, and they are counted', async (t) => {
  const { registry, check, find } = scene;
  await registry.goAway();
  const job = await check({ selector: 'name=web' });
  await registry.comeBack();
  t.like(job, { state: 'completed', containers: { total: 1, checked: 1, unknown: 1, failed: 1 } });
  t.like((job['failures'] as unknown[])[0], { name: 'web', class: 'registry_unreachable' });
  const { status, reason } = ((await find('web')) ?? {})['update'] as Record<string, unknown>;
  t.is(status, 'unknown');
  t.regex(String(reason), /cannot be reached/);
});

test.serial('what is asked for by id has to be there', async (t) => {
  const { api } = scene;
  t.is((await api.request('POST', CHECKS, { json: { containerIds: [randomUUID()] } })).status, 404);
  t.is((await api.request('POST', CHECKS, { json: { selector: 'a b c' } })).status, 400);
  t.is((await api.request('POST', `${HOSTS}/${randomUUID()}/discover`)).status, 404);
});

test.serial('the schedules look at all hosts, and one that is under way is not doubled', async (t) => {
  const { temporal } = scene;
  await reconcileContainerSchedules(temporal);
  await reconcileContainerSchedules(temporal);
  const result = await temporal.call((client) =>
    client.workflow.execute('containerDiscoveryTick', {
      taskQueue: ENGINE_QUEUE,
      workflowId: 'tick-by-hand',
      args: [],
    }),
  );
  t.like(result, { counts: { succeeded: 1, failed: 0 } });
  const check_ = await temporal.call((client) =>
    client.workflow.execute('updateCheckTick', { taskQueue: ENGINE_QUEUE, workflowId: 'check-by-hand', args: [] }),
  );
  t.like(check_, { counts: { failed: 0 } });
});
