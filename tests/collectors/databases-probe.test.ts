import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { probe, speaks, speaksInTls } from '../../src/collectors/databases/probe.js';
import { CertificateWanted } from '../../src/collectors/databases/secure-stream.js';
import type { DatabaseEngine } from '../../src/domain/inventory/database-instance.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { startPostgres, startRedis } from '../helpers/database-servers.js';
import { startMariadb } from '../helpers/mariadb-server.js';
import { makeCertificate } from '../helpers/own-certificate.js';

const ENGINES: readonly DatabaseEngine[] = ['postgresql', 'mysql', 'mongodb', 'redis', 'minio'];
const local = new LocalTransport();

async function listen(t: ExecutionContext, answer: (question: Buffer) => Buffer | string | undefined): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (question: Buffer) => {
      const said = answer(question);
      if (said !== undefined) socket.write(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as { port: number }).port;
}

/** The engines whose protocol this port is taken to speak. */
async function believed(port: number): Promise<DatabaseEngine[]> {
  const streams: Duplex[] = [];
  const verdicts = await Promise.all(
    ENGINES.map(async (engine) => {
      const stream = await local.open({ host: '127.0.0.1', port });
      streams.push(stream);
      return (await speaks(engine, stream)) ? [engine] : [];
    }),
  );
  if (!streams.every(({ destroyed }) => destroyed)) throw new Error('a stream was left open');
  return verdicts.flat();
}

test('PostgreSQL is told by its answer to a request for TLS', async (t) => {
  const server = await startPostgres();
  t.teardown(() => server.stop());
  t.deepEqual(await believed(server.port), ['postgresql']);
});

test('Redis is told by PING, with a password as well', async (t) => {
  const [open, closed] = await Promise.all([startRedis(), startRedis(['--requirepass', 'x'])]);
  t.teardown(() => Promise.all([open.stop(), closed.stop()]));
  t.deepEqual(await believed(open.port), ['redis']);
  t.deepEqual(await believed(closed.port), ['redis']);
});

test('Redis that takes TLS only is told within it, and one that wants a certificate says so', async (t) => {
  const tls = makeCertificate(t);
  const [open, closed, plain] = await Promise.all([
    startRedis(['--tls-auth-clients', 'no'], {}, tls),
    startRedis(['--tls-auth-clients', 'yes'], {}, tls),
    startRedis(),
  ]);
  t.teardown(() => Promise.all([open.stop(), closed.stop(), plain.stop()]));
  t.deepEqual(await believed(open.port), []);
  const connect = (port: number) => () => local.open({ host: '127.0.0.1', port });
  t.is(await probe('redis', await connect(open.port)()), 'closed');
  const within = (port: number) =>
    speaksInTls('redis', { connect: connect(port), where: 'it', signal: AbortSignal.timeout(9_000) });
  t.true(await within(open.port));
  t.false(await within(plain.port));
  await t.throwsAsync(within(closed.port), { instanceOf: CertificateWanted });
});

test('MariaDB is told by its greeting', async (t) => {
  const server = await startMariadb({ serverId: 7 });
  t.teardown(() => server.stop());
  t.deepEqual(await believed(server.port), ['mysql']);
});

test('MongoDB is told by an answer to hello that names the question', async (t) => {
  const port = await listen(t, (question) => {
    if (question.length < 16 || question.readInt32LE(12) !== 2013) return undefined;
    const header = Buffer.alloc(16);
    header.writeInt32LE(16, 0);
    question.copy(header, 8, 4, 8);
    header.writeInt32LE(2013, 12);
    return header;
  });
  t.deepEqual(await believed(port), ['mongodb']);
});

test('MinIO is told by its name in HTTP; another web server is not it', async (t) => {
  const web = (server: string) => (question: Buffer) =>
    question.toString().startsWith('GET ')
      ? `HTTP/1.1 200 OK\r\nServer: ${server}\r\nContent-Length: 0\r\n\r\n`
      : undefined;
  t.deepEqual(await believed(await listen(t, web('MinIO'))), ['minio']);
  t.deepEqual(await believed(await listen(t, web('nginx'))), []);
});

test('other protocols, silence and floods are nobody', async (t) => {
  const flood = Buffer.alloc(100_000, 'x');
  for (const answer of [
    () => undefined,
    () => 'N0',
    () => '+OK ready\r\n',
    () => '-ERR unknown command\r\n',
    () => flood,
  ]) {
    t.deepEqual(await believed(await listen(t, answer)), []);
  }
});
