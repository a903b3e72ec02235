import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readComposeModel } from '../../../src/activities/containers/update/compose-model.js';
import { findDependants } from '../../../src/domain/containers/recreation/find-dependants.js';
import type { ComposeModel } from '../../../src/domain/containers/recreation/recreation.js';
import { readRecord, readText } from '../../../src/platform/engines/engine-json.js';
import type { EngineObject } from '../../../src/platform/engines/engine.js';
import { runProgram } from '../../../src/platform/process/run-program.js';
import { buildCompose } from '../../helpers/docker-engine-build.js';
import { createShimHost } from '../../helpers/shim-host.js';
import { drawPort, load, recreateFrom, type RecreationCase, RUN, type Scenarios } from './recreation-case.js';

interface Project {
  readonly up: () => Promise<string>;
  readonly down: () => Promise<void>;
  /** What its file means, as an update asks for it on the host of this container. */
  readonly model: (container: EngineObject) => Promise<ComposeModel | undefined>;
  /** Service → id of its container. */
  readonly list: () => Promise<ReadonlyMap<string, string>>;
}

async function withProject(at: RecreationCase, file: object, work: (project: Project) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'compose-'));
  const program = await buildCompose();
  await writeFile(join(directory, 'compose.json'), JSON.stringify(file));
  const compose = async (...args: readonly string[]): Promise<string> => {
    const result = await runProgram({
      file: program,
      args: ['-p', at.name, '-f', join(directory, 'compose.json'), '--progress', 'plain', ...args],
      environment: { DOCKER_HOST: `unix://${at.host.socketPath}`, HOME: directory, PATH: '/usr/bin:/bin' },
      timeoutMs: 100_000,
    });
    at.t.is(result.exitCode, 0, result.stderr);
    return `${result.stdout}${result.stderr}`;
  };
  // `docker compose …`, where docker finds it as its plug-in.
  const shims = await createShimHost({ docker: `shift; exec ${program} "$@"` });
  const list = async (): Promise<ReadonlyMap<string, string>> => {
    const found = await at.engine.listContainers({ labels: [`com.docker.compose.project=${at.name}`] });
    return new Map(found.map(({ id, labels }) => [labels['com.docker.compose.service'] ?? '', id]));
  };
  try {
    await work({
      up: () => compose('up', '-d', '--timeout', '1'),
      down: () => compose('down', '--timeout', '1', '--volumes').then(() => undefined),
      model: async (container) =>
        (await readComposeModel({ transport: shims.transport, host: { capabilities: shims.host } }, container)).compose,
      list,
    });
  } finally {
    await rm(directory, { recursive: true });
    await shims.close();
  }
}

/** Updates these services one after the other, owners first, and demands that compose finds nothing to do then. */
async function updateServices(
  at: RecreationCase,
  project: Project,
  services: readonly string[],
  { compose, recreates = [] }: { compose?: ComposeModel | undefined; recreates?: readonly string[] } = {},
): Promise<void> {
  const before = await project.list();
  const seen = new Map<string, EngineObject>();
  for (const [service, id] of before) seen.set(service, await at.engine.inspectContainer(id));
  const renames: Record<string, string> = {};
  for (const service of services) {
    const id = before.get(service) ?? '';
    const next = {
      id,
      newImage: `test.local/${at.name}:next`,
      renames,
      runId: 'run-1',
      seen: seen.get(service)!,
      keepOld: true,
      ...(compose === undefined ? {} : { compose }),
    };
    renames[id] = (await recreateFrom(at, next)).id;
  }
  for (const service of services.toReversed())
    await at.engine.removeContainer(before.get(service) ?? '', { force: true });
  const after = await project.list();
  for (const service of services) at.t.not(after.get(service), before.get(service), service);
  const said = await project.up();
  const recreated = [...said.matchAll(/Container \S+?-(\w+)-1 +Recreated/g)].map(([, service]) => service);
  at.t.deepEqual(recreated, recreates, said);
  const kept = [...(await project.list())].filter(([service]) => !recreates.includes(service));
  at.t.deepEqual(new Map(kept), new Map([...after].filter(([service]) => !recreates.includes(service))), said);
  const container = await at.engine.inspectContainer(after.get(services[0] ?? '') ?? '');
  const labels = readRecord(readRecord(container['Config'])['Labels']);
  at.t.is(labels['com.docker.compose.image'], container['Image']);
  at.t.false('com.docker.compose.replace' in labels);
}

async function prepare(at: RecreationCase): Promise<string> {
  const base = { Env: ['PATH=/usr/bin:/bin'], Cmd: RUN, Volumes: { '/data': {} } };
  await load(at, 'first', base);
  await load(at, 'next', { ...base, Env: ['PATH=/usr/bin:/bin', 'NEW=1'] });
  await at.engine.tagImage(`test.local/${at.name}:first`, `test.local/${at.name}:live`);
  return `test.local/${at.name}:live`;
}

/** Points 68 to 73. */
export const COMPOSE_SCENARIOS: Scenarios = {
  'after an update compose recreates nothing: one network, volumes of all kinds, ports, health': {
    points: [68, 69, 70, 71, 72],
    run: async (at) => {
      const image = await prepare(at);
      const web = {
        image,
        pull_policy: 'never',
        volumes: ['named:/named', '/anonymous', '/tmp:/host:ro'],
        ports: [`127.0.0.1:${await drawPort()}:80`],
        environment: { A: 'b=c', EMPTY: '' },
        labels: { own: 'x' },
        healthcheck: { test: ['CMD', 'true'], interval: '20s' },
        stop_grace_period: '2s',
        mem_limit: '64m',
      };
      await withProject(at, { services: { web }, volumes: { named: {} } }, async (project) => {
        await project.up();
        await updateServices(at, project, ['web']);
        await project.down();
      });
    },
  },
  'after an update compose recreates nothing: several networks with aliases and a fixed address': {
    points: [27, 28, 29, 68, 70],
    run: async (at) => {
      const image = await prepare(at);
      const networks = {
        front: { ipam: { config: [{ subnet: `${at.net}.241.0/24` }] } },
        back: { ipam: { config: [{ subnet: `${at.net}.242.0/24` }] } },
      };
      const web = {
        image,
        pull_policy: 'never',
        networks: {
          front: { ipv4_address: `${at.net}.241.77`, aliases: ['www'], priority: 10 },
          back: { aliases: ['behind'] },
        },
      };
      await withProject(at, { services: { web }, networks }, async (project) => {
        await project.up();
        await updateServices(at, project, ['web']);
        await project.down();
      });
    },
  },
  'who shares the network of the service is found with it, and compose recreates neither after two updates': {
    points: [35, 68, 69, 70, 71],
    run: async (at) => {
      const image = await prepare(at);
      const { file } = await shareNetwork(at, image);
      await withProject(at, file, async (project) => {
        await project.up();
        const ids = await project.list();
        const all = await Promise.all([...ids.values()].map((id) => at.engine.inspectContainer(id)));
        const vpn = ids.get('vpn') ?? '';
        const name = readText((await at.engine.inspectContainer(vpn))['Name']);
        const { members, composeDependants } = findDependants(all, vpn, name);
        at.t.deepEqual(
          members.map(({ id }) => id),
          [ids.get('app')],
        );
        at.t.deepEqual(
          composeDependants.map(({ service, restart }) => [service, restart]),
          [['web', true]],
        );
        const compose = await project.model(await at.engine.inspectContainer(ids.get('app') ?? ''));
        at.t.is(await project.model(await at.engine.inspectContainer(ids.get('other') ?? '')), undefined);
        await updateServices(at, project, ['vpn', 'app'], { compose });
        await load(at, 'next', { Env: ['PATH=/usr/bin:/bin', 'NEW=2'], Cmd: RUN });
        await updateServices(at, project, ['vpn', 'app'], { compose });
        await project.down();
      });
    },
  },
  'without the file of the project, or with another one, compose recreates who shares with the service, once': {
    points: [35, 69],
    run: async (at) => {
      const { file } = await shareNetwork(at, await prepare(at));
      await withProject(at, file, async (project) => {
        await project.up();
        const app = await at.engine.inspectContainer((await project.list()).get('app') ?? '');
        const known = await project.model(app);
        const model = known?.model.replace('"MONEY": "', '"MONEY": "not ') ?? '';
        at.t.regex(model, /not 5/);
        const compose = known === undefined ? undefined : { ...known, model };
        await updateServices(at, project, ['vpn', 'app'], { compose, recreates: ['app'] });
        at.t.notRegex(await project.up(), /Recreat/);
        await project.down();
      });
    },
  },
};

/** Two that share everything that can be shared, one that waits for the owner, and one that has nothing to do with it. */
async function shareNetwork(at: RecreationCase, image: string): Promise<{ file: object }> {
  await at.engine.tagImage(`test.local/${at.name}:first`, `test.local/${at.name}:still`);
  const common = { image, pull_policy: 'never' };
  const still = { ...common, image: `test.local/${at.name}:still` };
  const services = {
    vpn: { ...common, ipc: 'shareable', volumes: ['/kept'], healthcheck: { test: ['CMD', 'true'], interval: '1s' } },
    app: {
      ...common,
      network_mode: 'service:vpn',
      ipc: 'service:vpn',
      volumes_from: ['vpn'],
      environment: { MONEY: '5$$ & <more>', 2: 'two', 10: 'ten' },
      deploy: { replicas: 1, resources: { limits: { memory: '64m' } } },
      depends_on: { vpn: { condition: 'service_healthy', restart: true } },
    },
    web: { ...still, depends_on: { vpn: { condition: 'service_started', restart: true } } },
    other: still,
  };
  return { file: { services } };
}
