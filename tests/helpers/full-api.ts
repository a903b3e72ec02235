import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFingerprintReader } from '../../src/activities/protection/actions/read-fingerprint.js';
import { apiRoutes, type ApiServices } from '../../src/api/routes.js';
import { identityRoutes } from '../../src/api/identity/routes.js';
import type { Route } from '../../src/api/route.js';
import { systemRoutes } from '../../src/api/system/routes.js';
import { collector as cpu } from '../../src/collectors/cpu/index.js';
import { collector as uptime } from '../../src/collectors/uptime/index.js';
import { createHostAccess } from '../../src/operations/inventory/host-access.js';
import { resolveServerCredential } from '../../src/operations/credentials/resolve-server-credential.js';
import { createJudge } from '../../src/operations/protection/actions/judge.js';
import { ensureEncryptionKey } from '../../src/platform/crypto/key-check.js';
import { createKeyring, type Keyring } from '../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../src/platform/crypto/root-key.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { loadReaders } from '../../src/platform/shell/load-readers.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import type { HostAccess } from '../../src/platform/ssh/host-access.js';
import { connectTemporal, type TemporalConnection } from '../../src/platform/temporal/connection.js';
import { createTestAdmin, startTestApi, type CoreServices, type Reply, type TestApi } from './api-server.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { testTemporalAddress } from './system-namespace.js';

export interface FullApiOptions {
  /** Default: the real way over a connection pool of its own. */
  readonly hosts?: HostAccess;
  /** Default: none that exists, so that whatever starts a workflow fails. */
  readonly temporal?: TemporalConnection;
  /** False: as in production, answers that break their schema are logged and sent. */
  readonly strictResponses?: boolean;
}

/** The API with every route of the product, over real parts. */
export interface FullApi extends TestApi {
  readonly db: TestDatabase;
  readonly keyring: Keyring;
  readonly hosts: HostAccess;
  readonly pool: ConnectionPool;
  readonly temporal: TemporalConnection;
  readonly adminId: string;
  readonly checkpointFile: string;
  /** Closes everything and drops the database. */
  stop(): Promise<void>;
}

type Extra = Omit<ApiServices, keyof CoreServices>;

export const TEMPORAL_UI_URL = 'http://127.0.0.1:8233';
const UNLIMITED = { requests: 1_000_000, perSeconds: 60 };
const DEFAULT_ROUTES: readonly unknown[] = [...identityRoutes, ...systemRoutes];

export async function startFullApi(options: FullApiOptions = {}): Promise<FullApi> {
  const db = await createTestDatabase();
  const { database } = db;
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-api-'));
  const checkpointFile = path.join(directory, 'audit-checkpoints.jsonl');
  const keyring = createKeyring(generateRootKey());
  await ensureEncryptionKey(database, keyring);
  const pool = new ConnectionPool();
  const resolveCredential = (id: string) => resolveServerCredential({ database, keyring }, id);
  const hosts = options.hosts ?? createHostAccess({ database, pool, local: new LocalTransport(), resolveCredential });
  const temporal = options.temporal ?? connectTemporal({ address: testTemporalAddress(), namespace: 'mw-test-absent' });
  const readers = await loadReaders();
  const judge = createJudge({ database, readers });
  const services: Extra = {
    inventory: { hosts },
    collection: { temporal, temporalUiUrl: TEMPORAL_UI_URL },
    credentials: { keyring, hosts },
    containers: { temporal, temporalUiUrl: TEMPORAL_UI_URL, keyring, kubernetesEnabled: false },
    assessment: { readers },
    actions: {
      temporal,
      temporalUiUrl: TEMPORAL_UI_URL,
      keyring,
      hosts,
      judge,
      readFingerprint: createFingerprintReader(hosts),
    },
    protection: { temporal, temporalUiUrl: TEMPORAL_UI_URL, keyring },
    // Two stand for all: the API knows their names and intervals only.
    collectors: [cpu, uptime],
    audit: { checkpointFile, keyring },
  };
  const api = await startTestApi<Extra>({
    database,
    routes: apiRoutes.filter((route) => !DEFAULT_ROUTES.includes(route)) as Route<CoreServices & Extra>[],
    services,
    api: { tokenBudget: UNLIMITED, failureBudget: UNLIMITED, strictResponses: options.strictResponses ?? true },
  });
  const adminId = await createTestAdmin(api, database);
  const stop = async (): Promise<void> => {
    await api.close();
    await pool.close();
    if (options.temporal === undefined) await temporal.close();
    await db.drop();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...api, db, keyring, hosts, pool, temporal, adminId, checkpointFile, stop };
}

/** A server credential with a password nobody has: for servers that are never contacted. */
export async function createTestCredential(api: FullApi, user = 'root'): Promise<string> {
  const json = { name: `${user} ${randomBytes(4).toString('hex')}`, user, password: 'never-used-1' };
  return String((await api.request('POST', '/api/credentials/server-credentials', { json })).body?.id);
}

export const SERVERS = '/api/infrastructure/servers';

/** Enrols a server that is this machine. */
export async function enrolLocal(api: FullApi, fields: Record<string, unknown>): Promise<string> {
  const json = { address: '127.0.0.1', transport: 'local', ...fields };
  const reply = await api.request('POST', SERVERS, { json });
  if (reply.status !== 201) throw new Error(`The server was not enrolled: ${reply.text}`);
  return String(reply.body?.id);
}

export function itemsOf(reply: Reply): Record<string, unknown>[] {
  return reply.body?.items as Record<string, unknown>[];
}

/** All items of a list, page by page. */
export async function readAllPages(api: FullApi, path_: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const address: string =
      cursor === null ? path_ : `${path_}${path_.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const reply = await api.request('GET', address);
    if (reply.status !== 200) throw new Error(`${address}: ${reply.text}`);
    all.push(...itemsOf(reply));
    cursor = (reply.body?.nextCursor ?? null) as string | null;
  } while (cursor !== null);
  return all;
}
