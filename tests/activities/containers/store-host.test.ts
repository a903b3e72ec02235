import test from 'ava';
import type { HostReading } from '../../../src/activities/containers/read-host.js';
import { storeHost } from '../../../src/activities/containers/store-host.js';
import type { ContainerObservation } from '../../../src/domain/containers/discovery/container-observation.js';
import { ContainerHostModel } from '../../../src/models/containers/container-host-model.js';
import { ContainerModel } from '../../../src/models/containers/container-model.js';
import { ServerModel } from '../../../src/models/inventory/server-model.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;
test.before(async () => {
  db = await createTestDatabase();
});
test.after.always(() => db.drop());

const ENGINE = {
  version: '29',
  apiVersion: '1.52',
  os: 'linux',
  architecture: 'amd64',
  storageDriver: null,
  rootDirectory: null,
  cgroupVersion: 2,
  rootless: false,
  containerdImageStore: false,
  liveRestore: false,
  access: 'socket',
};

async function addHost(): Promise<{ hostId: string; serverId: string }> {
  const [hostId, serverId] = [newId(), newId()];
  const { knex } = db.database;
  await ServerModel.query(knex).insert({
    id: serverId,
    name: serverId,
    address: '127.0.0.1',
    transport: 'local',
    labels: {},
  });
  await ContainerHostModel.query(knex).insert({ id: hostId, serverId, runtime: 'docker', socketPath: '/x.sock' });
  return { hostId, serverId };
}

function seen(runtimeId: string, name: string, fields: Partial<ContainerObservation> = {}): ContainerObservation {
  return {
    runtimeId,
    name,
    imageReference: 'nginx:1',
    imageDigest: `sha256:${'1'.repeat(64)}`,
    imageId: 'sha256:1',
    state: 'running',
    health: 'none',
    labels: {},
    composeProject: null,
    composeService: null,
    facts: {
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
    },
    ...fields,
  };
}

let tick = Date.now();
const reading = (containers: ContainerObservation[], fields: Partial<HostReading> = {}): HostReading => ({
  readAt: new Date((tick += 1_000)),
  containers,
  resources: [],
  ...fields,
});
const store = (hostId: string, what: HostReading) =>
  storeHost(db.database, { hostId, engine: ENGINE, reading: what, jobId: newId() });
const rows = (hostId: string) => ContainerModel.query(db.database.knex).where({ hostId }).orderBy('name');

async function addRun(container: ContainerModel, serverId: string): Promise<string> {
  const id = newId();
  await db.database.pool.query(
    `insert into update_runs (id, container_id, host_id, server_id, site, state, from_image, policy, workflow_id, requested_by, requested_by_name, correlation_id)
     values ($1, $2, $3, $4, 'default', 'recreating', '{}', '{}', 'w', 'tester', 'tester', 'c')`,
    [id, container.id, container.hostId, serverId],
  );
  return id;
}

test('the original and the candidate of an update stand aside of the container, until it is over', async (t) => {
  const { hostId, serverId } = await addHost();
  await store(hostId, reading([seen('a', 'web')]));
  const [web] = await rows(hostId);
  if (web === undefined) return t.fail();
  const mark = (await addRun(web, serverId)).replaceAll('-', '').slice(-8);
  await store(hostId, reading([seen('a', 'web'), seen('b', `web.mw-${mark}`)]));
  t.deepEqual(
    (await rows(hostId)).map(({ runtimeId, asideOf }) => [runtimeId, asideOf]),
    [
      ['a', null],
      ['b', web.id],
    ],
  );
  await store(hostId, reading([seen('a', `web.mw-old-${mark}`), seen('b', 'web')]));
  t.deepEqual(
    (await rows(hostId)).map(({ runtimeId, asideOf }) => [runtimeId, asideOf]),
    [
      ['b', null],
      ['a', web.id],
    ],
  );
  t.is((await rows(hostId))[0]?.id, web.id);
  await store(hostId, reading([seen('b', 'web')]));
  t.deepEqual(
    (await rows(hostId)).map(({ id, runtimeId }) => [id, runtimeId]),
    [[web.id, 'b']],
  );
});

test('a reading that is older than what is stored changes nothing', async (t) => {
  const { hostId } = await addHost();
  const old = reading([seen('a', 'web')]);
  t.true(await store(hostId, reading([seen('b', 'web')])));
  t.false(await store(hostId, old));
  t.is((await rows(hostId))[0]?.runtimeId, 'b');
});

test('two readings of one host at once are stored one after the other', async (t) => {
  const { hostId } = await addHost();
  const [first, second] = [reading([seen('a', 'web')]), reading([seen('b', 'web')])];
  await Promise.all([store(hostId, first), store(hostId, second), store(hostId, first)]);
  t.deepEqual(
    (await rows(hostId)).map(({ runtimeId }) => runtimeId),
    ['b'],
  );
});

test('a host that was removed meanwhile takes nothing', async (t) => {
  t.false(await store(newId(), reading([seen('a', 'web')])));
});

test('another image makes the last check void, unless it is what was proposed', async (t) => {
  const { hostId } = await addHost();
  await store(hostId, reading([seen('a', 'moved'), seen('b', 'updated'), seen('c', 'same')]));
  const proposed = `sha256:${'2'.repeat(64)}`;
  await db.database.pool.query(
    `update containers set update_status = 'available', update_candidate = $2, update_checked_at = now() where host_id = $1`,
    [hostId, { reference: 'nginx:1', digest: proposed, kind: 'digest' }],
  );
  const other = { imageId: 'sha256:3', imageDigest: `sha256:${'3'.repeat(64)}` };
  const update = { imageId: 'sha256:2', imageDigest: proposed };
  await store(hostId, reading([seen('x', 'moved', other), seen('y', 'updated', update), seen('c', 'same')]));
  t.deepEqual(
    (await rows(hostId)).map(({ name, updateStatus, updateCandidate }) => [
      name,
      updateStatus,
      updateCandidate !== null,
    ]),
    [
      ['moved', 'unknown', false],
      ['same', 'available', true],
      ['updated', 'current', false],
    ],
  );
});

test('resources come, change, go and come back; what is long gone is forgotten', async (t) => {
  const { hostId } = await addHost();
  const volume = (key: string, labels = {}) => ({
    kind: 'volume' as const,
    key,
    facts: {
      driver: 'local',
      mountpoint: null,
      scope: null,
      createdAt: null,
      anonymous: false,
      labels,
      containers: [],
    },
  });
  await store(hostId, reading([], { resources: [volume('a'), volume('b')] }));
  await store(hostId, reading([], { resources: [volume('b', { x: 'y' })] }));
  const list = async () =>
    (
      await db.database.pool.query<{ key: string; gone: boolean; facts: { labels: object } }>(
        'select key, gone_at is not null as gone, facts from container_resources where host_id = $1 order by key',
        [hostId],
      )
    ).rows;
  t.deepEqual(
    (await list()).map(({ key, gone }) => [key, gone]),
    [
      ['a', true],
      ['b', false],
    ],
  );
  t.deepEqual((await list())[1]?.facts.labels, { x: 'y' });
  await store(hostId, reading([], { resources: [volume('a'), volume('b')] }));
  t.deepEqual(
    (await list()).map(({ gone }) => gone),
    [false, false],
  );
  await db.database.pool.query(
    `update container_resources set gone_at = now() - interval '31 days' where host_id = $1 and key = 'a'`,
    [hostId],
  );
  await store(hostId, reading([], { resources: [volume('b')] }));
  t.deepEqual(
    (await list()).map(({ key }) => key),
    ['b'],
  );
});

test('texts that no database takes are stored without harm', async (t) => {
  const { hostId } = await addHost();
  t.true(
    await store(hostId, reading([seen('a', 'odd', { labels: { 'a\u0000b': '\ud800' }, imageReference: 'x\u0000' })])),
  );
  t.is((await rows(hostId)).length, 1);
});
