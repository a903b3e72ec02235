import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { recogniseFailure } from '../../platform/http/known-failures.js';
import type { Redactor } from '../../platform/log/redactor.js';
import { PROBLEM_CONTENT_TYPE, retryAfterSeconds, toProblem } from '../problems.js';
import type { ApiContext, ApiMiddleware } from '../state.js';

/** The one place where an error becomes an answer. The unknown becomes a bland 500; its cause goes to the log. */
export function problemMapper<Services>(redactor: Redactor): ApiMiddleware<Services> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const known = recogniseFailure(error);
      const shown = known ?? new MillwrightError('internal', 'Something unforeseen happened.', { cause: error });
      logFailure(ctx, shown, error);
      answerProblem(ctx, shown, redactor);
    }
  };
}

function logFailure<Services>(ctx: ApiContext<Services>, shown: MillwrightError, error: unknown): void {
  // Who has left needs no answer, and what broke for that reason is no fault of ours.
  if (ctx.res.destroyed || ctx.req.errored !== null) return;
  const { status } = shown.definition;
  if (status === 500) ctx.state.log.error({ err: error }, 'a request failed');
  else if (status > 500) ctx.state.log.warn({ err: error, code: shown.code }, 'a request could not be served');
}

function answerProblem<Services>(ctx: ApiContext<Services>, error: MillwrightError, redactor: Redactor): void {
  ctx.state.problemCode = error.code;
  // Whatever the handler had set belongs to an answer that is not given.
  for (const header of ['ETag', 'Location', 'Content-Disposition', 'Content-Length']) ctx.remove(header);
  ctx.status = error.definition.status;
  ctx.body = redactor.redact(JSON.stringify(toProblem(error, ctx.state.correlationId)));
  // After the body: Koa guesses a type from it.
  ctx.type = PROBLEM_CONTENT_TYPE;
  ctx.set('Cache-Control', 'no-store');
  const retryAfter = retryAfterSeconds(error);
  if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
  if (error.code === 'unauthenticated') ctx.set('WWW-Authenticate', 'Bearer realm="millwright"');
  const allow = error.members['allow'];
  if (Array.isArray(allow)) ctx.set('Allow', allow.join(', '));
}
