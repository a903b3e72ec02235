import Router from '@koa/router';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { checkTogether } from './route-rules.js';
import type { Route } from './route.js';

export interface RouteMatch<Services> {
  readonly route: Route<Services>;
  readonly params: Readonly<Record<string, string>>;
}

export interface RouteFinder<Services> {
  /** Throws `not_found` for an unknown path and `method_not_allowed` (member `allow`) for a known one. */
  find(method: string, path: string): RouteMatch<Services>;
  /** Methods of a path in the form of an Allow header; empty for an unknown path. */
  allow(path: string): string[];
}

/** Matches by @koa/router's rules; fixed segments win over parameters whatever the order of declaration. */
export function createRouteFinder<Services>(routes: readonly Route<Services>[]): RouteFinder<Services> {
  checkTogether(routes);
  const router = new Router({ sensitive: true, strict: true });
  const byId = new Map(routes.map((route) => [route.operationId, route]));
  for (const route of [...routes].sort(bySpecificity)) {
    const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    const path = route.path.replaceAll(/\{([A-Za-z]+)\}/g, ':$1');
    router.register(path, methods, async (_context, next) => next(), { name: route.operationId });
  }
  const allow = (path: string): string[] => {
    const methods = new Set(router.match(path, 'GET').path.flatMap((layer) => layer.methods));
    return methods.size === 0 ? [] : [...methods, 'OPTIONS'].sort();
  };
  return {
    allow,
    find(method, path) {
      const layer = router.match(path, method).pathAndMethod[0];
      const route = byId.get(String(layer?.name));
      if (layer !== undefined && route !== undefined)
        return { route, params: layer.params(path, layer.captures(path)) };
      const methods = allow(path);
      if (methods.length === 0) throw new MillwrightError('not_found', 'There is nothing at this path.');
      throw new MillwrightError('method_not_allowed', `This path takes ${methods.join(', ')}.`, {
        members: { allow: methods },
      });
    },
  };
}

/** Compares segment by segment; a parameter sorts after any fixed text. */
function bySpecificity(a: { path: string }, b: { path: string }): number {
  const key = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '\u{10FFFF}');
  return key(a.path) < key(b.path) ? -1 : 1;
}
