import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { askListeners } from '../../src/collectors/certificates/ask-listeners.js';
import { collector } from '../../src/collectors/certificates/index.js';
import { addListeners, learnFromFiles } from '../../src/collectors/certificates/judge.js';
import { certificatesFactsSchema, type TlsListener } from '../../src/collectors/certificates/schema.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { SocketTarget } from '../../src/platform/ssh/transport.js';
import { createShimHost } from '../helpers/shim-host.js';

const root = mkdtempSync(join(tmpdir(), 'listeners-'));
const servers: Server[] = [];
test.after.always(() => {
  for (const server of servers) server.close();
  rmSync(root, { recursive: true, force: true });
});

const ASKED = 'openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=listener.example';
const [openssl = '', ...asked] = ASKED.split(' ');
spawnSync(openssl, [...asked, '-keyout', join(root, 'key'), '-out', join(root, 'cert')]);
const identity: TlsOptions = { key: readFileSync(join(root, 'key')), cert: readFileSync(join(root, 'cert')) };

async function listen<S extends Server>(server: S): Promise<number> {
  servers.push(server);
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const listener = (port: number, protocol = 'tls'): TlsListener => ({
  address: '127.0.0.1',
  port,
  protocol,
  state: 'not_asked',
});

function access(opened: SocketTarget[] = []) {
  return {
    signal: new AbortController().signal,
    open: async (target: SocketTarget): Promise<Duplex> => {
      opened.push(target);
      const socket = connect(target as { host: string; port: number });
      await once(socket, 'connect').catch(() => {
        throw new RemoteError('connection_refused', 'nobody is there');
      });
      return socket;
    },
  };
}

test('a listener shows its certificate, whoever signed it', async (t) => {
  const port = await listen(createTlsServer(identity));
  const opened: SocketTarget[] = [];
  const [answer] = await askListeners([listener(port)], access(opened));
  t.is(answer?.listener.state, 'shown');
  t.like(answer?.certificate, {
    location: `127.0.0.1:${port}`,
    kind: 'listener',
    subject: 'CN=listener.example',
    names: ['listener.example'],
    selfSigned: true,
  });
  t.deepEqual(opened, [{ host: '127.0.0.1', port }]);
});

test('old versions of TLS, and servers that want a client’s certificate, show theirs too', async (t) => {
  const old = await listen(
    createTlsServer({ ...identity, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  );
  const mutual = await listen(
    createTlsServer({ ...identity, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
  );
  const answers = await askListeners([listener(old), listener(mutual)], access());
  t.deepEqual(
    answers.map((answer) => answer.certificate?.subject),
    ['CN=listener.example', 'CN=listener.example'],
  );
});

/** Greets and replies until a reply begins with `tls `, then speaks TLS. Undefined ends the connection. */
function startTlsServer(greeting: string, replies: (said: string) => string | undefined): Server {
  return createServer((socket: Socket) => {
    socket.on('error', () => {});
    if (greeting !== '') socket.write(greeting);
    const onData = (chunk: Buffer): void => {
      const reply = replies(chunk.toString('latin1'));
      if (reply === undefined) return void socket.end();
      const [text, upgrade] = reply.startsWith('tls ') ? [reply.slice(4), true] : [reply, false];
      if (upgrade) socket.off('data', onData);
      socket.write(text);
      if (upgrade) new TLSSocket(socket, { ...identity, isServer: true }).on('error', () => {});
    };
    socket.on('data', onData);
  });
}

test('PostgreSQL, SMTP and IMAP are asked to begin TLS', async (t) => {
  const postgresql = await listen(
    startTlsServer('', (said) => (said === '\u0000\u0000\u0000\b\u0004\u00d2\u0016\u002f' ? 'tls S' : undefined)),
  );
  const smtp = await listen(
    startTlsServer('220-mail.example\r\n220 ready\r\n', (said) => {
      if (said.startsWith('EHLO')) return '250-mail.example\r\n250-STARTTLS\r\n250 HELP\r\n';
      return said.startsWith('STARTTLS') ? 'tls 220 go ahead\r\n' : undefined;
    }),
  );
  const imap = await listen(
    startTlsServer('* OK [CAPABILITY IMAP4rev1] ready\r\n', (said) =>
      said === 'a1 STARTTLS\r\n' ? 'tls a1 OK begin\r\n' : undefined,
    ),
  );
  const answers = await askListeners(
    [listener(postgresql, 'postgresql'), listener(smtp, 'smtp'), listener(imap, 'imap')],
    access(),
  );
  t.deepEqual(
    answers.map(({ listener: { state }, certificate }) => `${state} ${certificate?.subject}`),
    Array.from({ length: 3 }, () => 'shown CN=listener.example'),
  );
});

test('servers that will not have TLS, say nothing, or speak something else are told apart from ones that are gone', async (t) => {
  const refusing = await listen(startTlsServer('', () => 'N'));
  const silent = await listen(createServer(() => {}));
  const plain = await listen(createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  const gone = await listen(createServer());
  await new Promise((resolve) => servers.pop()!.close(resolve));
  const begunAtMs = performance.now();
  const answers = await askListeners(
    [listener(refusing, 'postgresql'), listener(silent), listener(plain), listener(gone)],
    access(),
    500,
  );
  t.true(performance.now() - begunAtMs < 3000);
  t.deepEqual(
    answers.map((answer) => answer.listener.state),
    ['no_tls', 'no_tls', 'no_tls', 'refused'],
  );
  const base = learnFromFiles({ blocks: [], complete: true }, [], new Date()).facts!;
  t.true(addListeners(base, answers, new Date()).facts?.listenersComplete);
});

test('where forwarding is forbidden it is tried once and told once', async (t) => {
  let tried = 0;
  const forbidding = {
    signal: new AbortController().signal,
    open: async (): Promise<Duplex> => {
      tried += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new RemoteError('forwarding_refused', 'the server forbids it');
    },
  };
  const answers = await askListeners(
    Array.from({ length: 30 }, (_, at) => listener(at + 1)),
    forbidding,
  );
  t.true(tried <= 6);
  const base = learnFromFiles({ blocks: [], complete: true }, [], new Date()).facts!;
  const { facts, errors } = addListeners(base, answers, new Date());
  t.is(errors?.length, 1);
  t.false(facts?.listenersComplete);
  t.true(certificatesFactsSchema.safeParse(facts).success);
});

test('at most six are asked at once, and a connection that comes too late is closed', async (t) => {
  let open = 0;
  let most = 0;
  const late: Duplex[] = [];
  const slow = {
    signal: new AbortController().signal,
    open: async (): Promise<Duplex> => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 120));
      open -= 1;
      const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
      late.push(stream);
      return stream;
    },
  };
  const answers = await askListeners(
    Array.from({ length: 12 }, (_, at) => listener(at + 1)),
    slow,
    40,
  );
  t.true(answers.every((answer) => answer.listener.state === 'unreachable'));
  t.true(most <= 12);
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.is(late.length, 12);
  t.true(late.every(({ destroyed }) => destroyed));
});

test('a host whose ss names a listener: it is asked there, and joins what the files hold', async (t) => {
  // An address of loopback that is nobody else's, since the port must be one of TLS.
  const [address, port] = ['127.77.4.9', 10_443];
  const server = createTlsServer(identity);
  servers.push(server);
  server.listen(port, address);
  await once(server, 'listening');
  const host = await createShimHost({
    ss: { answers: [{ args: '-Hltn', stdout: `LISTEN 0 511 ${address}:${port} 0.0.0.0:*\nLISTEN 0 9 *:22 *:*\n` }] },
    find: 'exit 0',
    awk: 'exit 0',
  });
  t.teardown(host.close);
  const opened: SocketTarget[] = [];
  const transport = { ...host.transport, open: access(opened).open };
  const { collected, failures } = await collectHost(transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.deepEqual(opened, [{ host: address, port }]);
  const facts = certificatesFactsSchema.parse(JSON.parse(JSON.stringify(collected[0]!.facts)));
  t.deepEqual(facts.listeners, [{ address, port, protocol: 'tls', state: 'shown' }]);
  t.is(facts.expiringWithin30Days, 1);
  const seen = collected[0]!.observations.certificates;
  t.true(seen?.complete);
  t.deepEqual(
    seen?.items.map(({ location, subject }) => `${location} ${subject}`),
    [`${address}:${port} CN=listener.example`],
  );
  t.is(collected[0]!.samples.length, 1);
  t.deepEqual(collected[0]!.watched, { certificatesExpired: 0 });
});
