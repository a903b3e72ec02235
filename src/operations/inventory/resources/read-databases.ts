import { DatabaseObservation } from '../../../domain/inventory/database-instance.js';
import type { DatabaseInstance } from '../../../domain/inventory/resources.js';
import { DatabaseInstanceModel } from '../../../models/inventory/database-instance-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { CallContext } from '../../context.js';
import { pageByName, presentLife, whereThere, type ResourceFilter } from './resource-page.js';

export interface DatabaseFilter extends ResourceFilter {
  readonly engine?: DatabaseInstance['engine'] | undefined;
  readonly status?: DatabaseInstance['status'] | undefined;
}

/** Database servers found on the hosts, server by server. */
export async function listDatabases(context: CallContext, filter: DatabaseFilter): Promise<DatabaseInstance[]> {
  const query = pageByName(DatabaseInstanceModel.query(context.database.knex), filter);
  whereThere(query, context, filter);
  if (filter.engine !== undefined) query.where('engine', filter.engine);
  if (filter.status !== undefined) query.where('status', filter.status);
  return (await query).map(presentDatabase);
}

export async function getDatabase(context: CallContext, id: string): Promise<DatabaseInstance> {
  const row = await DatabaseInstanceModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchDatabase(id);
  return presentDatabase(row);
}

export function noSuchDatabase(id: string): MillwrightError {
  return new MillwrightError('not_found', `There is no database ${id}.`);
}

export function presentDatabase(row: DatabaseInstanceModel): DatabaseInstance {
  const seen = DatabaseObservation.safeParse(row.observation).data;
  return {
    id: row.id,
    serverId: row.serverId,
    identity: row.identity,
    name: row.name,
    engine: row.engine,
    version: row.version,
    address: seen?.address ?? null,
    port: seen?.port ?? null,
    socketPath: seen?.socketPath ?? null,
    containerId: seen?.containerId ?? null,
    containerName: seen?.containerName ?? null,
    foundBy: seen?.foundBy ?? [],
    status: row.status,
    statusReason: seen?.statusReason ?? null,
    role: row.role,
    hasCredential: row.credentialPassword !== null,
    findings: seen?.findings ?? [],
    details: seen?.details ?? {},
    ...presentLife(row),
  };
}
