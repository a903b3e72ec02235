import { randomUUID } from 'node:crypto';
import test from 'ava';
import { Assessment } from '../../../src/domain/protection/assessment.js';
import { NO_LIVE_FACTS } from '../../../src/domain/protection/risk/live-facts.js';
import { CollectorStateModel } from '../../../src/models/inventory/collector-state-model.js';
import { loadHostFacts, saveLiveFacts } from '../../../src/models/protection/host-facts.js';
import type { ErrorCode } from '../../../src/platform/errors/catalogue.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestUser } from '../../helpers/api-server.js';
import { createTestCredential, type FullApi, SERVERS, startFullApi } from '../../helpers/full-api.js';
import { isProblem } from '../../helpers/problem-assertions.js';

const ASSESS = '/api/actions/assess';
let api: FullApi;
let serverId: string;

test.before(async () => {
  api = await startFullApi();
  const credentialId = await createTestCredential(api);
  // Nobody listens there: an assessment that connected would fail.
  const json = { name: 'nas-01', address: '127.0.0.1', port: 1, credentialId };
  serverId = String((await api.request('POST', SERVERS, { json })).body?.id);
});

test.after.always(() => api.stop());

async function assess(command: string, more: Record<string, unknown> = {}): Promise<Assessment> {
  const reply = await api.request('POST', ASSESS, { json: { command, ...more } });
  if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
  return Assessment.parse(reply.body);
}

async function collected(): Promise<void> {
  const { knex } = api.db.database;
  await CollectorStateModel.query(knex)
    .insert({
      serverId,
      collector: 'uptime',
      watched: {},
      digests: {},
      collectedAt: new Date(),
      succeededAt: new Date(),
    })
    .onConflict(['serverId', 'collector'])
    .merge();
}

test.serial(
  'a viewer may ask what a command would do; nothing is known of a host that was never looked at',
  async (t) => {
    const viewer = await createTestUser(api, { name: 'looker', role: 'viewer' });
    const reply = await api.request('POST', ASSESS, {
      json: { command: 'rm -rf /srv/media', serverId },
      token: viewer.token,
    });
    t.is(reply.status, 200);
    const assessment = Assessment.parse(reply.body);
    t.is(assessment.effect, 'destructive');
    t.is(assessment.facts.freshness, 'unknown');
    t.is(assessment.risk.level, 'critical');
    t.is(assessment.actions[0]?.type, 'filesystem_delete');
    t.is(assessment.actions[0]?.span.text.includes('rm'), true);
    t.is(assessment.confirmation.level, 'quorum');
    t.is(assessment.confirmation.approvalsNeeded, 2);
  },
);

test.serial('a host that was collected minutes ago is judged as it is', async (t) => {
  await collected();
  const { risk, facts, confirmation } = await assess('rm -rf /srv/media', { serverId });
  t.deepEqual([risk.level, facts.freshness, confirmation.level], ['high', 'fresh', 'four_eyes']);
  const reading = await assess('ls -la /srv', { serverId });
  t.deepEqual(
    [reading.effect, reading.risk.level, reading.confirmation.level, reading.rollback.possible],
    ['read_only', 'none', 'none', true],
  );
});

test.serial('what a look at the host told makes a write over its root disk forbidden', async (t) => {
  await collected();
  t.is((await assess('mkfs.ext4 /dev/sdz', { serverId })).risk.level, 'critical');
  const mounts = [{ mountpoint: '/', device: '/dev/sdz2', type: 'ext4', disks: [] }];
  const devices = [{ path: '/dev/sdz2', parent: '/dev/sdz', use: 'ext4', label: null, mountpoint: '/' }];
  const { knex } = api.db.database;
  await saveLiveFacts(knex, { serverId, facts: { ...NO_LIVE_FACTS, mounts, devices }, collectedAt: new Date() });
  const { risk, confirmation } = await assess('mkfs.ext4 /dev/sdz', { serverId });
  t.deepEqual([risk.level, confirmation.level], ['forbidden', 'impossible']);
  t.regex(risk.reasons[0] ?? '', /root filesystem/);
});

test.serial('a look that comes late does not replace a newer one', async (t) => {
  const { knex } = api.db.database;
  const bootId = '0f3c6b1e-6a55-4a53-9a5f-6b2f2f7f1c11';
  await saveLiveFacts(knex, { serverId, facts: { ...NO_LIVE_FACTS, bootId }, collectedAt: new Date() });
  await saveLiveFacts(knex, { serverId, facts: NO_LIVE_FACTS, collectedAt: new Date(Date.now() - 60_000) });
  t.is((await loadHostFacts(api.db.database, serverId))?.facts.bootId, bootId);
});

test.serial(
  'containers, volumes with their projects, pools and verified backups are read from the inventory',
  async (t) => {
    const { knex } = api.db.database;
    const host = await api.request('POST', '/api/containers/hosts', { json: { serverId } });
    const hostId = String(host.body?.id);
    const containerId = newId();
    const facts = {
      mounts: [{ type: 'volume', source: 'shop_data', destination: '/data', readOnly: false }],
      ports: [],
    };
    const image = { image_reference: 'shop/db:1', image_id: 'sha256:0' };
    await knex('containers').insert({
      id: containerId,
      host_id: hostId,
      runtime_id: 'c0ffee',
      name: 'db',
      ...image,
      state: 'running',
      health: 'none',
      compose_project: 'shop',
      facts: JSON.stringify(facts),
    });
    const volume = {
      driver: 'local',
      mountpoint: '/var/lib/docker/volumes/shop_data/_data',
      scope: 'local',
      createdAt: null,
      anonymous: false,
      labels: { 'com.docker.compose.project': 'shop' },
      containers: ['db'],
    };
    await knex('container_resources').insert({
      id: newId(),
      host_id: hostId,
      kind: 'volume',
      key: 'shop_data',
      facts: JSON.stringify(volume),
    });
    await knex('container_resources').insert({
      id: newId(),
      host_id: hostId,
      kind: 'volume',
      key: 'odd',
      facts: JSON.stringify({ labels: 7 }),
    });
    await knex('storage_pools').insert({
      id: newId(),
      server_id: serverId,
      identity: 'zfs:1',
      name: 'tank',
      type: 'zfs',
      state: 'ONLINE',
      health: 'degraded',
      observation: JSON.stringify({ progress: { kind: 'resilver' }, members: [{ path: '/dev/sdb1' }] }),
      first_seen_at: new Date(),
      last_seen_at: new Date(),
      updated_at: new Date(),
    });
    const known = await loadHostFacts(api.db.database, serverId);
    t.is(known?.serverName, 'nas-01');
    t.deepEqual(
      known?.facts.pools.map(({ name, health, running, members }) => ({ name, health, running, members })),
      [{ name: 'tank', health: 'degraded', running: 'resilver', members: ['/dev/sdb1'] }],
    );
    const { blastRadius, alternatives } = await assess('docker volume rm shop_data', { serverId });
    t.deepEqual(
      blastRadius.map(({ type, name }) => `${type} ${name}`),
      ['volume shop_data', 'container db'],
    );
    t.true(alternatives.some(({ command }) => command === 'docker volume inspect shop_data'));
    t.is((await assess('wipefs -a /dev/sdb', { serverId })).risk.level, 'forbidden');
  },
);

test.serial('an assistant’s wish weighs more than a person’s', async (t) => {
  await collected();
  const assistant = await createTestUser(api, { name: 'assistant', role: 'operator', kind: 'ai' });
  const json = { command: 'systemctl restart nginx', serverId };
  const one = Assessment.parse((await api.request('POST', ASSESS, { json })).body);
  const other = Assessment.parse((await api.request('POST', ASSESS, { json, token: assistant.token })).body);
  t.true(other.score.value > one.score.value);
});

test.serial('what is no command, no server or no shell is refused', async (t) => {
  const refuse = async (json: Record<string, unknown>, status: number, code: ErrorCode): Promise<void> => {
    const reply = await api.request('POST', ASSESS, { json });
    t.is(reply.status, status, JSON.stringify(reply.body));
    isProblem(t, reply, code);
  };
  await refuse({ command: '' }, 400, 'validation_failed');
  await refuse({ command: ' \n ' }, 400, 'validation_failed');
  await refuse({ command: 'x'.repeat(64 * 1024 + 1) }, 400, 'validation_failed');
  await refuse({ command: 'ä'.repeat(40_000) }, 400, 'validation_failed');
  await refuse({ command: 'ls', shell: 'fish' }, 400, 'validation_failed');
  await refuse({ command: 'ls', serverId: randomUUID() }, 404, 'not_found');
});

test.serial('without a server it is judged as on a host that nobody knows', async (t) => {
  const { facts, risk } = await assess('docker rm -f web');
  t.deepEqual([facts.freshness, facts.collectedAt, risk.level], ['unknown', null, 'high']);
});

test.serial('64 KiB of text are judged as well', async (t) => {
  const { effect } = await assess('echo hello; '.repeat(5_400), { serverId });
  t.true(['read_only', 'opaque'].includes(effect));
});
