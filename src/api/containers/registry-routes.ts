import { z } from 'zod';
import { CreateRegistry, PatchRegistry, Registry } from '../../domain/containers/registry.js';
import {
  createRegistry,
  deleteRegistry,
  getRegistry,
  listRegistries,
  patchRegistry,
} from '../../operations/containers/registries.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();
const BASE = `${CONTAINERS}/registries`;

const create = defineRoute({
  operationId: 'createContainerRegistry',
  method: 'POST',
  path: BASE,
  summary: 'Declares a registry: its login, its certificates, or that it is insecure.',
  description: 'Public registries need none of this. It may be on loopback or in a private network.',
  tag,
  role: 'admin',
  idempotent: true,
  body: CreateRegistry,
  response: { status: 201, schema: Registry },
  problems: ['already_exists', 'unprocessable'],
  handle: async ({ body, context, services }) => {
    const registry = await createRegistry(context, services.containers, body);
    return {
      body: registry,
      headers: { Location: `${BASE}/${registry.id}`, ETag: formatEtag(registry.version) },
    };
  },
});

const list = defineRoute({
  operationId: 'listContainerRegistries',
  method: 'GET',
  path: BASE,
  summary: 'Declared registries by host, without their secrets.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery }),
  response: { status: 200, schema: pageOf(Registry) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerRegistries',
      limit,
      cursor,
      filters: {},
      keyOf: ({ host, id }: Registry) => ({ host, id }),
      read: (page) => listRegistries(context, page),
    }),
  }),
});

const read = defineRoute({
  operationId: 'getContainerRegistry',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One declared registry.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: Registry },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    const registry = await getRegistry(context, params.id);
    return { body: registry, headers: { ETag: formatEtag(registry.version) } };
  },
});

const patch = defineRoute({
  operationId: 'patchContainerRegistry',
  method: 'PATCH',
  path: `${BASE}/{id}`,
  summary: 'Changes a declared registry; null takes a field away.',
  tag,
  role: 'admin',
  versioned: true,
  params: IdParams,
  body: PatchRegistry,
  response: { status: 200, schema: Registry },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, body, ifMatch, context, services }) => {
    const change = { id: params.id, patch: body, expectedVersion: ifMatch };
    const registry = await patchRegistry(context, services.containers, change);
    return { body: registry, headers: { ETag: formatEtag(registry.version) } };
  },
});

const remove = defineRoute({
  operationId: 'deleteContainerRegistry',
  method: 'DELETE',
  path: `${BASE}/{id}`,
  summary: 'Forgets a declared registry and its login.',
  tag,
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    await deleteRegistry(context, params.id);
    return {};
  },
});

export const containerRegistryRoutes = [create, list, read, patch, remove];
