import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { identityRoutes } from '../../src/api/identity/routes.js';
import type { IdentityRouteServices } from '../../src/api/identity/services.js';
import type { Route } from '../../src/api/route.js';
import { createApi, type ApiOptions, type ApiServer } from '../../src/api/server.js';
import { readDatabaseStatus } from '../../src/api/system/database-status.js';
import type { HealthChecks } from '../../src/api/system/health.js';
import { systemRoutes } from '../../src/api/system/routes.js';
import { createSystemServices, type SystemServices } from '../../src/api/system/services.js';
import { ensureFirstAdmin } from '../../src/operations/identity/first-admin.js';
import type { Database } from '../../src/platform/db/database.js';
import { createCursorCodec } from '../../src/platform/http/cursor.js';
import { createLifecycle, type Lifecycle } from '../../src/platform/http/lifecycle.js';
import { createLogger } from '../../src/platform/log/logger.js';
import { createRedactor, type Redactor } from '../../src/platform/log/redactor.js';
import { createMetrics, type MetricsSource } from '../../src/platform/metrics/metrics.js';

export type CoreServices = IdentityRouteServices & { readonly system: SystemServices };

export const TEST_PEPPER = randomBytes(32);

export interface TestApiOptions<Extra> {
  readonly database: Database;
  /** Beside the identity and system routes. */
  readonly routes?: readonly Route<CoreServices & Extra>[];
  readonly services?: Extra;
  readonly checks?: Partial<HealthChecks>;
  readonly checkBudgetMs?: number;
  readonly metricsSources?: readonly MetricsSource[];
  readonly api?: Partial<
    Pick<ApiOptions<unknown>, 'strictResponses' | 'tokenBudget' | 'failureBudget' | 'trustProxy' | 'tokenPepper'>
  >;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; null when there is none or it is not JSON. */
  readonly body: Record<string, unknown> | null;
}

export interface RequestOptions {
  /** Null sends none; absent sends the admin's. */
  readonly token?: string | null;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

export interface TestApi {
  readonly server: ApiServer;
  readonly url: string;
  readonly adminToken: string;
  readonly redactor: Redactor;
  readonly lifecycle: Lifecycle;
  /** Parsed lines of the log so far. */
  readonly logLines: Record<string, unknown>[];
  request(method: string, path: string, options?: RequestOptions): Promise<Reply>;
  close(): Promise<void>;
}

const passes = (): Promise<void> => Promise.resolve();

/** The real API on an ephemeral loopback port over a real database. Answers that break their schema are errors. */
export async function startTestApi<Extra = Record<never, never>>(options: TestApiOptions<Extra>): Promise<TestApi> {
  const { database } = options;
  const logLines: Record<string, unknown>[] = [];
  const redactor = createRedactor();
  const log = createLogger({ level: 'debug', destination: collectLines(logLines), redactor });
  const lifecycle = createLifecycle();
  const metrics = createMetrics({ sources: options.metricsSources ?? [] });
  const routes: Route<CoreServices & Extra>[] = [...identityRoutes, ...systemRoutes, ...(options.routes ?? [])];
  const system = createSystemServices({
    routes,
    version: '0.0.0-test',
    lifecycle,
    metrics,
    checks: { database: passes, temporal: passes, workers: passes, ...options.checks },
    ...(options.checkBudgetMs === undefined ? {} : { checkBudgetMs: options.checkBudgetMs }),
    readDatabaseStatus: () => readDatabaseStatus(database),
  });
  const core: CoreServices = {
    identity: { tokenPepper: TEST_PEPPER },
    cursors: createCursorCodec(TEST_PEPPER),
    system,
  };
  const api = createApi({
    routes,
    services: { ...core, ...options.services } as CoreServices & Extra,
    database,
    log,
    redactor,
    metrics,
    lifecycle,
    tokenPepper: TEST_PEPPER,
    strictResponses: true,
    ...options.api,
  });
  const server = await api.listen({ host: '127.0.0.1', port: 0 });
  const adminToken = `test-admin-${randomBytes(16).toString('hex')}`;
  return {
    server,
    url: server.url,
    adminToken,
    redactor,
    lifecycle,
    logLines,
    request: (method, path, request = {}) => send(`${server.url}${path}`, method, { token: adminToken, ...request }),
    close: () => server.close({ drainMs: 1_000 }),
  };
}

/** Makes the admin whose token the test API sends by default. */
export async function createTestAdmin(api: TestApi, database: Database): Promise<string> {
  const { userId } = await ensureFirstAdmin(database, { pepper: TEST_PEPPER, token: api.adminToken });
  return userId;
}

/** A new user of this role and a token of theirs. */
export async function createTestUser(
  api: TestApi,
  user: { name: string; role: string; kind?: string; scopes?: string[] },
): Promise<{ id: string; token: string; tokenId: string }> {
  const created = await api.request('POST', '/api/users', { json: { name: user.name, role: user.role } });
  const id = String(created.body?.id);
  const json = { userId: id, name: `${user.name}’s`, kind: user.kind ?? 'human', scopes: user.scopes ?? [] };
  const token = await api.request('POST', '/api/tokens', { json });
  return { id, token: String(token.body?.token), tokenId: String(token.body?.id) };
}

async function send(url: string, method: string, options: RequestOptions): Promise<Reply> {
  const headers: Record<string, string> = {};
  if (options.token !== null && options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
  if (options.json !== undefined) headers['content-type'] = 'application/json';
  const body = options.json === undefined ? options.raw : JSON.stringify(options.json);
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...options.headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseJson(text) };
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function collectLines(lines: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString('utf8').split('\n')) if (line !== '') lines.push(JSON.parse(line));
      done();
    },
  });
}
