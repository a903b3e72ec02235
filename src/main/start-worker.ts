import { hostname } from 'node:os';
import { heartbeat } from '@temporalio/activity';
import { createCollectionEngineActivities } from '../activities/collection/engine-activities.js';
import { createCollectionSiteActivities } from '../activities/collection/site-activities.js';
import { createBackupEngineActivities } from '../activities/containers/backups/engine-activities.js';
import { createBackupSiteActivities } from '../activities/containers/backups/site-activities.js';
import { createContainerJobActivities } from '../activities/containers/job-activities.js';
import { createEngines } from '../activities/containers/open-host-engine.js';
import { createContainerSiteActivities } from '../activities/containers/site-activities.js';
import { createUpdateLedger } from '../activities/containers/update/ledger-activities.js';
import { createUpdateSiteActivities } from '../activities/containers/update/update-activities.js';
import { createActionLedger } from '../activities/protection/actions/ledger.js';
import { createActionSiteActivities } from '../activities/protection/actions/site-activities.js';
import { createProtectionActivities } from '../activities/protection/protection-activities.js';
import { createUpkeepActivities } from '../activities/upkeep/upkeep-activities.js';
import type { Collector } from '../collectors/collector.js';
import { loadCollectors } from '../collectors/registry.js';
import { createLoginLookup } from '../operations/containers/registry-access.js';
import { createCredentialLookup } from '../operations/inventory/resources/database-credentials.js';
import { findFreePort } from '../platform/process/ports.js';
import { httpMetricsSource } from '../platform/metrics/metrics.js';
import { ENGINE_QUEUE, siteQueue } from '../platform/temporal/start-workflow.js';
import { installRuntime, startWorkers, type Workers } from '../platform/temporal/worker.js';
import { withCheckpoints } from './keep-checkpoints.js';
import { withDelivery } from './keep-delivering.js';
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
  const { config, places, redactor } = services;
  const collectors = await loadCollectors();
  const workers = await startWorkers({
    address: places.temporalAddress,
    namespace: config.temporalNamespace,
    identity: `millwright-${config.taskQueue}-${hostname()}-${process.pid}`,
    redact: (text) => redactor.redact(text),
    queues: [
      { taskQueue: ENGINE_QUEUE, activities: createEngineActivities(services), workflows: true },
      {
        taskQueue: siteQueue(config.taskQueue),
        activities: createSiteActivities(services, collectors),
        workflows: false,
      },
    ],
  });
  return withCheckpoints(services, withDelivery(services, workers));
}

/** Activities of the engine’s queue: our own database only. */
function createEngineActivities(services: Services) {
  const { config, database } = services;
  return {
    ...createCollectionEngineActivities({ database }),
    ...createBackupEngineActivities({ database }),
    ...createContainerJobActivities({ database }),
    ...createUpdateLedger(database),
    ...createProtectionActivities({ database, webUiDecideMaxLevel: config.webUiDecideMaxLevel }),
    ...createActionLedger({
      database,
      keyring: services.keyring,
      forget: (serverId) => services.hosts.forget(serverId),
    }),
    ...createUpkeepActivities({
      database,
      heartbeat,
      keyring: services.keyring,
      checkpointFile: services.checkpointFile,
    }),
  };
}

/** Activities of a site’s queue: everything that reaches hosts and registries. */
function createSiteActivities(services: Services, collectors: readonly Collector[]) {
  const { database, hosts, pool } = services;
  const engines = createEngines({ database, hosts });
  return {
    ...createCollectionSiteActivities({
      database,
      hosts,
      collectors,
      countHandshakes: () => pool.counters.handshakes,
      credentialsOf: createCredentialLookup(database, services.keyring),
    }),
    ...createActionSiteActivities({
      database,
      keyring: services.keyring,
      hosts,
      judge: services.judge,
      readFingerprint: services.readFingerprint,
      heartbeat,
    }),
    ...createBackupSiteActivities({ database, engines, keyring: services.keyring }),
    ...createContainerSiteActivities({ database, engines, registries: services.registries }),
    ...createUpdateSiteActivities({
      database,
      engines,
      keyring: services.keyring,
      registries: services.registries,
      loginFor: createLoginLookup(services.registryAccess),
    }),
  };
}
