import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { z } from 'zod';
import { rolesIncluding } from '../domain/identity/roles.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../platform/errors/catalogue.js';
import { IDEMPOTENCY_HEADER } from './idempotency.js';
import { Problem, PROBLEM_CONTENT_TYPE, problemsOf } from './problems.js';
import type { ResponseSpec, RouteInfo } from './route.js';
import { describeTag } from './tags.js';

export interface OpenApiOptions {
  readonly routes: readonly RouteInfo[];
  /** Version of the product. */
  readonly version: string;
}

export type OpenApiDocument = ReturnType<typeof createDocument>;

const INTRODUCTION = `Durable caretaker of a fleet of servers and containers.

Send \`Authorization: Bearer TOKEN\`. Errors are \`application/problem+json\` with a stable \`code\`. Lists answer
\`{ items, nextCursor }\` and take \`limit\` and \`cursor\`. Unknown fields and parameters are refused. \`X-Correlation-Id\` is
taken from the request or made, answered, and found in logs, workflows and audit rows.`;

/** The same routes give the same document, whatever order they are listed in. */
export function createOpenApiDocument(options: OpenApiOptions): OpenApiDocument {
  const routes = options.routes.filter((route) => route.documented !== false).sort(byAddress);
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const item = (paths[route.path] ??= {});
    item[route.method.toLowerCase()] = describeOperation(route);
  }
  const tags = [...new Set(routes.map((route) => route.tag))].sort().map(describeTag);
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Millwright',
      version: options.version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
}

function byAddress(a: RouteInfo, b: RouteInfo): number {
  return `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1;
}

function describeOperation(route: RouteInfo): ZodOpenApiOperationObject {
  const headers = headerParameters(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [route.description, roleNote(route)].filter((part) => part !== undefined).join('\n\n'),
    tags: [route.tag],
    ...(route.role === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(Object.keys(route.params.shape).length === 0 ? {} : { path: route.params }),
      ...(Object.keys(route.query.shape).length === 0 ? {} : { query: route.query }),
      ...(Object.keys(headers.shape).length === 0 ? {} : { header: headers }),
    },
    ...describeBody(route),
    responses: { ...describeAnswers(route.responses), ...describeProblems(route) },
  };
}

function roleNote(route: RouteInfo): string {
  if (route.role === 'public') return 'No token is needed.';
  return `Role: ${rolesIncluding(route.role).join(', ')}.`;
}

function headerParameters(route: RouteInfo): z.ZodObject {
  const key = z.string().min(1).max(255).optional();
  return z.object({
    ...(route.idempotent
      ? { [IDEMPOTENCY_HEADER]: key.meta({ description: 'The same key and body give the same answer for 24 hours.' }) }
      : {}),
    ...(route.versioned === true
      ? { 'If-Match': z.string().optional().meta({ description: 'ETag of the version that is to be changed.' }) }
      : {}),
  });
}

/** A body without any field is not worth a mention. */
function describeBody(route: RouteInfo): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  const { body } = route;
  if (body === undefined || (body instanceof z.ZodObject && Object.keys(body.shape).length === 0)) return {};
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': { schema: body } } } };
}

function describeAnswers(specs: readonly ResponseSpec[]): Record<string, ZodOpenApiResponseObject> {
  return Object.fromEntries(specs.map((spec) => [String(spec.status), describeAnswer(spec)]));
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted; the work goes on.',
  204: 'Done; there is nothing to say.',
  503: 'Not available.',
};

function describeAnswer(spec: ResponseSpec): ZodOpenApiResponseObject {
  const description = spec.description ?? STATUS_TEXT[spec.status] ?? 'The answer.';
  if (spec.schema !== undefined) return { description, content: { 'application/json': { schema: spec.schema } } };
  if (spec.contentType === undefined) return { description };
  const type = spec.contentType.split(';')[0] ?? spec.contentType;
  return { description, content: { [type]: { schema: { type: 'string' } } } };
}

function describeProblems(route: RouteInfo): Record<string, ZodOpenApiResponseObject> {
  const taken = new Set(route.responses.map((spec) => spec.status));
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of problemsOf(route)) {
    const { status } = ERROR_CATALOGUE[code];
    if (!taken.has(status)) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(entries.map(([status, codes]) => [String(status), describeProblem(codes)]));
}

function describeProblem(codes: readonly ErrorCode[]): ZodOpenApiResponseObject {
  const description = codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].title}.`).join('\n');
  return { description, content: { [PROBLEM_CONTENT_TYPE]: { schema: Problem } } };
}
