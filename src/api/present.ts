import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Logger } from '../platform/log/logger.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { ResponseSpec, RouteInfo, RouteResult } from './route.js';

export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string | Buffer | Readable | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PresentOptions {
  /** In tests an answer that breaks its schema is an error; in production it is logged and sent. */
  readonly strict: boolean;
  readonly log: Logger;
}

/** Turns a handler's result into the answer: status, type, and a body that passed its schema. */
export function presentResult(route: RouteInfo, result: RouteResult, options: PresentOptions): Answer {
  const spec = specOf(route, result.status);
  const headers = result.headers ?? {};
  if (spec.schema === undefined) {
    const body = spec.contentType === undefined ? undefined : (result.body as Answer['body']);
    return { status: spec.status, contentType: spec.contentType, body, headers };
  }
  const body = spec.rawJson === true ? checkedText(route, spec.schema, result, options) : undefined;
  return {
    status: spec.status,
    contentType: 'application/json; charset=utf-8',
    body: body ?? JSON.stringify(checkedValue(route, spec.schema, result.body, options)),
    headers,
  };
}

function specOf(route: RouteInfo, status: number | undefined): ResponseSpec {
  const spec = route.responses.find((candidate) => status === undefined || candidate.status === status);
  if (spec !== undefined) return spec;
  throw new MillwrightError('internal', `${route.operationId} answered with the undeclared status ${status}.`);
}

function checkedText(route: RouteInfo, schema: z.ZodType, result: RouteResult, options: PresentOptions): string {
  const text = String(result.body);
  if (options.strict) checkedValue(route, schema, JSON.parse(text), options);
  return text;
}

function checkedValue(route: RouteInfo, schema: z.ZodType, value: unknown, options: PresentOptions): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  if (options.strict) {
    throw new MillwrightError('internal', `The answer of ${route.operationId} breaks its schema: ${places.join('; ')}`);
  }
  options.log.error({ operationId: route.operationId, places }, 'an answer breaks its schema');
  return keepDeclared(schema, value);
}

/** What the schema names, and nothing else: a mismatch must not let through what parsing would have removed. */
function keepDeclared(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return keepDeclared(schema.unwrap(), value);
  if (Array.isArray(value))
    return schema instanceof z.ZodArray ? value.map((item) => keepDeclared(schema.element, item)) : value;
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => key in schema.shape);
  return Object.fromEntries(members.map(([key, member]) => [key, keepDeclared(schema.shape[key], member)]));
}
