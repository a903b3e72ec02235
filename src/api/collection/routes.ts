import { z } from 'zod';
import {
  CollectionError,
  CollectionRun,
  CollectionSchedule,
  CreateRun,
  PutCollectionSchedule,
  RunState,
} from '../../domain/collection/run.js';
import { getSchedule, putSchedule } from '../../operations/collection/control-schedule.js';
import { createRun } from '../../operations/collection/create-run.js';
import { getRun, listCollectionErrors, listRuns } from '../../operations/collection/read-runs.js';
import type { CollectionServices } from '../../operations/collection/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface CollectionApiServices {
  readonly collection: CollectionServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<CollectionApiServices>();
const BASE = '/api/infrastructure/collection';
const tag = 'collection';

const start = defineRoute({
  operationId: 'createCollectionRun',
  method: 'POST',
  path: `${BASE}/runs`,
  summary: 'Collects the servers asked for now, by ids, by selector, or all.',
  description:
    'Every class of collector runs. A host that another run is collecting at the moment is joined, not collected twice.',
  tag,
  role: 'operator',
  starts: 'workflow',
  body: CreateRun,
  response: { status: 202, schema: CollectionRun },
  problems: ['not_found', 'workflow_running'],
  handle: async ({ body, context, services }) => {
    const run = await createRun(context, services.collection, body);
    return { body: run, headers: { Location: `${BASE}/runs/${run.id}` } };
  },
});

const runs = defineRoute({
  operationId: 'listCollectionRuns',
  method: 'GET',
  path: `${BASE}/runs`,
  summary: 'Collection runs, newest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery, state: RunState.optional() }),
  response: { status: 200, schema: pageOf(CollectionRun) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listCollectionRuns',
      limit,
      cursor,
      filters,
      keyOf: ({ startedAt, id }: CollectionRun) => ({ at: startedAt, id }),
      read: (page) => listRuns(context, services.collection, { ...filters, ...page }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const run = defineRoute({
  operationId: 'getCollectionRun',
  method: 'GET',
  path: `${BASE}/runs/{id}`,
  summary: 'One run with its state and counts.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: CollectionRun },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({ body: await getRun(context, services.collection, params.id) }),
});

const errors = defineRoute({
  operationId: 'listCollectionErrors',
  method: 'GET',
  path: `${BASE}/errors`,
  summary: 'What went wrong in collections, newest first, with class and remedy.',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    serverId: z.uuid().optional(),
    runId: z.uuid().optional(),
    class: z.string().max(64).optional(),
  }),
  response: { status: 200, schema: pageOf(CollectionError) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listCollectionErrors',
      limit,
      cursor,
      filters,
      keyOf: ({ at, id }: CollectionError) => ({ at, id }),
      read: (page) => listCollectionErrors(context, { ...filters, ...page }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const readSchedule = defineRoute({
  operationId: 'getCollectionSchedule',
  method: 'GET',
  path: `${BASE}/schedule`,
  summary: 'How often the fleet is collected.',
  tag,
  role: 'viewer',
  response: { status: 200, schema: CollectionSchedule },
  problems: [],
  handle: async ({ context }) => ({ body: await getSchedule(context) }),
});

const writeSchedule = defineRoute({
  operationId: 'putCollectionSchedule',
  method: 'PUT',
  path: `${BASE}/schedule`,
  summary: 'Sets interval, jitter and pause of the collection.',
  tag,
  role: 'operator',
  body: PutCollectionSchedule,
  response: { status: 200, schema: CollectionSchedule },
  problems: [],
  handle: async ({ body, context, services }) => ({ body: await putSchedule(context, services.collection, body) }),
});

export const collectionRoutes = [start, runs, run, errors, readSchedule, writeSchedule];
