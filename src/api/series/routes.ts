import { z } from 'zod';
import { retentionSettingSchema } from '../../domain/series/retention.js';
import { latestAnswerSchema, metricsHistorySchema, seriesAnswerSchema } from '../../domain/series/series.js';
import { requireServer } from '../../operations/inventory/read-servers.js';
import { readMetricsHistory } from '../../operations/series/read-history.js';
import { readLatestJson } from '../../operations/series/read-latest.js';
import { listRetention, putRetention } from '../../operations/series/retention.js';
import { readSeriesJson } from '../../operations/series/read-series.js';
import { IdParams, queryInteger } from '../fields.js';
import { routesFor } from '../define-route.js';

const defineRoute = routesFor<unknown>();
const tag = 'series';

const HOUR_MS = 3_600_000;
const DEFAULT_SPAN_MS = 24 * HOUR_MS;
/** What no collector has reported for an hour is not a present value. */
const LATEST_SPAN_MS = HOUR_MS;
const METRIC = /^[a-z][a-z0-9_]{0,99}$/;

const metric = z.string().regex(METRIC, 'a metric name such as cpu_usage_percent');

const metrics = defineRoute({
  operationId: 'getServerMetrics',
  method: 'GET',
  path: '/api/infrastructure/servers/{id}/metrics',
  summary: 'Series of a server between two times; the last 24 hours without them.',
  description:
    'Without `stepSeconds` a series has about 1,000 points at most. `metric` may name several, separated by commas; without it all series come.',
  tag,
  role: 'viewer',
  params: IdParams,
  query: z.object({
    metric: z.string().max(2_000).optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    stepSeconds: queryInteger({ min: 1, max: 31_536_000 }).optional(),
  }),
  response: { status: 200, schema: seriesAnswerSchema, rawJson: true },
  problems: ['not_found', 'unprocessable'],
  handle: async ({ params, query, context }) => {
    await requireServer(context, params.id);
    const to = query.to === undefined ? new Date() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_SPAN_MS) : new Date(query.from);
    const names = query.metric?.split(',').filter((name) => name !== '');
    const body = await readSeriesJson(context.database.pool, {
      serverId: params.id,
      metrics: names,
      from,
      to,
      stepSeconds: query.stepSeconds,
    });
    return { body };
  },
});

const latest = defineRoute({
  operationId: 'getLatestServerMetrics',
  method: 'GET',
  path: '/api/infrastructure/servers/{id}/metrics/latest',
  summary: 'The newest value of every series of a server.',
  tag,
  role: 'viewer',
  params: IdParams,
  response: { status: 200, schema: latestAnswerSchema, rawJson: true },
  problems: ['not_found'],
  handle: async ({ params, context }) => {
    await requireServer(context, params.id);
    const since = new Date(Date.now() - LATEST_SPAN_MS);
    return { body: await readLatestJson(context.database.pool, { serverId: params.id, since }) };
  },
});

const history = defineRoute({
  operationId: 'getMetricsHistory',
  method: 'GET',
  path: '/metrics/history',
  summary: 'Statistics of every series over the last hours: minimum, maximum, mean, percentiles, trend.',
  tag,
  role: 'viewer',
  query: z.object({
    hours: queryInteger({ min: 1, max: 87_600 }).optional(),
    serverId: z.uuid().optional(),
    metric: metric.optional(),
    limit: queryInteger({ min: 1, max: 500 }).optional(),
    cursor: z.string().max(100).optional(),
  }),
  response: { status: 200, schema: metricsHistorySchema },
  problems: ['bad_cursor'],
  handle: async ({ query, context }) => ({
    body: await readMetricsHistory(context.database.pool, { ...query, hours: query.hours ?? 24 }),
  }),
});

const RETENTION = '/api/infrastructure/collection/retention';
const RetentionList = z.object({ items: z.array(retentionSettingSchema) });

const readRetention = defineRoute({
  operationId: 'listRetention',
  method: 'GET',
  path: RETENTION,
  summary: 'How long rows are kept where somebody has said so; docs/operations.md has the defaults',
  tag,
  role: 'viewer',
  response: { status: 200, schema: RetentionList },
  problems: [],
  handle: async ({ context }) => ({ body: { items: await listRetention(context) } }),
});

const writeRetention = defineRoute({
  operationId: 'putRetention',
  method: 'PUT',
  path: RETENTION,
  summary: 'Sets how many days one kind of row is kept: samples, samples:GROUP, rollups, command_log, collection_runs',
  tag,
  role: 'admin',
  body: retentionSettingSchema,
  response: { status: 200, schema: retentionSettingSchema },
  problems: [],
  handle: async ({ body, context }) => ({ body: await putRetention(context, body) }),
});

export const seriesRoutes = [metrics, latest, history, readRetention, writeRetention];
