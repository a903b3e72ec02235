import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';

/** What the tools of a host say, before it is put together. Nothing of an argument list is kept but ports. */
export interface Listener {
  /** `*` for every address of either family; otherwise without brackets and zone. */
  readonly address: string;
  readonly port: number;
  /** null: not told, which is not the same as none. */
  readonly pid: number | null;
  readonly process: string | null;
}

export interface UnixListener {
  readonly path: string;
  readonly pid: number | null;
  readonly process: string | null;
}

export interface DatabaseProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly engine: DatabaseEngine;
  /** From its arguments, when they say. */
  readonly port: number | null;
  /** The same program in another part: it watches servers, and is none. */
  readonly isSentinel: boolean;
  /** The path of its program, where it was started by one. */
  readonly program: string | null;
}

/** A database server that the host's package manager installed. */
export interface InstalledPackage {
  readonly engine: DatabaseEngine;
  readonly name: string;
  /** Of the server: without epoch and the package's own revision. */
  readonly version: string;
}

export interface PublishedPort {
  readonly address: string;
  readonly port: number;
  readonly containerPort: number;
}

export interface Container {
  readonly runtime: ContainerRuntime;
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** undefined: its image and command are of no database known here. */
  readonly engine: DatabaseEngine | undefined;
  readonly published: readonly PublishedPort[];
  /** TCP ports of its own, published or not. */
  readonly exposed: readonly number[];
}

export type ContainerRuntime = 'docker' | 'podman';

/** A list of containers, or that the engine gave none: its daemon is down, or the login may not ask. */
export interface ContainerList {
  readonly answered: boolean;
  readonly containers: readonly Container[];
}

export interface InspectedContainer {
  readonly status: string;
  readonly pid: number;
  readonly networkMode: string;
  readonly addresses: readonly string[];
}

export interface Unit {
  readonly name: string;
  /** active, inactive, failed, activating, … */
  readonly activeState: string;
  readonly enabled: boolean;
}

/** Bounds for what a hostile or broken host may make us keep. */
export const MAX_ROWS = 2000;
export const MAX_NAME = 200;

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
