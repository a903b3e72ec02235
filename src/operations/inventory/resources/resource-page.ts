import type { Model, QueryBuilder } from 'objection';
import { ServerModel } from '../../../models/inventory/server-model.js';
import type { CallContext } from '../../context.js';
import { requireSelector, whereSelected } from '../select-servers.js';

/** Position in a list of resources: they stand server by server, by name. */
export interface ResourceKey {
  readonly serverId: string;
  readonly name: string;
  readonly id: string;
}

export interface ResourceFilter {
  readonly limit: number;
  readonly after?: ResourceKey | undefined;
  readonly serverId?: string | undefined;
  /** Of the servers. */
  readonly selector?: string | undefined;
  readonly includeGone?: boolean | undefined;
}

export const keyOfResource = ({ serverId, name, id }: ResourceKey): { serverId: string; name: string; id: string } => ({
  serverId,
  name,
  id,
});

/** Narrows a query over resources to servers, and to those that are there. */
export function whereThere<Q extends QueryBuilder<Model, unknown>>(
  query: Q,
  context: CallContext,
  filter: Pick<ResourceFilter, 'serverId' | 'selector' | 'includeGone'>,
): Q {
  if (filter.serverId !== undefined) query.where('serverId', filter.serverId);
  if (filter.includeGone !== true) query.whereNull('goneAt');
  if (filter.selector !== undefined) {
    const servers = ServerModel.query(context.database.knex).select('servers.id');
    query.whereIn('serverId', whereSelected(servers, requireSelector(filter.selector)));
  }
  return query;
}

/** Order and bounds of one page; names go by their bytes, whatever the database’s locale. */
export function pageByName<Q extends QueryBuilder<Model, unknown>>(query: Q, { limit, after }: ResourceFilter): Q {
  query.orderBy('serverId').orderBy('name').orderBy('id').limit(limit);
  if (after !== undefined) {
    const { serverId, name, id } = after;
    query.whereRaw('(server_id, name, id) > (?::uuid, ?, ?::uuid)', [serverId, name, id]);
  }
  return query;
}

interface Life {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly goneAt: Date | null;
}

export function presentLife({ firstSeenAt, lastSeenAt, goneAt }: Life): {
  firstSeenAt: string;
  lastSeenAt: string;
  goneAt: string | null;
} {
  return {
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  };
}
