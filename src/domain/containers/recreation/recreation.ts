import type { EngineJson } from './engine-json.js';

/** What of an engine decides how a container is recreated on it. An `EngineDescription` is one. */
export interface RecreationEngine {
  readonly runtime: 'docker' | 'podman';
  /** Of the API that is spoken with it, e.g. `1.41`. */
  readonly apiVersion: string;
  readonly cgroupVersion: 1 | 2 | null;
  readonly containerdImageStore: boolean;
}

export interface NewLender {
  readonly id: string;
  /** What it lends beyond what the one that bears the name lends. */
  readonly paths: readonly string[];
}

export interface RecreationRequest {
  /** Inspect of the container as it is, before anything about it was changed. */
  readonly container: EngineJson;
  /** Inspect of the image by the container's own image id, never by tag: the tag may have moved. */
  readonly oldImage: EngineJson;
  readonly newImage: EngineJson;
  readonly engine: RecreationEngine;
  /** What the new container says its image is; it has to name `newImage` when the container is created. */
  readonly imageReference: string;
  /** Under which it is created. It is renamed later, and nothing in the request depends on it. */
  readonly name: string;
  /** Becomes the label `io.millwright.update`; null leaves none. */
  readonly runId: string | null;
  /** Full id of a container that was recreated before → what to call its successor (best its id). */
  readonly renames: Readonly<Record<string, string>>;
  /** The same by name, for legacy links: inspect says those by name, also when they were given by id. */
  readonly renamedNames?: Readonly<Record<string, string>>;
  /** By name, lenders of volumes whose successor lends other paths: by its name one would borrow from the old one. */
  readonly newLenders?: Readonly<Record<string, NewLender>>;
  /** What compose says of the container’s project; absent where it is not known. */
  readonly compose?: ComposeModel;
}

export interface ComposeModel {
  /** What `docker compose config --format json` prints. */
  readonly model: string;
  /** SHA-256 of a text, in hexadecimal: what compose hashes with. */
  readonly sha256: (text: string) => string;
}

export interface CreateRequest {
  readonly name: string;
  /** `os/architecture/variant` of the new image. */
  readonly platform?: string;
  /** Docker's create body: Config fields on top, HostConfig, NetworkingConfig. */
  readonly body: EngineJson;
}

export interface ConnectRequest {
  readonly network: string;
  readonly endpoint: EngineJson;
}

export interface RunPlan {
  /** It ran (also paused or between two restarts), so its successor is to run. */
  readonly start: boolean;
  /** To be paused once it has proved healthy. */
  readonly pause: boolean;
  /** The engine removes it by itself when it ends (`--rm`): it cannot be kept aside, a rollback has to rebuild it. */
  readonly removesItself: boolean;
}

export interface PlannedRecreation {
  readonly ok: true;
  readonly create: CreateRequest;
  /** After the creation, in this order; a connect that fails is a failed creation. */
  readonly connect: readonly ConnectRequest[];
  /** After that: networks that its mode brings along and that somebody took it off. */
  readonly disconnect: readonly string[];
  readonly runPlan: RunPlan;
  /** What a person should know who approves it: what cannot be told from inspect, what is carried over by name. */
  readonly notes: readonly string[];
}

export type RecreationProblemCode =
  /** An inspect is not one, or lacks what identifies it. */
  | 'unreadable'
  /** `oldImage` is not the image of the container. */
  | 'old_image_mismatch'
  /** The new image is for another operating system or architecture than the old one. */
  | 'wrong_platform'
  /** Being removed, or dead. */
  | 'container_state'
  /** Something else makes and replaces this container: swarm, a systemd unit, a pod. */
  | 'managed_elsewhere';

export interface RecreationProblem {
  readonly code: RecreationProblemCode;
  /** What, and what to do instead. */
  readonly message: string;
}

export type RecreationPlan =
  | PlannedRecreation
  | { readonly ok: false; readonly problems: readonly RecreationProblem[] };

/** Label of ours on containers that an update made; never part of a three-way difference. */
export const UPDATE_LABEL = 'io.millwright.update';
