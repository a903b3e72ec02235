import type { Metrics } from '../../platform/metrics/metrics.js';
import type { ApiContext, ApiMiddleware } from '../state.js';

// nginx's number for a client that left before its answer.
const CLIENT_CLOSED = 499;

/** One line a request, written when the answer has left (or the client has), and its place in the histogram. */
export function accessLog<Services>(metrics: Metrics): ApiMiddleware<Services> {
  return async (ctx, next) => {
    ctx.res.once('close', () => record(ctx, metrics));
    await next();
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids only: whatever else stands in a path is the caller’s text, a token pasted into the wrong place among it. */
function knownParams(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => UUID.test(value)));
}

function record<Services>(ctx: ApiContext<Services>, metrics: Metrics): void {
  const { state } = ctx;
  const status = ctx.res.writableFinished ? ctx.res.statusCode : CLIENT_CLOSED;
  const durationMs = Math.round((performance.now() - state.startedAt) * 10) / 10;
  // Paths of unknown routes are the caller's invention: neither a metric's label nor a search parameter is made of them.
  const operationId = state.route?.operationId ?? 'unmatched';
  metrics.observeHttp({ operationId, method: state.route?.method ?? 'OTHER', status, durationMs });
  const line = {
    method: ctx.method,
    path: state.route?.path ?? null,
    params: knownParams(state.params),
    operationId,
    actorId: state.actor?.id ?? null,
    status,
    durationMs,
    ...(state.problemCode === undefined ? {} : { code: state.problemCode }),
  };
  state.log.info(line, 'request');
}
