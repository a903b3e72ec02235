import { createOpenApiDocument } from '../../src/api/openapi.js';
import { changesSomething } from '../../src/api/route-rules.js';
import type { RouteInfo } from '../../src/api/route.js';
import { problemsOf } from '../../src/api/problems.js';

/** What is wrong with a list of routes beyond what each declaration checks by itself; empty when all is well. */
export function findRouteFaults(routes: readonly RouteInfo[]): string[] {
  const faults: string[] = [];
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    if (route.summary.length < 5) faults.push(`${name}: has no summary`);
    if (problemsOf(route).length === 0) faults.push(`${name}: names no problems`);
    if (changesSomething(route) && !['operator', 'approver', 'admin'].includes(route.role)) {
      faults.push(`${name}: changes something and demands only ${route.role}`);
    }
    if (route.method === 'GET' && route.path.startsWith('/api/') && route.role === 'public') {
      faults.push(`${name}: is open to everybody`);
    }
  }
  return [...faults, ...findLooseBodies(routes)];
}

interface Schema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
}

/** Objects in request bodies, however deep, that would take unknown fields. */
function findLooseBodies(routes: readonly RouteInfo[]): string[] {
  const document = createOpenApiDocument({ routes, version: '0' });
  const faults: string[] = [];
  const schemas = document.components?.schemas ?? {};
  const visit = (value: unknown, place: string, seen: ReadonlySet<string>): void => {
    if (typeof value !== 'object' || value === null) return;
    const { $ref } = value as { $ref?: string };
    if (typeof $ref === 'string') {
      const name = $ref.split('/').at(-1) ?? '';
      if (!seen.has(name)) visit(schemas[name], `${place} ${name}`, new Set([...seen, name]));
      return;
    }
    const schema = value as Schema;
    if (schema.properties !== undefined && schema.additionalProperties === undefined)
      faults.push(`${place}: takes unknown fields`);
    for (const [key, member] of Object.entries(value)) visit(member, `${place}.${key}`, seen);
  };
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as Record<string, { requestBody?: unknown }>)) {
      visit(operation.requestBody, `${method.toUpperCase()} ${path}`, new Set());
    }
  }
  return faults;
}
