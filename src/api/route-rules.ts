import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { RouteInfo } from './route.js';

interface Rule {
  /** What a broken declaration is told. */
  readonly demand: string;
  broken(route: RouteInfo): boolean;
}

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What types alone cannot say about one declaration. */
const RULES: readonly Rule[] = [
  {
    demand: 'operationId must be camel case',
    broken: (route) => !/^[a-z][A-Za-z0-9]{2,60}$/.test(route.operationId),
  },
  {
    demand: 'path must be absolute, in OpenAPI’s form, without a slash at the end',
    broken: (route) => !/^(\/|(\/(\{[A-Za-z]+\}|[A-Za-z0-9._-]+))+)$/.test(route.path),
  },
  {
    demand: 'params must name exactly the parameters of the path',
    broken: (route) => pathParameters(route.path).join() !== Object.keys(route.params.shape).sort().join(),
  },
  { demand: 'summary must be given', broken: (route) => route.summary.trim() === '' },
  {
    demand: 'a route that changes something needs a role of operator or above',
    broken: (route) => changesSomething(route) && (route.role === 'public' || route.role === 'viewer'),
  },
  {
    demand: 'a route that starts a workflow is a POST that answers 202 and honours Idempotency-Key',
    broken: (route) =>
      route.starts !== undefined &&
      !(route.method === 'POST' && route.idempotent && route.responses.some(({ status }) => status === 202)),
  },
  {
    demand: 'an answer with a secret must not be stored: it cannot be idempotent',
    broken: (route) => route.idempotent && route.secretResponse === true,
  },
  {
    demand: 'only a POST can be idempotent by key; the other methods are by themselves',
    broken: (route) => route.idempotent && route.method !== 'POST',
  },
  {
    demand: 'the answers must have different statuses',
    broken: (route) => new Set(route.responses.map(({ status }) => status)).size !== route.responses.length,
  },
];

export function changesSomething(route: RouteInfo): boolean {
  return CHANGING.has(route.method) && route.changesNothing !== true;
}

export function checkDeclaration(route: RouteInfo): void {
  const broken = RULES.find((rule) => rule.broken(route));
  if (broken === undefined) return;
  throw new MillwrightError('startup_failed', `Route ${route.method} ${route.path}: ${broken.demand}.`);
}

/** What cannot be seen in one declaration alone: two routes of one name or one address. */
export function checkTogether(routes: readonly RouteInfo[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    const address = `${route.method} ${route.path.replaceAll(/\{[^}]*\}/g, '{}')}`;
    for (const identity of [route.operationId, address]) {
      if (seen.has(identity)) throw new MillwrightError('startup_failed', `There are two routes ${identity}.`);
      seen.add(identity);
    }
  }
}

function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{([A-Za-z]+)\}/g)].map((match) => match[1] ?? '').sort();
}
