import { z } from 'zod';
import { CreateUpdateCheck, JobState, UpdateCheck } from '../../domain/containers/job.js';
import { getUpdateCheck, listUpdateChecks } from '../../operations/containers/read-jobs.js';
import { createUpdateCheck } from '../../operations/containers/start-job.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { CONTAINERS, CONTAINERS_TAG as tag, type ContainerApiServices } from './services.js';

const defineRoute = routesFor<ContainerApiServices>();
const BASE = `${CONTAINERS}/update-checks`;

const create = defineRoute({
  operationId: 'createUpdateCheck',
  method: 'POST',
  path: BASE,
  summary: 'Asks registries whether there is something newer for containers: by ids, host, selector, or all.',
  description:
    'A reference is asked about once, for however many containers. The answer stands with each container as `update`.',
  tag,
  role: 'operator',
  starts: 'workflow',
  body: CreateUpdateCheck,
  response: { status: 202, schema: UpdateCheck },
  problems: ['not_found'],
  handle: async ({ body, context, services }) => {
    const check = await createUpdateCheck(context, services.containers, body);
    return { body: check, headers: { Location: `${BASE}/${check.id}` } };
  },
});

const list = defineRoute({
  operationId: 'listUpdateChecks',
  method: 'GET',
  path: BASE,
  summary: 'Update checks, newest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery, state: JobState.optional() }),
  response: { status: 200, schema: pageOf(UpdateCheck) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor, ...filters }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listUpdateChecks',
      limit,
      cursor,
      filters,
      keyOf: ({ startedAt, id }: UpdateCheck) => ({ at: startedAt, id }),
      read: (page) => listUpdateChecks(context, services.containers, { ...filters, ...page }),
    }),
  }),
});

const read = defineRoute({
  operationId: 'getUpdateCheck',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One update check: how far it is, what it found, what could not be asked.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: UpdateCheck },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await getUpdateCheck(context, services.containers, params.id),
  }),
});

export const updateCheckRoutes = [create, list, read];
