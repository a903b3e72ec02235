import { createServer, type AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import test from 'ava';
import { assertPortFree } from '../../src/main/assert-port-free.js';
import { findFreePort } from '../../src/platform/process/ports.js';
import { runCli, withDataDirectory } from './main-fixture.js';

async function withListener<T>(work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test('a free port passes and stays free', async (t) => {
  const port = await findFreePort();
  await t.notThrowsAsync(assertPortFree({ host: '127.0.0.1', port }));
  await t.notThrowsAsync(assertPortFree({ host: '127.0.0.1', port }));
});

test('a port in use is told with another one to take', async (t) => {
  await withListener(async (port) => {
    const error = await t.throwsAsync(assertPortFree({ host: '127.0.0.1', port }), { name: 'startup_failed' });
    t.regex(error.message, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use`));
    t.true(error.message.includes(`PORT=${port + 1}`));
  });
});

test('an address that is not this machine’s is not called a port in use', async (t) => {
  const error = await t.throwsAsync(assertPortFree({ host: '192.0.2.77', port: 8080 }), { name: 'startup_failed' });
  t.regex(error.message, /192\.0\.2\.77, which is no address of this machine/);
});

test('`up` on a port in use ends at once, non-zero, in a sentence, before anything is started or written', async (t) => {
  await withListener(async (port) => {
    await withDataDirectory(async (directory) => {
      const startedAt = Date.now();
      const environment = { MILLWRIGHT_DATA_DIR: directory, PORT: String(port) };
      const { exitCode, stdout, stderr } = await runCli(['up'], environment);
      t.is(exitCode, 1);
      t.is(stdout, '');
      t.regex(stderr, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use`));
      t.notRegex(stderr, /at .*\.js:/);
      t.true(Date.now() - startedAt < 20_000);
      t.false(existsSync(directory));
    });
  });
});
