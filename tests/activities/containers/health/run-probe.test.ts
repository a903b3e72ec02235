import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runProbe } from '../../../../src/activities/containers/health/run-probe.js';
import { HealthProbe } from '../../../../src/domain/containers/policy.js';
import type { ContainerEngine } from '../../../../src/platform/engines/engine.js';
import { EngineError } from '../../../../src/platform/engines/engine-error.js';
import { RemoteError } from '../../../../src/platform/ssh/remote-errors.js';
import type { Transport } from '../../../../src/platform/ssh/transport.js';
import { testBothTransports, type Behaviour } from '../../../helpers/both-transports.js';

/** A container in the host’s network: its ports are the host’s. */
const ON_HOST = { HostConfig: { NetworkMode: 'host' } };
const NO_EXEC: Pick<ContainerEngine, 'exec'> = {
  exec: () => Promise.reject(new EngineError('engine_failed', 'nobody asked for this')),
};

const ask = (transport: Pick<Transport, 'open'>, probe: Record<string, unknown>, engine = NO_EXEC) =>
  runProbe(HealthProbe.parse(probe), { engine, transport, containerId: 'c', network: ON_HOST });

interface Listening {
  readonly port: number;
  close(): void;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1'): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function withHttp(handle: RequestListener, work: (port: number) => Promise<void>): Promise<void> {
  const server = await listen(createHttpServer(handle));
  try {
    await work(server.port);
  } finally {
    server.close();
  }
}

async function withTcp(onSocket: (socket: Socket) => void, work: (port: number) => Promise<void>): Promise<void> {
  const server = await listen(createTcpServer(onSocket));
  try {
    await work(server.port);
  } finally {
    server.close();
  }
}

/** Writes for as long as somebody reads. */
function flood(socket: Socket, text: string): void {
  const more = (): void => void (socket.writable && socket.write(text, () => setImmediate(more)));
  more();
}

async function passes(
  t: ExecutionContext,
  transport: Pick<Transport, 'open'>,
  probe: Record<string, unknown>,
): Promise<void> {
  const result = await ask(transport, probe);
  t.true(result.passed, result.detail);
}

async function fails(
  t: ExecutionContext,
  transport: Pick<Transport, 'open'>,
  probe: Record<string, unknown>,
  why: RegExp,
): Promise<void> {
  const result = await ask(transport, probe);
  t.false(result.passed, result.detail);
  t.regex(result.detail, why);
  t.true(result.detail.length <= 301);
}

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'a port that accepts passes, one that nobody listens on does not': async (t, transport) => {
    let free = 0;
    await withTcp(
      () => undefined,
      async (port) => {
        free = port;
        await passes(t, transport, { type: 'tcp', port });
      },
    );
    await fails(t, transport, { type: 'tcp', port: free }, /nothing listens on 127\.0\.0\.1 port/);
  },
  'a port that greets passes, one that hangs up at once does not': async (t, transport) => {
    await withTcp(
      (socket) => socket.write('220 hello\r\n'),
      (port) => passes(t, transport, { type: 'tcp', port }),
    );
    await withTcp(
      (socket) => socket.destroy(),
      (port) => fails(t, transport, { type: 'tcp', port }, /hangs up at once/),
    );
  },
  'http passes with 200 to 399, or with what is expected': async (t, transport) => {
    const handle: RequestListener = (request, response) => {
      response.statusCode = Number(request.url?.slice(1, 4));
      response.end(`you asked ${request.headers.host}`);
    };
    await withHttp(handle, async (port) => {
      await passes(t, transport, { type: 'http', port, path: '/204' });
      await passes(t, transport, { type: 'http', port, path: '/302' });
      await passes(t, transport, { type: 'http', port, path: '/401', expectStatus: [401, 403] });
      await passes(t, transport, { type: 'http', port, path: '/200?x=%20ä', expectBody: `asked 127.0.0.1:${port}` });
      await fails(t, transport, { type: 'http', port, path: '/404' }, /http 404, expected 200 to 399/);
      await fails(t, transport, { type: 'http', port, path: '/503' }, /http 503/);
      await fails(t, transport, { type: 'http', port, path: '/200', expectStatus: [204] }, /expected 204/);
      await fails(t, transport, { type: 'http', port, path: '/200', expectBody: 'ready' }, /without the expected text/);
    });
  },
  'an answer without an end is bounded, and so is its time': async (t, transport) => {
    const endless = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      flood(socket, 'x'.repeat(16_384));
    };
    await withTcp(endless, async (port) => {
      await passes(t, transport, { type: 'http', port });
      await fails(t, transport, { type: 'http', port, expectBody: 'never' }, /its first 262144 bytes/);
    });
    const silent: RequestListener = () => undefined;
    await withHttp(silent, (port) => fails(t, transport, { type: 'http', port, timeoutSeconds: 0.4 }, /within 0\.4 s/));
    const drip: RequestListener = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(timer));
    };
    await withHttp(drip, (port) =>
      fails(t, transport, { type: 'http', port, expectBody: 'x', timeoutSeconds: 0.5 }, /within 0\.5 s/),
    );
  },
  'what is no HTTP, and headers without an end, are failures': async (t, transport) => {
    await withTcp(
      (socket) => socket.end('SSH-2.0-none\r\n'),
      (port) => fails(t, transport, { type: 'http', port }, /does not speak http/),
    );
    await withTcp(
      (socket) => socket.once('data', () => socket.destroy()),
      (port) => fails(t, transport, { type: 'http', port }, /does not speak http/),
    );
    const headers = (socket: Socket): void => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, `x-header: ${'y'.repeat(1_000)}\r\n`);
    };
    await withTcp(headers, (port) => fails(t, transport, { type: 'http', port }, /does not speak http/));
    await withTcp(
      () => undefined,
      (port) => fails(t, transport, { type: 'http', port, scheme: 'https', timeoutSeconds: 0.4 }, /within 0\.4 s/),
    );
  },
  'https passes with a certificate of its own making': async (t, transport, directory) => {
    const file = (name: string): string => join(directory, name);
    const argv = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=x -keyout ${file('k')} -out ${file('c')}`;
    execFileSync('openssl', argv.split(' '), { stdio: 'ignore' });
    const server = await listen(
      createTlsServer({ key: readFileSync(file('k')), cert: readFileSync(file('c')) }, (_, response) =>
        response.end('secure'),
      ),
    );
    await passes(t, transport, { type: 'http', scheme: 'https', port: server.port, expectBody: 'secure' });
    await fails(t, transport, { type: 'http', port: server.port }, /./);
    server.close();
    await withHttp(
      (_, response) => response.end(),
      (port) => fails(t, transport, { type: 'http', scheme: 'https', port }, /does not speak https/),
    );
  },
  'a probe may name its address, IPv6 as well': async (t, transport) => {
    const server = await listen(
      createHttpServer((request, response) => response.end(request.headers.host)),
      '::1',
    );
    await passes(t, transport, { type: 'http', port: server.port, address: '::1', expectBody: `[::1]:${server.port}` });
    server.close();
  },
};

testBothTransports(test, BEHAVIOURS);

test('an exec probe passes with 0, and tells what was said otherwise', async (t) => {
  const answering = (exitCode: number, stderr: string): Pick<ContainerEngine, 'exec'> => ({
    exec: () => Promise.resolve({ exitCode, stdout: 'out', stderr, truncated: false }),
  });
  const transport = { open: () => Promise.reject(new Error('nobody asked for this')) };
  const probe = { type: 'exec', argv: ['pg_isready'] };
  t.like(await ask(transport, probe, answering(0, '')), {
    passed: true,
    detail: 'exit code 0: out',
    key: 'exec ["pg_isready"]',
  });
  t.like(await ask(transport, probe, answering(2, 'no\n\u001B[31mresponse')), {
    passed: false,
    detail: 'exit code 2: no \\x1b[31mresponse',
  });
  const failing = (code: 'timeout' | 'conflict' | 'connection_lost'): Pick<ContainerEngine, 'exec'> => ({
    exec: () => Promise.reject(new EngineError(code, `it is ${code}`)),
  });
  t.like(await ask(transport, probe, failing('timeout')), { passed: false, detail: 'it did not end within 10 s' });
  t.like(await ask(transport, probe, failing('conflict')), { passed: false, detail: 'it is conflict' });
  await t.throwsAsync(ask(transport, probe, failing('connection_lost')), { instanceOf: EngineError });
});

test('a link that broke is no result, a host that refuses is', async (t) => {
  const failing = (errorClass: 'connection_lost' | 'forwarding_refused'): Pick<Transport, 'open'> => ({
    open: () => Promise.reject(new RemoteError(errorClass, 'as said')),
  });
  const probe = { type: 'tcp', port: 80 };
  await t.throwsAsync(ask(failing('connection_lost'), probe), { instanceOf: RemoteError });
  const refused = await ask(failing('forwarding_refused'), probe);
  t.like(refused, { passed: false, asked: false });
  t.regex(refused.detail, /AllowTcpForwarding/);
});

test('a container that cannot be reached is told without asking anybody', async (t) => {
  const transport = { open: () => Promise.reject(new Error('nobody asked for this')) };
  const run = (network: object) =>
    runProbe(
      { type: 'tcp', port: 80, timeoutSeconds: 1 },
      { engine: NO_EXEC, transport, containerId: 'c', network: network as never },
    );
  t.regex((await run({ HostConfig: { NetworkMode: 'none' } })).detail, /no network/);
  t.regex((await run({ HostConfig: { NetworkMode: 'slirp4netns' } })).detail, /not published/);
});
