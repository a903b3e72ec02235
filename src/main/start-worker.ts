import { hostname } from 'node:os';
import { heartbeat } from '@temporalio/activity';
import { createCollectionEngineActivities } from '../activities/collection/engine-activities.js';
import { createCollectionSiteActivities } from '../activities/collection/site-activities.js';
import { createUpkeepActivities } from '../activities/upkeep/upkeep-activities.js';
import { loadCollectors } from '../collectors/registry.js';
import { createCredentialLookup } from '../operations/inventory/resources/database-credentials.js';
import { findFreePort } from '../platform/process/ports.js';
import { httpMetricsSource } from '../platform/metrics/metrics.js';
import { ENGINE_QUEUE, siteQueue } from '../platform/temporal/start-workflow.js';
import { installRuntime, startWorkers, type Workers } from '../platform/temporal/worker.js';
import type { Services } from './open-services.js';

/** Installs the SDK’s runtime, with its metrics served through ours. Once per process, first of all. */
export async function prepareTemporalRuntime(services: Services): Promise<void> {
  const port = await findFreePort();
  const metricsAddress = `127.0.0.1:${port}`;
  installRuntime({ log: services.log, metricsAddress });
  services.metricsSources.push(httpMetricsSource('temporal', `http://${metricsAddress}/metrics`));
}

/** The engine’s queue with all workflows, and the queue of the site this process serves. */
export async function startWorker(services: Services): Promise<Workers> {
  const { config, database, hosts, places, pool, redactor } = services;
  const collectors = await loadCollectors();
  const engine = {
    ...createCollectionEngineActivities({ database }),
    ...createUpkeepActivities({
      database,
      heartbeat,
      keyring: services.keyring,
      checkpointFile: services.checkpointFile,
    }),
  };
  const site = createCollectionSiteActivities({
    database,
    hosts,
    collectors,
    countHandshakes: () => pool.counters.handshakes,
    credentialsOf: createCredentialLookup(database, services.keyring),
  });
  return startWorkers({
    address: places.temporalAddress,
    namespace: config.temporalNamespace,
    identity: `millwright-${config.taskQueue}-${hostname()}-${process.pid}`,
    redact: (text) => redactor.redact(text),
    queues: [
      { taskQueue: ENGINE_QUEUE, activities: engine, workflows: true },
      { taskQueue: siteQueue(config.taskQueue), activities: site, workflows: false },
    ],
  });
}
