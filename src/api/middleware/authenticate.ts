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
    const actor = await withinBudget(options.authenticate(token));
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

/** A database that is frozen keeps an open connection waiting for ever: the first query of a request must not. */
const LOOKUP_BUDGET_MS = 5_000;

async function withinBudget<T>(lookup: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new MillwrightError(
          'database_unavailable',
          `The database has not answered within ${LOOKUP_BUDGET_MS / 1000} s.`,
        ),
      );
    }, LOOKUP_BUDGET_MS);
  });
  try {
    return await Promise.race([lookup, expiry]);
  } finally {
    clearTimeout(timer);
    // A late failure of a lookup nobody waits for is no unhandled rejection.
    lookup.catch(() => undefined);
  }
}

function bearerToken(header: string): string | undefined {
  return /^bearer +([^\s]+) *$/i.exec(header)?.[1];
}

function unauthenticated(detail: string): MillwrightError {
  return new MillwrightError('unauthenticated', detail);
}
