import { z } from 'zod';
import { AcceptBaseline, PutThresholds, StorageDevice } from '../../domain/inventory/resources.js';
import { DeviceHealth, DeviceType } from '../../domain/inventory/storage-device.js';
import { seriesAnswerSchema } from '../../domain/series/series.js';
import { acceptDeviceBaseline, putThresholds } from '../../operations/inventory/resources/change-device.js';
import { readAttributesJson } from '../../operations/inventory/resources/read-attributes.js';
import { getDevice, listDevices } from '../../operations/inventory/resources/read-devices.js';
import { keyOfResource } from '../../operations/inventory/resources/resource-page.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, queryInteger } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, INVENTORY_TAG as tag, resourceQuery, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();
const BASE = `${INFRASTRUCTURE}/storage`;
const DAY_MS = 86_400_000;
const DEFAULT_SPAN_MS = 30 * DAY_MS;

const list = defineRoute({
  operationId: 'listStorageDevices',
  method: 'GET',
  path: BASE,
  summary: 'Disks and members behind controllers, server by server, with their health and its reasons.',
  tag,
  role: 'viewer',
  query: z.object({
    ...resourceQuery,
    type: DeviceType.optional(),
    health: DeviceHealth.optional(),
    serial: z
      .string()
      .regex(/^[^\0]{1,200}$/)
      .optional(),
  }),
  response: { status: 200, schema: pageOf(StorageDevice) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listStorageDevices',
      limit,
      cursor,
      filters,
      keyOf: (item: StorageDevice) => keyOfResource(item),
      read: (page) => listDevices(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const read = defineRoute({
  operationId: 'getStorageDevice',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One disk with its last SMART values, gone ones too.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: StorageDevice },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getDevice(context, params.id) }),
});

const attributes = defineRoute({
  operationId: 'getStorageDeviceAttributes',
  method: 'GET',
  path: `${BASE}/{id}/attributes`,
  summary: 'The SMART attributes of a disk over time; the last 30 days without a range.',
  description: 'Without `stepSeconds` a series has about 1,000 points at most.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object({
    attribute: z
      .string()
      .regex(/^[^\0]{1,200}$/)
      .optional()
      .meta({ description: 'Number or name of one attribute, or the name of a metric; all without it.' }),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    stepSeconds: queryInteger({ min: 1, max: 31_536_000 }).optional(),
  }),
  response: { status: 200, schema: seriesAnswerSchema, rawJson: true },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, query, context }) => {
    const to = query.to === undefined ? new Date() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_SPAN_MS) : new Date(query.from);
    const { attribute, stepSeconds } = query;
    return { body: await readAttributesJson(context, { id: params.id, attribute, from, to, stepSeconds }) };
  },
});

const baseline = defineRoute({
  operationId: 'acceptStorageBaseline',
  method: 'POST',
  path: `${BASE}/{id}/baseline`,
  summary: 'Takes the present values of a disk’s error counters for known: only growth from now on counts.',
  tag,
  role: 'operator',
  params: IdParams,
  body: AcceptBaseline,
  response: { status: 200, schema: StorageDevice },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, body, context }) => ({
    body: await acceptDeviceBaseline(context, { id: params.id, ...body }),
  }),
});

const thresholds = defineRoute({
  operationId: 'putStorageThresholds',
  method: 'PUT',
  path: `${BASE}/{id}/thresholds`,
  summary: 'Sets what is judged otherwise for this disk, by attribute, in place of what was set before.',
  tag,
  role: 'operator',
  params: IdParams,
  body: PutThresholds,
  response: { status: 200, schema: StorageDevice },
  problems: ['not_found'],
  handle: async ({ params, body, context }) => ({ body: await putThresholds(context, { id: params.id, ...body }) }),
});

export const storageRoutes = [list, read, attributes, baseline, thresholds];
