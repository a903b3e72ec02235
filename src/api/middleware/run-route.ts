import type { CallContext } from '../../operations/context.js';
import type { Database } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { parseIfMatch } from '../../platform/http/etag.js';
import { ANONYMOUS, authorise } from '../authorise.js';
import { answerOnce, IDEMPOTENCY_HEADER, readIdempotencyKey } from '../idempotency.js';
import { presentResult, type Answer } from '../present.js';
import type { Route } from '../route.js';
import type { ApiContext, ApiMiddleware } from '../state.js';
import { validateInput } from '../validate.js';
import { readBody } from './body.js';

export interface RunRouteOptions<Services> {
  readonly services: Services;
  readonly database: Database;
  readonly strictResponses: boolean;
}

/** Last: authorise → validate → handle → present. */
export function runRoute<Services>(options: RunRouteOptions<Services>): ApiMiddleware<Services> {
  return async (ctx) => {
    const { route } = ctx.state;
    if (route === undefined) throw new MillwrightError('not_found', 'There is nothing at this path.');
    authorise(route, ctx.state.actor ?? ANONYMOUS);
    send(ctx, await answerRoute(ctx, route, options));
  };
}

async function answerRoute<Services>(
  ctx: ApiContext<Services>,
  route: Route<Services>,
  options: RunRouteOptions<Services>,
): Promise<Answer> {
  const raw = {
    params: ctx.state.params,
    query: ctx.query,
    body: route.body === undefined ? undefined : await readBody(ctx),
  };
  const input = validateInput(route, raw);
  const ifMatch = route.versioned === true ? parseIfMatch(ctx.get('if-match')) : undefined;
  const key = route.idempotent ? readIdempotencyKey(ctx.get(IDEMPOTENCY_HEADER)) : undefined;
  const context = callContext(ctx, options.database, key);
  const work = async (): Promise<Answer> => {
    const result = await route.handle({ ...input, context, services: options.services, ifMatch });
    return presentResult(route, result, { strict: options.strictResponses, log: ctx.state.log });
  };
  if (key === undefined) return work();
  const { method, path } = ctx;
  const { database, actor, log } = context;
  return answerOnce({ database, log, actorId: actor.id, method, path, key, asked: [raw.query, raw.body] }, work);
}

function callContext<Services>(
  ctx: ApiContext<Services>,
  database: Database,
  idempotencyKey: string | undefined,
): CallContext {
  return {
    actor: ctx.state.actor ?? ANONYMOUS,
    correlationId: ctx.state.correlationId,
    door: 'api',
    log: ctx.state.log,
    database,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

function send<Services>(ctx: ApiContext<Services>, answer: Answer): void {
  ctx.status = answer.status;
  ctx.body = answer.body ?? null;
  // Assigning null makes Koa answer 204: a declared status stays.
  ctx.status = answer.status;
  if (answer.contentType !== undefined) ctx.type = answer.contentType;
  ctx.set({ ...answer.headers });
  if (ctx.method === 'GET' && ctx.status === 200 && ctx.response.get('etag') !== '' && ctx.fresh) ctx.status = 304;
}
