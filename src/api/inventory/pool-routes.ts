import { z } from 'zod';
import { StoragePool } from '../../domain/inventory/resources.js';
import { PoolHealth, PoolType } from '../../domain/inventory/storage-pool.js';
import { getPool, listPools } from '../../operations/inventory/resources/read-pools.js';
import { keyOfResource } from '../../operations/inventory/resources/resource-page.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, INVENTORY_TAG as tag, resourceQuery, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();
const BASE = `${INFRASTRUCTURE}/pools`;

const list = defineRoute({
  operationId: 'listStoragePools',
  method: 'GET',
  path: BASE,
  summary: 'Zpools, volume groups, thin pools, md arrays and Btrfs filesystems, server by server.',
  description: '`health` speaks of redundancy and availability only; capacity and errors are `findings`.',
  tag,
  role: 'viewer',
  query: z.object({ ...resourceQuery, type: PoolType.optional(), health: PoolHealth.optional() }),
  response: { status: 200, schema: pageOf(StoragePool) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listStoragePools',
      limit,
      cursor,
      filters,
      keyOf: (item: StoragePool) => keyOfResource(item),
      read: (page) => listPools(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const read = defineRoute({
  operationId: 'getStoragePool',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One pool with its members, gone ones too.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: StoragePool },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getPool(context, params.id) }),
});

export const poolRoutes = [list, read];
