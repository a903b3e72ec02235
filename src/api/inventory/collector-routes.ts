import { z } from 'zod';
import { CollectorSetting, PutCollectorSetting } from '../../domain/inventory/collector-setting.js';
import {
  getCollectorSetting,
  listCollectorSettings,
  putCollectorSetting,
} from '../../operations/inventory/resources/collector-settings.js';
import { paginate } from '../../platform/http/paginate.js';
import { pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();
const BASE = `${INFRASTRUCTURE}/collection/collectors`;
// Their scopes are those of the collection.
const tag = 'collection';

const NameParams = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9_-]{1,100}$/)
    .meta({ examples: ['cpu'] }),
});

const list = defineRoute({
  operationId: 'listCollectors',
  method: 'GET',
  path: BASE,
  summary: 'Every collector with its interval and whether it runs.',
  tag,
  role: 'viewer',
  query: z.object(pageQuery),
  response: { status: 200, schema: pageOf(CollectorSetting) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor }, context, services }) => ({
    body: await paginate(services.cursors, {
      list: 'listCollectors',
      limit,
      cursor,
      filters: {},
      keyOf: ({ name }: CollectorSetting) => ({ id: name }),
      read: (page) => listCollectorSettings(context, services, page),
    }),
  }),
});

const read = defineRoute({
  operationId: 'getCollector',
  method: 'GET',
  path: `${BASE}/{name}`,
  summary: 'One collector with its interval and whether it runs.',
  tag,
  role: 'viewer',
  params: NameParams,
  response: { status: 200, schema: CollectorSetting },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await getCollectorSetting(context, services, params.name),
  }),
});

const write = defineRoute({
  operationId: 'putCollector',
  method: 'PUT',
  path: `${BASE}/{name}`,
  summary: 'Sets how often a collector runs on each server, and whether it does.',
  description: 'The interval counts for slow collectors; fast ones run at every tick of the schedule.',
  tag,
  role: 'operator',
  params: NameParams,
  body: PutCollectorSetting,
  response: { status: 200, schema: CollectorSetting },
  problems: ['not_found'],
  handle: async ({ params, body, context, services }) => ({
    body: await putCollectorSetting(context, services, { name: params.name, ...body }),
  }),
});

export const collectorRoutes = [list, read, write];
