import type { HostCapabilities } from '../commands/command.js';
import type { Transport } from './transport.js';

export interface AccessOptions {
  readonly signal?: AbortSignal;
  /** A person asks: try now, although the host failed several times in a row. */
  readonly bypassBreaker?: boolean;
}

/** One host as work sees it: a transport when it is needed, and what is known about it. */
export interface HostHandle {
  readonly serverId: string;
  readonly name: string;
  readonly transportKind: 'ssh' | 'local';
  readonly status: 'unknown' | 'online' | 'degraded' | 'offline' | 'blocked';
  /** null until the first detection. */
  readonly capabilities: HostCapabilities | null;
  /** What a person set for sudo; it holds for what is detected anew as well. */
  readonly sudoSetting?: HostCapabilities['sudo'] | null;
  /** When capabilities were detected (epoch milliseconds). */
  readonly capabilitiesAtMs: number | null;
  /** Leases the pooled connection for the time of `work`. Rejects with a RemoteError. */
  withTransport<T>(work: (transport: Transport) => Promise<T>, options?: AccessOptions): Promise<T>;
  /** Resolved from the credential at the moment of use; undefined when there is none. */
  sudoPassword(): Promise<string | undefined>;
}

/** The way from a server's id to its host, for activities and operations alike; built once per process. */
export interface HostAccess {
  /** Handles in the order of the ids; servers that are gone are left out. One query for all. */
  load(serverIds: readonly string[]): Promise<HostHandle[]>;
  /** A credential or a pinned key changed: forget failures and connections made with the former ones. */
  forget(serverId: string): void;
}
