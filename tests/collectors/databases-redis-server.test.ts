import { execFileSync } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { redisClient } from '../../src/collectors/databases/engines/redis/client.js';
import type { Details } from '../../src/collectors/databases/engines/redis/details.js';
import { redisMetricDefinitions } from '../../src/collectors/databases/engines/redis/metrics.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { startRedis, type RunningServer } from '../helpers/database-servers.js';
import { makeCertificate, type OwnCertificate } from '../helpers/own-certificate.js';
import { codesOf, measure } from '../helpers/measure-database.js';
import { waitUntil } from '../helpers/wait-until.js';

async function start(
  t: ExecutionContext,
  settings: readonly string[] = [],
  files = {},
  tls?: OwnCertificate,
): Promise<RunningServer> {
  const server = await startRedis(settings, files, tls);
  t.teardown(server.stop);
  return server;
}

function send(port: number, ...words: string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' }).trim();
}

test('a server without a password is measured without a login', async (t) => {
  const { port } = await start(t);
  const measured = await measure(redisClient, port);
  t.is(measured.status, 'online');
  t.regex(measured.version ?? '', /^\d+\.\d+\.\d+$/);
  t.is(measured.role, 'primary');
  t.deepEqual(measured.errors, []);
  t.deepEqual(measured.findings, []);
  t.true((measured.values['redis_ping_seconds'] ?? 9) < 1);
  t.true((measured.values['redis_memory_used_bytes'] ?? 0) > 0);
  const declared = new Set<string>(redisMetricDefinitions.map(({ name }) => name));
  t.true(Object.keys(measured.values).every((name) => declared.has(name)));
  const given = await measure(redisClient, port, { login: { user: 'default', password: 'not needed' } });
  t.is(given.status, 'online', 'a login that the server has no use for does no harm');
});

test('a password: required, wrong, right', async (t) => {
  const { port } = await start(t, ['--requirepass', 'open sesame']);
  t.is((await measure(redisClient, port)).status, 'login_required');
  const wrong = await measure(redisClient, port, { login: { user: 'default', password: 'sesame' } });
  t.is(wrong.status, 'login_required');
  t.regex(wrong.statusReason ?? '', /refused the login/);
  const right = await measure(redisClient, port, { login: { user: 'default', password: 'open sesame' } });
  t.is(right.status, 'online');
  t.false(JSON.stringify(right).includes('sesame'));
});

test('a user who may only +info +ping +config|get gets everything; one without CONFIG loses that alone', async (t) => {
  const { port } = await start(t);
  send(port, 'ACL', 'SETUSER', 'watcher', 'on', '>watch-1', '+info', '+ping', '+config|get');
  send(port, 'ACL', 'SETUSER', 'poor', 'on', '>poor-1', '+info');
  send(port, 'ACL', 'SETUSER', 'none', 'on', '>none-1', '+get');
  const full = await measure(redisClient, port, { login: { user: 'watcher', password: 'watch-1' } });
  t.is(full.status, 'online');
  t.deepEqual(full.errors, []);
  const poor = await measure(redisClient, port, { login: { user: 'poor', password: 'poor-1' } });
  t.is(poor.status, 'online');
  t.deepEqual(
    poor.errors.map(({ errorClass }) => errorClass),
    ['permission_denied'],
  );
  t.is(poor.values['redis_ping_seconds'], undefined);
  t.is((await measure(redisClient, port, { login: { user: 'none', password: 'none-1' } })).status, 'login_required');
});

test('a replica whose primary is gone says so, and so does the primary whose replica is gone', async (t) => {
  const primary = await start(t);
  const address = ['127.0.0.1', String(primary.port)];
  const replica = await start(t, ['--replicaof', ...address, '--repl-diskless-sync-delay', '0']);
  await waitUntil(() => send(replica.port, 'INFO', 'replication').includes('master_link_status:up'), 80_000);
  const before = await measure(redisClient, primary.port);
  t.deepEqual(before.details['expectedReplicas'], { count: 1, missingSeconds: 0 });
  t.deepEqual(codesOf(await measure(redisClient, replica.port)), []);
  send(primary.port, 'CONFIG', 'SET', 'requirepass', 'now-closed');
  send(primary.port, '-a', 'now-closed', '--no-auth-warning', 'CLIENT', 'KILL', 'TYPE', 'replica');
  await waitUntil(() => send(replica.port, 'INFO', 'replication').includes('master_link_status:down'), 80_000);
  let lonely = await measure(redisClient, replica.port);
  // For the moment in which its primary refuses it, it says that it takes a copy.
  await waitUntil(async () => {
    lonely = await measure(redisClient, replica.port);
    return !codesOf(lonely).includes('warning replica_synchronising');
  });
  t.is(lonely.role, 'replica');
  t.deepEqual(codesOf(lonely), ['critical link_down']);
  await replica.stop();
  const login = { user: 'default', password: 'now-closed' };
  const after = await measure(redisClient, primary.port, { login, previous: before, elapsedSeconds: 300 });
  t.deepEqual(codesOf(after), ['critical replica_missing']);
  const dayLater = await measure(redisClient, primary.port, { login, previous: after, elapsedSeconds: 90_000 });
  t.deepEqual(codesOf(dayLater), [], 'after a day somebody meant it');
});

test('a full memory without eviction is a warning, and rejected clients are while they are rejected', async (t) => {
  const { port } = await start(t, ['--maxmemory', '4mb', '--maxmemory-policy', 'noeviction', '--save', '']);
  const value = 'x'.repeat(100_000);
  const before = await measure(redisClient, port);
  const used = (measured: Measurement): number => measured.values['redis_memory_used_percent'] ?? 0;
  for (let count = 0; count < 60 && used(await measure(redisClient, port)) < 92; count += 1) {
    send(port, 'SET', `key ${count}`, value);
  }
  t.true(codesOf(await measure(redisClient, port)).some((code) => code.endsWith('memory_high')));
  t.deepEqual(
    codesOf(before).filter((code) => code.includes('rejected')),
    [],
  );
});

test('while it loads its data a server is starting, not offline', async (t) => {
  const source = await startRedis(['--save', '']);
  send(source.port, 'DEBUG', 'SET-ACTIVE-EXPIRE', '1');
  for (let at = 0; at < 40; at += 1)
    send(source.port, 'RPUSH', `list${at}`, ...Array.from({ length: 50 }, (_, index) => `${at}-${index}`));
  send(source.port, 'SAVE');
  const dump = join(source.directory, 'dump.rdb');
  const { port } = await start(t, ['--key-load-delay', '100000', '--loading-process-events-interval-bytes', '1024'], {
    'dump.rdb': dump,
  });
  await source.stop();
  const measured = await measure(redisClient, port);
  t.is(measured.status, 'starting');
  t.is((measured.details['persistence'] as Details['persistence']).isLoading, true);
});

/** The one client that a server has room for; another one may still be about to leave. */
async function takeOnlyPlace(port: number): Promise<Socket> {
  for (;;) {
    const holder = connect({ host: '127.0.0.1', port });
    holder.on('error', () => undefined);
    holder.write('PING\r\n');
    const [answer] = (await once(holder, 'data')) as [Buffer];
    if (answer.toString().startsWith('+PONG')) return holder;
    holder.destroy();
  }
}

test('a server with no more room for clients is online and in trouble', async (t) => {
  const { port } = await start(t, ['--maxclients', '1']);
  const holder = await takeOnlyPlace(port);
  const measured = await measure(redisClient, port);
  holder.destroy();
  t.is(measured.status, 'online');
  t.deepEqual(codesOf(measured), ['critical connections_exhausted']);
});

test('its unix socket will do where there is no port', async (t) => {
  const directory = (await start(t)).directory;
  const path = join(directory, 'other.sock');
  const { port } = await start(t, ['--unixsocket', path, '--unixsocketperm', '700']);
  const measured = await measure(redisClient, port, { endpoint: { address: null, port: null, socketPath: path } });
  t.is(measured.status, 'online');
});

test('where nothing may be forwarded redis-cli of the host answers, and without it the refusal is told', async (t) => {
  const { port } = await start(t);
  const measured = await measure(redisClient, port, { noForwarding: true, tools: ['redis-cli'] });
  t.is(measured.status, 'online');
  t.true((measured.values['redis_memory_used_bytes'] ?? 0) > 0);
  const error = await t.throwsAsync(measure(redisClient, port, { noForwarding: true }), { instanceOf: RemoteError });
  t.is((error as RemoteError).errorClass, 'forwarding_refused');
  const closed = await start(t, ['--requirepass', 'open sesame']);
  const refused = await measure(redisClient, closed.port, { noForwarding: true, tools: ['redis-cli'] });
  t.is(refused.status, 'login_required');
});

test('something else on the port, and nothing at all, are RemoteErrors with their classes', async (t) => {
  const other = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as { port: number };
  const strange = await t.throwsAsync(measure(redisClient, port), { instanceOf: RemoteError });
  // The end of the connection is seen before the first question, or not at all.
  t.true(['protocol_error', 'command_timeout'].includes((strange as RemoteError).errorClass));
  const gone = await startRedis();
  await gone.stop();
  const nobody = await t.throwsAsync(measure(redisClient, gone.port), { instanceOf: RemoteError });
  t.is((nobody as RemoteError).errorClass, 'connection_refused');
});

test('a frozen server costs the time of one answer, not more', async (t) => {
  const { port, pid } = await start(t);
  process.kill(pid, 'SIGSTOP');
  const startedAt = Date.now();
  const error = await t.throwsAsync(measure(redisClient, port), { instanceOf: RemoteError });
  process.kill(pid, 'SIGCONT');
  t.true(Date.now() - startedAt < 9000);
  t.is((error as RemoteError).errorClass, 'command_timeout');
});

test('a server that takes TLS only is measured within it, found so at once next time, and so are its refusals', async (t) => {
  const settings = ['--tls-auth-clients', 'no', '--requirepass', 'open sesame'];
  const { port } = await start(t, settings, {}, makeCertificate(t));
  const closed = await measure(redisClient, port);
  t.is(closed.status, 'login_required', closed.statusReason ?? '');
  t.is(closed.details['tls'], true);
  const login = { user: 'default', password: 'open sesame' };
  const open = await measure(redisClient, port, { login });
  t.is(open.status, 'online');
  t.is(open.details['tls'], true);
  t.deepEqual(open.errors, []);
  const received = (measured: Measurement): number => (measured.details as Details).clients.received ?? 0;
  const again = await measure(redisClient, port, { login, previous: open });
  t.is(received(again) - received(open), 1, 'one connection, which is not tried without TLS');
});

test('a server that wants a certificate of its clients says so, and is not offline', async (t) => {
  const { port } = await start(t, ['--tls-auth-clients', 'yes'], {}, makeCertificate(t));
  const measured = await measure(redisClient, port, { login: { user: 'default', password: 'none' } });
  t.is(measured.status, 'login_required');
  t.regex(measured.statusReason ?? '', /certificate of its clients/);
});

test('a command that a server does not know is not repeated with its arguments: a password might be among them', async (t) => {
  const { port } = await start(t, ['--rename-command', 'AUTH', 'HIDDEN']);
  const measured = await measure(redisClient, port, { login: { user: 'someone', password: 'canary-4711' } });
  t.false(JSON.stringify([measured, measured.errors.map(({ message }) => message)]).includes('canary'));
});
