import type { HostAccess, HostHandle } from '../../src/platform/ssh/host-access.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { Transport } from '../../src/platform/ssh/transport.js';

export interface LocalHostsOptions {
  /** Called before each use of a host: throw to make it fail, wait to make it slow. */
  readonly before?: (serverId: string) => Promise<void>;
}

/** A way to hosts where every server is this machine: the narrow edge at which tests inject failures. */
export function createLocalHosts(options: LocalHostsOptions = {}): HostAccess & { readonly uses: string[] } {
  const transport: Transport = new LocalTransport();
  const uses: string[] = [];
  return {
    uses,
    async load(serverIds) {
      return serverIds.map((serverId): HostHandle => ({
        serverId,
        name: serverId,
        transportKind: 'local',
        status: 'online',
        capabilities: null,
        capabilitiesAtMs: null,
        async withTransport(work) {
          uses.push(serverId);
          await options.before?.(serverId);
          return work(transport);
        },
        sudoPassword: async () => undefined,
      }));
    },
    forget() {},
  };
}

export function refuseLogin(): never {
  throw new RemoteError('auth_rejected', 'The host refused the login.');
}
