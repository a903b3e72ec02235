import {
  DEFAULT_SOCKETS,
  EngineFacts,
  spellingsOf,
  type ContainerHost,
  type CreateContainerHost,
} from '../../domain/containers/host.js';
import { ContainerHostModel } from '../../models/containers/container-host-model.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { newId } from '../../platform/ids/ids.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { recordAudit } from '../audit/record.js';
import type { CallContext } from '../context.js';
import type { ContainerServices } from './services.js';

export interface CreatedHost {
  readonly host: ContainerHost;
  /** False: it was known already, and nothing changed. */
  readonly isNew: boolean;
}

/** Declares a container engine of a server; it is not contacted. Throws `unprocessable` and `feature_disabled`. */
export async function createHost(
  context: CallContext,
  services: Pick<ContainerServices, 'kubernetesEnabled'>,
  input: CreateContainerHost,
): Promise<CreatedHost> {
  const { serverId, runtime } = input;
  requireRuntime(runtime, services);
  const socketPath = input.socketPath ?? DEFAULT_SOCKETS[runtime];
  const { id, isNew } = await context.database.knex.transaction(async (trx) => {
    await requireServer(trx, serverId);
    const known = await ContainerHostModel.query(trx)
      .findOne({ serverId, runtime })
      .whereIn('socketPath', [...spellingsOf(socketPath)]);
    if (known !== undefined) return { id: known.id, isNew: false };
    const row = { id: newId(), serverId, runtime, socketPath };
    await ContainerHostModel.query(trx).insert(row);
    const subject = { type: 'container_host', id: row.id };
    await recordAudit(trx, context, {
      action: 'container_host.added',
      subject,
      details: { serverId, runtime, socketPath },
    });
    return { id: row.id, isNew: true };
  });
  return { host: await getHost(context, id), isNew };
}

function requireRuntime(
  runtime: ContainerHost['runtime'],
  { kubernetesEnabled }: Pick<ContainerServices, 'kubernetesEnabled'>,
): void {
  if (runtime !== 'kubernetes') return;
  const detail = kubernetesEnabled
    ? 'Kubernetes clusters are not part of this version yet, although ENABLE_K8S is set.'
    : 'Kubernetes hosts need ENABLE_K8S=true.';
  throw new MillwrightError('feature_disabled', detail);
}

/** Locked, so that two requests at once make one host, and the server is not removed meanwhile. */
async function requireServer(trx: Transaction, serverId: string): Promise<void> {
  if ((await ServerModel.query(trx).findById(serverId).forUpdate()) !== undefined) return;
  const message = 'there is no server with this id';
  throw new MillwrightError('unprocessable', `serverId: ${message}.`, { errors: [{ path: 'serverId', message }] });
}

export interface HostKey {
  readonly createdAt: string;
  readonly id: string;
}

export interface HostFilter {
  readonly limit: number;
  readonly after?: HostKey | undefined;
  readonly serverId?: string | undefined;
  readonly runtime?: ContainerHost['runtime'] | undefined;
}

/** Container hosts from the oldest on. */
export async function listHosts(context: CallContext, filter: HostFilter): Promise<ContainerHost[]> {
  const { limit, after, serverId, runtime } = filter;
  const query = ContainerHostModel.query(context.database.knex).orderBy('createdAt').orderBy('id').limit(limit);
  if (serverId !== undefined) query.where({ serverId });
  if (runtime !== undefined) query.where({ runtime });
  if (after !== undefined) query.whereRaw('(created_at, id) > (?::timestamptz, ?::uuid)', [after.createdAt, after.id]);
  return presentHosts(context.database, await query);
}

export async function getHost(context: CallContext, id: string): Promise<ContainerHost> {
  const row = await ContainerHostModel.query(context.database.knex).findById(id);
  const [host] = row === undefined ? [] : await presentHosts(context.database, [row]);
  if (host === undefined) throw new MillwrightError('not_found', `There is no container host ${id}.`);
  return host;
}

interface Counted {
  readonly id: string;
  readonly server: string;
  readonly total: number;
  readonly running: number;
  readonly unhealthy: number;
}

const COUNT = `
  select host.id, server.name as server, count(container.id)::int as total,
         (count(*) filter (where container.state = 'running'))::int as running,
         (count(*) filter (where container.health = 'unhealthy'))::int as unhealthy
    from container_hosts host
    join servers server on server.id = host.server_id
    left join containers container
           on container.host_id = host.id and container.gone_at is null and container.aside_of is null
   where host.id = any($1::uuid[]) group by host.id, server.name`;

async function presentHosts(database: Database, rows: readonly ContainerHostModel[]): Promise<ContainerHost[]> {
  const { rows: counted } = await database.pool.query<Counted>(COUNT, [rows.map(({ id }) => id)]);
  const counts = new Map(counted.map((each) => [each.id, each]));
  return rows.flatMap((row) => {
    const count = counts.get(row.id);
    return count === undefined ? [] : [presentHost(row, count)];
  });
}

function presentHost(row: ContainerHostModel, { server, total, running, unhealthy }: Counted): ContainerHost {
  const { id, serverId, runtime, socketPath, status, statusReason, engine, discoveredAt, createdAt } = row;
  return {
    id,
    serverId,
    serverName: server,
    runtime,
    socketPath,
    status,
    statusReason,
    engine: EngineFacts.safeParse(engine).data ?? null,
    containers: { total, running, unhealthy },
    discoveredAt: discoveredAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
