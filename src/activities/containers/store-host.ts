import { readAsideName } from '../../domain/containers/discovery/aside-names.js';
import {
  trackContainers,
  type KnownContainer,
  type UpdateRunRef,
} from '../../domain/containers/discovery/track-containers.js';
import type { EngineFacts } from '../../domain/containers/host.js';
import { ContainerHostModel } from '../../models/containers/container-host-model.js';
import { ContainerModel } from '../../models/containers/container-model.js';
import type { Database, Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import { writeEvents } from '../inventory/write-states.js';
import type { HostReading } from './read-host.js';
import { writeContainers, writeResources } from './write-host-rows.js';

export interface HostStorage {
  readonly hostId: string;
  readonly engine: EngineFacts;
  readonly reading: HostReading;
  /** For the line of history. */
  readonly jobId: string;
}

/**
 * Stores what an engine showed. Safe to repeat. Returns whether it counted: a later reading may have been stored
 * meanwhile, and the host may be gone.
 */
export async function storeHost(database: Database, storage: HostStorage): Promise<boolean> {
  const { hostId, engine, reading, jobId } = storage;
  return database.knex.transaction(async (trx) => {
    const host = await ContainerHostModel.query(trx).findById(hostId).forUpdate();
    if (host === undefined || (host.discoveredAt !== null && host.discoveredAt >= reading.readAt)) return false;
    const tracked = trackContainers({
      known: await readKnown(trx, hostId),
      observed: reading.containers,
      updateRuns: await readUpdateRuns(trx, storage),
      isFirst: host.discoveredAt === null,
      newId,
    });
    const at = reading.readAt.toISOString();
    await writeResources(trx, { hostId, at, resources: reading.resources });
    await writeContainers(trx, { hostId, at, tracked });
    await writeEvents(trx, { serverId: host.serverId, at, runId: jobId }, tracked.events);
    await ContainerHostModel.query(trx)
      .findById(hostId)
      .patch({ status: 'online', statusReason: null, engine: { ...engine }, discoveredAt: reading.readAt });
    return true;
  });
}

async function readKnown(trx: Transaction, hostId: string): Promise<KnownContainer[]> {
  const rows = await ContainerModel.query(trx)
    .select('id', 'runtimeId', 'name', 'asideOf', 'imageReference', 'imageId', 'state', 'health', 'goneAt')
    .where({ hostId })
    .orderBy('id');
  return rows.map(({ goneAt, id, runtimeId, name, asideOf, imageReference, imageId, state, health }) => ({
    id,
    runtimeId,
    name,
    asideOf,
    imageReference,
    imageId,
    state,
    health,
    isGone: goneAt !== null,
  }));
}

/** Runs whose marks stand in names now. */
async function readUpdateRuns(trx: Transaction, { hostId, reading }: HostStorage): Promise<UpdateRunRef[]> {
  const marks = reading.containers.flatMap(({ name }) => readAsideName(name)?.mark ?? []);
  if (marks.length === 0) return [];
  const { rows } = await trx.raw<{ rows: { id: string; container_id: string }[] }>(
    `select id, container_id from update_runs
      where host_id = ? and (left(id::text, 8) = any(?::text[]) or right(id::text, 8) = any(?::text[]))`,
    [hostId, marks, marks],
  );
  return rows.map((row) => ({ id: row.id, containerId: row.container_id }));
}

/** What could not be read stays as it was; only that its engine does not answer is noted. */
export async function markHostOffline(database: Database, hostId: string, reason: string): Promise<void> {
  await ContainerHostModel.query(database.knex)
    .findById(hostId)
    .patch({ status: 'offline', statusReason: reason.slice(0, 500) });
}
