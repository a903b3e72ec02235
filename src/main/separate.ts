import { loadConfig, type Config } from '../config/config.js';
import { ensureFirstAdmin } from '../operations/identity/first-admin.js';
import { loadKeyring, requireKeyring } from './master-key.js';
import { openServices, type Services } from './open-services.js';
import { requirePlaces } from './parts.js';
import { prepareDatabase } from './prepare-database.js';
import { createProgress } from './progress.js';
import { reconcile } from './reconcile.js';
import { startApi } from './start-api.js';
import { prepareTemporalRuntime, startWorker } from './start-worker.js';
import { startWorkerHealth } from './worker-health.js';
import { waitForStop } from './wait-for-stop.js';

async function open(args: readonly string[], applicationName: string): Promise<{ config: Config; services: Services }> {
  const config = loadConfig({ environment: process.env, flags: args });
  const services = await openServices({
    config,
    places: requirePlaces(config),
    keyring: requireKeyring(config),
    applicationName,
  });
  return { config, services };
}

/** `millwright api`: stateless; as many as one likes behind a load balancer. */
export async function runApi(args: readonly string[]): Promise<number> {
  const { services } = await open(args, 'millwright-api');
  const stop = waitForStop();
  const admin = await ensureFirstAdmin(services.database, {
    pepper: services.tokenPepper,
    token: services.config.adminToken,
  });
  if (admin.generatedToken !== null)
    process.stderr.write(`The first admin token, shown this once: ${admin.generatedToken}\n`);
  const api = await startApi(services);
  services.log.info({ url: api.url }, 'API listens');
  await stop.reason;
  await api.close({ unreadyMs: 1_000 });
  await services.close();
  return 0;
}

/** `millwright worker`: the engine’s queue and the queue of the site TASK_QUEUE. */
export async function runWorker(args: readonly string[]): Promise<number> {
  const { services } = await open(args, 'millwright-worker');
  const stop = waitForStop();
  await prepareTemporalRuntime(services);
  const workers = await startWorker(services);
  workers.finished.catch((error: unknown) =>
    stop.fail(`The worker ended: ${error instanceof Error ? error.message : String(error)}`),
  );
  const health = await startWorkerHealth(services, workers);
  services.log.info({ site: services.config.taskQueue, health: health.url }, 'worker polls');
  const reason = await stop.reason;
  await workers.stop();
  await health.close();
  await services.close();
  if (reason.kind === 'failed') process.stderr.write(`millwright: ${reason.sentence}\n`);
  return reason.kind === 'failed' ? 1 : 0;
}

/** `millwright migrate`: schema as its owner, search attributes and schedules in Temporal. */
export async function runMigrate(args: readonly string[]): Promise<number> {
  const config = loadConfig({ environment: process.env, flags: args });
  const places = requirePlaces(config);
  await prepareDatabase(places, createProgress());
  const services = await openServices({
    config,
    places,
    keyring: loadKeyring(config),
    applicationName: 'millwright-migrate',
  });
  try {
    await reconcile(services);
  } finally {
    await services.close();
  }
  process.stdout.write('The database and Temporal are up to date.\n');
  return 0;
}
