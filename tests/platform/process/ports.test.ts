import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import { choosePort, findFreePort, isPortFree } from '../../../src/platform/process/ports.js';

async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test('a free port can be bound, a taken one is not free', async (t) => {
  t.true(await isPortFree(await findFreePort()));
  const { server, port } = await occupy();
  t.false(await isPortFree(port));
  server.close();
});

test('a free port is none that the system gives to outgoing connections', async (t) => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => findFreePort()));
  t.true(
    ports.every((port) => port >= 15_000 && port < 32_768),
    ports.join(' '),
  );
});

test('the port of the last start is kept while it is free', async (t) => {
  const { server, port } = await occupy();
  t.not(await choosePort({ owner: 'a test', last: port }), port);
  server.close();
  await once(server, 'close');
  t.is(await choosePort({ owner: 'a test', last: port }), port);
});

test('a port that somebody asked for and that is taken is an error which names both', async (t) => {
  const { server, port } = await occupy();
  await t.throwsAsync(choosePort({ owner: 'the test', port }), {
    name: 'startup_failed',
    message: new RegExp(`^Port ${port} on 127\\.0\\.0\\.1, asked for by the test, is in use\\.`),
  });
  server.close();
  await once(server, 'close');
  t.is(await choosePort({ owner: 'the test', port }), port);
});
