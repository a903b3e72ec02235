import { HostKeyModel } from '../../models/inventory/host-key-model.js';
import { ServerCredentialModel } from '../../models/credentials/server-credential-model.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import type { HostCapabilities } from '../../platform/commands/command.js';
import { withSudoSetting } from '../../platform/commands/sudo-setting.js';
import type { Database } from '../../platform/db/database.js';
import type { ConnectionPool } from '../../platform/ssh/connection-pool.js';
import type { AccessOptions, HostAccess, HostHandle } from '../../platform/ssh/host-access.js';
import { HostKeyMismatchError } from '../../platform/ssh/host-key.js';
import type { VerifiedHop } from '../../platform/ssh/pool-entry.js';
import { MAX_JUMPS } from '../../platform/ssh/pool-target.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Transport } from '../../platform/ssh/transport.js';
import { recordFirstContact, recordMismatch } from './host-key-events.js';
import { describeTarget, type ResolveCredential, type ServerFacts, type ServersById } from './ssh-target.js';

export interface HostAccessDependencies {
  readonly database: Database;
  readonly pool: ConnectionPool;
  readonly local: Transport;
  readonly resolveCredential: ResolveCredential;
}

/** The way from server ids to hosts: what the database knows becomes a pooled connection. */
export function createHostAccess(dependencies: HostAccessDependencies): HostAccess {
  return {
    async load(serverIds) {
      const servers = await loadServers(dependencies.database, serverIds);
      return serverIds.flatMap((id) => {
        const server = servers.get(id);
        return server === undefined ? [] : [createHandle(dependencies, server, servers)];
      });
    },
    forget: (serverId) => dependencies.pool.forget(serverId),
  };
}

async function loadServers(database: Database, ids: readonly string[]): Promise<Map<string, ServerFacts>> {
  const { knex } = database;
  const found = new Map<string, ServerFacts>();
  let wanted = [...new Set(ids)];
  // Longer chains are refused when they are set.
  for (let depth = 0; wanted.length > 0 && depth <= MAX_JUMPS; depth += 1) {
    const rows = await ServerModel.query(knex).whereIn('id', wanted);
    const keys = await HostKeyModel.query(knex).whereIn('serverId', wanted).where('state', 'pinned');
    const credentialIds = rows.flatMap((row) => row.credentialId ?? []);
    const credentials = await ServerCredentialModel.query(knex).select('id', 'loginUser').whereIn('id', credentialIds);
    for (const row of rows) {
      const pinned = keys.filter((key) => key.serverId === row.id);
      const loginUser = credentials.find((credential) => credential.id === row.credentialId)?.loginUser ?? null;
      found.set(row.id, { row, pinned, loginUser });
    }
    wanted = rows.flatMap((row) => row.jumpServerId ?? []).filter((id) => !found.has(id));
  }
  return found;
}

function createHandle(dependencies: HostAccessDependencies, server: ServerFacts, servers: ServersById): HostHandle {
  const { row } = server;
  const { credentialId } = row;
  return {
    serverId: row.id,
    name: row.name,
    transportKind: row.transport,
    status: row.status,
    capabilities: readCapabilities(row),
    sudoSetting: settingOf(row),
    capabilitiesAtMs: row.capabilitiesAt?.getTime() ?? null,
    withTransport: (work, options) => withTransport({ dependencies, server, servers }, work, options ?? {}),
    async sudoPassword() {
      if (credentialId === null) return undefined;
      return (await dependencies.resolveCredential(credentialId)).sudoPassword;
    },
  };
}

function readCapabilities(row: ServerModel): HostCapabilities | null {
  const stored = row.capabilities as unknown as HostCapabilities | null;
  return stored === null ? null : withSudoSetting(stored, settingOf(row));
}

function settingOf({ sudo, sudoDetected }: ServerModel): HostCapabilities['sudo'] | null {
  return sudoDetected ? null : sudo;
}

interface Route {
  readonly dependencies: HostAccessDependencies;
  readonly server: ServerFacts;
  readonly servers: ServersById;
}

async function withTransport<T>(
  route: Route,
  work: (transport: Transport) => Promise<T>,
  options: AccessOptions,
): Promise<T> {
  const { dependencies, server, servers } = route;
  const { database, pool, local, resolveCredential } = dependencies;
  if (server.row.status === 'blocked') throw describeBlocked(server.row);
  if (server.row.transport === 'local') return work(local);
  const target = describeTarget({ server, servers, resolveCredential });
  try {
    return await pool.withTransport(
      target,
      async (transport, { hops }) => {
        await pinNewHops(route, hops);
        return work(transport);
      },
      options,
    );
  } catch (error) {
    if (error instanceof HostKeyMismatchError) await recordMismatch(database, error, server.row.id);
    throw error;
  }
}

/** Hosts on the way that are met for the first time: their keys are pinned before any work is done. */
async function pinNewHops(route: Route, hops: readonly VerifiedHop[]): Promise<void> {
  // By place, not by the hop’s id: two servers may be one host, and share the connection that one of them made.
  for (const [place, facts] of listWay(route).entries()) {
    const key = hops[place]?.hostKey;
    if (key === undefined || facts.pinned.length > 0) continue;
    const given = facts.row.expectedFingerprint !== null;
    await recordFirstContact(route.dependencies.database, { serverId: facts.row.id, key, given });
  }
}

/** From the outermost jump server to the server itself. */
function listWay({ server, servers }: Route): ServerFacts[] {
  const way: ServerFacts[] = [];
  for (let next: ServerFacts | undefined = server; next !== undefined && way.length <= MAX_JUMPS;) {
    way.unshift(next);
    next = next.row.jumpServerId === null ? undefined : servers.get(next.row.jumpServerId);
  }
  return way;
}

function describeBlocked(row: ServerModel): RemoteError {
  return new RemoteError('server_blocked', `${row.name} is blocked: ${row.statusReason ?? 'a person has to decide'}.`);
}
