import { rolesIncluding, roleIncludes } from '../domain/identity/roles.js';
import { ACCESS_OF_ROLE, scopesAllow } from '../domain/identity/scopes.js';
import type { Actor } from '../operations/context.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { RouteInfo } from './route.js';

/** Stands for the caller of a public route, so that no call is without an actor. */
export const ANONYMOUS: Actor = {
  kind: 'system',
  id: 'anonymous',
  name: 'anonymous',
  role: 'viewer',
  tokenId: null,
  tokenKind: null,
};

/** Throws `forbidden` unless the actor's role includes the route's and the token's scopes cover it. */
export function authorise(route: RouteInfo, actor: Actor): void {
  if (route.role === 'public') return;
  const standsIn = route.delegable === true && actor.standsIn === true;
  if (!roleIncludes(actor.role, route.role) && !standsIn) {
    const roles = rolesIncluding(route.role).join(' or ');
    throw new MillwrightError('forbidden', `This needs the role ${roles}; ${actor.name} is ${actor.role}.`);
  }
  const access = ACCESS_OF_ROLE[route.role];
  // Who one is may be asked by every token.
  if (route.operationId === 'getWhoami' || scopesAllow(actor.scopes ?? [], route.tag, access)) return;
  throw new MillwrightError('forbidden', `The token’s scopes do not include ${route.tag}:${access}.`);
}
