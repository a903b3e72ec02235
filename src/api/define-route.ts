import { z } from 'zod';
import { checkDeclaration } from './route-rules.js';
import type { ResponseSpec, Route, RouteDeclaration } from './route.js';

type NoFields = z.ZodObject<Record<never, never>>;

/**
 * Returns `defineRoute` for routes that need these services:
 * `const defineRoute = routesFor<{ identity: IdentityServices }>()`. One declaration validates, authorises, documents
 * and serves. Throws at start-up when a declaration contradicts itself.
 */
export function routesFor<Services>() {
  return function defineRoute<
    const R extends ResponseSpec,
    P extends z.ZodObject = NoFields,
    Q extends z.ZodObject = NoFields,
    B extends z.ZodType = NoFields,
    const A extends ResponseSpec = never,
  >(declaration: RouteDeclaration<Services, P, Q, B, R, A>): Route<Services> {
    const { params, query, body, response, alternatives = [], handle, ...flags } = declaration;
    const route: Route<Services> = {
      ...flags,
      idempotent: flags.idempotent ?? flags.starts === 'workflow',
      params: (params ?? z.object({})).strict(),
      query: (query ?? z.object({})).strict(),
      body: flags.method === 'GET' ? undefined : (body ?? z.strictObject({})),
      responses: [response, ...alternatives],
      // The schemas that validate the input are the ones the handler's types come from.
      handle: handle as unknown as Route<Services>['handle'],
    };
    checkDeclaration(route);
    return route;
  };
}
