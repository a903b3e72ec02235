import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApiServer } from '../../src/api/server.js';
import { loadConfig, type Config } from '../../src/config/config.js';
import { loadKeyring } from '../../src/main/master-key.js';
import { openServices, type Services } from '../../src/main/open-services.js';
import { requirePlaces } from '../../src/main/parts.js';
import { reconcile } from '../../src/main/reconcile.js';
import { startApi } from '../../src/main/start-api.js';
import { prepareTemporalRuntime, startWorker } from '../../src/main/start-worker.js';
import { ensureFirstAdmin } from '../../src/operations/identity/first-admin.js';
import type { Database } from '../../src/platform/db/database.js';
import { findFreePort } from '../../src/platform/process/ports.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { createSystemClient, type SystemClient } from './system-client.js';
import { createTestNamespace, removeTestNamespace, testTemporalAddress } from './system-namespace.js';
import { startCli, type CliProcess } from './system-process.js';

export interface SystemOptions {
  /**
   * - `in_process`: worker and API in this process, as `millwright up` has them.
   * - `child`: the worker is `millwright worker`, which can be killed and started again.
   * - `none`: nobody works.
   */
  readonly worker: 'in_process' | 'child' | 'none';
  /** The site that the worker serves; default `default`. */
  readonly site?: string;
  /** Schedules tick on their own: paused unless a test is about them. */
  readonly schedulePaused?: boolean;
  /** The last moment to think after an approval; default: the usual one. */
  readonly coolingDownMs?: number;
  /** Where the parts are; default: the ones of the test run, a database and a namespace of its own. */
  readonly parts?: SystemParts;
}

export interface SystemParts {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
}

/** A whole Millwright of its own; `stop()` leaves nothing behind. */
export interface TestSystem extends SystemClient {
  readonly database: Database;
  readonly services: Services;
  readonly adminToken: string;
  /** The worker's process; throws when there is none. */
  readonly worker: () => CliProcess;
  /** Starts the worker's process again and waits until it polls. */
  startWorkerProcess(): Promise<CliProcess>;
  stop(): Promise<void>;
}

const WORKER_START_MS = 200_000;

/** Starts a Millwright on a database and in a Temporal namespace of its own, API on a free port. */
export async function startSystem(options: SystemOptions): Promise<TestSystem> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await buildSystem(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function buildSystem(
  options: SystemOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<TestSystem> {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-system-'));
  undo.push(() => rm(directory, { recursive: true, force: true }));
  const parts = options.parts ?? (await makeParts(undo));
  const adminToken = `test-admin-${randomBytes(16).toString('hex')}`;
  const environment = describeEnvironment({ parts, adminToken, directory, site: options.site });
  const config = loadConfig({ environment: { ...environment, PORT: String(await findFreePort()) } });
  const opened = await open(config);
  const { coolingDownMs } = options;
  const services: Services = coolingDownMs === undefined ? opened : { ...opened, coolingDownMs };
  undo.push(() => services.close());
  await pauseSchedule(services.database, options.schedulePaused ?? true);
  await ensureFirstAdmin(services.database, { pepper: services.tokenPepper, token: adminToken });
  if (options.worker === 'in_process') undo.push(await startOwnWorker(services));
  const api: ApiServer = await startApi(services);
  undo.push(() => api.close({ drainMs: 1_000 }));
  await reconcile(services);
  const children = createWorkerProcesses(environment);
  undo.push(() => children.stop());
  if (options.worker === 'child') await children.start();
  return {
    ...createSystemClient(api.url, adminToken),
    database: services.database,
    services,
    adminToken,
    worker: () => children.current(),
    startWorkerProcess: () => children.start(),
    stop,
  };
}

async function makeParts(undo: (() => Promise<unknown>)[]): Promise<SystemParts> {
  const database: TestDatabase = await createTestDatabase();
  undo.push(() => database.drop());
  const temporalNamespace = await createTestNamespace();
  undo.push(() => removeTestNamespace(temporalNamespace));
  return {
    databaseUrl: database.url,
    databaseOwnerUrl: database.ownerUrl,
    temporalAddress: testTemporalAddress(),
    temporalNamespace,
  };
}

interface EnvironmentFacts {
  readonly parts: SystemParts;
  readonly adminToken: string;
  readonly directory: string;
  readonly site: string | undefined;
}

function describeEnvironment({ parts, adminToken, directory, site }: EnvironmentFacts): Record<string, string> {
  return {
    DATABASE_URL: parts.databaseUrl,
    DATABASE_OWNER_URL: parts.databaseOwnerUrl,
    TEMPORAL_ADDRESS: parts.temporalAddress,
    TEMPORAL_NAMESPACE: parts.temporalNamespace,
    MILLWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'),
    MILLWRIGHT_ADMIN_TOKEN: adminToken,
    MILLWRIGHT_DATA_DIR: directory,
    MILLWRIGHT_RATE_LIMIT: '100000',
    LOG_LEVEL: 'silent',
    ...(site === undefined ? {} : { TASK_QUEUE: site }),
  };
}

function open(config: Config): Promise<Services> {
  const keyring = loadKeyring(config);
  return openServices({ config, places: requirePlaces(config), keyring, applicationName: 'millwright-tests' });
}

/** The row is there before Temporal's schedule is made from it, so that a paused one never ticks. */
async function pauseSchedule(database: Database, paused: boolean): Promise<void> {
  await database.pool.query(
    `insert into collection_schedules (name, interval_seconds, jitter_seconds, paused, updated_by)
     values ('collection', 300, 0, $1, 'tests') on conflict (name) do update set paused = excluded.paused`,
    [paused],
  );
}

let runtimeIsInstalled = false;

async function startOwnWorker(services: Services): Promise<() => Promise<void>> {
  // The SDK's native runtime is one per process, whatever number of systems a test starts.
  if (!runtimeIsInstalled) {
    runtimeIsInstalled = true;
    await prepareTemporalRuntime(services);
  }
  const workers = await startWorker(services);
  return () => workers.stop();
}

function createWorkerProcesses(environment: Readonly<Record<string, string>>) {
  let worker: CliProcess | undefined;
  return {
    current(): CliProcess {
      if (worker === undefined) throw new Error('This system has no worker process');
      return worker;
    },
    async start(): Promise<CliProcess> {
      worker = startCli(['worker'], { ...environment, LOG_LEVEL: 'info' });
      await worker.waitForOutput('worker polls', WORKER_START_MS);
      return worker;
    },
    stop: async () => worker?.stop(),
  };
}
