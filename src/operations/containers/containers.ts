import type { Container } from '../../domain/containers/container.js';
import { ContainerState } from '../../domain/containers/discovery/container-observation.js';
import { ContainerModel } from '../../models/containers/container-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';

/** Position in the list: containers stand by name. */
export interface NameKey {
  readonly name: string;
  readonly id: string;
}

export interface ContainerFilter {
  readonly limit: number;
  readonly after?: NameKey | undefined;
  readonly hostId?: string | undefined;
  readonly serverId?: string | undefined;
  readonly name?: string | undefined;
  readonly state?: Container['state'] | undefined;
  readonly project?: string | undefined;
  readonly updateStatus?: Container['update']['status'] | undefined;
  /** Gone ones, and those that an update keeps aside. */
  readonly includeGone?: boolean | undefined;
}

type Row = ContainerModel & { readonly serverId: string };

function selectContainers(context: CallContext) {
  return ContainerModel.query(context.database.knex)
    .join('containerHosts', 'containerHosts.id', 'containers.hostId')
    .select('containers.*', 'containerHosts.serverId');
}

/** Containers by name; names go by their bytes, whatever the database’s locale. */
export async function listContainers(context: CallContext, filter: ContainerFilter): Promise<Container[]> {
  const { limit, after, hostId, serverId, name, state, project, updateStatus, includeGone = false } = filter;
  const query = selectContainers(context).orderBy('containers.name').orderBy('containers.id').limit(limit);
  const wanted: Readonly<Record<string, string | undefined>> = {
    'containers.hostId': hostId,
    'containerHosts.serverId': serverId,
    'containers.name': name,
    'containers.state': state,
    'containers.composeProject': project,
    'containers.updateStatus': updateStatus,
  };
  for (const [column, value] of Object.entries(wanted)) if (value !== undefined) query.where(column, value);
  if (!includeGone) query.whereNull('containers.goneAt').whereNull('containers.asideOf');
  if (after !== undefined) query.whereRaw('(containers.name, containers.id) > (?, ?::uuid)', [after.name, after.id]);
  return ((await query) as Row[]).map(presentContainer);
}

export async function getContainer(context: CallContext, id: string): Promise<Container> {
  const row = (await selectContainers(context).where('containers.id', id).first()) as Row | undefined;
  if (row === undefined) throw new MillwrightError('not_found', `There is no container ${id}.`);
  return presentContainer(row);
}

function presentContainer(row: Row): Container {
  return {
    ...row.facts,
    id: row.id,
    hostId: row.hostId,
    serverId: row.serverId,
    runtimeId: row.runtimeId,
    name: row.name,
    image: { reference: row.imageReference, digest: row.imageDigest, id: row.imageId },
    state: ContainerState.safeParse(row.state).data ?? 'unknown',
    health: row.health,
    labels: row.labels,
    composeProject: row.composeProject,
    composeService: row.composeService,
    asideOf: row.asideOf,
    update: {
      status: row.updateStatus,
      candidate: row.updateCandidate,
      checkedAt: row.updateCheckedAt?.toISOString() ?? null,
      reason: row.updateReason,
    },
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    goneAt: row.goneAt?.toISOString() ?? null,
  };
}
