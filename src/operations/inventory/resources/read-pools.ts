import type { StoragePool } from '../../../domain/inventory/resources.js';
import { PoolObservation } from '../../../domain/inventory/storage-pool.js';
import { StoragePoolModel } from '../../../models/inventory/storage-pool-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { CallContext } from '../../context.js';
import { pageByName, presentLife, whereThere, type ResourceFilter } from './resource-page.js';

export interface PoolFilter extends ResourceFilter {
  readonly type?: StoragePool['type'] | undefined;
  readonly health?: StoragePool['health'] | undefined;
}

/** Zpools, volume groups, thin pools, md arrays and Btrfs filesystems, server by server. */
export async function listPools(context: CallContext, filter: PoolFilter): Promise<StoragePool[]> {
  const query = pageByName(StoragePoolModel.query(context.database.knex), filter);
  whereThere(query, context, filter);
  if (filter.type !== undefined) query.where('type', filter.type);
  if (filter.health !== undefined) query.where('health', filter.health);
  return (await query).map(presentPool);
}

export async function getPool(context: CallContext, id: string): Promise<StoragePool> {
  const row = await StoragePoolModel.query(context.database.knex).findById(id);
  if (row === undefined) throw new MillwrightError('not_found', `There is no storage pool ${id}.`);
  return presentPool(row);
}

function presentPool(row: StoragePoolModel): StoragePool {
  // One that a former version stored in another shape is shown by its columns.
  const seen = PoolObservation.safeParse(row.observation).data;
  return {
    id: row.id,
    serverId: row.serverId,
    identity: row.identity,
    name: row.name,
    type: row.type,
    state: row.state,
    health: row.health,
    reasons: seen?.reasons ?? [],
    sizeBytes: row.sizeBytes,
    usedBytes: row.usedBytes,
    freeBytes: row.freeBytes,
    members: seen?.members.map(presentMember) ?? [],
    progress: seen?.progress ?? null,
    lastScrub: seen?.lastScrub ? { ...seen.lastScrub, errors: toNumber(seen.lastScrub.errors) } : null,
    findings: seen?.findings ?? [],
    details: seen?.details ?? {},
    ...presentLife(row),
  };
}

function presentMember(member: PoolObservation['members'][number]): StoragePool['members'][number] {
  return {
    ...member,
    readErrors: toNumber(member.readErrors),
    writeErrors: toNumber(member.writeErrors),
    checksumErrors: toNumber(member.checksumErrors),
  };
}

function toNumber(counter: string | null): number | null {
  return counter === null ? null : Number(counter);
}
