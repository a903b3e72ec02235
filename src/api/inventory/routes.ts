import { z } from 'zod';
import { ImportReport, ImportServers } from '../../domain/inventory/import.js';
import {
  CreateServer,
  FINGERPRINT_PATTERN,
  PatchServer,
  Server,
  ServerStatus,
  TestConnectionResult,
} from '../../domain/inventory/server.js';
import { acceptHostKey } from '../../operations/inventory/accept-host-key.js';
import { createServer } from '../../operations/inventory/create-servers.js';
import { importServers } from '../../operations/inventory/import-servers.js';
import { patchServer } from '../../operations/inventory/patch-server.js';
import { getServer, listServers } from '../../operations/inventory/read-servers.js';
import type { InventoryServices } from '../../operations/inventory/services.js';
import { testConnection } from '../../operations/inventory/test-connection.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface InventoryApiServices {
  readonly inventory: InventoryServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<InventoryApiServices>();
const BASE = '/api/infrastructure/servers';
const tag = 'inventory';

const list = defineRoute({
  operationId: 'listServers',
  method: 'GET',
  path: BASE,
  summary: 'Servers by name, narrowed by label selector, site or status.',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    selector: z
      .string()
      .max(1_000)
      .optional()
      .meta({ description: 'Such as `role=db,site=berlin,env!=test,tier in (a,b),!old`.' }),
    site: z.string().max(63).optional(),
    status: ServerStatus.optional(),
  }),
  response: { status: 200, schema: pageOf(Server) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listServers',
      limit,
      cursor,
      filters,
      keyOf: ({ name, id }: Server) => ({ name, id }),
      read: (page) => listServers(context, { ...filters, ...page }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const create = defineRoute({
  operationId: 'createServer',
  method: 'POST',
  path: BASE,
  summary: 'Enrols a server. It is not contacted yet; its host key is pinned at the first contact.',
  tag,
  role: 'operator',
  idempotent: true,
  body: CreateServer,
  response: { status: 201, schema: Server },
  problems: ['already_exists', 'unprocessable'],
  handle: async ({ body, context }) => {
    const server = await createServer(context, body);
    return { body: server, headers: { Location: `${BASE}/${server.id}`, ETag: formatEtag(server.version) } };
  },
});

const importMany = defineRoute({
  operationId: 'importServers',
  method: 'POST',
  path: `${BASE}/import`,
  summary: 'Enrols the hosts of a CSV or YAML list, an Ansible inventory or an ssh_config.',
  description: 'Servers with a known name are left as they are. `dryRun` only reports what would happen.',
  tag,
  role: 'operator',
  idempotent: true,
  body: ImportServers,
  response: { status: 200, schema: ImportReport },
  problems: ['unprocessable', 'already_exists'],
  handle: async ({ body, context }) => ({ body: await importServers(context, body) }),
});

const read = defineRoute({
  operationId: 'getServer',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One server with its pinned host key, profile and capabilities.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: Server },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    const server = await getServer(context, params.id);
    return { body: server, headers: { ETag: formatEtag(server.version) } };
  },
});

const patch = defineRoute({
  operationId: 'patchServer',
  method: 'PATCH',
  path: `${BASE}/{id}`,
  summary: 'Changes the fields given.',
  tag,
  role: 'operator',
  versioned: true,
  params: IdParams,
  body: PatchServer,
  response: { status: 200, schema: Server },
  problems: ['not_found', 'already_exists', 'unprocessable'],
  handle: async ({ params, body, ifMatch, context, services }) => {
    const server = await patchServer(context, services.inventory, {
      id: params.id,
      patch: body,
      expectedVersion: ifMatch,
    });
    return { body: server, headers: { ETag: formatEtag(server.version) } };
  },
});

const test = defineRoute({
  operationId: 'testServerConnection',
  method: 'POST',
  path: `${BASE}/{id}/test-connection`,
  summary: 'Logs in now and says how long the answer took, or why there is none. Pins the host key at first contact.',
  tag,
  role: 'operator',
  params: IdParams,
  response: { status: 200, schema: TestConnectionResult },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await testConnection(context, services.inventory, params.id),
  }),
});

const accept = defineRoute({
  operationId: 'acceptHostKey',
  method: 'POST',
  path: `${BASE}/{id}/host-key/accept`,
  summary: 'Accepts the host key a server presented after a change; work on it goes on.',
  tag,
  role: 'admin',
  params: IdParams,
  body: z.strictObject({ fingerprint: z.string().regex(FINGERPRINT_PATTERN, 'SHA256: and 43 base64 characters') }),
  response: { status: 200, schema: Server },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, body, context, services }) => ({
    body: await acceptHostKey(context, services.inventory, { id: params.id, fingerprint: body.fingerprint }),
  }),
});

export const inventoryRoutes = [list, create, importMany, read, patch, test, accept];
