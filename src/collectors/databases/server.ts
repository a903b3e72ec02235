import type {
  ContainerList,
  DatabaseProcess,
  InspectedContainer,
  InstalledPackage,
  Listener,
  UnixListener,
} from './evidence.js';
import type { Listing } from './parse-listeners.js';
import type { FoundEndpoint } from './schema.js';

/** All that a host tells of its database servers. */
export interface Evidence {
  /** undefined: nothing told. */
  readonly listeners: Listing<Listener> | undefined;
  readonly unix: Listing<UnixListener> | undefined;
  readonly processes: Listing<DatabaseProcess> | undefined;
  readonly containers: readonly ContainerList[];
  /** By name; null: there is no such container. */
  readonly inspected: ReadonlyMap<string, InspectedContainer | null>;
  /** Servers that the package manager installed; undefined: it did not tell. */
  readonly packages?: readonly InstalledPackage[] | undefined;
}

/** A server while its evidence is being put together. */
export interface Server extends Omit<FoundEndpoint, 'foundBy'> {
  readonly foundBy: ReadonlySet<string>;
  readonly pid: number | null;
}
