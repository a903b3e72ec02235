import { z } from 'zod';
import { ContainerUpdate, CreateUpdate, UpdateState } from '../../domain/containers/updates/update.js';
import { createUpdate } from '../../operations/containers/updates/create-update.js';
import { endUpdate } from '../../operations/containers/updates/end-update.js';
import { getUpdate, listUpdates } from '../../operations/containers/updates/read-updates.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();
const BASE = `${CONTAINERS}/updates`;

const create = defineRoute({
  operationId: 'createContainerUpdate',
  method: 'POST',
  path: BASE,
  summary: 'Updates one container: to the image asked for, or to what its policy proposes.',
  description:
    'Everything that can fail is looked for before anything is stopped. `policy` is merged deeply over the effective one; loosening it needs the role admin. A container that is being updated answers 409 with a link to that update.',
  tag,
  role: 'operator',
  starts: 'workflow',
  body: CreateUpdate,
  response: { status: 202, schema: ContainerUpdate },
  problems: ['not_found', 'unprocessable', 'forbidden', 'update_in_progress', 'workflow_running'],
  handle: async ({ body, context, services }) => {
    const update = await createUpdate(context, services.containers, body);
    return { body: update, headers: { Location: `${BASE}/${update.id}` } };
  },
});

const list = defineRoute({
  operationId: 'listContainerUpdates',
  method: 'GET',
  path: BASE,
  summary: 'Updates of containers, newest first.',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    containerId: z.uuid().optional(),
    hostId: z.uuid().optional(),
    state: UpdateState.optional(),
    needsAttention: z.stringbool().optional(),
  }),
  response: { status: 200, schema: pageOf(ContainerUpdate) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listContainerUpdates',
      limit,
      cursor,
      filters,
      keyOf: ({ createdAt, id }: ContainerUpdate) => ({ at: createdAt, id }),
      read: (page) => listUpdates(context, services.containers, { ...filters, ...page }),
    }),
  }),
});

const read = defineRoute({
  operationId: 'getContainerUpdate',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One update with its state, its steps, and what each of them saw.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: ContainerUpdate },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({ body: await getUpdate(context, services.containers, params.id) }),
});

const cancel = defineRoute({
  operationId: 'cancelContainerUpdate',
  method: 'POST',
  path: `${BASE}/{id}/cancel`,
  summary: 'Ends an update: before the stop nothing has changed, after it the old container comes back.',
  tag,
  role: 'operator',
  idempotent: true,
  params: IdParams,
  response: { status: 200, schema: ContainerUpdate },
  problems: ['not_found', 'update_ended', 'temporal_unavailable'],
  handle: async ({ params, context, services }) => ({
    body: await endUpdate(context, services.containers, { id: params.id, wish: 'cancel' }),
  }),
});

const rollback = defineRoute({
  operationId: 'rollBackContainerUpdate',
  method: 'POST',
  path: `${BASE}/{id}/rollback`,
  summary: 'Brings the old container back, as long as it is kept.',
  tag,
  role: 'operator',
  idempotent: true,
  params: IdParams,
  response: { status: 200, schema: ContainerUpdate },
  problems: ['not_found', 'update_ended', 'temporal_unavailable'],
  handle: async ({ params, context, services }) => ({
    body: await endUpdate(context, services.containers, { id: params.id, wish: 'rollback' }),
  }),
});

export const updateRoutes = [create, list, read, cancel, rollback];
