import type { Server } from '../../domain/inventory/server.js';
import type { HostKeyModel } from '../../models/inventory/host-key-model.js';
import type { ServerModel } from '../../models/inventory/server-model.js';

type PresentedHostKey = NonNullable<Server['hostKey']>;

/** A server as the API shows it. `hostKeys` must have been fetched. */
export function presentServer(row: ServerModel): Server {
  const keys = row.hostKeys ?? [];
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    port: row.port,
    site: row.site,
    labels: row.labels,
    transport: row.transport,
    credentialId: row.credentialId,
    jumpServerId: row.jumpServerId,
    status: row.status,
    statusReason: row.statusReason,
    hostKey: presentHostKey(keys.find((key) => key.state === 'pinned')),
    pendingHostKey: presentHostKey(keys.find((key) => key.state === 'pending')),
    sudo: row.sudo,
    profile: row.profile,
    capabilities: row.capabilities,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

export function presentHostKey(key: HostKeyModel | undefined): PresentedHostKey | null {
  if (key === undefined) return null;
  return { algorithm: key.algorithm, fingerprint: key.fingerprint, pinnedAt: key.pinnedAt?.toISOString() ?? null };
}
