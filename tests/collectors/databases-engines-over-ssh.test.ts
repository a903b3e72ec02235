import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { BSON } from 'mongodb';
import type { Endpoint, EngineClient, Login, Measurement } from '../../src/collectors/databases/engine.js';
import { minioClient } from '../../src/collectors/databases/engines/minio/client.js';
import { mongodbClient } from '../../src/collectors/databases/engines/mongodb/client.js';
import { mysqlClient } from '../../src/collectors/databases/engines/mysql/client.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { Transport } from '../../src/platform/ssh/transport.js';
import { forwardToSocket } from '../../src/platform/tunnel/forward-to-socket.js';
import { startMariadb, type MariadbServer } from '../helpers/mariadb-server.js';
import { startMongodbAnswerer } from '../helpers/mongodb-answerer.js';
import { startSshdFleet, type SshdFleet } from '../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../helpers/sshd-target.js';

const FIXTURES = 'tests/fixtures/commands/databases-engines';

let fleet: SshdFleet;
let pool: ConnectionPool;
let mariadb: MariadbServer;

test.before(async () => {
  [fleet, mariadb] = await Promise.all([
    startSshdFleet({ hosts: [{ name: 'plain' }, { name: 'closed', tcpForwarding: false }] }),
    startMariadb({ serverId: 1 }),
  ]);
  pool = new ConnectionPool();
  mariadb.sql(
    "CREATE USER 'monitor'@'127.0.0.1' IDENTIFIED BY 'secret'; GRANT REPLICA MONITOR ON *.* TO 'monitor'@'127.0.0.1'",
  );
});

test.after.always(async () => {
  await pool?.close();
  await Promise.all([fleet?.stop(), mariadb?.stop()]);
});

async function measure(
  t: ExecutionContext,
  client: EngineClient,
  port: number,
  more: { login?: Login; host?: string } = {},
): Promise<Measurement> {
  const { transport }: { transport: Transport } = await pool.lease(
    describeFleetTarget(fleet, fleet.host(more.host ?? 'plain')),
  );
  const connect = () => transport.open({ host: '127.0.0.1', port });
  const endpoint: Endpoint = {
    engine: client.engines[0] ?? 'mysql',
    identity: `${client.engines[0]}:${port}`,
    address: '127.0.0.1',
    port,
    socketPath: null,
    containerId: null,
    containerName: null,
    foundBy: ['listener'],
  };
  return client.measure({
    endpoint,
    connect,
    forward: async () => {
      let cause: unknown;
      const forward = await forwardToSocket({ open: connect, onError: (error) => (cause ??= error) });
      t.teardown(() => forward.close());
      return { path: forward.path, close: () => forward.close(), cause: () => cause };
    },
    runLocal: () => Promise.resolve([]),
    login: more.login,
    previous: undefined,
    elapsedSeconds: undefined,
    signal: AbortSignal.timeout(20_000),
  });
}

async function listen(t: ExecutionContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

const minio: RequestListener = ({ url = '' }, response) => {
  if (url.startsWith('/minio/health/')) response.end();
  else if (url === '/minio/v2/metrics/cluster') response.end(readFileSync(`${FIXTURES}/minio-2023-v2-cluster.txt`));
  else response.writeHead(404).end();
};

test('MariaDB is measured through a channel of SSH, and hears a goodbye', async (t) => {
  const login = { user: 'monitor', password: 'secret' };
  const measured = await measure(t, mysqlClient, mariadb.port, { login });
  t.is(measured.status, 'online', measured.statusReason ?? '');
  t.deepEqual(measured.errors, []);
  t.is(measured.engine, 'mariadb');
  t.is(mariadb.sql("SHOW GLOBAL STATUS LIKE 'Aborted_clients'").trim(), 'Aborted_clients\t0');
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (let index = 0; index < 20; index += 1) await measure(t, mysqlClient, mariadb.port, { login });
  const { user, system } = process.cpuUsage(cpu);
  t.log(
    `${((performance.now() - startedAt) / 20).toFixed(1)} ms, ${((user + system) / 20_000).toFixed(1)} ms of CPU a measurement`,
  );
});

test('MongoDB is measured through the socket forwarder and a channel of SSH', async (t) => {
  const documents = BSON.EJSON.parse(readFileSync(`${FIXTURES}/mongodb-8.0-primary.json`, 'utf8'), {
    relaxed: false,
  }) as Record<string, BSON.Document>;
  const slots: Readonly<Record<string, string>> = {
    ismaster: 'hello',
    replSetGetStatus: 'replSetStatus',
    replSetGetConfig: 'replSetConfig',
    listDatabases: 'databases',
  };
  const server = await startMongodbAnswerer((name) => documents[slots[name] ?? name]);
  t.teardown(server.close);
  const measured = await measure(t, mongodbClient, server.port);
  t.is(measured.status, 'online', measured.statusReason ?? '');
  t.deepEqual(measured.errors, []);
  t.is(measured.values['mongodb_queued_reads'], 33);
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  for (let index = 0; index < 10; index += 1) await measure(t, mongodbClient, server.port);
  const { user, system } = process.cpuUsage(cpu);
  t.log(
    `${((performance.now() - startedAt) / 10).toFixed(1)} ms, ${((user + system) / 10_000).toFixed(1)} ms of CPU a measurement, the server's part included`,
  );
});

test('MinIO is measured through channels of SSH, with and without TLS', async (t) => {
  const plain = await measure(t, minioClient, await listen(t, createServer(minio)));
  t.is(plain.status, 'online', plain.statusReason ?? '');
  t.deepEqual(plain.errors, []);
  t.is(plain.values['minio_drives_online'], 16);
  const directory = mkdtempSync(join(tmpdir(), 'millwright-minio-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=x', '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  );
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, minio);
  const secured = await measure(t, minioClient, await listen(t, server as unknown as Server));
  t.is(secured.status, 'online', secured.statusReason ?? '');
  t.deepEqual(secured.values, plain.values);
});

test('what nobody listens on is offline, and a refused forwarding is told as it is', async (t) => {
  for (const client of [mysqlClient, mongodbClient, minioClient]) {
    const login = { user: 'monitor', password: 'secret' };
    t.is((await measure(t, client, 1, { login })).status, 'offline');
    const error = await t.throwsAsync(measure(t, client, mariadb.port, { login, host: 'closed' }), {
      instanceOf: RemoteError,
    });
    t.is(error?.errorClass, 'forwarding_refused');
  }
});
