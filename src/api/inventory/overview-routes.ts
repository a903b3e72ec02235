import { z } from 'zod';
import { DetailedHealth } from '../../domain/inventory/detailed-health.js';
import { HostFacts } from '../../domain/inventory/host-facts.js';
import { FoundCertificate } from '../../domain/inventory/resources.js';
import { getCertificate, listCertificates } from '../../operations/inventory/resources/read-certificates.js';
import { getHostFacts } from '../../operations/inventory/resources/read-facts.js';
import { readDetailedHealth } from '../../operations/inventory/resources/read-health.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf } from '../fields.js';
import { routesFor } from '../define-route.js';
import { INFRASTRUCTURE, INVENTORY_TAG as tag, resourceQuery, type ResourceApiServices } from './resource-services.js';

const defineRoute = routesFor<ResourceApiServices>();

const certificates = defineRoute({
  operationId: 'listFoundCertificates',
  method: 'GET',
  path: `${INFRASTRUCTURE}/certificates`,
  summary: 'Certificates found on the hosts, in files and at listeners; those that end first at the head.',
  tag,
  role: 'viewer',
  query: z.object({ ...resourceQuery, expiresBefore: z.iso.datetime({ offset: true }).optional() }),
  response: { status: 200, schema: pageOf(FoundCertificate) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listFoundCertificates',
      limit,
      cursor,
      filters,
      keyOf: ({ notAfter, id }: FoundCertificate) => ({ notAfter, id }),
      read: (page) => listCertificates(context, { ...filters, ...page }),
    });
    return { body };
  },
});

const certificate = defineRoute({
  operationId: 'getFoundCertificate',
  method: 'GET',
  path: `${INFRASTRUCTURE}/certificates/{id}`,
  summary: 'One certificate that was found on a host, gone ones too.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: FoundCertificate },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await getCertificate(context, params.id) }),
});

const facts = defineRoute({
  operationId: 'getServerFacts',
  method: 'GET',
  path: `${INFRASTRUCTURE}/servers/{id}/facts`,
  summary: 'What is known of a host beside its resources: profile, tools, and what its collectors learned last.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object({
    collector: z
      .string()
      .regex(/^[a-z0-9_-]{1,100}$/)
      .optional(),
  }),
  response: { status: 200, schema: HostFacts },
  problems: ['not_found'],
  handle: async ({ params, query, context }) => ({ body: await getHostFacts(context, params.id, query.collector) }),
});

const health = defineRoute({
  operationId: 'getDetailedHealth',
  method: 'GET',
  path: `${INFRASTRUCTURE}/health/detailed`,
  summary: 'The state of the fleet in one answer: counts, late collections, and the worst findings by name.',
  tag,
  role: 'viewer',
  response: { status: 200, schema: DetailedHealth },
  problems: [],
  handle: async ({ context }) => ({ body: await readDetailedHealth(context) }),
});

export const overviewRoutes = [certificates, certificate, facts, health];
