import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { createEngines, type Engines } from '../../../src/activities/containers/open-host-engine.js';
import { ContainerHostModel } from '../../../src/models/containers/container-host-model.js';
import { ServerModel } from '../../../src/models/inventory/server-model.js';
import { EngineError } from '../../../src/platform/engines/engine-error.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { createLocalHosts } from '../../helpers/local-hosts.js';

let db: TestDatabase;
let engines: Engines;
test.before(async () => {
  db = await createTestDatabase();
  engines = createEngines({ database: db.database, hosts: createLocalHosts() });
});
test.after.always(() => db.drop());

async function addHost(runtime: 'docker' | 'kubernetes', socketPath: string): Promise<string> {
  const [id, serverId] = [newId(), newId()];
  const { knex } = db.database;
  const server = { id: serverId, name: serverId, address: '127.0.0.1', transport: 'local' as const, labels: {} };
  await ServerModel.query(knex).insert(server);
  await ContainerHostModel.query(knex).insert({ id, serverId, runtime, socketPath });
  return id;
}

const never = (): Promise<never> => Promise.reject(new Error('no work should be done'));

test('a host that is not there, and one that has no engine of that kind, are told apart', async (t) => {
  const missing = await t.throwsAsync(engines.withEngine(newId(), never), { instanceOf: MillwrightError });
  t.is(missing?.code, 'not_found');
  const id = await addHost('kubernetes', '');
  const other = await t.throwsAsync(engines.withEngine(id, never), { instanceOf: MillwrightError });
  t.is(other?.code, 'feature_disabled');
});

test('a socket that is not there is an unavailable engine', async (t) => {
  const id = await addHost('docker', '/nowhere/docker.sock');
  const error = await t.throwsAsync(engines.withEngine(id, never), { instanceOf: EngineError });
  t.is(error?.code, 'unavailable');
});

test('what is asked of the engine is cut off when its signal aborts, and nothing of the connection is left', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-engine-'));
  const socketPath = path.join(directory, 'e.sock');
  const open = new Set<Socket>();
  const abort = new AbortController();
  // Says that it is there, and nothing else ever.
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.toString().includes('/_ping'))
        socket.write('HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK');
      else abort.abort();
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  t.teardown(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await rm(directory, { recursive: true, force: true });
  });
  const id = await addHost('docker', socketPath);
  await t.throwsAsync(engines.withEngine(id, never, { signal: abort.signal }), { instanceOf: EngineError });
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.is(open.size, 0);
});
