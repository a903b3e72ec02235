import type { InventoryEvent } from '../../../domain/inventory/inventory-event.js';
import { InventoryEventModel } from '../../../models/inventory/inventory-event-model.js';
import type { PageRequest } from '../../collection/read-runs.js';
import type { CallContext } from '../../context.js';

const DAY_MS = 86_400_000;

export interface ChangeFilter extends PageRequest {
  readonly serverId?: string | undefined;
  /** ISO 8601; a day ago without it. */
  readonly since?: string | undefined;
  readonly resourceType?: InventoryEvent['resourceType'] | undefined;
  readonly resourceId?: string | undefined;
}

/** What changed on the hosts, newest first: since yesterday when nothing else is asked for. */
export async function listChanges(context: CallContext, filter: ChangeFilter): Promise<InventoryEvent[]> {
  const since = filter.since === undefined ? new Date(Date.now() - DAY_MS) : new Date(filter.since);
  const query = InventoryEventModel.query(context.database.knex)
    .where('at', '>=', since)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.serverId !== undefined) query.where('serverId', filter.serverId);
  if (filter.resourceType !== undefined) query.where('resourceType', filter.resourceType);
  if (filter.resourceId !== undefined) query.where('resourceId', filter.resourceId);
  if (filter.after !== undefined)
    query.whereRaw('(at, id) < (?::timestamptz, ?::uuid)', [filter.after.at, filter.after.id]);
  return (await query).map(presentEvent);
}

function presentEvent(row: InventoryEventModel): InventoryEvent {
  const { id, serverId, resourceType, resourceId, resourceName, kind, field, before, after, runId } = row;
  const at = row.at.toISOString();
  return { id, serverId, at, resourceType, resourceId, resourceName, kind, field, before, after, runId };
}
