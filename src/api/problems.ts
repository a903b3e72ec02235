import { z } from 'zod';
import { ERROR_CATALOGUE, type ErrorCode } from '../platform/errors/catalogue.js';
import type { MillwrightError } from '../platform/errors/millwright-error.js';
import type { RouteInfo } from './route.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

const CODES = Object.keys(ERROR_CATALOGUE) as [ErrorCode, ...ErrorCode[]];

/** RFC 9457, with our own members. Some problems carry more (`attemptsLeft`, `workflowId`, `retryAfterSeconds`, …). */
export const Problem = z
  .looseObject({
    type: z.string().meta({ description: 'Address of the explanation of this kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened this time.' }),
    code: z.enum(CODES).meta({ description: 'Stable name of the problem.' }),
    remedy: z.string().meta({ description: 'What to do next.' }),
    correlationId: z.string().meta({ description: 'The same id as in logs and audit rows.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Everything that is wrong with the input; always there with 400 and 422.' }),
  })
  .meta({ id: 'Problem' });

export function problemType(code: ErrorCode): string {
  return `/docs/problems#${code}`;
}

/** The body of an error's answer. */
export function toProblem(error: MillwrightError, correlationId: string): Record<string, unknown> {
  const { status, title, remedy } = error.definition;
  return {
    ...error.members,
    type: problemType(error.code),
    title,
    status,
    detail: error.message,
    code: error.code,
    ...('remedy' in error.members ? { remedy: error.members['remedy'] } : { remedy }),
    correlationId,
    ...withErrors(error, status),
  };
}

/** Where in the input a problem lies whose code alone says so. */
const PLACES: Partial<Record<ErrorCode, string>> = { bad_cursor: 'cursor' };

/** Whatever is wrong with the input is listed, also where it is one thing and as a whole: clients read one shape. */
function withErrors({ errors, code, message }: MillwrightError, status: number): object {
  if (errors.length > 0) return { errors };
  return status === 400 || status === 422 ? { errors: [{ path: PLACES[code] ?? '', message }] } : {};
}

const DEFAULT_RETRY_SECONDS = 5;
const RETRY_SECONDS: Partial<Record<ErrorCode, number>> = { idempotency_in_progress: 1, shutting_down: 5 };

/** Seconds for Retry-After; undefined where repeating the same request would not help. */
export function retryAfterSeconds(error: MillwrightError): number | undefined {
  const own = error.members['retryAfterSeconds'];
  if (typeof own === 'number') return own;
  if (error.definition.status !== 503 && RETRY_SECONDS[error.code] === undefined) return undefined;
  return RETRY_SECONDS[error.code] ?? DEFAULT_RETRY_SECONDS;
}

/** Every problem a route can answer with: its own and those that its declaration implies. */
export function problemsOf(route: RouteInfo): ErrorCode[] {
  const guarded = route.role !== 'public';
  const implied: [boolean, ErrorCode[]][] = [
    [true, ['validation_failed', 'internal', 'shutting_down']],
    [guarded, ['unauthenticated', 'forbidden', 'rate_limited', 'database_unavailable']],
    [route.body !== undefined, ['malformed_json', 'body_too_large', 'unsupported_media_type']],
    ['cursor' in route.query.shape, ['bad_cursor']],
    [route.versioned === true, ['precondition_failed']],
    [route.idempotent, ['idempotency_key_reused', 'idempotency_in_progress']],
    [route.starts !== undefined, ['temporal_unavailable', 'paused']],
    [Object.keys(route.params.shape).length > 0, ['not_found']],
  ];
  const codes = new Set([...route.problems, ...implied.flatMap(([holds, list]) => (holds ? list : []))]);
  return CODES.filter((code) => codes.has(code));
}
