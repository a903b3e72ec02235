import { apiRoutes, type ApiServices } from '../api/routes.js';
import { createApi, type ApiServer } from '../api/server.js';
import { readDatabaseStatus } from '../api/system/database-status.js';
import { createSystemServices } from '../api/system/services.js';
import { loadCollectors } from '../collectors/registry.js';
import type { Collector } from '../collectors/collector.js';
import { readMigrationStatus } from '../platform/db/migrate.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { createLifecycle, type Lifecycle } from '../platform/http/lifecycle.js';
import { ENGINE_QUEUE } from '../platform/temporal/start-workflow.js';
import type { Services } from './open-services.js';
import { VERSION } from './version.js';

const PING_MS = 1_000;

/** Starts the HTTP API of a process. `startup_failed` when its port is taken. */
export async function startApi(services: Services): Promise<ApiServer> {
  const { config, database, log, redactor, metrics, tokenPepper } = services;
  const lifecycle = createLifecycle();
  const api = createApi<ApiServices>({
    routes: apiRoutes,
    services: describeApiServices(services, lifecycle, await loadCollectors()),
    database,
    log,
    redactor,
    metrics,
    tokenPepper,
    lifecycle,
    tokenBudget: { requests: config.requestsPerMinute, perSeconds: 60 },
  });
  return api.listen({ host: config.host, port: config.port });
}

function describeApiServices(services: Services, lifecycle: Lifecycle, collectors: readonly Collector[]): ApiServices {
  const { database, temporal, metrics, cursors, hosts, keyring, places, tokenPepper, checkpointFile } = services;
  return {
    cursors,
    collectors,
    system: createSystemServices({
      routes: apiRoutes,
      version: VERSION,
      lifecycle,
      metrics,
      checks: {
        database: () => checkDatabase(services),
        temporal: () => temporal.ping(PING_MS),
        workers: () => checkWorkers(services),
      },
      readDatabaseStatus: () => readDatabaseStatus(database),
    }),
    identity: { tokenPepper },
    inventory: { hosts },
    collection: { temporal, temporalUiUrl: places.temporalUiUrl },
    credentials: { keyring, hosts },
    containers: {
      temporal,
      temporalUiUrl: places.temporalUiUrl,
      keyring,
      kubernetesEnabled: services.config.enableK8s,
    },
    actions: describeActionServices(services),
    protection: { temporal, temporalUiUrl: places.temporalUiUrl, keyring },
    assessment: { readers: services.readers },
    audit: { checkpointFile, keyring },
  };
}

function describeActionServices(services: Services): ApiServices['actions'] {
  const { temporal, places, keyring, hosts, judge, readFingerprint, coolingDownMs } = services;
  return {
    temporal,
    temporalUiUrl: places.temporalUiUrl,
    keyring,
    hosts,
    judge,
    readFingerprint,
    ...(coolingDownMs === undefined ? {} : { coolingDownMs }),
  };
}

async function checkDatabase({ database }: Services): Promise<void> {
  const { pending, unknown } = await readMigrationStatus(database.knex);
  if (pending.length > 0)
    throw new MillwrightError(
      'database_unavailable',
      `${pending.length} migration(s) are pending: run \`millwright migrate\`.`,
    );
  if (unknown.length > 0)
    throw new MillwrightError('database_newer_than_code', 'The database was migrated by a newer Millwright.');
}

async function checkWorkers({ temporal }: Services): Promise<void> {
  if (await temporal.hasPollers(ENGINE_QUEUE)) return;
  throw new MillwrightError('temporal_unavailable', 'No worker polls the engine’s queue: start `millwright worker`.');
}
