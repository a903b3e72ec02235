import type { ApiMiddleware } from '../state.js';

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  // Answers hold the state of the fleet, some of them a token.
  'Cache-Control': 'no-store',
};

/** Defaults for every answer, problems too; a route's own headers replace them. */
export function securityHeaders<Services>(): ApiMiddleware<Services> {
  return async (ctx, next) => {
    ctx.set(HEADERS);
    await next();
  };
}
