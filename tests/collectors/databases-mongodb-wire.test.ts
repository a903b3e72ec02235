import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { BSON } from 'mongodb';
import type { MeasureInput } from '../../src/collectors/databases/engine.js';
import { mongodbClient } from '../../src/collectors/databases/engines/mongodb/client.js';
import { runBatch } from '../../src/platform/commands/index.js';
import { connectLocal } from '../../src/platform/local/local-socket.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { forwardToSocket } from '../../src/platform/tunnel/forward-to-socket.js';
import { after, createHost, items, ss } from '../helpers/database-host.js';
import { startMongodbAnswerer, type Answer, type MongodbAnswerer } from '../helpers/mongodb-answerer.js';
import { measure } from '../helpers/measure-database.js';
import { makeCertificate } from '../helpers/own-certificate.js';
import { createShimHost } from '../helpers/shim-host.js';

const SLOT_OF_COMMAND: Readonly<Record<string, string>> = {
  hello: 'hello',
  ismaster: 'hello',
  isMaster: 'hello',
  buildInfo: 'buildInfo',
  serverStatus: 'serverStatus',
  replSetGetStatus: 'replSetStatus',
  replSetGetConfig: 'replSetConfig',
  listDatabases: 'databases',
};

/** The recorded documents, as BSON of the types they had. */
function recorded(name: string): Answer {
  const text = readFileSync(`tests/fixtures/commands/databases-engines/${name}.json`, 'utf8');
  const documents = BSON.EJSON.parse(text, { relaxed: false }) as Record<string, BSON.Document>;
  return (command) => (command === 'endSessions' ? { ok: 1 } : documents[SLOT_OF_COMMAND[command] ?? '']);
}

async function serve(t: ExecutionContext, answer: Answer): Promise<MongodbAnswerer> {
  const server = await startMongodbAnswerer(answer);
  t.teardown(server.close);
  return server;
}

function inputOf(t: ExecutionContext, port: number, more: Partial<MeasureInput> = {}): MeasureInput {
  const connect: MeasureInput['connect'] =
    more.connect ?? (() => connectLocal({ host: '127.0.0.1', port }, 'the test'));
  return {
    endpoint: {
      engine: 'mongodb',
      identity: `mongodb:${port}`,
      address: '127.0.0.1',
      port,
      socketPath: null,
      containerId: null,
      containerName: null,
      foundBy: ['listener'],
    },
    forward: async () => {
      let cause: unknown;
      const forward = await forwardToSocket({ open: connect, onError: (error) => (cause ??= error) });
      t.teardown(() => forward.close());
      return { path: forward.path, close: () => forward.close(), cause: () => cause };
    },
    runLocal: () => Promise.resolve([]),
    login: undefined,
    previous: undefined,
    elapsedSeconds: undefined,
    signal: AbortSignal.timeout(20_000),
    ...more,
    connect,
  };
}

test('driver, tunnel and rules give what was recorded, over two connections at most', async (t) => {
  const server = await serve(t, recorded('mongodb-6.0-lagging'));
  const measured = await mongodbClient.measure(inputOf(t, server.port));
  t.is(measured.status, 'online', measured.statusReason ?? '');
  t.deepEqual(measured.errors, []);
  t.is(measured.version, '6.0.14');
  t.is(measured.role, 'secondary');
  t.is(measured.values['mongodb_replication_lag_seconds'], 412);
  t.is(measured.values['mongodb_oplog_window_seconds'], 5400);
  t.is(measured.values['mongodb_cache_dirty_bytes'], 230_000_000);
  t.is(measured.values['mongodb_received_bytes_total'], Number(2n ** 63n - 1n));
  t.true(measured.findings.some(({ code }) => code === 'connections_high'));
  t.true(server.connections() <= 2, `${server.connections()} connections`);
});

test('the same documents give the same through the driver and through the shell', async (t) => {
  for (const name of [
    'mongodb-4.4-standalone',
    'mongodb-5.0-primary',
    'mongodb-7.0-no-primary',
    'mongodb-8.0-primary',
  ]) {
    const server = await serve(t, recorded(name));
    const direct = await mongodbClient.measure(inputOf(t, server.port));
    const shim = await createShimHost({
      mongosh: { answers: [{ args: /--norc/, file: `databases-engines/${name}.json` }] },
    });
    t.teardown(shim.close);
    const local = await mongodbClient.measure(
      inputOf(t, server.port, {
        connect: () => Promise.reject(new RemoteError('forwarding_refused', 'AllowTcpForwarding is no')),
        runLocal: async (invocations) =>
          (await runBatch(shim.transport, { commands: [...invocations], host: shim.host })).results,
      }),
    );
    t.deepEqual(JSON.parse(JSON.stringify(local)), JSON.parse(JSON.stringify(direct)), name);
  }
});

test('everything is asked with a limit of five seconds, under our name', async (t) => {
  const server = await serve(t, recorded('mongodb-8.0-primary'));
  await mongodbClient.measure(inputOf(t, server.port));
  const own = server.asked.filter((command) => 'maxTimeMS' in command);
  t.deepEqual(
    own.map((command) => Object.keys(command)[0]),
    ['hello', 'buildInfo', 'serverStatus', 'replSetGetStatus', 'replSetGetConfig', 'listDatabases'],
  );
  t.true(own.every((command) => command['maxTimeMS'] === 5_000 && command['$db'] === 'admin'));
  const hello = server.asked.find((command) => 'client' in command);
  const client = hello?.['client'] as { application: { name: string } } | undefined;
  t.is(client?.application.name, 'millwright');
});

test('a server that wants a login says its version and role', async (t) => {
  const server = await serve(t, recorded('mongodb-7.0-unauthorized'));
  const measured = await mongodbClient.measure(inputOf(t, server.port));
  t.is(measured.status, 'login_required');
  t.is(measured.version, '7.0.12');
  t.deepEqual(measured.errors, []);
});

test('a wrong password is a login that is required, and told nowhere', async (t) => {
  const answer = recorded('mongodb-7.0-unauthorized');
  const server = await serve(t, (name, command) =>
    name === 'saslStart'
      ? { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' }
      : answer(name, command),
  );
  const login = { user: 'monitor', password: 'do not tell' };
  const measured = await mongodbClient.measure(inputOf(t, server.port, { login }));
  t.is(measured.status, 'login_required');
  t.regex(measured.statusReason ?? '', /refused the login/);
  t.is(measured.version, '7.0.12');
  t.false(JSON.stringify(measured).includes('do not tell'));
  t.false(JSON.stringify(server.asked).includes('do not tell'), 'SCRAM sends no password');
});

test('a server that refuses a login and answers without one is asked without it until the hour is over', async (t) => {
  const answer = recorded('mongodb-8.0-primary');
  let refusals = 0;
  const server = await serve(t, (name, command) => {
    if (name !== 'saslStart') return answer(name, command);
    refusals += 1;
    return { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
  });
  const host = await createHost(t, { shims: { ss: ss([server.port, 'mongod']) } });
  const credentialOf = async () => ({ user: 'watcher', password: 'wrong-pass-99' });
  let last = await host.collect({ credentialOf });
  const [first] = items(last);
  t.is(first?.status, 'online', first?.statusReason ?? '');
  t.regex(first?.statusReason ?? '', /refused the login/);
  for (let count = 0; count < 4; count += 1) last = await host.collect({ credentialOf, ...after(last) });
  t.is(refusals, 2);
  t.is(items(last)[0]?.status, 'online');
  t.is(items(last)[0]?.statusReason, first?.statusReason);
});

test('an arbiter has no users to log in, and is well', async (t) => {
  const answer = recorded('mongodb-6.0-arbiter');
  const server = await serve(t, (name, command) =>
    name === 'saslStart'
      ? { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' }
      : answer(name, command),
  );
  for (const login of [undefined, { user: 'monitor', password: 'secret' }]) {
    const measured = await mongodbClient.measure(inputOf(t, server.port, { login }));
    t.is(measured.status, 'online');
    t.is(measured.role, 'arbiter');
    t.deepEqual(measured.findings, []);
    t.deepEqual(measured.errors, []);
  }
});

test('a part that is refused costs that part', async (t) => {
  const answer = recorded('mongodb-8.0-primary');
  const denied = { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on admin' };
  const late = { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit' };
  const server = await serve(t, (name, command) =>
    name === 'listDatabases' ? late : name === 'replSetGetConfig' ? denied : answer(name, command),
  );
  const measured = await mongodbClient.measure(inputOf(t, server.port));
  t.is(measured.status, 'online');
  t.deepEqual(
    measured.errors.map(({ errorClass }) => errorClass),
    ['permission_denied', 'command_timeout'],
  );
  t.regex(measured.errors[0]?.message ?? '', /replSetGetConfig.*clusterMonitor/);
  t.is(measured.values['mongodb_replica_set_members'], 3);
  t.false('mongodb_databases' in measured.values);
});

test('nobody listening is offline; a refused forwarding without a shell is told as it is', async (t) => {
  const server = await startMongodbAnswerer(() => undefined);
  await server.close();
  t.is((await mongodbClient.measure(inputOf(t, server.port))).status, 'offline');
  const connect = () => Promise.reject(new RemoteError('forwarding_refused', 'AllowTcpForwarding is no'));
  const error = await t.throwsAsync(mongodbClient.measure(inputOf(t, server.port, { connect })), {
    instanceOf: RemoteError,
  });
  t.is(error?.errorClass, 'forwarding_refused');
});

test('a server that takes TLS only is measured within it, and found so at once next time', async (t) => {
  const server = await startMongodbAnswerer(recorded('mongodb-8.0-primary'), makeCertificate(t));
  t.teardown(server.close);
  const first = await measure(mongodbClient, server.port);
  t.is(first.status, 'online', first.statusReason ?? '');
  t.is(first.details['tls'], true);
  const startedAt = Date.now();
  const second = await measure(mongodbClient, server.port, { previous: first });
  t.is(second.status, 'online');
  t.true(Date.now() - startedAt < 3_000, 'it is not tried without TLS');
});

test('a server that answers nonsense is an error of its own', async (t) => {
  const server = await serve(t, (name) =>
    SLOT_OF_COMMAND[name] === 'hello'
      ? { ok: 1, isWritablePrimary: 'yes', maxWireVersion: 25, minWireVersion: 0 }
      : { ok: 1, version: 8, connections: [], uptime: 'long' },
  );
  try {
    const measured = await mongodbClient.measure(inputOf(t, server.port));
    t.is(measured.version, null);
    t.deepEqual(measured.findings, []);
  } catch (error) {
    t.true(error instanceof RemoteError);
  }
});
