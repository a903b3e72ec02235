import type { z } from 'zod';
import { MillwrightError, type ErrorIssue } from '../platform/errors/millwright-error.js';
import type { RouteInfo } from './route.js';

export interface RawInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface ValidInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const MAX_ISSUES = 100;
const MAX_DEPTH = 64;

/** Parses all three parts and throws `validation_failed` with every issue of all of them. */
export function validateInput(route: RouteInfo, raw: RawInput): ValidInput {
  const issues: ErrorIssue[] = [];
  const parse = (schema: z.ZodType | undefined, value: unknown): unknown => {
    if (schema === undefined) return undefined;
    const hostile = findUnstorableText(value);
    if (hostile !== undefined) {
      issues.push(hostile);
      return undefined;
    }
    const result = schema.safeParse(value);
    if (!result.success) issues.push(...flattenIssues(result.error.issues));
    return result.data;
  };
  const parsed = {
    params: parse(route.params, raw.params),
    query: parse(route.query, raw.query),
    body: parse(route.body, raw.body),
  };
  if (issues.length === 0) return parsed;
  const first = issues[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  throw new MillwrightError('validation_failed', `${first?.path || 'The input'}: ${first?.message}${more}`, {
    errors: issues.slice(0, MAX_ISSUES),
  });
}

type Issue = z.core.$ZodIssue;

/** One line a fault, in dotted paths. Unknown fields become one issue each, under their own names. */
export function flattenIssues(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): ErrorIssue[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not a known field' }));
    }
    const best = issue.code === 'invalid_union' ? closestBranch(issue.errors) : undefined;
    if (best !== undefined) return flattenIssues(best, path);
    return [{ path: dotted(path), message: issue.message }];
  });
}

/** Of the branches of a union, the one that fits best is the one that was meant. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return [...branches].sort((a, b) => a.length - b.length)[0];
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/**
 * PostgreSQL's text has no NUL and its jsonb no lone surrogate: refused here, with their place, for every field of
 * every route. Nesting deeper than any schema of ours is refused as well.
 */
function findUnstorableText(value: unknown, path: readonly string[] = []): ErrorIssue | undefined {
  if (typeof value === 'string') return issueOfText(value, path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length > MAX_DEPTH) return { path: '', message: `is nested deeper than ${MAX_DEPTH} levels` };
  for (const [key, member] of Object.entries(value)) {
    const found = issueOfText(key, path) ?? findUnstorableText(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

// oxlint-disable-next-line no-control-regex -- the NUL character is what this looks for
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

function issueOfText(text: string, path: readonly string[]): ErrorIssue | undefined {
  if (!UNSTORABLE.test(text)) return undefined;
  return { path: dotted(path), message: 'holds a NUL character or half of a surrogate pair' };
}
