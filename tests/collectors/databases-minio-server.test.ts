import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Measurement, MeasureInput } from '../../src/collectors/databases/engine.js';
import { minioClient } from '../../src/collectors/databases/engines/minio/client.js';
import { bearerToken } from '../../src/collectors/databases/engines/minio/token.js';
import { connectLocal } from '../../src/platform/local/local-socket.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { makeCertificate } from '../helpers/own-certificate.js';

type Pages = Readonly<
  Record<string, { status?: number; body?: string; file?: string; headers?: Record<string, string> }>
>;

const HEALTHY: Pages = {
  '/minio/health/live': {},
  '/minio/health/cluster': { headers: { 'x-minio-write-quorum': '5' } },
};
const V2: Pages = { ...HEALTHY, '/minio/v2/metrics/cluster': { file: 'minio-2023-v2-cluster' } };
const V3: Pages = {
  ...HEALTHY,
  '/minio/metrics/v3/cluster/health': { file: 'minio-2025-v3-health' },
  '/minio/metrics/v3/cluster/erasure-set': { file: 'minio-2025-v3-erasure-set' },
  '/minio/metrics/v3/cluster/usage/objects': { file: 'minio-2025-v3-usage-objects' },
};

interface Serving {
  /** Whose token opens the metrics; undefined: MINIO_PROMETHEUS_AUTH_TYPE=public. */
  readonly keys?: { readonly user: string; readonly password: string };
  readonly serverHeader?: string;
}

/** Answers as MinIO does, from recorded texts. */
function listener(pages: Pages, { keys, serverHeader = 'MinIO' }: Serving): RequestListener {
  return (request, response) => {
    response.setHeader('Server', serverHeader);
    const page = pages[request.url ?? ''];
    if (page === undefined)
      response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchBucket</Code></Error>');
    else if (keys !== undefined && request.url?.includes('metrics') === true && !isAllowed(request, keys)) {
      response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code></Error>');
    } else {
      const body =
        page.file === undefined
          ? (page.body ?? '')
          : readFileSync(`tests/fixtures/commands/databases-engines/${page.file}.txt`, 'utf8');
      response.writeHead(page.status ?? 200, page.headers).end(body);
    }
  };
}

function isAllowed({ headers }: IncomingMessage, keys: { readonly user: string; readonly password: string }): boolean {
  const token = headers.authorization?.replace('Bearer ', '') ?? '';
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as { exp?: number };
  return claims.exp !== undefined && claims.exp > Date.now() / 1000 && token === bearerToken(keys, claims.exp - 600);
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

function serve(t: ExecutionContext, pages: Pages, serving: Serving = {}): Promise<number> {
  return listen(t, createServer(listener(pages, serving)));
}

function inputOf(port: number, more: Partial<MeasureInput> = {}): MeasureInput {
  return {
    endpoint: {
      engine: 'minio',
      identity: `minio:${port}`,
      address: '127.0.0.1',
      port,
      socketPath: null,
      containerId: null,
      containerName: null,
      foundBy: ['listener'],
    },
    connect: () => connectLocal({ host: '127.0.0.1', port }, 'the test'),
    forward: () => Promise.reject(new Error('not used')),
    runLocal: () => Promise.reject(new Error('not used')),
    login: undefined,
    previous: undefined,
    elapsedSeconds: undefined,
    signal: AbortSignal.timeout(10_000),
    ...more,
  };
}

function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

test('public metrics are read without a login', async (t) => {
  const measured = await minioClient.measure(inputOf(await serve(t, V2)));
  t.is(measured.status, 'online', measured.statusReason ?? '');
  t.deepEqual(measured.errors, []);
  t.deepEqual(measured.findings, []);
  t.is(measured.version, '2023-09-07T02:05:02Z');
  t.is(measured.values['minio_drives_online'], 16);
  t.is(measured.values['minio_write_quorum'], 1);
  t.deepEqual(
    Object.keys(measured.values).filter((name) => !minioClient.metricDefinitions.some((one) => one.name === name)),
    [],
  );
});

test('access and secret key make the token; without them a login is required', async (t) => {
  const keys = { user: 'access', password: 'the secret key' };
  const port = await serve(t, V2, { keys });
  t.is((await minioClient.measure(inputOf(port, { login: keys }))).values['minio_drives_online'], 16);
  const wrong = await minioClient.measure(inputOf(port, { login: { ...keys, password: 'do not tell' } }));
  t.is(wrong.status, 'login_required');
  t.false(JSON.stringify(wrong).includes('do not tell'));
  const none = await minioClient.measure(inputOf(port));
  t.is(none.status, 'login_required');
  t.regex(none.statusReason ?? '', /MINIO_PROMETHEUS_AUTH_TYPE=public/);
  t.is(none.values['minio_write_quorum'], 1, 'the health check needs no login');
  const given = { user: 'bearer', password: bearerToken(keys, Math.floor(Date.now() / 1000)) };
  t.is((await minioClient.measure(inputOf(port, { login: given }))).status, 'online');
});

test('the token lives by the clock of the server', async (t) => {
  let exp = 0;
  const server = createServer((request, response) => {
    response.setHeader('Date', 'Thu, 01 Jan 2026 00:00:00 GMT');
    const claims = request.headers.authorization?.split('.')[1];
    if (claims !== undefined) exp = (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp: number }).exp;
    response.end('');
  });
  await minioClient.measure(inputOf(await listen(t, server), { login: { user: 'access', password: 'secret' } }));
  t.is(exp, Date.parse('2026-01-01T00:10:00Z') / 1000);
});

test('where version 2 is gone, version 3 is read', async (t) => {
  const measured = await minioClient.measure(inputOf(await serve(t, V3)));
  t.is(measured.status, 'online');
  t.deepEqual(codesOf(measured), ['warning drives_offline']);
  t.is(measured.values['minio_objects'], 184_467);
  const part: Pages = { ...V3, '/minio/metrics/v3/cluster/usage/objects': { status: 500 } };
  const less = await minioClient.measure(inputOf(await serve(t, part)));
  t.is(less.values['minio_drives_offline'], 1, 'a page that failed costs that page');
  t.deepEqual(
    less.errors.map(({ errorClass }) => errorClass),
    ['command_failed'],
  );
});

test('a cluster without write quorum is critical, also without a login', async (t) => {
  const pages: Pages = {
    ...HEALTHY,
    '/minio/health/cluster': { status: 503, headers: { 'x-minio-write-quorum': '5' } },
    '/minio/v2/metrics/cluster': { status: 403 },
  };
  const measured = await minioClient.measure(inputOf(await serve(t, pages)));
  t.is(measured.status, 'login_required');
  t.deepEqual(codesOf(measured), ['critical quorum_lost']);
});

test('503 before the quorum was looked at is no lost quorum', async (t) => {
  const offline = { status: 503, headers: { 'x-minio-server-status': 'iam-offline' } };
  const measured = await minioClient.measure(inputOf(await serve(t, { ...V2, '/minio/health/cluster': offline })));
  t.deepEqual(codesOf(measured), ['warning not_ready']);
  const starting = await minioClient.measure(
    inputOf(await serve(t, { '/minio/health/live': { headers: { 'x-minio-server-status': 'offline' } } })),
  );
  t.is(starting.status, 'starting');
  t.deepEqual(starting.findings, []);
});

test('drives that heal are told without a login', async (t) => {
  const cluster = { headers: { 'x-minio-healing-drives': '2' } };
  const pages: Pages = { ...HEALTHY, '/minio/health/cluster': cluster, '/minio/v2/metrics/cluster': { status: 403 } };
  const measured = await minioClient.measure(inputOf(await serve(t, pages)));
  t.deepEqual(codesOf(measured), ['info healing']);
});

test('a server with TLS is found to be one, and asked so at once next time', async (t) => {
  const { certificate, key } = makeCertificate(t);
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, listener(V2, {}));
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const port = await listen(t, server as unknown as Server);
  const first = await minioClient.measure(inputOf(port));
  t.is(first.status, 'online', first.statusReason ?? '');
  t.is(first.details['scheme'], 'https');
  t.is(connections, 4, 'one in vain');
  await minioClient.measure(inputOf(port, { previous: first }));
  t.is(connections, 7);
});

test('status 400 is how it answers plain HTTP on a port with TLS', async (t) => {
  const server = createServer((_request, response) =>
    response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n'),
  );
  const error = await t.throwsAsync(minioClient.measure(inputOf(await listen(t, server))), { instanceOf: RemoteError });
  t.is(error?.errorClass, 'protocol_error', 'and this one speaks neither');
});

test('old releases name their version in a header', async (t) => {
  const port = await serve(
    t,
    { ...HEALTHY, '/minio/v2/metrics/cluster': { status: 403 } },
    { serverHeader: 'MinIO/RELEASE.2020-06-01T17-28-03Z' },
  );
  t.is((await minioClient.measure(inputOf(port))).version, 'RELEASE.2020-06-01T17-28-03Z');
});

test('lines that are no metrics are an error with the line, and the others stand', async (t) => {
  const body = `${readFileSync('tests/fixtures/commands/databases-engines/minio-2023-v2-cluster.txt', 'utf8')}what is this\n`;
  const measured = await minioClient.measure(
    inputOf(await serve(t, { ...HEALTHY, '/minio/v2/metrics/cluster': { body } })),
  );
  t.is(measured.values['minio_drives_online'], 16);
  t.regex(measured.errors[0]?.message ?? '', /what is this/);
});

test('nobody listening is offline; a flood and a silent server end as errors', async (t) => {
  const silent = createTcpServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const error = await t.throwsAsync(minioClient.measure(inputOf(port, { signal: AbortSignal.timeout(200) })), {
    instanceOf: RemoteError,
  });
  t.is(error?.errorClass, 'command_timeout');
  silent.close();
  const gone = await minioClient.measure(
    inputOf(port, { connect: () => connectLocal({ host: '127.0.0.1', port: 1 }, 'the test') }),
  );
  t.is(gone.status, 'offline');
  const flood = await minioClient.measure(
    inputOf(await serve(t, { ...HEALTHY, '/minio/v2/metrics/cluster': { body: 'a 1\n'.repeat(2_500_000) } })),
  );
  t.deepEqual(
    flood.errors.map(({ errorClass }) => errorClass),
    ['output_too_large'],
  );
  t.is(flood.status, 'online');
});
