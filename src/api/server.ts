import Koa from 'koa';
import { authenticateToken } from '../operations/identity/authenticate.js';
import type { Database } from '../platform/db/database.js';
import { startHttpServer, type HttpServer, type ListenOptions } from '../platform/http/http-server.js';
import { createLifecycle, type Lifecycle } from '../platform/http/lifecycle.js';
import { createFailureLimiter, createRequestLimiter, type Budget } from '../platform/http/rate-limits.js';
import type { Logger } from '../platform/log/logger.js';
import type { Redactor } from '../platform/log/redactor.js';
import type { Metrics } from '../platform/metrics/metrics.js';
import { createRouteFinder } from './find-route.js';
import { accessLog } from './middleware/access-log.js';
import { authenticate } from './middleware/authenticate.js';
import { limitBody } from './middleware/body.js';
import { correlation } from './middleware/correlation.js';
import { matchRoute, refuseWhenClosing } from './middleware/gate.js';
import { problemMapper } from './middleware/problem-mapper.js';
import { rateLimit } from './middleware/rate-limit.js';
import { runRoute } from './middleware/run-route.js';
import { securityHeaders } from './middleware/security-headers.js';
import type { Route } from './route.js';
import type { ApiState } from './state.js';

export interface ApiOptions<Services> {
  readonly routes: readonly Route<Services>[];
  /** What the handlers get beside the call's context: one record for all domains. */
  readonly services: Services;
  readonly database: Database;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly metrics: Metrics;
  /** Key of the tokens' digests: 32 bytes, derived from the master key. */
  readonly tokenPepper: Buffer;
  /** Shared with the health checks, so that readiness falls the moment the shutdown starts. */
  readonly lifecycle?: Lifecycle;
  /** An answer that breaks its schema is an error (tests) instead of a log line (production). */
  readonly strictResponses?: boolean;
  /** Requests per token. */
  readonly tokenBudget?: Budget;
  /** Failed logins per client address. */
  readonly failureBudget?: Budget;
  /** Take the client's address from X-Forwarded-For: only behind a proxy that sets it. */
  readonly trustProxy?: boolean;
}

export interface ApiCloseOptions {
  /** How long readiness is 503 while requests are still accepted, for load balancers to notice. */
  readonly unreadyMs?: number;
  /** How long requests under way may take. */
  readonly drainMs?: number;
}

export interface Api {
  listen(options: ListenOptions): Promise<ApiServer>;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** Unready → stop accepting → drain, under a clock. */
  close(options?: ApiCloseOptions): Promise<void>;
}

/** Puts the API together. Nothing listens before `listen`; `startup_failed` for contradicting routes. */
export function createApi<Services>(options: ApiOptions<Services>): Api {
  const lifecycle = options.lifecycle ?? createLifecycle();
  const listener = createApp(options, lifecycle).callback();
  return {
    async listen(where) {
      // Koa reports its own failures through the problem mapper; its callback has nothing to return.
      const server = await startHttpServer((request, response) => void listener(request, response), where);
      return { url: server.url, port: server.port, close: (close) => closeApi(server, lifecycle, close) };
    },
  };
}

function createApp<Services>(options: ApiOptions<Services>, lifecycle: Lifecycle): Koa<ApiState<Services>> {
  const { database, log, services, tokenPepper } = options;
  const finder = createRouteFinder(options.routes);
  const app = new Koa<ApiState<Services>>({ proxy: options.trustProxy ?? false });
  // What arrives here happened after the answer had begun: mostly clients that left.
  app.on('error', (error: Error) => log.debug({ err: error }, 'an answer broke off'));
  app.use(correlation(log));
  app.use(accessLog(options.metrics));
  app.use(problemMapper(options.redactor));
  app.use(securityHeaders());
  app.use(refuseWhenClosing(lifecycle));
  app.use(matchRoute(finder));
  app.use(limitBody());
  app.use(
    authenticate({
      authenticate: (token) => authenticateToken(database, tokenPepper, token),
      failures: createFailureLimiter(options.failureBudget),
    }),
  );
  app.use(rateLimit(createRequestLimiter(options.tokenBudget)));
  app.use(runRoute({ services, database, strictResponses: options.strictResponses ?? false }));
  return app;
}

async function closeApi(server: HttpServer, lifecycle: Lifecycle, options: ApiCloseOptions = {}): Promise<void> {
  const { unreadyMs = 0, drainMs = 10_000 } = options;
  lifecycle.beginUnready();
  if (unreadyMs > 0) await new Promise((resolve) => setTimeout(resolve, unreadyMs));
  lifecycle.beginClosing();
  await server.close({ drainMs });
}
