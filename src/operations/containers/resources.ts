import type {
  ContainerImage,
  ContainerNetwork,
  ContainerProject,
  ContainerVolume,
} from '../../domain/containers/container.js';
import type {
  ImageFacts,
  NetworkFacts,
  ProjectFacts,
  VolumeFacts,
} from '../../domain/containers/discovery/resources.js';
import { ContainerResourceModel } from '../../models/containers/container-resource-model.js';
import type { CallContext } from '../context.js';

/** Position in a list: the order is that of the engines’ own ids and names. */
export interface ResourceKey {
  readonly key: string;
  readonly id: string;
}

export interface HostResourceFilter {
  readonly limit: number;
  readonly after?: ResourceKey | undefined;
  readonly hostId?: string | undefined;
  readonly includeGone?: boolean | undefined;
}

type Row = ContainerResourceModel & { readonly serverId: string };

async function readPage(
  context: CallContext,
  kind: ContainerResourceModel['kind'],
  { limit, after, hostId, includeGone = false }: HostResourceFilter,
): Promise<Row[]> {
  const query = ContainerResourceModel.query(context.database.knex)
    .join('containerHosts', 'containerHosts.id', 'containerResources.hostId')
    .select('containerResources.*', 'containerHosts.serverId')
    .where({ kind })
    .orderBy('containerResources.key')
    .orderBy('containerResources.id')
    .limit(limit);
  if (hostId !== undefined) query.where('containerResources.hostId', hostId);
  if (!includeGone) query.whereNull('containerResources.goneAt');
  if (after !== undefined) {
    query.whereRaw('(container_resources.key, container_resources.id) > (?, ?::uuid)', [after.key, after.id]);
  }
  return (await query) as Row[];
}

export async function listImages(context: CallContext, filter: HostResourceFilter): Promise<ContainerImage[]> {
  const rows = await readPage(context, 'image', filter);
  return rows.map((row) => ({ ...(row.facts as unknown as ImageFacts), imageId: row.key, ...presentPlace(row) }));
}

export async function listVolumes(context: CallContext, filter: HostResourceFilter): Promise<ContainerVolume[]> {
  const rows = await readPage(context, 'volume', filter);
  return rows.map((row) => ({ ...(row.facts as unknown as VolumeFacts), name: row.key, ...presentPlace(row) }));
}

export async function listNetworks(context: CallContext, filter: HostResourceFilter): Promise<ContainerNetwork[]> {
  const rows = await readPage(context, 'network', filter);
  return rows.map((row) => ({ ...(row.facts as unknown as NetworkFacts), networkId: row.key, ...presentPlace(row) }));
}

export async function listProjects(context: CallContext, filter: HostResourceFilter): Promise<ContainerProject[]> {
  const rows = await readPage(context, 'project', filter);
  return rows.map((row) => ({ ...(row.facts as unknown as ProjectFacts), name: row.key, ...presentPlace(row) }));
}

function presentPlace({ id, hostId, serverId, firstSeenAt, lastSeenAt, goneAt }: Row) {
  return {
    id,
    hostId,
    serverId,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  };
}
