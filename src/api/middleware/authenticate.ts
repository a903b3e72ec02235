import { createHash } from 'node:crypto';
import type { Actor } from '../../operations/context.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { FailureLimiter } from '../../platform/http/rate-limits.js';
import type { ApiMiddleware } from '../state.js';

export interface AuthenticateOptions {
  /** Null for a token that is not accepted; throws when that cannot be told now. */
  authenticate(token: string): Promise<Actor | null>;
  readonly failures: FailureLimiter;
}

/** Establishes who calls; public routes do not ask. */
export function authenticate<Services>(options: AuthenticateOptions): ApiMiddleware<Services> {
  const { failures } = options;
  return async (ctx, next) => {
    if (ctx.state.route?.role === 'public') return next();
    const token = bearerToken(ctx.get('authorization'));
    if (token === undefined) throw unauthenticated('No bearer token was sent.');
    const credential = createHash('sha256').update(token).digest('base64');
    await failures.check(ctx.ip, credential);
    const actor = await options.authenticate(token);
    if (actor === null) {
      await failures.recordFailure(ctx.ip);
      throw unauthenticated('The token is unknown, expired or revoked, or its user is disabled.');
    }
    failures.recordSuccess(credential);
    ctx.state.actor = actor;
    ctx.state.log = ctx.state.log.child({ actorId: actor.id });
    return next();
  };
}

function bearerToken(header: string): string | undefined {
  return /^bearer +([^\s]+) *$/i.exec(header)?.[1];
}

function unauthenticated(detail: string): MillwrightError {
  return new MillwrightError('unauthenticated', detail);
}
