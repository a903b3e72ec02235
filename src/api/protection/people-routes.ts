import { z } from 'zod';
import { Approval } from '../../domain/protection/approval.js';
import {
  BreakGlass,
  CreateDelegation,
  Delegation,
  ProtectionReport,
  ProtectionSettings,
  PutProtectionSettings,
  ReviewBreakGlass,
} from '../../domain/protection/people.js';
import { breakGlass, reviewBreakGlass } from '../../operations/protection/break-glass.js';
import { createDelegation, listDelegations, revokeDelegation } from '../../operations/protection/delegations.js';
import { reportProtection } from '../../operations/protection/report.js';
import { putProtectionSettings, readProtectionSettings } from '../../operations/protection/solo-mode.js';
import { unlockApproval } from '../../operations/protection/unlock.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import type { ProtectionApiServices } from './routes.js';

const defineRoute = routesFor<ProtectionApiServices>();
const BASE = '/api/approvals';
const tag = 'protection';

const glass = defineRoute({
  operationId: 'breakGlass',
  method: 'POST',
  path: `${BASE}/{id}/break-glass`,
  summary: 'Approves alone and at once, in an emergency.',
  description:
    'An admin in person, with a second factor, a reason and the hash of the plan. Another person reviews it within 24 hours. What is forbidden stays forbidden.',
  tag,
  role: 'admin',
  params: IdParams,
  body: BreakGlass,
  response: { status: 200, schema: Approval },
  problems: ['not_found', 'approval_decided', 'approval_expired', 'plan_changed', 'second_factor_needed'],
  handle: async ({ params, body, context, services }) => ({
    body: await breakGlass(context, services.protection, { id: params.id, body }),
  }),
});

const review = defineRoute({
  operationId: 'reviewBreakGlass',
  method: 'POST',
  path: `${BASE}/{id}/review`,
  summary: 'Another person’s review of a break-glass.',
  tag,
  role: 'approver',
  params: IdParams,
  body: ReviewBreakGlass,
  response: { status: 200, schema: Approval },
  problems: ['not_found', 'approval_decided', 'four_eyes', 'unprocessable'],
  handle: async ({ params, body, context, services }) => ({
    body: await reviewBreakGlass(context, services.protection, { id: params.id, body }),
  }),
});

const unlock = defineRoute({
  operationId: 'unlockApproval',
  method: 'POST',
  path: `${BASE}/{id}/unlock`,
  summary: 'Gives the tries back after too many wrong phrases, with another random part.',
  tag,
  role: 'admin',
  params: IdParams,
  body: z.strictObject({}),
  response: { status: 200, schema: Approval },
  problems: ['not_found', 'approval_decided', 'four_eyes', 'unprocessable'],
  handle: async ({ params, context, services }) => ({
    body: await unlockApproval(context, services.protection, params.id),
  }),
});

const readSettings = defineRoute({
  operationId: 'getProtectionSettings',
  method: 'GET',
  path: `${BASE}/settings`,
  summary: 'Whether one person alone may approve what takes four eyes.',
  tag,
  role: 'viewer',
  response: { status: 200, schema: ProtectionSettings },
  problems: [],
  handle: async ({ context }) => ({ body: await readProtectionSettings(context) }),
});

const putSettings = defineRoute({
  operationId: 'putProtectionSettings',
  method: 'PUT',
  path: `${BASE}/settings`,
  summary: 'Switches solo mode on, with the code of a second factor, or off.',
  description: 'It counts only while nobody else could approve: a second approver ends it by being there.',
  tag,
  role: 'admin',
  body: PutProtectionSettings,
  response: { status: 200, schema: ProtectionSettings },
  problems: ['second_factor_needed'],
  handle: async ({ body, context, services }) => ({
    body: await putProtectionSettings(context, services.protection, body),
  }),
});

const report = defineRoute({
  operationId: 'getProtectionReport',
  method: 'GET',
  path: `${BASE}/report`,
  summary: 'Attempts, denials, times and near misses of a period.',
  tag,
  role: 'viewer',
  query: z.object({ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() }),
  response: { status: 200, schema: ProtectionReport },
  problems: ['unprocessable'],
  handle: async ({ query, context }) => ({ body: await reportProtection(context, query) }),
});

const delegate = defineRoute({
  operationId: 'createDelegation',
  method: 'POST',
  path: `${BASE}/delegations`,
  summary: 'Hands one’s own right to decide to another person for a time.',
  tag,
  role: 'approver',
  body: CreateDelegation,
  response: { status: 201, schema: Delegation },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ body, context }) => ({ body: await createDelegation(context, body) }),
});

const delegations = defineRoute({
  operationId: 'listDelegations',
  method: 'GET',
  path: `${BASE}/delegations`,
  summary: 'Who may decide, or might, in whose stead; newest first.',
  tag,
  role: 'viewer',
  query: z.object({ ...pageQuery }),
  response: { status: 200, schema: pageOf(Delegation) },
  problems: ['bad_cursor'],
  handle: async ({ query: { limit, cursor }, context, services }) => {
    const body = await paginate(services.cursors, {
      list: 'listDelegations',
      limit,
      cursor,
      filters: {},
      keyOf: ({ id }: Delegation) => ({ id }),
      read: (page) => listDelegations(context, page),
    });
    return { body: { ...body, items: [...body.items] } };
  },
});

const revoke = defineRoute({
  operationId: 'revokeDelegation',
  method: 'POST',
  path: `${BASE}/delegations/{id}/revoke`,
  summary: 'Takes a delegation back.',
  tag,
  role: 'approver',
  params: IdParams,
  body: z.strictObject({}),
  response: { status: 200, schema: Delegation },
  problems: ['not_found'],
  handle: async ({ params, context }) => ({ body: await revokeDelegation(context, params.id) }),
});

export const protectionPeopleRoutes = [
  readSettings,
  putSettings,
  report,
  delegate,
  delegations,
  revoke,
  glass,
  review,
  unlock,
];
