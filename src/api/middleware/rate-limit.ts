import { rateLimitHeaders, type RequestLimiter } from '../../platform/http/rate-limits.js';
import type { ApiMiddleware } from '../state.js';

/** Each token has a budget; what is left of it stands in the headers. Public routes are not counted. */
export function rateLimit<Services>(limiter: RequestLimiter): ApiMiddleware<Services> {
  return async (ctx, next) => {
    const tokenId = ctx.state.actor?.tokenId;
    if (tokenId !== null && tokenId !== undefined) ctx.set(rateLimitHeaders(await limiter.take(tokenId)));
    await next();
  };
}
