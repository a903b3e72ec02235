import path from 'node:path';
import type { Config } from '../config/config.js';
import { createFingerprintReader } from '../activities/protection/actions/read-fingerprint.js';
import { createFactsRefresher } from '../activities/protection/facts/refresh-host-facts.js';
import type { Judge, ReadFingerprint } from '../domain/protection/actions/judgement.js';
import type { Readers } from '../domain/protection/detect/readers.js';
import { createRegistryAccess, type FindRegistryAccess } from '../operations/containers/registry-access.js';
import { resolveServerCredential } from '../operations/credentials/resolve-server-credential.js';
import { judgeAfresh } from '../operations/protection/judge-afresh.js';
import { createHostAccess } from '../operations/inventory/host-access.js';
import { createJudge } from '../operations/protection/actions/judge.js';
import { ensureEncryptionKey } from '../platform/crypto/key-check.js';
import { activeRootKey, type Keyring } from '../platform/crypto/keyring.js';
import { connectDatabase, type Database } from '../platform/db/database.js';
import { createCursorCodec, type CursorCodec } from '../platform/http/cursor.js';
import { LocalTransport } from '../platform/local/local-transport.js';
import { createLogger, type Logger } from '../platform/log/logger.js';
import { createRedactor, type Redactor } from '../platform/log/redactor.js';
import { createMetrics, type Metrics, type MetricsSource } from '../platform/metrics/metrics.js';
import { createRegistryClient, type RegistryClient } from '../platform/registries/registry-client.js';
import { ConnectionPool } from '../platform/ssh/connection-pool.js';
import { loadReaders } from '../platform/shell/load-readers.js';
import type { HostAccess } from '../platform/ssh/host-access.js';
import { connectTemporal, type TemporalConnection } from '../platform/temporal/connection.js';
import { exposePool, rememberSessionLimit } from './pool-events.js';
import { rememberKeyId } from './master-key.js';
import type { Places } from './parts.js';

/** What API and worker of one process share. */
export interface Services {
  readonly config: Config;
  readonly places: Places;
  readonly keyring: Keyring;
  readonly database: Database;
  readonly temporal: TemporalConnection;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly metrics: Metrics;
  /** Served through `metrics`; what starts later adds itself. */
  readonly metricsSources: MetricsSource[];
  readonly pool: ConnectionPool;
  readonly hosts: HostAccess;
  /** One for the process: questions and limits are shared by all that ask registries. */
  readonly registries: RegistryClient;
  /** How a registry was declared, its login in clear: for the client, and for pulls. */
  readonly registryAccess: FindRegistryAccess;
  /** The parsers behind protection: loaded once. */
  readonly readers: Readers;
  /** What a command would do on a server, for API and worker alike. */
  readonly judge: Judge;
  readonly readFingerprint: ReadFingerprint;
  /** The last moment to think after an approval, where it is not the usual one: tests wait less. */
  readonly coolingDownMs?: number;
  readonly cursors: CursorCodec;
  readonly tokenPepper: Buffer;
  /** Audit checkpoints are exported there: outside the database. */
  readonly checkpointFile: string;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly config: Config;
  readonly places: Places;
  readonly keyring: Keyring;
  readonly applicationName: string;
}

/** Connects a process to its parts. `master_key_mismatch` when the data was encrypted with another key. */
export async function openServices(options: OpenOptions): Promise<Services> {
  const { config, places, keyring } = options;
  const redactor = createRedactor();
  registerSecrets(redactor, options);
  const database = await openDatabase(options);
  const temporal = connectTemporal({ address: places.temporalAddress, namespace: config.temporalNamespace });
  const pool = new ConnectionPool({ onEvent: (event) => void rememberSessionLimit(database, event) });
  const metricsSources: MetricsSource[] = [];
  const metrics = createMetrics({ sources: metricsSources });
  exposePool(metrics, pool);
  const rootKey = activeRootKey(keyring);
  const registryAccess = createRegistryAccess({ database, keyring, onSecret: (secret) => redactor.add(secret) });
  const registries = createRegistryClient({ accessFor: registryAccess });
  const hosts = openHosts(options, { database, pool, redactor });
  const log = createLogger({ level: config.logLevel, redactor });
  const protection = await openProtection({ database, hosts, log });
  return {
    config,
    places,
    keyring,
    database,
    temporal,
    log,
    redactor,
    metrics,
    metricsSources,
    pool,
    hosts,
    ...protection,
    registries,
    registryAccess,
    cursors: createCursorCodec(rootKey.derive('cursorHmac')),
    tokenPepper: rootKey.derive('tokenPepper'),
    checkpointFile: path.join(config.dataDirectory, 'audit-checkpoints.jsonl'),
    close: () => closeAll({ registries, pool, temporal, database }),
  };
}

async function closeAll(parts: Pick<Services, 'registries' | 'pool' | 'temporal' | 'database'>): Promise<void> {
  parts.registries.close();
  await parts.pool.close();
  await parts.temporal.close();
  await parts.database.close();
}

/** Detector, judgement and looks at hosts: the same for API and workers. */
async function openProtection(
  parts: Pick<Services, 'database' | 'hosts' | 'log'>,
): Promise<Pick<Services, 'readers' | 'judge' | 'readFingerprint'>> {
  const readers = await loadReaders();
  const judge = createJudge({ database: parts.database, readers });
  return {
    readers,
    judge: judgeAfresh(judge, createFactsRefresher(parts)),
    readFingerprint: createFingerprintReader(parts.hosts),
  };
}

async function openDatabase({ config, places, keyring, applicationName }: OpenOptions): Promise<Database> {
  const database = connectDatabase({ url: places.applicationUrl, applicationName, maxConnections: 20 });
  try {
    await ensureEncryptionKey(database, keyring);
    rememberKeyId(config, keyring);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openHosts({ keyring }: OpenOptions, parts: Pick<Services, 'database' | 'pool' | 'redactor'>): HostAccess {
  const { database, pool, redactor } = parts;
  return createHostAccess({
    database,
    pool,
    local: new LocalTransport(),
    async resolveCredential(id) {
      const credential = await resolveServerCredential({ database, keyring }, id);
      for (const secret of [credential.password, credential.sudoPassword])
        if (secret !== undefined) redactor.add(secret);
      return credential;
    },
  });
}

/** Whatever could slip into a text of a library is scrubbed from logs, answers and histories. */
function registerSecrets(redactor: Redactor, { config, places, keyring }: OpenOptions): void {
  for (const url of [places.applicationUrl, places.ownerUrl]) {
    const { password } = new URL(url);
    if (password !== '') redactor.add(decodeURIComponent(password));
  }
  if (config.adminToken !== undefined) redactor.add(config.adminToken);
  redactor.add(activeRootKey(keyring).exportBase64());
}
