import { z } from 'zod';
import {
  CreateMaintenanceWindow,
  MaintenanceWindow,
  Opening,
  PatchMaintenanceWindow,
} from '../../domain/containers/windows/window.js';
import {
  createMaintenanceWindow,
  deleteMaintenanceWindow,
  getMaintenanceWindow,
  listMaintenanceWindows,
  listWindowOpenings,
  patchMaintenanceWindow,
} from '../../operations/containers/windows/maintenance-windows.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery, queryInteger } from '../fields.js';
import { routesFor } from '../define-route.js';

const defineRoute = routesFor<{ readonly cursors: CursorCodec }>();
const tag = 'containers';
const WINDOWS = '/api/containers/maintenance-windows';

const list = defineRoute({
  operationId: 'listMaintenanceWindows',
  method: 'GET',
  path: WINDOWS,
  summary: 'Maintenance windows in the order of their creation',
  tag,
  role: 'viewer',
  query: z.object(pageQuery),
  response: { status: 200, schema: pageOf(MaintenanceWindow) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const body = await paginate(services.cursors, {
      list: 'listMaintenanceWindows',
      limit: query.limit,
      cursor: query.cursor,
      filters: {},
      keyOf: ({ createdAt, id }: MaintenanceWindow) => ({ createdAt, id }),
      read: (page) => listMaintenanceWindows(context, page),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const create = defineRoute({
  operationId: 'createMaintenanceWindow',
  method: 'POST',
  path: WINDOWS,
  summary: 'When updates may be installed: a calendar rule in a time zone, and a duration',
  description:
    'A local time that does not exist opens right after the gap, a doubled one opens once (the first time), and ' +
    'durations are elapsed time. Openings that touch or overlap are one. Blackouts win.',
  tag,
  role: 'admin',
  idempotent: true,
  body: CreateMaintenanceWindow,
  response: { status: 201, schema: MaintenanceWindow },
  problems: ['already_exists', 'unprocessable'],
  handle: async ({ body, context }) => {
    const window = await createMaintenanceWindow(context, body);
    return { body: window, headers: { Location: `${WINDOWS}/${window.id}`, ETag: formatEtag(window.version) } };
  },
});

const get = defineRoute({
  operationId: 'getMaintenanceWindow',
  method: 'GET',
  path: `${WINDOWS}/{id}`,
  summary: 'One maintenance window',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: MaintenanceWindow },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    const window = await getMaintenanceWindow(context, params.id);
    return { body: window, headers: { ETag: formatEtag(window.version) } };
  },
});

const patch = defineRoute({
  operationId: 'patchMaintenanceWindow',
  method: 'PATCH',
  path: `${WINDOWS}/{id}`,
  summary: 'Changes a maintenance window',
  tag,
  role: 'admin',
  versioned: true,
  params: IdParams,
  body: PatchMaintenanceWindow,
  response: { status: 200, schema: MaintenanceWindow },
  problems: ['not_found', 'already_exists', 'unprocessable', 'in_use'],
  handle: async ({ params, body, ifMatch, context }) => {
    const window = await patchMaintenanceWindow(context, { id: params.id, patch: body, expectedVersion: ifMatch });
    return { body: window, headers: { ETag: formatEtag(window.version) } };
  },
});

const remove = defineRoute({
  operationId: 'deleteMaintenanceWindow',
  method: 'DELETE',
  path: `${WINDOWS}/{id}`,
  summary: 'Deletes a maintenance window that no policy waits for',
  tag,
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found', 'in_use'],
  handle: async ({ params, context }) => {
    await deleteMaintenanceWindow(context, params.id);
    return {};
  },
});

const MAX_OPENINGS = 100;
const DEFAULT_OPENINGS = 10;

const openings = defineRoute({
  operationId: 'listWindowOpenings',
  method: 'GET',
  path: `${WINDOWS}/{id}/openings`,
  summary: 'The next openings of a maintenance window, blackouts taken out',
  description: 'An opening that is under way at `from` comes first, with the time at which it began.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object({
    from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: now.' }),
    count: queryInteger({ min: 1, max: MAX_OPENINGS })
      .default(DEFAULT_OPENINGS)
      .meta({ override: { default: DEFAULT_OPENINGS } }),
  }),
  response: { status: 200, schema: pageOf(Opening) },
  problems: ['not_found'],
  handle: async ({ params, query, context }) => ({
    body: { items: await listWindowOpenings(context, { id: params.id, ...query }), nextCursor: null },
  }),
});

export const windowRoutes = [list, create, get, patch, remove, openings];
