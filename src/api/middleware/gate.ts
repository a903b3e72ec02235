import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { Lifecycle } from '../../platform/http/lifecycle.js';
import type { RouteFinder } from '../find-route.js';
import type { ApiMiddleware } from '../state.js';

/** While the process shuts down, connections that are still open get no new work, only the state of its health. */
export function refuseWhenClosing<Services>(lifecycle: Lifecycle): ApiMiddleware<Services> {
  return async (ctx, next) => {
    if (lifecycle.closing) {
      ctx.set('Connection', 'close');
      if (!ctx.path.startsWith('/health')) throw new MillwrightError('shutting_down', 'This process is shutting down.');
    }
    await next();
    // The shutdown may have begun meanwhile: without this a kept-alive connection would outlast its last answer.
    if (lifecycle.closing) ctx.set('Connection', 'close');
  };
}

/** Settles which route it is, before anything about the caller is asked: the list of routes is public anyway. */
export function matchRoute<Services>(finder: RouteFinder<Services>): ApiMiddleware<Services> {
  return async (ctx, next) => {
    const methods = ctx.method === 'OPTIONS' ? finder.allow(ctx.path) : [];
    if (methods.length > 0) {
      ctx.status = 204;
      ctx.set('Allow', methods.join(', '));
      return;
    }
    const match = finder.find(ctx.method, ctx.path);
    ctx.state.route = match.route;
    ctx.state.params = match.params;
    await next();
  };
}
