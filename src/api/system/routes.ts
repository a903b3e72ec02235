import { z } from 'zod';
import { routesFor } from '../define-route.js';
import { DatabaseStatus } from './database-status.js';
import { DOCS_ASSETS, DOCS_PAGE, DOCS_POLICY, renderProblemsPage } from './docs-pages.js';
import { Live, Readiness } from './health.js';
import type { SystemServices } from './services.js';

const defineRoute = routesFor<{ readonly system: SystemServices }>();

const ASSET_NAMES = Object.keys(DOCS_ASSETS) as [keyof typeof DOCS_ASSETS, ...(keyof typeof DOCS_ASSETS)[]];
const HTML = 'text/html; charset=utf-8';
const DOCS_HEADERS = { 'Content-Security-Policy': DOCS_POLICY, 'Cache-Control': 'public, max-age=300' };

const getLive = defineRoute({
  operationId: 'getLive',
  method: 'GET',
  path: '/health/live',
  summary: 'Whether this process runs at all',
  tag: 'system',
  role: 'public',
  response: { status: 200, schema: Live },
  problems: [],
  handle: (_input) => ({ body: { status: 'ok' } }),
});

const readinessRoute = (operationId: string, path: string, summary: string) =>
  defineRoute({
    operationId,
    method: 'GET',
    path,
    summary,
    description: 'Each part is asked for at most a second. 503 from the moment a shutdown starts.',
    tag: 'system',
    role: 'public',
    response: { status: 200, schema: Readiness },
    alternatives: [{ status: 503, schema: Readiness, description: 'A part does not work, or a shutdown has begun.' }],
    problems: [],
    async handle({ services }) {
      const body = await services.system.health.readiness();
      return body.status === 'ok' ? { body } : { status: 503, body };
    },
  });

const getHealth = readinessRoute('getHealth', '/health', 'Whether everything this process needs works');
const getReady = readinessRoute('getReady', '/health/ready', 'Whether this process can serve requests now');

const Status = z
  .object({
    name: z.literal('millwright'),
    version: z.string(),
    startedAt: z.iso.datetime(),
    uptimeSeconds: z.int(),
    node: z.string(),
    ...Readiness.shape,
  })
  .meta({ id: 'Status' });

const getStatus = defineRoute({
  operationId: 'getStatus',
  method: 'GET',
  path: '/status',
  summary: 'Version, uptime and the state of every part',
  tag: 'system',
  role: 'viewer',
  response: { status: 200, schema: Status },
  problems: [],
  async handle({ services: { system } }) {
    const readiness = await system.health.readiness();
    return {
      body: {
        name: 'millwright',
        version: system.version,
        startedAt: system.startedAt.toISOString(),
        uptimeSeconds: Math.floor((Date.now() - system.startedAt.getTime()) / 1000),
        node: process.versions.node,
        ...readiness,
      },
    };
  },
});

const getDatabaseStatus = defineRoute({
  operationId: 'getDatabaseStatus',
  method: 'GET',
  path: '/database/status',
  summary: 'Version, size, connections and migrations of the database',
  tag: 'system',
  role: 'viewer',
  response: { status: 200, schema: DatabaseStatus },
  problems: ['database_unavailable'],
  handle: async ({ services }) => ({ body: await services.system.readDatabaseStatus() }),
});

const getMetrics = defineRoute({
  operationId: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  summary: 'Metrics of this process for Prometheus',
  tag: 'system',
  role: 'viewer',
  response: { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8' },
  problems: [],
  handle: async ({ services }) => ({ body: await services.system.metrics.render() }),
});

const getOpenApi = defineRoute({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  summary: 'This description of the API',
  tag: 'system',
  role: 'public',
  response: { status: 200, contentType: 'application/json; charset=utf-8' },
  problems: [],
  handle: ({ services }) => ({ body: services.system.openApiText() }),
});

const getDocs = defineRoute({
  operationId: 'getDocs',
  method: 'GET',
  path: '/docs',
  summary: 'This description as a page to browse',
  tag: 'system',
  role: 'public',
  response: { status: 200, contentType: HTML },
  problems: [],
  handle: () => ({ body: DOCS_PAGE, headers: DOCS_HEADERS }),
});

const getProblemsPage = defineRoute({
  operationId: 'getProblemsPage',
  method: 'GET',
  path: '/docs/problems',
  summary: 'Every problem code with its meaning and remedy',
  tag: 'system',
  role: 'public',
  response: { status: 200, contentType: HTML },
  problems: [],
  handle: () => ({ body: renderProblemsPage(), headers: DOCS_HEADERS }),
});

const getDocsAsset = defineRoute({
  operationId: 'getDocsAsset',
  method: 'GET',
  path: '/docs/{file}',
  summary: 'A file that the page loads',
  tag: 'system',
  role: 'public',
  documented: false,
  params: z.object({ file: z.enum(ASSET_NAMES) }),
  response: { status: 200, contentType: 'application/octet-stream' },
  problems: ['not_found'],
  async handle({ params }) {
    const asset = DOCS_ASSETS[params.file];
    return { body: await asset.read(), headers: { ...DOCS_HEADERS, 'Content-Type': asset.contentType } };
  },
});

/** Health, status, metrics and the documentation. */
export const systemRoutes = [
  getLive,
  getHealth,
  getReady,
  getStatus,
  getDatabaseStatus,
  getMetrics,
  getOpenApi,
  getDocs,
  getProblemsPage,
  getDocsAsset,
];
