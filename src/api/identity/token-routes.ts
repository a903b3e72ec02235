import { z } from 'zod';
import { ROLE_GRANTS } from '../../domain/identity/roles.js';
import { CreatedToken, CreateToken, Token, TOKEN_KINDS } from '../../domain/identity/token.js';
import { RoleName } from '../../domain/identity/user.js';
import { createToken, listTokens, revokeToken } from '../../operations/identity/tokens.js';
import { paginate } from '../../platform/http/paginate.js';
import { IdParams, pageOf, pageQuery } from '../fields.js';
import { routesFor } from '../define-route.js';
import type { IdentityRouteServices } from './services.js';

const defineRoute = routesFor<IdentityRouteServices>();

const createTokenRoute = defineRoute({
  operationId: 'createToken',
  method: 'POST',
  path: '/api/tokens',
  summary: 'Create an API token for a user',
  description: '`token` is shown in this answer and never again. One of the kind human is made by a person only.',
  tag: 'identity',
  role: 'admin',
  secretResponse: true,
  body: CreateToken,
  response: { status: 201, schema: CreatedToken },
  problems: ['unprocessable'],
  handle: async ({ body, context, services }) => ({ body: await createToken(context, services.identity, body) }),
});

const listTokensRoute = defineRoute({
  operationId: 'listTokens',
  method: 'GET',
  path: '/api/tokens',
  summary: 'List tokens in the order of their creation, without their secrets',
  tag: 'identity',
  role: 'admin',
  query: z.object({ ...pageQuery, userId: z.uuid().optional(), kind: z.enum(TOKEN_KINDS).optional() }),
  response: { status: 200, schema: pageOf(Token) },
  problems: [],
  async handle({ query: { limit, cursor, ...filters }, context, services }) {
    const body = await paginate(services.cursors, {
      list: 'listTokens',
      limit,
      cursor,
      filters,
      keyOf: (token: Token) => ({ id: token.id }),
      read: (page) => listTokens(context, { ...page, ...filters }),
    });
    return { body };
  },
});

const revokeTokenRoute = defineRoute({
  operationId: 'revokeToken',
  method: 'DELETE',
  path: '/api/tokens/{id}',
  summary: 'Revoke a token',
  description: 'It is refused from the next request on, and stays in the list with the time of its end.',
  tag: 'identity',
  role: 'admin',
  params: IdParams,
  response: { status: 204 },
  problems: ['not_found'],
  async handle({ params, context }) {
    await revokeToken(context, params.id);
    return {};
  },
});

const Whoami = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), role: RoleName }),
    token: z.object({ id: z.string(), kind: z.enum(TOKEN_KINDS), scopes: z.array(z.string()) }).nullable(),
    roles: z.array(RoleName).meta({ description: 'Every role whose rights this caller has.' }),
  })
  .meta({ id: 'Whoami' });

const getWhoami = defineRoute({
  operationId: 'getWhoami',
  method: 'GET',
  path: '/api/auth/whoami',
  summary: 'Who this token belongs to and what it may do',
  tag: 'identity',
  role: 'viewer',
  response: { status: 200, schema: Whoami },
  problems: [],
  handle({ context: { actor } }) {
    const { id, name, role, tokenId, tokenKind, scopes = [] } = actor;
    const token = tokenId === null || tokenKind === null ? null : { id: tokenId, kind: tokenKind, scopes: [...scopes] };
    return { body: { user: { id, name, role }, token, roles: [...ROLE_GRANTS[role].includes] } };
  },
});

export const tokenRoutes = [createTokenRoute, listTokensRoute, revokeTokenRoute, getWhoami];
