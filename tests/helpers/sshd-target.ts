import type { SshTarget } from '../../src/platform/ssh/pool-target.js';
import type { SshdFleet, SshdHost } from './sshd-fleet.js';

/** How the pool reaches a host of the fleet: its first key pinned, the fleet's client key as credential. */
export function describeFleetTarget(fleet: SshdFleet, host: SshdHost, changes: Partial<SshTarget> = {}): SshTarget {
  return {
    id: host.name,
    host: host.host,
    port: host.port,
    user: host.user,
    credentialId: 'fleet-key',
    credential: () => Promise.resolve({ privateKey: fleet.clientKey.privateKey }),
    hostKeyPolicy: { kind: 'pinned', keys: host.hostKeys.map((key) => key.blob) },
    ...changes,
  };
}
