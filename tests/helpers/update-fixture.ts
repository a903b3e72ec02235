import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerUpdate } from '../../src/domain/containers/updates/update.js';
import { ENDED_STATES } from '../../src/domain/containers/updates/update.js';
import { connectDockerEngine, type DockerEngine } from '../../src/platform/engines/docker-engine.js';
import type { EngineObject } from '../../src/platform/engines/engine.js';
import { startDockerEngine, type EngineKind, type TestEngine } from './docker-engine.js';
import { EngineProcess } from './docker-engine-process.js';
import { keepToBasics } from './keep-to-basics.js';
import { buildImage, type ImageConfig } from './oci-images.js';
import { startRegistry, type TestRegistry } from './oci-registry.js';
import { startSystem, type SystemOptions, type TestSystem } from './system.js';
import type { SystemClient } from './system-client.js';

export interface UpdateFixtureOptions {
  readonly kind?: EngineKind;
  readonly worker?: SystemOptions['worker'];
}

export interface RunOptions {
  /** Create body beside the image. */
  readonly body?: EngineObject;
  readonly start?: boolean;
}

/** A whole Millwright with an engine on this machine and a registry, and what tests of updates do with them. */
export interface UpdateFixture {
  readonly system: TestSystem;
  readonly docker: TestEngine;
  readonly engine: DockerEngine;
  readonly registry: TestRegistry;
  readonly hostId: string;
  readonly serverId: string;
  /** Pushes a web server whose answer is the version; returns the reference. */
  publish(repository: string, tag: string, version: string, config?: ImageConfig): Promise<string>;
  run(name: string, reference: string, options?: RunOptions): Promise<string>;
  discover(): Promise<void>;
  containerId(name: string): Promise<string>;
  update(name: string, request?: Record<string, unknown>): Promise<ContainerUpdate>;
  read(id: string): Promise<ContainerUpdate>;
  /** Until the run has ended or stands in one of these states. */
  until(id: string, states?: readonly string[], withinMs?: number): Promise<ContainerUpdate>;
  /** What the container’s web server says, by its own address; null: nothing answers. */
  answer(name: string): Promise<string | null>;
  stop(): Promise<void>;
}

const POLL_MS = 100;
/** Quick enough for tests, and still several looks. */
export const QUICK_HEALTH = { stabilitySeconds: 1, timeoutSeconds: 30 };

export async function startUpdateFixture(options: UpdateFixtureOptions = {}): Promise<UpdateFixture> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await build(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  { kind = 'debian', worker = 'in_process' }: UpdateFixtureOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<UpdateFixture> {
  const docker = await startDockerEngine({ kind });
  undo.push(() => docker.stop());
  const registry = await startRegistry();
  undo.push(() => registry.stop());
  const engine = connectDockerEngine({
    open: () => EngineProcess.connect(docker.socketPath),
    where: 'the test’s engine',
  });
  undo.push(async () => engine.close());
  const system = await startSystem({ worker });
  undo.push(() => system.stop());
  await keepToBasics(system);
  const server = await system.ask<{ id: string }>('POST', '/api/infrastructure/servers', {
    name: 'here',
    address: '127.0.0.1',
    transport: 'local',
  });
  // Not collected: whoever enrols a server can work on its containers at once.
  const host = await system.ask<{ id: string }>('POST', '/api/containers/hosts', {
    serverId: server.id,
    runtime: kind === 'podman' ? 'podman' : 'docker',
    socketPath: docker.socketPath,
  });
  const parts = { system, engine, registry, hostId: host.id };
  return { ...parts, ...createUpdateActions(parts), docker, serverId: server.id, stop };
}

export type UpdateParts = Pick<UpdateFixture, 'engine' | 'registry' | 'hostId'> & { readonly system: SystemClient };
export type UpdateActions = Omit<UpdateFixture, keyof UpdateParts | 'docker' | 'serverId' | 'stop'>;

/** The same for a Millwright that was started in another way. */
export function createUpdateActions({ system, engine, registry, hostId }: UpdateParts): UpdateActions {
  const read = (id: string): Promise<ContainerUpdate> => system.ask('GET', `/api/containers/updates/${id}`);
  const containerId = async (name: string): Promise<string> => {
    const items = await system.list<{ id: string; name: string }>(
      `/api/containers/containers?hostId=${hostId}&name=${name}`,
    );
    const [found] = items;
    if (found === undefined) throw new Error(`Millwright knows no container ${name}`);
    return found.id;
  };
  return {
    async publish(repository, tag, version, config = {}) {
      const command = { Cmd: ['httpd', '-f', '-p', '8080', '-h', '/www'], ...config };
      await registry.push(repository, tag, buildImage({ files: { 'www/index.html': version }, config: command }));
      return `${registry.host}/${repository}:${tag}`;
    },
    async run(name, reference, { body = {}, start = true } = {}) {
      await engine.pullImage({ reference });
      const { id } = await engine.createContainer({ name, body: { StopTimeout: 1, ...body, Image: reference } });
      if (start) await engine.startContainer(id);
      return id;
    },
    async discover() {
      const base = `/api/containers/hosts/${hostId}`;
      const job = await system.ask<{ id: string }>('POST', `${base}/discover`, {});
      await poll(async () => {
        const { state } = await system.ask<{ state: string }>('GET', `${base}/discoveries/${job.id}`);
        return state === 'running' ? undefined : state;
      }, 60_000);
    },
    containerId,
    async update(name, request = {}) {
      const policy = { health: QUICK_HEALTH, approval: 'never', ...(request['policy'] as object | undefined) };
      return system.ask('POST', '/api/containers/updates', {
        ...request,
        containerId: await containerId(name),
        policy,
      });
    },
    read,
    until: (id, states = [], withinMs = 300_000) =>
      poll(async () => {
        const update = await read(id).catch(() => undefined);
        const isThere = update !== undefined && (ENDED_STATES.has(update.state) || states.includes(update.state));
        return isThere ? update : undefined;
      }, withinMs),
    async answer(name) {
      const inspect = await engine.inspectContainer(name).catch(() => undefined);
      const networks = (
        inspect?.['NetworkSettings'] as { Networks?: Record<string, { IPAddress?: string }> } | undefined
      )?.Networks;
      const address = Object.values(networks ?? {}).find(({ IPAddress = '' }) => IPAddress !== '')?.IPAddress;
      if (address === undefined) return null;
      const response = await fetch(`http://${address}:8080/index.html`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => undefined,
      );
      return response?.ok === true ? response.text() : null;
    },
  };
}

async function poll<T>(look: () => Promise<T | undefined>, withinMs: number): Promise<T> {
  const endsAt = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > endsAt) throw new Error(`Not there within ${withinMs} ms`);
    await sleep(POLL_MS);
  }
}
