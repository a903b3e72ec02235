import { z } from 'zod';
import {
  AcknowledgeApproval,
  Approval,
  ApprovalFilter,
  ApproveApproval,
  RejectApproval,
} from '../../domain/protection/approval.js';
import { acknowledgeApproval, approveApproval, rejectApproval } from '../../operations/protection/decide.js';
import { getApproval, listApprovals } from '../../operations/protection/read-approvals.js';
import type { ProtectionServices } from '../../operations/protection/services.js';
import type { CursorCodec } from '../../platform/http/cursor.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';

export interface ProtectionApiServices {
  readonly protection: ProtectionServices;
  readonly cursors: CursorCodec;
}

const defineRoute = routesFor<ProtectionApiServices>();
const BASE = '/api/approvals';
const tag = 'protection';

const list = defineRoute({
  operationId: 'listApprovals',
  method: 'GET',
  path: BASE,
  summary: 'The inbox: what waits, or waited, for a person; newest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery, ...ApprovalFilter.shape }),
  response: { status: 200, schema: pageOf(Approval) },
  problems: ['bad_cursor'],
  handle: async ({ query, context, services }) => {
    const { limit, cursor, ...filters } = query;
    const body = await paginate(services.cursors, {
      list: 'listApprovals',
      limit,
      cursor,
      filters,
      keyOf: ({ createdAt, id }: Approval) => ({ at: createdAt, id }),
      read: (page) => listApprovals(context, services.protection, { ...filters, ...page }),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const read = defineRoute({
  operationId: 'getApproval',
  method: 'GET',
  path: `${BASE}/{id}`,
  summary: 'One approval with its plan, and what was said about it.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: Approval },
  problems: ['not_found'],
  handle: async ({ params, context, services }) => ({
    body: await getApproval(context, services.protection, params.id),
  }),
});

const approve = defineRoute({
  operationId: 'approveApproval',
  method: 'POST',
  path: `${BASE}/{id}/approve`,
  delegable: true,
  summary: 'Approves; what waits for it goes on as soon as all who are needed have.',
  description:
    'Only a person with a human token can. A wrong phrase is counted: `attemptsLeft`. With `planHash`, another plan than the one read is refused.',
  tag,
  role: 'approver',
  params: IdParams,
  body: ApproveApproval,
  response: { status: 200, schema: Approval },
  problems: [
    'not_found',
    'four_eyes',
    'approval_decided',
    'approval_expired',
    'plan_changed',
    'attempts_exhausted',
    'wrong_phrase',
    'second_factor_needed',
    'unprocessable',
  ],
  handle: async ({ params, body, context, services }) => ({
    body: await approveApproval(context, services.protection, { id: params.id, body }),
  }),
});

const reject = defineRoute({
  operationId: 'rejectApproval',
  method: 'POST',
  path: `${BASE}/{id}/reject`,
  delegable: true,
  summary: 'Rejects: one denial ends it, and nothing is done; also what is approved and not acted upon yet.',
  tag,
  role: 'approver',
  params: IdParams,
  body: RejectApproval,
  response: { status: 200, schema: Approval },
  problems: ['not_found', 'approval_decided', 'approval_expired'],
  handle: async ({ params, body, context, services }) => ({
    body: await rejectApproval(context, services.protection, { id: params.id, body }),
  }),
});

const acknowledge = defineRoute({
  operationId: 'acknowledgeApproval',
  method: 'POST',
  path: `${BASE}/{id}/acknowledge`,
  summary: 'The requester’s own step at high and above: phrase and checklist.',
  description: 'Where a schedule asked, any person takes it, and then stands for the requester: others approve.',
  tag,
  role: 'operator',
  params: IdParams,
  body: AcknowledgeApproval,
  response: { status: 200, schema: Approval },
  problems: [
    'not_found',
    'four_eyes',
    'approval_decided',
    'approval_expired',
    'attempts_exhausted',
    'wrong_phrase',
    'unprocessable',
  ],
  handle: async ({ params, body, context, services }) => ({
    body: await acknowledgeApproval(context, services.protection, { id: params.id, body }),
  }),
});

export const protectionRoutes = [list, read, approve, reject, acknowledge];
