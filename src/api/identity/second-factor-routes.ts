import { GivenCode, SecondFactor, SecondFactorSecret } from '../../domain/identity/second-factor.js';
import {
  beginSecondFactor,
  confirmSecondFactor,
  readSecondFactor,
  removeSecondFactor,
} from '../../operations/identity/second-factor.js';
import { routesFor } from '../define-route.js';
import type { ProtectionApiServices } from '../protection/routes.js';

const defineRoute = routesFor<ProtectionApiServices>();
const BASE = '/api/auth/second-factor';
const tag = 'identity';

const read = defineRoute({
  operationId: 'getSecondFactor',
  method: 'GET',
  path: BASE,
  summary: 'Whether one’s own second factor counts.',
  tag,
  role: 'viewer',
  response: { status: 200, schema: SecondFactor },
  problems: ['forbidden'],
  handle: async ({ context }) => ({ body: await readSecondFactor(context) }),
});

const begin = defineRoute({
  operationId: 'beginSecondFactor',
  method: 'POST',
  path: BASE,
  summary: 'What an authenticator needs (RFC 6238), shown this once; it counts after it is confirmed.',
  tag,
  role: 'approver',
  secretResponse: true,
  response: { status: 201, schema: SecondFactorSecret },
  problems: ['already_exists', 'forbidden'],
  handle: async ({ context, services }) => ({ body: await beginSecondFactor(context, services.protection) }),
});

const confirm = defineRoute({
  operationId: 'confirmSecondFactor',
  method: 'POST',
  path: `${BASE}/confirm`,
  summary: 'The first code proves that the authenticator works.',
  tag,
  role: 'approver',
  body: GivenCode,
  response: { status: 200, schema: SecondFactor },
  problems: ['second_factor_needed', 'forbidden'],
  handle: async ({ body, context, services }) => ({
    body: await confirmSecondFactor(context, services.protection, body.code),
  }),
});

const remove = defineRoute({
  operationId: 'removeSecondFactor',
  method: 'POST',
  path: `${BASE}/remove`,
  summary: 'Takes one’s own second factor away; takes a code of it.',
  tag,
  role: 'approver',
  body: GivenCode,
  response: { status: 200, schema: SecondFactor },
  problems: ['second_factor_needed', 'forbidden'],
  handle: async ({ body, context, services }) => ({
    body: await removeSecondFactor(context, services.protection, body.code),
  }),
});

export const secondFactorRoutes = [read, begin, confirm, remove];
