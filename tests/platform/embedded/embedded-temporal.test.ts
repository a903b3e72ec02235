import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import test from 'ava';
import {
  findRunningTemporal,
  startEmbeddedTemporal,
  type EmbeddedTemporal,
} from '../../../src/platform/embedded/embedded-temporal.js';
import type { SearchAttribute } from '../../../src/platform/embedded/temporal-wait.js';
import { isAlive, readProcess } from '../../../src/platform/process/process-identity.js';
import { Supervisor, type UnexpectedExit } from '../../../src/platform/process/supervisor.js';
import { findTemporal, killParent, makeDirectory, removeDirectory, startParent } from './parts.js';

const ATTRIBUTES: readonly SearchAttribute[] = [
  { name: 'Domain', type: 'Keyword' },
  { name: 'AwaitingHuman', type: 'Bool' },
  { name: 'DeadlineAt', type: 'Datetime' },
];

let binary: string;
test.before(async () => {
  binary = await findTemporal();
});

function start(dataDirectory: string, searchAttributes = ATTRIBUTES): Promise<EmbeddedTemporal> {
  return startEmbeddedTemporal({ binary, dataDirectory, searchAttributes });
}

async function withClient<T>(server: EmbeddedTemporal, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

function listAttributes(server: EmbeddedTemporal): Promise<string[]> {
  return withClient(server, async (client) => {
    const service = (client.connection as Connection).operatorService;
    const answer = await service.listSearchAttributes({ namespace: 'default' });
    return Object.keys(answer.customAttributes ?? {});
  });
}

test('a second start finds its workflows again and learns new search attributes', async (t) => {
  const directory = await makeDirectory();
  const first = await start(directory);
  t.true((await listAttributes(first)).includes('AwaitingHuman'));
  await withClient(first, (client) =>
    client.workflow.start('waiting', { workflowId: 'kept', taskQueue: 'nobody-polls', args: [] }),
  );
  const page = await fetch(first.uiUrl);
  t.is(page.status, 200);
  t.deepEqual(await findRunningTemporal(directory), { address: first.address, uiUrl: first.uiUrl, pid: first.pid });
  await first.stop();
  t.is(await findRunningTemporal(directory), undefined);
  t.is(readProcess(first.pid), undefined);
  const second = await start(directory, [...ATTRIBUTES, { name: 'Site', type: 'Keyword' }]);
  t.is(second.address, first.address);
  t.is(second.uiUrl, first.uiUrl);
  t.true((await listAttributes(second)).includes('Site'));
  const description = await withClient(second, (client) => client.workflow.getHandle('kept').describe());
  t.is(description.status.name, 'RUNNING');
  await second.stop();
  await removeDirectory(directory);
});

test('its files are closed to others and nothing of our environment reaches it', async (t) => {
  process.env.MILLWRIGHT_CANARY = 'canary-of-the-environment';
  const directory = await makeDirectory(0o755);
  const server = await start(directory);
  t.is((await stat(path.join(directory, 'temporal'))).mode & 0o777, 0o700);
  const environment = await readFile(`/proc/${server.pid}/environ`, 'utf8');
  t.false(environment.includes('canary'));
  t.false(environment.includes('TEST_'));
  await server.stop();
  await removeDirectory(directory);
});

test('after kill -9 of the parent alone, the next start ends the orphan', async (t) => {
  const directory = await makeDirectory();
  const parent = await startParent(['temporal', directory, binary]);
  const orphan = readProcess(Number(parent.answer['pid']));
  await killParent(parent, 'SIGKILL');
  t.true(orphan !== undefined && isAlive(orphan));
  const said: string[] = [];
  const options = { binary, dataDirectory: directory, searchAttributes: [] };
  const server = await startEmbeddedTemporal({ ...options, progress: (message) => said.push(message) });
  t.is(said[0], `Stopped the Temporal of an earlier start (process ${orphan!.pid})`);
  t.false(isAlive(orphan!));
  t.is(server.address, String(parent.answer['address']));
  await server.stop();
  await removeDirectory(directory);
});

test('a server that dies is reported, with its log', async (t) => {
  const directory = await makeDirectory();
  const server = await start(directory);
  const reported = await new Promise<UnexpectedExit>((resolve) => {
    new Supervisor({ onUnexpectedExit: resolve }).add(server);
    process.kill(server.pid, 'SIGKILL');
  });
  t.regex(
    reported.sentence,
    /^Temporal was killed by SIGKILL although nobody asked it to\. Its log: .*temporal\.log\./,
  );
  await server.stop();
  await removeDirectory(directory);
});

test('taken ports, a second Millwright and a broken binary are sentences', async (t) => {
  const directory = await makeDirectory();
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;
  const options = { binary, dataDirectory: directory, searchAttributes: [] };
  await t.throwsAsync(startEmbeddedTemporal({ ...options, port }), {
    name: 'startup_failed',
    message: new RegExp(`^Port ${port} on 127\\.0\\.0\\.1, asked for by the embedded Temporal, is in use`),
  });
  await t.throwsAsync(startEmbeddedTemporal({ ...options, uiPort: port }), {
    message: /asked for by the Temporal Web UI/,
  });
  await t.throwsAsync(startEmbeddedTemporal({ ...options, minFreeBytes: 2 ** 60 }), {
    message: /^The disk that holds/,
  });
  await t.throwsAsync(startEmbeddedTemporal({ ...options, binary: '/bin/false' }), {
    name: 'startup_failed',
    message: /^Temporal exited with code 1 while starting\. Its log: /,
  });
  const server = await startEmbeddedTemporal(options);
  await t.throwsAsync(startEmbeddedTemporal(options), {
    message: new RegExp(`^Another Millwright \\(process ${process.pid}\\) is using Temporal`),
  });
  await server.stop();
  blocker.close();
  await removeDirectory(directory);
});
