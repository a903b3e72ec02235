import type { ExecutionContext } from 'ava';
import { ERROR_CATALOGUE, type ErrorCode } from '../../src/platform/errors/catalogue.js';
import type { Reply } from './api-server.js';

/** Codes that `isProblem` has seen in this test file. */
export const reachedProblems = new Set<ErrorCode>();

/** Asserts a complete problem+json answer of this code. */
export function isProblem(t: ExecutionContext, reply: Reply, code: ErrorCode): void {
  t.is(reply.body?.code, code);
  t.is(reply.status, ERROR_CATALOGUE[code].status);
  t.is(reply.body?.status, reply.status);
  t.is(reply.body?.title, ERROR_CATALOGUE[code].title);
  t.is(reply.body?.type, `/docs/problems#${code}`);
  t.is(reply.headers.get('content-type'), 'application/problem+json');
  t.is(reply.body?.correlationId, reply.headers.get('x-correlation-id'));
  t.true(typeof reply.body?.detail === 'string' && typeof reply.body.remedy === 'string');
  if (reply.status === 400 || reply.status === 422) {
    const errors = reply.body?.errors as readonly { path: unknown; message: unknown }[] | undefined;
    t.true(errors?.some(({ path, message }) => typeof path === 'string' && typeof message === 'string'));
  }
  reachedProblems.add(code);
}

/** Paths of the faults that a validation problem names. */
export function faultyPaths(reply: Reply): string[] {
  const errors = (reply.body?.errors ?? []) as { path: string }[];
  return errors.map(({ path }) => path).sort();
}
