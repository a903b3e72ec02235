import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import test from 'ava';
import { startEmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { findProcessesIn, isAlive, readProcess } from '../../../src/platform/process/process-identity.js';
import { killParent, makeDirectory, query, removeDirectory, startParent } from './parts.js';

test('after kill -9 of the parent alone, the next start ends the orphan and finds the data', async (t) => {
  const directory = await makeDirectory();
  const parent = await startParent(['postgres', directory]);
  const pid = Number(parent.answer['pid']);
  await query(String(parent.answer['ownerUrl']), 'create table kept as select 42 as answer');
  await killParent(parent, 'SIGKILL');
  const orphan = readProcess(pid);
  t.is(orphan?.command, 'postgres', 'the database survives its parent');
  const said: string[] = [];
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    durable: false,
    progress: (message) => said.push(message),
  });
  t.is(said[0], `Stopped the PostgreSQL of an earlier start (process ${pid})`);
  t.false(isAlive(orphan!));
  t.is(String(server.port), String(parent.answer['port']));
  t.deepEqual(await query(server.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
  await server.stop();
  await removeDirectory(directory);
});

test('an orphan with a busy session is ended too', async (t) => {
  const directory = await makeDirectory();
  const parent = await startParent(['postgres', directory]);
  const busy = query(String(parent.answer['ownerUrl']), 'select pg_sleep(60)');
  const ended = t.throwsAsync(busy);
  await sleep(200);
  await killParent(parent, 'SIGKILL');
  const begun = Date.now();
  const server = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  t.true(Date.now() - begun < 20_000);
  await ended;
  await server.stop();
  await removeDirectory(directory);
});

test('after kill -9 of parent and database together nothing is left over, and the next start recovers', async (t) => {
  const directory = await makeDirectory();
  const parent = await startParent(['postgres', directory]);
  await query(String(parent.answer['ownerUrl']), 'create table kept as select 42 as answer');
  process.kill(Number(parent.answer['pid']), 'SIGKILL');
  await killParent(parent, 'SIGKILL');
  const server = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  t.deepEqual(await query(server.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
  await server.stop();
  t.deepEqual(await findProcessesIn(path.join(directory, 'postgres', 'data'), 'postgres'), []);
  await removeDirectory(directory);
});
