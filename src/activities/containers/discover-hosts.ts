import { setMaxListeners } from 'node:events';
import type { ContainerSiteInput, ContainerSiteProgress } from '../../domain/containers/job-messages.js';
import type { EngineFacts } from '../../domain/containers/host.js';
import type { ImagePlatform } from '../../domain/containers/discovery/resources.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import { listPendingItems, settleItems, type ItemError } from '../../models/containers/job-items.js';
import { ingestSamples } from '../../models/series/ingest-samples.js';
import type { Database } from '../../platform/db/database.js';
import { readSettled, sampleContainers } from './container-samples.js';
import { describeHostFailure } from './describe-failure.js';
import { inParallel } from './in-parallel.js';
import type { Engines, OpenHostEngine } from './open-host-engine.js';
import { readHost, type HostReading } from './read-host.js';
import { markHostOffline, storeHost } from './store-host.js';
import { workForSlice, type Slice } from './time-slice.js';

export interface DiscoveryDependencies {
  readonly database: Database;
  readonly engines: Engines;
}

const HOSTS_AT_ONCE = 10;
/** From connect to the last answer. */
const HOST_DEADLINE_MS = 100_000;

/** Looks at a job’s hosts that are not settled yet. Each host’s failure is its own; repeating it skips what is done. */
export async function discoverHosts(
  dependencies: DiscoveryDependencies,
  input: ContainerSiteInput,
): Promise<ContainerSiteProgress> {
  const { database } = dependencies;
  const job = await ContainerJobModel.query(database.knex).findById(input.jobId);
  if (job === undefined || job.state !== 'running') return { succeeded: 0, failed: 0, pending: 0 };
  const hostIds = await listPendingItems(database.pool, input);
  return workForSlice(hostIds.length, async (slice) => {
    // Every lease listens.
    setMaxListeners(200, slice.signal);
    await inParallel(hostIds, HOSTS_AT_ONCE, async (hostId) => {
      if (slice.isOver()) return;
      const error = await discoverOne(dependencies, { hostId, jobId: input.jobId, slice });
      await settleItems(database.pool, input.jobId, [
        { itemId: hostId, ok: error === null, outcome: error === null ? 'discovered' : 'failed', error },
      ]);
      slice.count(error === null);
    });
  });
}

interface HostWork {
  readonly hostId: string;
  readonly jobId: string;
  readonly slice: Slice;
}

const TOO_SLOW: ItemError = {
  class: 'engine_timeout',
  message: `The engine was not read within ${HOST_DEADLINE_MS / 1000} s.`,
  remedy: 'Look at the load of the host and of its engine.',
};

/** Null: done. */
async function discoverOne(dependencies: DiscoveryDependencies, work: HostWork): Promise<ItemError | null> {
  const { database, engines } = dependencies;
  const { hostId, jobId, slice } = work;
  const deadline = AbortSignal.timeout(HOST_DEADLINE_MS);
  const signal = AbortSignal.any([slice.signal, deadline]);
  const platforms = await readKnownPlatforms(database, hostId);
  try {
    const read = async (open: OpenHostEngine) => ({ open, reading: await readHost(open.engine, platforms) });
    const { open, reading } = await engines.withEngine(hostId, read, { signal });
    const counted = await storeHost(database, { hostId, engine: describeFacts(open), reading, jobId });
    if (counted) await storeSamples(database, open, reading);
    return null;
  } catch (error) {
    slice.signal.throwIfAborted();
    const failure = deadline.aborted ? TOO_SLOW : describeHostFailure(error);
    if (failure === null) throw error;
    await markHostOffline(database, hostId, `${failure.class}: ${failure.message}`);
    return failure;
  }
}

function describeFacts({ description, access }: OpenHostEngine): EngineFacts {
  const { version, apiVersion, os, architecture, storageDriver, rootDirectory, cgroupVersion } = description;
  const { rootless, containerdImageStore, liveRestore } = description;
  const engine = { version, apiVersion, os, architecture, storageDriver, rootDirectory, cgroupVersion };
  return { ...engine, rootless, containerdImageStore, liveRestore, access };
}

async function storeSamples(database: Database, { host }: OpenHostEngine, reading: HostReading): Promise<void> {
  const settled = await readSettled(database, host.hostId);
  const row = sampleContainers(host, reading.containers, { at: reading.readAt.toISOString(), settled });
  await ingestSamples(database.pool, [row]);
}

/** Platforms of the host’s images that an earlier discovery learned. */
async function readKnownPlatforms(database: Database, hostId: string): Promise<Map<string, ImagePlatform>> {
  const { rows } = await database.pool.query<{ key: string; platform: ImagePlatform }>(
    `select key, facts -> 'platform' as platform from container_resources
      where host_id = $1 and kind = 'image' and jsonb_typeof(facts -> 'platform') = 'object'`,
    [hostId],
  );
  return new Map(rows.map((row) => [row.key, row.platform]));
}
