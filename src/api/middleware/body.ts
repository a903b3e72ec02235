import { bodyParser } from '@koa/bodyparser';
import type { Context, Next } from 'koa';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { ErrorCode } from '../../platform/errors/catalogue.js';
import type { ApiContext, ApiMiddleware } from '../state.js';

export const MAX_BODY_BYTES = 1_000_000;

/** Refuses by the announced length, before a token is looked at; what lies about its length is caught while reading. */
export function limitBody<Services>(): ApiMiddleware<Services> {
  return async (ctx, next) => {
    if ((ctx.request.length ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    await next();
  };
}

const parse = bodyParser({
  enableTypes: ['json'],
  jsonLimit: MAX_BODY_BYTES,
  // Any JSON value may come in; the schema says what is wrong with it.
  jsonStrict: false,
  parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  onError(error) {
    throw toBodyError(error);
  },
});

const noNext: Next = () => Promise.resolve();

/** The parsed body; `{}` when there is none. Throws malformed_json, body_too_large and unsupported_media_type. */
export async function readBody<Services>(ctx: ApiContext<Services>): Promise<unknown> {
  if (!hasBody(ctx)) return {};
  if (ctx.is('application/json') === false) {
    const given = ctx.get('content-type').slice(0, 100) || 'no content type';
    throw new MillwrightError('unsupported_media_type', `The body came as ${given}.`);
  }
  await parse(ctx as unknown as Context, noNext);
  return (ctx.request as { body?: unknown }).body;
}

function hasBody<Services>(ctx: ApiContext<Services>): boolean {
  return ctx.get('transfer-encoding') !== '' || (ctx.request.length ?? 0) > 0;
}

/** The parser's own classification of what can be wrong with a body. */
const BODY_ERRORS: Readonly<Record<string, [ErrorCode, string]>> = {
  'entity.too.large': ['body_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`],
  'encoding.unsupported': ['unsupported_media_type', 'The Content-Encoding is not understood.'],
};

/** Everything else that reading can run into is a body that does not hold what its headers promise. */
function toBodyError(error: Error & { type?: string; status?: number }): MillwrightError {
  // The inflater gives an encoding it does not know no type, only its status.
  const type = error.type ?? (error.status === 415 ? 'encoding.unsupported' : '');
  const [code, detail] = BODY_ERRORS[type] ?? ['malformed_json', 'The body cannot be read as JSON.'];
  return new MillwrightError(code, detail, { cause: error });
}

function tooLarge(): MillwrightError {
  return new MillwrightError('body_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
