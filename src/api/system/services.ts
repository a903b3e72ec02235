import type { Lifecycle } from '../../platform/http/lifecycle.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import { createOpenApiDocument } from '../openapi.js';
import type { RouteInfo } from '../route.js';
import type { DatabaseStatus } from './database-status.js';
import { createHealth, type Health, type HealthChecks } from './health.js';

export interface SystemServices {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly version: string;
  readonly startedAt: Date;
  readDatabaseStatus(): Promise<DatabaseStatus>;
  /** The OpenAPI document as JSON text; made once, when first asked for. */
  openApiText(): string;
}

export interface SystemServicesOptions {
  /** All routes of the API: the document is made from them. */
  readonly routes: readonly RouteInfo[];
  readonly version: string;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly checks: HealthChecks;
  /** Of each health check. */
  readonly checkBudgetMs?: number;
  readDatabaseStatus(): Promise<DatabaseStatus>;
}

export function createSystemServices(options: SystemServicesOptions): SystemServices {
  const { routes, version, metrics, lifecycle, checks, checkBudgetMs } = options;
  const budget = checkBudgetMs === undefined ? {} : { budgetMs: checkBudgetMs };
  let text: string | undefined;
  return {
    health: createHealth({ checks, lifecycle, ...budget }),
    metrics,
    version,
    startedAt: new Date(),
    readDatabaseStatus: () => options.readDatabaseStatus(),
    openApiText: () => (text ??= JSON.stringify(createOpenApiDocument({ routes, version }))),
  };
}
