import { z } from 'zod';
import { CreateUser, PatchUser, RoleName, User } from '../../domain/identity/user.js';
import { createUser, getUser, listUsers, patchUser, setUserDisabled } from '../../operations/identity/users.js';
import { formatEtag } from '../../platform/http/etag.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery, queryBoolean } from '../fields.js';
import { routesFor } from '../define-route.js';
import type { IdentityRouteServices } from './services.js';

const defineRoute = routesFor<IdentityRouteServices>();

const createUserRoute = defineRoute({
  operationId: 'createUser',
  method: 'POST',
  path: '/api/users',
  summary: 'Create a user',
  tag: 'identity',
  role: 'admin',
  body: CreateUser,
  response: { status: 201, schema: User },
  problems: ['already_exists'],
  async handle({ body, context }) {
    const user = await createUser(context, body);
    return { body: user, headers: { Location: `/api/users/${user.id}`, ETag: formatEtag(user.version) } };
  },
});

const listUsersRoute = defineRoute({
  operationId: 'listUsers',
  method: 'GET',
  path: '/api/users',
  summary: 'List users in the order of their creation',
  tag: 'identity',
  role: 'admin',
  query: z.object({ ...pageQuery, role: RoleName.optional(), disabled: queryBoolean().optional() }),
  response: { status: 200, schema: pageOf(User) },
  problems: [],
  async handle({ query: { limit, cursor, ...filters }, context, services }) {
    const body = await paginate(services.cursors, {
      list: 'listUsers',
      limit,
      cursor,
      filters,
      keyOf: (user: User) => ({ id: user.id }),
      read: (page) => listUsers(context, { ...page, ...filters }),
    });
    return { body };
  },
});

const getUserRoute = defineRoute({
  operationId: 'getUser',
  method: 'GET',
  path: '/api/users/{id}',
  summary: 'Read a user',
  tag: 'identity',
  role: 'admin',
  params: IdParams,
  response: { status: 200, schema: User },
  problems: ['not_found'],
  handle: async ({ params, context }) => versioned(await getUser(context, params.id)),
});

const patchUserRoute = defineRoute({
  operationId: 'patchUser',
  method: 'PATCH',
  path: '/api/users/{id}',
  summary: 'Change a user’s name or role',
  description: 'The last enabled admin keeps the role.',
  tag: 'identity',
  role: 'admin',
  versioned: true,
  params: IdParams,
  body: PatchUser,
  response: { status: 200, schema: User },
  problems: ['not_found', 'already_exists', 'unprocessable'],
  handle: async ({ params, body, context, ifMatch }) =>
    versioned(await patchUser(context, { id: params.id, patch: body, expectedVersion: ifMatch })),
});

const disableUserRoute = defineRoute({
  operationId: 'disableUser',
  method: 'POST',
  path: '/api/users/{id}/disable',
  summary: 'Disable a user and refuse all their tokens',
  description: 'The last enabled admin cannot be disabled.',
  tag: 'identity',
  role: 'admin',
  versioned: true,
  params: IdParams,
  response: { status: 200, schema: User },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, context, ifMatch }) =>
    versioned(await setUserDisabled(context, { id: params.id, patch: { disabled: true }, expectedVersion: ifMatch })),
});

const enableUserRoute = defineRoute({
  operationId: 'enableUser',
  method: 'POST',
  path: '/api/users/{id}/enable',
  summary: 'Enable a disabled user again',
  tag: 'identity',
  role: 'admin',
  versioned: true,
  params: IdParams,
  response: { status: 200, schema: User },
  problems: ['not_found'],
  handle: async ({ params, context, ifMatch }) =>
    versioned(await setUserDisabled(context, { id: params.id, patch: { disabled: false }, expectedVersion: ifMatch })),
});

function versioned(user: User): { body: User; headers: Record<string, string> } {
  return { body: user, headers: { ETag: formatEtag(user.version) } };
}

export const userRoutes = [
  createUserRoute,
  listUsersRoute,
  getUserRoute,
  patchUserRoute,
  disableUserRoute,
  enableUserRoute,
];
