import { z } from 'zod';
import {
  ContainerImage,
  ContainerNetwork,
  ContainerProject,
  ContainerVolume,
} from '../../domain/containers/container.js';
import { listImages, listNetworks, listProjects, listVolumes } from '../../operations/containers/resources.js';
import { paginate } from '../../platform/http/paginate.js';
import { pageOf, pageQuery, queryBoolean } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();

const query = z.object({
  ...pageQuery,
  hostId: z.uuid().optional(),
  includeGone: queryBoolean().optional().meta({ description: 'With what is not there any more.' }),
});

const images = defineRoute({
  operationId: 'listContainerImages',
  method: 'GET',
  path: `${CONTAINERS}/images`,
  summary: 'Images on container hosts, and which containers were made from them.',
  tag,
  role: 'viewer',
  query,
  response: { status: 200, schema: pageOf(ContainerImage) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerImages',
      limit,
      cursor,
      filters,
      keyOf: ({ imageId, id }: ContainerImage) => ({ key: imageId, id }),
      read: (page) => listImages(context, { ...filters, ...page }),
    }),
  }),
});

const volumes = defineRoute({
  operationId: 'listContainerVolumes',
  method: 'GET',
  path: `${CONTAINERS}/volumes`,
  summary: 'Volumes on container hosts, and which containers use them.',
  tag,
  role: 'viewer',
  query,
  response: { status: 200, schema: pageOf(ContainerVolume) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerVolumes',
      limit,
      cursor,
      filters,
      keyOf: ({ name, id }: ContainerVolume) => ({ key: name, id }),
      read: (page) => listVolumes(context, { ...filters, ...page }),
    }),
  }),
});

const networks = defineRoute({
  operationId: 'listContainerNetworks',
  method: 'GET',
  path: `${CONTAINERS}/networks`,
  summary: 'Networks of container hosts, and which containers are in them.',
  tag,
  role: 'viewer',
  query,
  response: { status: 200, schema: pageOf(ContainerNetwork) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerNetworks',
      limit,
      cursor,
      filters,
      keyOf: ({ networkId, id }: ContainerNetwork) => ({ key: networkId, id }),
      read: (page) => listNetworks(context, { ...filters, ...page }),
    }),
  }),
});

const projects = defineRoute({
  operationId: 'listContainerProjects',
  method: 'GET',
  path: `${CONTAINERS}/projects`,
  summary: 'Compose projects on container hosts, by the labels of their containers.',
  tag,
  role: 'viewer',
  query,
  response: { status: 200, schema: pageOf(ContainerProject) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerProjects',
      limit,
      cursor,
      filters,
      keyOf: ({ name, id }: ContainerProject) => ({ key: name, id }),
      read: (page) => listProjects(context, { ...filters, ...page }),
    }),
  }),
});

export const containerResourceRoutes = [images, volumes, networks, projects];
