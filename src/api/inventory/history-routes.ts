import { z } from 'zod';
import { InventoryEvent, ResourceType } from '../../domain/inventory/inventory-event.js';
import { listChanges } from '../../operations/inventory/resources/read-changes.js';
import { requireServer } from '../../operations/inventory/read-servers.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, INVENTORY_TAG as tag, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();

const changeQuery = {
  ...pageQuery,
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'The last 24 hours without it: what changed since yesterday.' }),
  resourceType: ResourceType.optional(),
  resourceId: z.uuid().optional(),
};
const keyOf = ({ at, id }: InventoryEvent): { at: string; id: string } => ({ at, id });

const ofFleet = defineRoute({
  operationId: 'listChanges',
  method: 'GET',
  path: `${INFRASTRUCTURE}/changes`,
  summary: 'What changed on the hosts, newest first: things that came and went, health, states, versions.',
  tag,
  role: 'viewer',
  query: z.object({ ...changeQuery, serverId: z.uuid().optional() }),
  response: { status: 200, schema: pageOf(InventoryEvent) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const read = (page: { limit: number; after?: { at: string; id: string } }) =>
      listChanges(context, { ...filters, ...page });
    return { body: await paginate(services.cursors, { list: 'listChanges', limit, cursor, filters, keyOf, read }) };
  },
});

const ofServer = defineRoute({
  operationId: 'listServerChanges',
  method: 'GET',
  path: `${INFRASTRUCTURE}/servers/{id}/changes`,
  summary: 'What changed on one host, newest first.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object(changeQuery),
  response: { status: 200, schema: pageOf(InventoryEvent) },
  problems: ['not_found', 'bad_cursor'],
  handle: async ({ params, query, context, services }) => {
    const { limit, cursor, ...given } = query;
    const { id: serverId } = await requireServer(context, params.id);
    const filters = { ...given, serverId };
    const read = (page: { limit: number; after?: { at: string; id: string } }) =>
      listChanges(context, { ...filters, ...page });
    const list = 'listServerChanges';
    return { body: await paginate(services.cursors, { list, limit, cursor, filters, keyOf, read }) };
  },
});

export const historyRoutes = [ofFleet, ofServer];
