import { createContainerJobActivities } from '../../../src/activities/containers/job-activities.js';
import { createEngines } from '../../../src/activities/containers/open-host-engine.js';
import { createContainerSiteActivities } from '../../../src/activities/containers/site-activities.js';
import { createRegistryAccess } from '../../../src/operations/containers/registry-access.js';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { createLogger } from '../../../src/platform/log/logger.js';
import { findFreePort } from '../../../src/platform/process/ports.js';
import { createRegistryClient } from '../../../src/platform/registries/registry-client.js';
import { connectTemporal, type TemporalConnection } from '../../../src/platform/temporal/connection.js';
import { ENGINE_QUEUE, siteQueue } from '../../../src/platform/temporal/start-workflow.js';
import { installRuntime, startWorkers } from '../../../src/platform/temporal/worker.js';
import { startDockerEngine, type TestEngine } from '../../helpers/docker-engine.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { enrolLocal, itemsOf, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { buildImage, type OciImage } from '../../helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../helpers/oci-registry.js';
import { createTestNamespace, testTemporalAddress } from '../../helpers/system-namespace.js';
import { waitUntil } from '../../helpers/wait-until.js';

export const HOSTS = '/api/containers/hosts';
export const CONTAINERS = '/api/containers/containers';
export const CHECKS = '/api/containers/update-checks';
const LOGIN = { username: 'robot', password: 'swordfish-7' };
const JOB_MS = 180_000;

/** The whole way, from the API over Temporal to a real engine and a real registry that wants a login. */
export interface ContainerScene {
  readonly api: FullApi;
  readonly temporal: TemporalConnection;
  readonly docker: TestEngine;
  readonly engine: DockerEngine;
  readonly registry: TestRegistry;
  readonly serverId: string;
  readonly hostId: string;
  /** The job, once it has ended. */
  readonly discover: (hostId?: string) => Promise<Record<string, unknown>>;
  readonly check: (request: object) => Promise<Record<string, unknown>>;
  readonly ended: (path: string) => Promise<Record<string, unknown>>;
  /** Of the host, by name. */
  readonly find: (name: string, more?: string) => Promise<Record<string, unknown> | undefined>;
  readonly run: (name: string, reference: string, body?: object) => Promise<string>;
  /** Pushes an image and pulls it; returns its reference. */
  readonly pull: (repository: string, tag: string, version: string) => Promise<string>;
  readonly pullAgain: (reference: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const imageOf = (version: string): OciImage =>
  buildImage({ files: { version }, config: { Cmd: ['sleep', '100000'] } });

export async function createContainerScene(): Promise<ContainerScene> {
  const namespace = await createTestNamespace();
  const address = testTemporalAddress();
  const temporal = connectTemporal({ address, namespace });
  const [docker, registry, api] = await Promise.all([
    startDockerEngine({ kind: 'debian' }),
    startRegistry({ basicAuth: LOGIN }),
    startFullApi({ temporal }),
  ]);
  const { database } = api.db;
  const engine = connectDockerEngine({ open: () => EngineProcess.connect(docker.socketPath), where: 'the test' });
  // As in production, it believes an answer for ten minutes.
  const registries = createRegistryClient({ accessFor: createRegistryAccess({ database, keyring: api.keyring }) });
  const engines = createEngines({ database, hosts: api.hosts });
  const site = createContainerSiteActivities({ database, engines, registries });
  installRuntime({ log: createLogger({ level: 'silent' }), metricsAddress: `127.0.0.1:${await findFreePort()}` });
  const workers = await startWorkers({
    address,
    namespace,
    identity: 'containers-test',
    redact: (text) => text,
    queues: [
      { taskQueue: ENGINE_QUEUE, activities: createContainerJobActivities({ database }), workflows: true },
      { taskQueue: siteQueue('default'), activities: site, workflows: false },
    ],
  });
  const serverId = await enrolLocal(api, { name: 'this' });
  const declaredHost = await api.request('POST', HOSTS, { json: { serverId, socketPath: docker.socketPath } });
  const hostId = String(declaredHost.body?.id);
  await api.request('POST', '/api/containers/registries', { json: { host: registry.host, ...LOGIN, insecure: true } });
  const stop = async (): Promise<void> => {
    await workers.stop();
    registries.close();
    engine.close();
    await api.stop();
    await temporal.close();
    await registry.stop();
    await docker.stop();
  };
  return {
    api,
    temporal,
    docker,
    engine,
    registry,
    serverId,
    hostId,
    stop,
    ...createTools({ api, engine, registry, hostId }),
  };
}

function createTools({
  api,
  engine,
  registry,
  hostId,
}: Pick<ContainerScene, 'api' | 'engine' | 'registry' | 'hostId'>) {
  async function ended(path: string): Promise<Record<string, unknown>> {
    const read = async () => (await api.request('GET', path)).body ?? {};
    await waitUntil(async () => (await read())['state'] !== 'running', JOB_MS);
    return read();
  }
  async function start(path: string, location: string, json?: object): Promise<Record<string, unknown>> {
    const reply = await api.request('POST', path, json === undefined ? {} : { json });
    if (reply.status !== 202) throw new Error(reply.text);
    return ended(`${location}/${String(reply.body?.id)}`);
  }
  const pullAgain = async (reference: string): Promise<void> => {
    await engine.pullImage({ reference, login: LOGIN });
  };
  return {
    ended,
    pullAgain,
    discover: (id = hostId) => start(`${HOSTS}/${id}/discover`, `${HOSTS}/${id}/discoveries`),
    check: (request: object) => start(CHECKS, CHECKS, request),
    async find(name: string, more = '') {
      return itemsOf(await api.request('GET', `${CONTAINERS}?hostId=${hostId}&name=${name}${more}`))[0];
    },
    async run(name: string, reference: string, body: object = {}) {
      const { id } = await engine.createContainer({ name, body: { Image: reference, StopTimeout: 0, ...body } });
      await engine.startContainer(id);
      return id;
    },
    async pull(repository: string, tag: string, version: string) {
      await registry.push(repository, tag, imageOf(version));
      const reference = `${registry.host}/${repository}:${tag}`;
      await pullAgain(reference);
      return reference;
    },
  };
}
