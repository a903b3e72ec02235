import { detectHost } from '../../collectors/profile/detect-host.js';
import { ContainerHostModel } from '../../models/containers/container-host-model.js';
import type { Database } from '../../platform/db/database.js';
import type { HostCapabilities } from '../../platform/commands/index.js';
import type { ContainerEngine, EngineDescription } from '../../platform/engines/engine.js';
import { openEngine, type EngineAccess } from '../../platform/engines/open-engine.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { onAbort } from '../../platform/ssh/on-abort.js';
import type { AccessOptions, HostAccess, HostHandle } from '../../platform/ssh/host-access.js';
import type { BridgeSudo, Transport } from '../../platform/ssh/transport.js';

export interface EnginesDependencies {
  readonly database: Database;
  readonly hosts: HostAccess;
}

/** An engine for the time of some work, and the host that it runs on. */
export interface OpenHostEngine {
  readonly engine: ContainerEngine;
  readonly transport: Transport;
  readonly host: EngineHost;
  /** As the engine said it at the beginning of this work. */
  readonly description: EngineDescription;
  readonly access: EngineAccess;
  /** How commands on the host become root; undefined: the login is root, or cannot become it. */
  readonly sudo: BridgeSudo | undefined;
}

export interface EngineHost {
  readonly hostId: string;
  readonly serverId: string;
  /** The server's name. */
  readonly name: string;
  readonly runtime: 'docker' | 'podman';
  readonly socketPath: string;
  readonly handle: HostHandle;
  /** As they were detected; of a server that was never collected, right now. */
  readonly capabilities: HostCapabilities;
}

export interface Engines {
  /**
   * Leases the connection to the server of a container host, opens its engine, and closes that after the work, however
   * that ended. Rejects with a MillwrightError (`not_found`, `feature_disabled`), a RemoteError, an EngineError, or
   * what the work rejects with. When `signal` aborts, what is asked of the engine fails with `connection_lost`.
   */
  withEngine<T>(hostId: string, work: (open: OpenHostEngine) => Promise<T>, options?: AccessOptions): Promise<T>;
}

/** The way from container hosts to their engines; nothing of a connection is kept between two works. */
export function createEngines(dependencies: EnginesDependencies): Engines {
  return {
    async withEngine(hostId, work, options) {
      const known = await loadHost(dependencies, hostId);
      return known.handle.withTransport(async (transport) => {
        const capabilities = known.handle.capabilities ?? (await detect(known.handle, transport, options?.signal));
        const host: EngineHost = { ...known, capabilities };
        const sudo = await findSudo(host);
        const { socketPath, runtime, name } = host;
        const { engine, access } = await openEngine(transport, { socketPath, runtime, where: name, sudo });
        const stopListening = onAbort(options?.signal, () => engine.close());
        try {
          return await work({ engine, transport, host, description: await engine.describe(), access, sudo });
        } finally {
          stopListening();
          engine.close();
        }
      }, options);
    },
  };
}

/** A server that nobody has collected yet can be worked on all the same. */
async function detect(handle: HostHandle, transport: Transport, signal?: AbortSignal): Promise<HostCapabilities> {
  const detected = await detectHost(transport, {
    sudoPassword: await handle.sudoPassword(),
    ...(signal === undefined ? {} : { signal }),
  });
  return detected.capabilities;
}

async function loadHost(
  { database, hosts }: EnginesDependencies,
  hostId: string,
): Promise<Omit<EngineHost, 'capabilities'>> {
  const row = await ContainerHostModel.query(database.knex).findById(hostId);
  if (row === undefined) throw new MillwrightError('not_found', `There is no container host ${hostId}.`);
  const { serverId, runtime, socketPath } = row;
  if (runtime === 'kubernetes') {
    throw new MillwrightError('feature_disabled', 'Kubernetes has no engine that is asked through a socket.');
  }
  const [handle] = await hosts.load([serverId]);
  if (handle === undefined) throw new MillwrightError('not_found', `The server of container host ${hostId} is gone.`);
  return { hostId, serverId, name: handle.name, runtime, socketPath, handle };
}

/** The server's way to root, as it was detected or set; without it sockets that are closed to the login stay closed. */
async function findSudo({ handle, capabilities }: EngineHost): Promise<BridgeSudo | undefined> {
  switch (capabilities.sudo) {
    case 'passwordless':
      return 'passwordless';
    case 'password': {
      const password = await handle.sudoPassword();
      return password === undefined ? undefined : { password };
    }
    default:
      return undefined;
  }
}
