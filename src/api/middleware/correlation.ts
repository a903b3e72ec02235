import { acceptCorrelationId } from '../../platform/http/correlation-id.js';
import type { Logger } from '../../platform/log/logger.js';
import type { ApiMiddleware } from '../state.js';

/** First of all: whatever happens to the request, its id is answered and in every line about it. */
export function correlation<Services>(log: Logger): ApiMiddleware<Services> {
  return async (ctx, next) => {
    const correlationId = acceptCorrelationId(ctx.get('x-correlation-id'));
    ctx.state.correlationId = correlationId;
    ctx.state.log = log.child({ correlationId });
    ctx.state.startedAt = performance.now();
    ctx.state.params = {};
    ctx.set('X-Correlation-Id', correlationId);
    await next();
  };
}
