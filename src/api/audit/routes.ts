import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  exportAuditTrail,
  listAuditEntries,
  listCheckpoints,
  verifyAuditTrail,
} from '../../operations/audit/read-audit.js';
import { AuditEntry, AuditVerification } from '../../domain/audit/audit-entry.js';
import type { AuditServices } from '../../operations/audit/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { paginate } from '../../platform/http/paginate.js';
import { pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface AuditApiServices {
  readonly audit: AuditServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<AuditApiServices>();
const tag = 'audit';
const text = z.string().min(1).max(200).optional();
const time = z.iso.datetime({ offset: true }).optional();

const list = defineRoute({
  operationId: 'listAudit',
  method: 'GET',
  path: '/api/audit',
  summary: 'Entries of the audit trail in their order',
  tag,
  role: 'viewer',
  query: z.object({
    ...pageQuery,
    actor: text,
    action: text,
    subjectType: text,
    subjectId: text,
    outcome: text,
    correlationId: text,
    from: time,
    to: time,
    order: z.enum(['asc', 'desc']).optional(),
  }),
  response: { status: 200, schema: pageOf(AuditEntry) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listAudit',
      limit,
      cursor,
      filters,
      keyOf: ({ sequence }: AuditEntry) => ({ sequence }),
      read: (page) => listAuditEntries(context, { ...filters, limit: page.limit, after: page.after?.sequence }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const verify = defineRoute({
  operationId: 'verifyAudit',
  method: 'GET',
  path: '/api/audit/verify',
  summary: 'Recomputes the whole chain and compares it with the exported checkpoints',
  tag,
  role: 'viewer',
  response: { status: 200, schema: AuditVerification },
  problems: [],
  handle: async ({ context, services }) => ({ body: await verifyAuditTrail(context, services.audit) }),
});

const exportLines = defineRoute({
  operationId: 'exportAudit',
  method: 'GET',
  path: '/api/audit/export',
  summary: 'The whole chain as JSON lines, for keeping elsewhere and for offline verification',
  tag,
  role: 'admin',
  response: { status: 200, contentType: 'application/jsonl' },
  problems: [],
  handle: ({ context }) => ({ body: Readable.from(exportAuditTrail(context)) }),
});

const checkpoints = defineRoute({
  operationId: 'listAuditCheckpoints',
  method: 'GET',
  path: '/api/audit/checkpoints',
  summary: 'The signed checkpoints exported so far, and the public keys that verify them',
  tag,
  role: 'viewer',
  response: {
    status: 200,
    schema: z.object({
      items: z.array(
        z.object({ sequence: z.int(), hash: z.string(), at: z.string(), keyId: z.string(), signature: z.string() }),
      ),
      publicKeys: z.record(z.string(), z.string()),
    }),
  },
  problems: [],
  handle: async ({ services }) => ({ body: await listCheckpoints(services.audit) }),
});

export const auditRoutes = [list, verify, exportLines, checkpoints];
