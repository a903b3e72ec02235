import { z } from 'zod';
import { Container, UpdateStatus } from '../../domain/containers/container.js';
import { ContainerState } from '../../domain/containers/discovery/container-observation.js';
import { getContainer, listContainers } from '../../operations/containers/containers.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery, queryBoolean } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();
const BASE = `${CONTAINERS}/containers`;

const list = defineRoute({
  operationId: 'listContainers',
  method: 'GET',
  path: BASE,
  summary: 'Containers by name, with their state, health, and whether there is an update.',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    hostId: z.uuid().optional(),
    serverId: z.uuid().optional(),
    name: z.string().min(1).max(255).optional(),
    state: ContainerState.optional(),
    project: z.string().min(1).max(255).optional().meta({ description: 'Of Compose.' }),
    updateStatus: UpdateStatus.optional(),
    includeGone: queryBoolean()
      .optional()
      .meta({ description: 'With what is not there any more, and what an update keeps aside.' }),
  }),
  response: { status: 200, schema: pageOf(Container) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listContainers',
      limit,
      cursor,
      filters,
      keyOf: ({ name, id }: Container) => ({ name, id }),
      read: (page) => listContainers(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const read = defineRoute({
  operationId: 'getContainer',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One container, also when it is gone.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: Container },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getContainer(context, params.id) }),
});

export const containerListRoutes = [list, read];
