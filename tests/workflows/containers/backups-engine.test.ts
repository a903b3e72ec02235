import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackupEngineActivities } from '../../../src/activities/containers/backups/engine-activities.js';
import { createBackupSiteActivities } from '../../../src/activities/containers/backups/site-activities.js';
import { createContainerJobActivities } from '../../../src/activities/containers/job-activities.js';
import { createEngines } from '../../../src/activities/containers/open-host-engine.js';
import { createContainerSiteActivities } from '../../../src/activities/containers/site-activities.js';
import { createProtectionActivities } from '../../../src/activities/protection/protection-activities.js';
import { openSecret } from '../../../src/platform/crypto/envelope.js';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { createLogger } from '../../../src/platform/log/logger.js';
import { findFreePort } from '../../../src/platform/process/ports.js';
import { createRegistryClient, type RegistryClient } from '../../../src/platform/registries/registry-client.js';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { ENGINE_QUEUE, siteQueue } from '../../../src/platform/temporal/start-workflow.js';
import { installRuntime, startWorkers, type Workers } from '../../../src/platform/temporal/worker.js';
import { startDockerEngine, type TestEngine } from '../../helpers/docker-engine.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { enrolLocal, itemsOf, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { buildImage, loadImage } from '../../helpers/oci-images.js';
import { createTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';
import { waitUntil } from '../../helpers/wait-until.js';

// The whole way, from the API over Temporal to a real engine.
const test = testWithEngine('debian');
const IMAGE = 'test.local/backups:1';
const BACKUPS = '/api/containers/backups';
const WORK_MS = 180_000;

let api: FullApi;
let temporal: TemporalConnection;
let workers: Workers;
let docker: TestEngine;
let engine: DockerEngine;
let registries: RegistryClient;
let hostId: string;
let directory: string;

test.before(async () => {
  const namespace = await createTestNamespace();
  const address = testTemporalAddress();
  temporal = connectTemporal({ address, namespace });
  [docker, api] = await Promise.all([startDockerEngine({ kind: 'debian' }), startFullApi({ temporal })]);
  engine = connectDockerEngine({ open: () => EngineProcess.connect(docker.socketPath), where: 'the test’s engine' });
  await loadImage(docker.socketPath, buildImage(), IMAGE);
  directory = await mkdtemp(join(tmpdir(), 'backups-of-test-'));
  const { database } = api.db;
  const engines = createEngines({ database, hosts: api.hosts });
  registries = createRegistryClient({ accessFor: () => Promise.resolve({ insecure: true, login: null }) as never });
  installRuntime({ log: createLogger({ level: 'silent' }), metricsAddress: `127.0.0.1:${await findFreePort()}` });
  const ofEngine = {
    ...createContainerJobActivities({ database }),
    ...createBackupEngineActivities({ database }),
    ...createProtectionActivities({ database, webUiDecideMaxLevel: 'medium' }),
  };
  const ofSite = {
    ...createContainerSiteActivities({ database, engines, registries }),
    ...createBackupSiteActivities({ database, engines, keyring: api.keyring, directory }),
  };
  workers = await startWorkers({
    address,
    namespace,
    identity: 'backups-test',
    redact: (text) => text,
    queues: [
      { taskQueue: ENGINE_QUEUE, activities: ofEngine, workflows: true },
      { taskQueue: siteQueue('default'), activities: ofSite, workflows: false },
    ],
  });
  const serverId = await enrolLocal(api, { name: 'this' });
  const json = { serverId, socketPath: docker.socketPath };
  hostId = String((await api.request('POST', '/api/containers/hosts', { json })).body?.id);
});

test.after.always(async () => {
  await workers?.stop();
  registries?.close();
  engine?.close();
  await api?.stop();
  await temporal?.close();
  await docker?.stop();
  await rm(directory, { recursive: true, force: true });
});

const WRITER = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'];

interface Subject {
  readonly containerId: string;
  readonly runtimeId: string;
  readonly path: string;
}

/** A running container with a volume, known to the API. */
async function makeContainer(name: string, command = WRITER): Promise<Subject> {
  const body = {
    Image: IMAGE,
    Cmd: command,
    Env: ['TOKEN=secret-of-the-container'],
    HostConfig: { Binds: [`${name}:/data`] },
  };
  const { id: runtimeId } = await engine.createContainer({ name, body });
  await engine.startContainer(runtimeId);
  const { Mountpoint: path } = await engine.inspectVolume(name);
  const found = await api.request('POST', `/api/containers/hosts/${hostId}/discover`);
  const job = `/api/containers/hosts/${hostId}/discoveries/${String(found.body?.id)}`;
  await waitUntil(async () => (await api.request('GET', job)).body?.state !== 'running', WORK_MS);
  const list = await api.request('GET', `/api/containers/containers?name=${name}`);
  return { containerId: String(itemsOf(list)[0]?.id), runtimeId, path: String(path) };
}

interface Body {
  readonly id: string;
  readonly state: string;
  readonly workflowId: string;
  readonly image: { readonly id: string; readonly tag: string };
  readonly volumes: readonly { readonly location: string }[];
  readonly verification: { readonly ok: boolean };
  readonly error: { readonly code: string } | null;
  readonly task: { readonly finishedAt: string | null; readonly error: { readonly code: string } | null } | null;
  readonly verifiedAt: string;
  readonly expiresAt: string;
  readonly restoredAt: string;
}

interface Approval {
  readonly id: string;
  readonly plan: { readonly checklist: readonly { readonly id: string }[] };
  readonly confirmation: { readonly phrase?: string | null };
}

const startedAt = async (id: string): Promise<string> =>
  ((await engine.inspectContainer(id))['State'] as { StartedAt: string }).StartedAt;

async function backUp(json: object): Promise<Body> {
  const reply = await api.request('POST', BACKUPS, { json });
  if (reply.status !== 202) throw new Error(reply.text);
  return waitFor(String(reply.body?.id), ({ state }) => state !== 'creating');
}

async function waitFor(id: string, until: (backup: Body) => boolean): Promise<Body> {
  const read = async (): Promise<Body> => (await api.request('GET', `${BACKUPS}/${id}`)).body as unknown as Body;
  await waitUntil(async () => until(await read()), WORK_MS);
  return read();
}

async function restore(id: string, decision: 'approve' | 'reject' = 'approve'): Promise<Body> {
  const asked = await api.request('POST', `${BACKUPS}/${id}/restore`, { json: {} });
  if (asked.status !== 202) throw new Error(asked.text);
  const approval = (await api.request('GET', `/api/approvals/${String(asked.body?.approvalId)}`))
    .body as unknown as Approval;
  const checklist = approval.plan.checklist.map((item) => item.id);
  const json =
    decision === 'approve' ? { checklist, phrase: approval.confirmation.phrase ?? undefined } : { reason: 'no' };
  const decided = await api.request('POST', `/api/approvals/${approval.id}/${decision}`, { json });
  if (decided.status !== 200) throw new Error(decided.text);
  return waitFor(id, ({ task }) => task?.finishedAt !== null);
}

const isRunning = async (id: string): Promise<boolean> =>
  ((await engine.inspectContainer(id))['State'] as { Running: boolean }).Running;

test('a container is backed up, verified, and restored once that was approved', async (t) => {
  const { containerId, runtimeId, path } = await makeContainer('restored');
  await writeFile(join(path, 'file'), 'as it was');
  const backup = await backUp({ containerId, stop: true });
  t.like(backup, { state: 'completed', consistent: true, containerId, error: null });
  t.truthy(backup.verifiedAt);
  t.truthy(backup.expiresAt);
  t.true(await isRunning(runtimeId), 'it was started again');

  const verified = await api.request('POST', `${BACKUPS}/${backup.id}/verify`, { json: {} });
  t.is(verified.status, 202);
  const seen = await waitFor(backup.id, ({ task }) => task?.finishedAt !== null);
  t.like(seen.task, { kind: 'verify', state: 'completed' });
  t.true(seen.verification.ok);

  await writeFile(join(path, 'file'), 'overwritten');
  await writeFile(join(path, 'added'), 'since');
  const refused = await restore(backup.id, 'reject');
  t.like(refused.task, { kind: 'restore', state: 'rejected' });
  t.is(await readFile(join(path, 'file'), 'utf8'), 'overwritten');

  const restored = await restore(backup.id);
  t.like(restored.task, { kind: 'restore', state: 'completed', error: null, needsAttention: false });
  t.truthy(restored.restoredAt);
  t.deepEqual(await readdir(path), ['file']);
  t.is(await readFile(join(path, 'file'), 'utf8'), 'as it was');
  t.true(await isRunning(runtimeId));
  const list = await api.request('GET', `${BACKUPS}?containerId=${containerId}`);
  t.is(itemsOf(list).length, 1);
});

test('the settings are sealed in the database and in no answer, history or file', async (t) => {
  const { containerId } = await makeContainer('sealed');
  const backup = await backUp({ containerId, volumes: false });
  t.is(backup.state, 'completed');
  t.deepEqual(backup.volumes, []);
  t.notRegex(JSON.stringify(backup), /secret-of-the-container/);
  const [row] = await api.db.database.knex('container_backups').where({ id: backup.id });
  t.false((row.config as Buffer).includes('secret-of-the-container'));
  const place = { table: 'container_backups', rowId: String(backup.id), column: 'config' };
  t.regex(openSecret(api.keyring, row.config, place).toString(), /TOKEN=secret-of-the-container/);
  t.is((await engine.inspectImage(backup.image.tag))['Id'], backup.image.id);
  const events = await temporal.client.workflow.getHandle(backup.workflowId).fetchHistory();
  t.notRegex(JSON.stringify(events), /secret-of-the-container/);
  const none = await api.request('POST', `${BACKUPS}/${backup.id}/restore`, { json: {} });
  t.is(none.status, 422);
});

test('a running container that may not be stopped is archived as it changes, and that is said', async (t) => {
  const { containerId, runtimeId } = await makeContainer('live');
  const before = await startedAt(runtimeId);
  const backup = await backUp({ containerId });
  t.like(backup, { state: 'completed', consistent: false });
  t.is(await startedAt(runtimeId), before);
});

test('a container that does not come up with the restored data gets its former data back', async (t) => {
  const fussy = ['sh', '-c', 'trap "exit 0" TERM; test -e /data/new || exit 1; while :; do sleep 1 & wait $!; done'];
  const { containerId, runtimeId, path } = await makeContainer('fussy', fussy);
  await writeFile(join(path, 'old'), 'old');
  const backup = await backUp({ containerId });
  await rm(join(path, 'old'));
  await writeFile(join(path, 'new'), 'new');
  await engine.startContainer(runtimeId);
  const tried = await restore(backup.id);
  t.like(tried.task, { kind: 'restore', state: 'failed', needsAttention: false });
  t.is(tried.task?.error?.code, 'restore_failed');
  t.deepEqual(await readdir(path), ['new']);
  t.true(await isRunning(runtimeId));
});

test('a damaged backup is refused before the container is stopped', async (t) => {
  const { containerId, runtimeId, path } = await makeContainer('damaged');
  await writeFile(join(path, 'file'), 'content');
  const backup = await backUp({ containerId, stop: true });
  const before = await startedAt(runtimeId);
  await truncate(backup.volumes[0]?.location ?? '', 4_096);
  const tried = await restore(backup.id);
  t.is(tried.task?.error?.code, 'damaged');
  t.is(await startedAt(runtimeId), before);
});

test('a backup that fails leaves nothing on the host, and the container runs as before', async (t) => {
  const { containerId, runtimeId } = await makeContainer('failing');
  const backup = await backUp({ containerId, volumes: ['nowhere'], stop: true });
  t.is(backup.state, 'failed');
  t.is(backup.error?.code, 'unknown_volume');
  t.true(await isRunning(runtimeId));
  t.false((await readdir(directory)).includes(backup.id));
});

test('what has expired is removed from the host, but for the newest verified backup', async (t) => {
  const { containerId, path } = await makeContainer('expiring');
  await writeFile(join(path, 'file'), 'content');
  const first = await backUp({ containerId, stop: true });
  const second = await backUp({ containerId, stop: true });
  await api.db.database
    .knex('container_backups')
    .whereIn('id', [first.id, second.id])
    .update({ expiresAt: new Date(0) });
  const options = { taskQueue: ENGINE_QUEUE, workflowId: `expiry-${containerId}`, args: [] };
  t.deepEqual(await temporal.client.workflow.execute('expireBackups', options), { removed: 1 });
  t.is((await waitFor(first.id, () => true)).state, 'expired');
  t.is((await waitFor(second.id, () => true)).state, 'completed');
  t.false((await readdir(directory)).includes(first.id));
  t.true((await readdir(directory)).includes(second.id));
  await t.throwsAsync(engine.inspectImage(first.image.tag));
});

test('workflows without a row of their own do nothing', async (t) => {
  const { containerId } = await makeContainer('unasked');
  const backup = await backUp({ containerId, volumes: false });
  for (const workflowType of ['backupContainer', 'verifyBackup', 'restoreBackup']) {
    const options = { taskQueue: ENGINE_QUEUE, workflowId: `by-hand-${workflowType}`, args: [{ backupId: backup.id }] };
    await t.throwsAsync(temporal.client.workflow.execute(workflowType, options));
  }
});
