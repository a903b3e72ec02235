import { z } from 'zod';
import { ContainerHost, ContainerRuntime, CreateContainerHost } from '../../domain/containers/host.js';
import { Discovery } from '../../domain/containers/job.js';
import { createHost, getHost, listHosts } from '../../operations/containers/hosts.js';
import { getDiscovery, listDiscoveries } from '../../operations/containers/read-jobs.js';
import { createDiscovery } from '../../operations/containers/start-job.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();
const BASE = `${CONTAINERS}/hosts`;

const create = defineRoute({
  operationId: 'createContainerHost',
  method: 'POST',
  path: BASE,
  summary: 'Declares a container engine of a server.',
  description: 'It is not contacted: a discovery is. One that is known already answers 200.',
  tag,
  role: 'operator',
  idempotent: true,
  body: CreateContainerHost,
  response: { status: 201, schema: ContainerHost },
  alternatives: [{ status: 200, schema: ContainerHost, description: 'It is known already.' }],
  problems: ['unprocessable', 'feature_disabled'],
  handle: async ({ body, context, services }) => {
    const { host, isNew } = await createHost(context, services.containers, body);
    const headers = { Location: `${BASE}/${host.id}` };
    return isNew ? { body: host, headers } : { status: 200, body: host, headers };
  },
});

const list = defineRoute({
  operationId: 'listContainerHosts',
  method: 'GET',
  path: BASE,
  summary: 'Container hosts, the oldest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery, serverId: z.uuid().optional(), runtime: ContainerRuntime.optional() }),
  response: { status: 200, schema: pageOf(ContainerHost) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listContainerHosts',
      limit,
      cursor,
      filters,
      keyOf: ({ createdAt, id }: ContainerHost) => ({ createdAt, id }),
      read: (page) => listHosts(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const read = defineRoute({
  operationId: 'getContainerHost',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One container host: its engine, and how many containers it has.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: ContainerHost },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getHost(context, params.id) }),
});

const discover = defineRoute({
  operationId: 'discoverContainerHost',
  method: 'POST',
  path: `${BASE}/{id}/discover`,
  summary: 'Looks at a container host now: containers, images, volumes, networks, compose projects.',
  tag,
  role: 'operator',
  starts: 'workflow',
  params: IdParams,
  response: { status: 202, schema: Discovery },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => {
    const discovery = await createDiscovery(context, services.containers, params.id);
    return { body: discovery, headers: { Location: `${BASE}/${params.id}/discoveries/${discovery.id}` } };
  },
});

const discoveries = defineRoute({
  operationId: 'listContainerDiscoveries',
  method: 'GET',
  path: `${BASE}/{id}/discoveries`,
  summary: 'Discoveries of a container host, newest first; scheduled ones look at all hosts at once.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object({ ...pageQuery }),
  response: { status: 200, schema: pageOf(Discovery) },
  problems: ['bad_cursor', 'not_found'],
  handle: async ({ params, query, context, services }) => {
    await getHost(context, params.id);
    const { limit, cursor } = query;
    const filters = { hostId: params.id };
    const body = await paginate(services.cursors, {
      list: 'listContainerDiscoveries',
      limit,
      cursor,
      filters,
      keyOf: ({ startedAt, id }: Discovery) => ({ at: startedAt, id }),
      read: (page) => listDiscoveries(context, services.containers, { ...filters, ...page }),
    });
    return { body };
  },
});

const discovery = defineRoute({
  operationId: 'getContainerDiscovery',
  method: 'GET',
  path: `${BASE}/{id}/discoveries/{discoveryId}`,
  summary: 'One discovery with its state and what failed.',
  tag,
  role: 'viewer',
  params: z.object({ id: z.uuid(), discoveryId: z.uuid() }),
  response: { status: 200, schema: Discovery },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await getDiscovery(context, services.containers, { hostId: params.id, id: params.discoveryId }),
  }),
});

export const containerHostRoutes = [create, list, read, discover, discoveries, discovery];
