import type { Server } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { presentServer } from './present-server.js';
import { requireSelector, whereSelected } from './select-servers.js';

export interface ServerFilter {
  readonly limit: number;
  /** Position after which the page starts: a name and an id. */
  readonly after?: { readonly name: string; readonly id: string } | undefined;
  readonly selector?: string | undefined;
  readonly site?: string | undefined;
  readonly status?: Server['status'] | undefined;
}

/** Servers by name, in the same order whatever the database’s locale (and its version) makes of texts. */
export async function listServers(context: CallContext, filter: ServerFilter): Promise<Server[]> {
  const query = ServerModel.query(context.database.knex)
    .withGraphFetched('hostKeys')
    .orderByRaw('servers.name collate "C"')
    .orderBy('servers.id')
    .limit(filter.limit);
  if (filter.selector !== undefined) whereSelected(query, requireSelector(filter.selector));
  if (filter.site !== undefined) query.where('servers.site', filter.site);
  if (filter.status !== undefined) query.where('servers.status', filter.status);
  if (filter.after !== undefined) {
    query.whereRaw('(servers.name collate "C", servers.id) > (?, ?::uuid)', [filter.after.name, filter.after.id]);
  }
  const rows = await query;
  return rows.map(presentServer);
}

export async function requireServer(context: CallContext, id: string): Promise<ServerModel> {
  const row = await ServerModel.query(context.database.knex).findById(id).withGraphFetched('hostKeys');
  if (row === undefined) throw new MillwrightError('not_found', `There is no server ${id}.`);
  return row;
}

export async function getServer(context: CallContext, id: string): Promise<Server> {
  return presentServer(await requireServer(context, id));
}
