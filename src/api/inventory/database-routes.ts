import { z } from 'zod';
import { DatabaseEngine, DatabaseStatus } from '../../domain/inventory/database-instance.js';
import { DatabaseInstance, PatchDatabaseInstance } from '../../domain/inventory/resources.js';
import { patchDatabase } from '../../operations/inventory/resources/database-credentials.js';
import { getDatabase, listDatabases } from '../../operations/inventory/resources/read-databases.js';
import { keyOfResource } from '../../operations/inventory/resources/resource-page.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, INVENTORY_TAG as tag, resourceQuery, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();
const BASE = `${INFRASTRUCTURE}/databases`;

const list = defineRoute({
  operationId: 'listDatabases',
  method: 'GET',
  path: BASE,
  summary: 'Database servers found on the hosts, server by server, with what was measured.',
  tag,
  role: 'viewer',
  query: z.object({ ...resourceQuery, engine: DatabaseEngine.optional(), status: DatabaseStatus.optional() }),
  response: { status: 200, schema: pageOf(DatabaseInstance) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listDatabases',
      limit,
      cursor,
      filters,
      keyOf: (item: DatabaseInstance) => keyOfResource(item),
      read: (page) => listDatabases(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const read = defineRoute({
  operationId: 'getDatabase',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One database server, gone ones too. Its login is never shown.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: DatabaseInstance },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getDatabase(context, params.id) }),
});

const patch = defineRoute({
  operationId: 'patchDatabase',
  method: 'PATCH',
  path: `${BASE}/{id}`,
  summary: 'Gives a database server the login it is measured with, encrypted and write-only; null takes it away.',
  tag,
  role: 'admin',
  params: IdParams,
  body: PatchDatabaseInstance,
  response: { status: 200, schema: DatabaseInstance },
  problems: ['not_found'],
  handle: async ({ params, body, context, services }) => ({
    body: await patchDatabase(context, services.credentials, { id: params.id, ...body }),
  }),
});

export const databaseRoutes = [list, read, patch];
