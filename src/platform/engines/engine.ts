import type { Readable } from 'node:stream';

/**
 * A container engine as Millwright uses it: Docker’s API and what answers like it. What is read through it is exactly
 * what is recreated through it. All failures are `EngineError`s or, below the engine, `RemoteError`s.
 */
export interface ContainerEngine {
  /** Answers, versions, what the engine can do. */
  describe(): Promise<EngineDescription>;

  listContainers(filter?: ContainerFilter): Promise<readonly ContainerSummary[]>;
  /** By id or name; `not_found` when there is none. */
  inspectContainer(idOrName: string): Promise<EngineObject>;
  createContainer(
    request: CreateContainerRequest,
  ): Promise<{ readonly id: string; readonly warnings: readonly string[] }>;
  /** A container that is running already is fine. */
  startContainer(id: string): Promise<void>;
  /** A container that is stopped already is fine. `timeoutSeconds` undefined: the container's own. */
  stopContainer(id: string, options?: { readonly timeoutSeconds?: number }): Promise<void>;
  pauseContainer(id: string): Promise<void>;
  unpauseContainer(id: string): Promise<void>;
  killContainer(id: string, signal: string): Promise<void>;
  renameContainer(id: string, name: string): Promise<void>;
  /** Also of a running container, which goes on. `bad_request` where the engine cannot (Podman before 5). */
  updateRestartPolicy(id: string, policy: RestartPolicy): Promise<void>;
  /** Never takes named volumes with it; anonymous ones only when `removeAnonymousVolumes`. Gone already is fine. */
  removeContainer(
    id: string,
    options?: { readonly force?: boolean; readonly removeAnonymousVolumes?: boolean },
  ): Promise<void>;
  /** Resolves with the exit code when the container is no longer running (or, for `removed`, no longer there). */
  waitContainer(
    id: string,
    options: { readonly until: 'not_running' | 'removed'; readonly timeoutMs: number },
  ): Promise<number>;
  readLogs(id: string, options: { readonly tail: number; readonly maxBytes: number }): Promise<string>;
  exec(id: string, request: ExecRequest): Promise<ExecResult>;
  /** A tar of the path; the stream errors when it breaks off. */
  getArchive(id: string, path: string): Promise<Readable>;
  putArchive(id: string, path: string, tar: Readable): Promise<void>;

  listImages(): Promise<readonly ImageSummary[]>;
  /** By id, tag or `repository@digest`. */
  inspectImage(reference: string): Promise<EngineObject>;
  /** Reads the whole progress stream: an error inside it is `pull_failed` although the answer said 200. */
  pullImage(request: PullRequest): Promise<PullResult>;
  tagImage(id: string, reference: string): Promise<void>;
  /** Removes a tag, or the image with its last one; in use is `conflict`. */
  removeImage(reference: string): Promise<void>;

  listNetworks(): Promise<readonly EngineObject[]>;
  inspectNetwork(idOrName: string): Promise<EngineObject>;
  connectNetwork(
    network: string,
    request: { readonly container: string; readonly endpoint?: EngineObject },
  ): Promise<void>;
  /** Not connected is fine. */
  disconnectNetwork(network: string, request: { readonly container: string; readonly force?: boolean }): Promise<void>;

  listVolumes(): Promise<readonly EngineObject[]>;
  inspectVolume(name: string): Promise<EngineObject>;
  createVolume(request: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly driver?: string;
    readonly driverOptions?: Readonly<Record<string, string>>;
  }): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** Bytes that images, containers and volumes take, as the engine counts them. */
  diskUsage(): Promise<EngineObject>;
}

/** The engine's own JSON, field names as the engine writes them. Hostile: read it with care. */
export type EngineObject = Readonly<Record<string, unknown>>;

export interface EngineDescription {
  readonly runtime: 'docker' | 'podman';
  readonly version: string;
  /** Of the API that is spoken with it, e.g. `1.41`. */
  readonly apiVersion: string;
  readonly os: string;
  /** As images name it: amd64, arm64, arm. */
  readonly architecture: string;
  readonly rootDirectory: string | null;
  readonly storageDriver: string | null;
  readonly cgroupVersion: 1 | 2 | null;
  readonly rootless: boolean;
  /** Images are kept by containerd: their ids are manifest digests. */
  readonly containerdImageStore: boolean;
  readonly liveRestore: boolean;
}

export interface ContainerFilter {
  /** Stopped ones as well; default true. */
  readonly all?: boolean;
  /** `key` or `key=value`. */
  readonly labels?: readonly string[];
}

export interface ContainerSummary {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** As the engine shows it: a tag, or an id when the tag has moved on. */
  readonly image: string;
  readonly imageId: string;
  readonly state: string;
  readonly status: string;
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ImageSummary {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly createdAt: number;
  readonly sizeBytes: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface CreateContainerRequest {
  readonly name: string;
  /** `os/architecture/variant`; the engine refuses another one. */
  readonly platform?: string;
  /** Docker's create body: Config fields on top, HostConfig, NetworkingConfig. */
  readonly body: EngineObject;
}

export interface RestartPolicy {
  /** `no`, `always`, `unless-stopped`, `on-failure`; empty is `no`. */
  readonly name: string;
  /** Only with `on-failure`; 0 is without end. */
  readonly maximumRetryCount: number;
}

export interface ExecRequest {
  readonly argv: readonly string[];
  readonly user?: string;
  readonly env?: readonly string[];
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

export interface PullRequest {
  /** `registry/repository@sha256:…` or `registry/repository:tag`, in full. */
  readonly reference: string;
  readonly platform?: string;
  readonly login?: RegistryLogin | undefined;
  readonly onProgress?: (progress: { readonly downloadedBytes: number; readonly totalBytes: number }) => void;
  readonly signal?: AbortSignal;
}

export interface PullResult {
  readonly imageId: string;
  /** `repository@sha256:…` entries of the image afterwards. */
  readonly repoDigests: readonly string[];
}
