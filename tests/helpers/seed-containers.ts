import { containerIds } from '../../src/domain/containers/ids.js';
import { DEFAULT_RULES } from '../../src/domain/containers/policy.js';
import { ContainerBackupModel } from '../../src/models/containers/container-backup-model.js';
import { ContainerModel } from '../../src/models/containers/container-model.js';
import { UpdateRunModel } from '../../src/models/containers/update-run-model.js';
import { newId } from '../../src/platform/ids/ids.js';
import { openTestApproval } from './approval-fixture.js';
import type { FullApi } from './full-api.js';

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

/**
 * One of everything about containers, `count` times: hosts’ containers, open updates, backups, approvals, rules. Answers
 * with the place of a discovery of theirs.
 */
export async function seedContainers(api: FullApi, serverId: string, count: number): Promise<string> {
  const host = await api.request('POST', '/api/containers/hosts', { json: { serverId } });
  const hostId = String(host.body?.id);
  for (let n = 0; n < count; n += 1) {
    await seedOne(api, { hostId, serverId, name: `web-${n}` });
    await seedRules(api, n);
    await openTestApproval(api.db.database);
  }
  const { body } = await api.request('POST', `/api/containers/hosts/${hostId}/discover`);
  return `/api/containers/hosts/${hostId}/discoveries/${String(body?.['id'])}`;
}

interface Seed {
  readonly hostId: string;
  readonly serverId: string;
  readonly name: string;
}

async function seedOne(api: FullApi, { hostId, serverId, name }: Seed): Promise<void> {
  const { knex } = api.db.database;
  const [containerId, otherId] = [newId(), newId()];
  const image = { imageReference: 'shop/web:1', imageId: 'sha256:0', imageDigest: null };
  const common = { hostId, ...image, state: 'running', health: 'none' as const, labels: {}, facts: FACTS };
  await ContainerModel.query(knex).insert([
    { ...common, id: containerId, runtimeId: `a-${name}`, name },
    { ...common, id: otherId, runtimeId: `b-${name}`, name: `${name}-updated` },
  ]);
  const whose = { containerId, hostId, serverId };
  const by = { requestedBy: 'seed', correlationId: newId() };
  await UpdateRunModel.query(knex).insert({
    ...whose,
    ...by,
    id: newId(),
    containerId: otherId,
    site: 'default',
    state: 'planning',
    fromImage: { reference: image.imageReference, digest: null },
    policy: DEFAULT_RULES,
    workflowId: containerIds.update(otherId),
    requestedByName: 'seed',
  });
  await ContainerBackupModel.query(knex).insert({
    ...whose,
    id: newId(),
    state: 'completed',
    containerName: name,
    imageReference: image.imageReference,
    imageId: image.imageId,
    volumes: [VOLUME],
    sizeBytes: VOLUME.sizeBytes,
    createdBy: 'seed',
    correlationId: by.correlationId,
    finishedAt: new Date(),
  });
}

async function seedRules(api: FullApi, n: number): Promise<void> {
  const rule = { cron: '0 2 * * *', timezone: 'UTC', durationMinutes: 60 };
  await api.request('POST', '/api/containers/maintenance-windows', { json: { name: `night ${n}`, rule } });
  await api.request('POST', '/api/containers/policies', { json: { name: `policy ${n}`, selector: `name=web-${n}` } });
  await api.request('POST', '/api/containers/registries', { json: { host: `registry-${n}.lan:5000` } });
}
