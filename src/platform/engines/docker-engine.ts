import type { Duplex, Readable } from 'node:stream';
import {
  changeContainer,
  createContainer,
  inspectContainer,
  listContainers,
  removeContainer,
  stopContainer,
  updateRestartPolicy,
  waitContainer,
} from './container-calls.js';
import { describeEngine } from './describe-engine.js';
import { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { readRecord } from './engine-json.js';
import type {
  ContainerEngine,
  ContainerFilter,
  ContainerSummary,
  CreateContainerRequest,
  EngineDescription,
  EngineObject,
  ExecRequest,
  ExecResult,
  ImageSummary,
  PullRequest,
  PullResult,
  RestartPolicy,
} from './engine.js';
import { execInContainer } from './exec-in-container.js';
import { inspectImage, listImages, removeImage, tagImage } from './image-calls.js';
import { connectNetwork, disconnectNetwork, inspectNetwork, listNetworks } from './network-calls.js';
import { pullImage } from './pull-image.js';
import { readLogs } from './read-logs.js';
import { getArchive, putArchive } from './transfer-archive.js';
import { createVolume, inspectVolume, listVolumes, readDiskUsage, removeVolume } from './volume-calls.js';

export interface DockerEngineOptions {
  /** A byte stream to the engine's socket; rejections are RemoteErrors. */
  readonly open: () => Promise<Duplex>;
  /** For messages: `the engine on web-1`. */
  readonly where: string;
  /** Streams at once; default 16. Further requests wait, within their own time. */
  readonly maxStreams?: number;
  /** Kept open between requests; default 4, for 20 s. */
  readonly idleStreams?: number;
  readonly idleMs?: number;
}

const DEFAULTS = { maxStreams: 16, idleStreams: 4, idleMs: 20_000 };

/** Nothing is sent before the first request. */
export function connectDockerEngine(options: DockerEngineOptions): DockerEngine {
  return new DockerEngine(new EngineApi({ ...DEFAULTS, ...options }));
}

/** Docker's API, and Podman's answer to it. See `ContainerEngine`. */
export class DockerEngine implements ContainerEngine {
  constructor(private readonly api: EngineApi) {}

  /** Cuts all streams; what is under way fails with `connection_lost`. */
  close(): void {
    this.api.close();
  }

  /** Idle ones among them. */
  get openStreams(): number {
    return this.api.openStreams;
  }

  /** Resolves when the engine answers; what it said of its version is kept. */
  async greet(): Promise<void> {
    await this.api.greet();
  }

  describe(): Promise<EngineDescription> {
    return describeEngine(this.api);
  }

  listContainers(filter: ContainerFilter = {}): Promise<readonly ContainerSummary[]> {
    return listContainers(this.api, filter);
  }

  async inspectContainer(idOrName: string): Promise<EngineObject> {
    return inspectContainer(this.api, idOrName);
  }

  createContainer(
    request: CreateContainerRequest,
  ): Promise<{ readonly id: string; readonly warnings: readonly string[] }> {
    return createContainer(this.api, request);
  }

  async startContainer(id: string): Promise<void> {
    return changeContainer(this.api, id, { verb: 'starting', path: 'start', limits: CALL_LIMITS.start });
  }

  stopContainer(id: string, options: { readonly timeoutSeconds?: number } = {}): Promise<void> {
    return stopContainer(this.api, id, options.timeoutSeconds);
  }

  async pauseContainer(id: string): Promise<void> {
    return changeContainer(this.api, id, { verb: 'pausing', path: 'pause', limits: CALL_LIMITS.change });
  }

  async unpauseContainer(id: string): Promise<void> {
    return changeContainer(this.api, id, { verb: 'unpausing', path: 'unpause', limits: CALL_LIMITS.change });
  }

  async killContainer(id: string, signal: string): Promise<void> {
    const query = { signal };
    return changeContainer(this.api, id, { verb: 'killing', path: 'kill', query, limits: CALL_LIMITS.change });
  }

  async renameContainer(id: string, name: string): Promise<void> {
    const query = { name };
    return changeContainer(this.api, id, { verb: 'renaming', path: 'rename', query, limits: CALL_LIMITS.change });
  }

  updateRestartPolicy(id: string, policy: RestartPolicy): Promise<void> {
    return updateRestartPolicy(this.api, id, policy);
  }

  removeContainer(
    id: string,
    options: { readonly force?: boolean; readonly removeAnonymousVolumes?: boolean } = {},
  ): Promise<void> {
    return removeContainer(this.api, id, options);
  }

  /** `removed` of a container that is gone already is `not_found`: its exit code is gone as well. */
  waitContainer(
    id: string,
    options: { readonly until: 'not_running' | 'removed'; readonly timeoutMs: number },
  ): Promise<number> {
    return waitContainer(this.api, id, options);
  }

  async readLogs(id: string, options: { readonly tail: number; readonly maxBytes: number }): Promise<string> {
    const { Config: config } = await this.inspectContainer(id);
    return readLogs(this.api, id, { ...options, tty: readRecord(config)['Tty'] === true });
  }

  exec(id: string, request: ExecRequest): Promise<ExecResult> {
    return execInContainer(this.api, id, request);
  }

  getArchive(id: string, path: string): Promise<Readable> {
    return getArchive(this.api, id, path);
  }

  putArchive(id: string, path: string, tar: Readable): Promise<void> {
    return putArchive(this.api, id, path, tar);
  }

  listImages(): Promise<readonly ImageSummary[]> {
    return listImages(this.api);
  }

  inspectImage(reference: string): Promise<EngineObject> {
    return inspectImage(this.api, reference);
  }

  pullImage(request: PullRequest): Promise<PullResult> {
    return pullImage(this.api, request);
  }

  tagImage(id: string, reference: string): Promise<void> {
    return tagImage(this.api, id, reference);
  }

  removeImage(reference: string): Promise<void> {
    return removeImage(this.api, reference);
  }

  listNetworks(): Promise<readonly EngineObject[]> {
    return listNetworks(this.api);
  }

  inspectNetwork(idOrName: string): Promise<EngineObject> {
    return inspectNetwork(this.api, idOrName);
  }

  connectNetwork(
    network: string,
    request: { readonly container: string; readonly endpoint?: EngineObject },
  ): Promise<void> {
    return connectNetwork(this.api, network, request);
  }

  disconnectNetwork(network: string, request: { readonly container: string; readonly force?: boolean }): Promise<void> {
    return disconnectNetwork(this.api, network, request);
  }

  listVolumes(): Promise<readonly EngineObject[]> {
    return listVolumes(this.api);
  }

  inspectVolume(name: string): Promise<EngineObject> {
    return inspectVolume(this.api, name);
  }

  createVolume(request: Parameters<ContainerEngine['createVolume']>[0]): Promise<void> {
    return createVolume(this.api, request);
  }

  removeVolume(name: string): Promise<void> {
    return removeVolume(this.api, name);
  }

  diskUsage(): Promise<EngineObject> {
    return readDiskUsage(this.api);
  }
}
