import { createServer as createHttpServer } from 'node:http';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import ssh2 from 'ssh2';
import {
  connectSsh,
  DEFAULT_CONNECT_TIMINGS,
  type ConnectRequest,
  type LoggedIn,
} from '../../../src/platform/ssh/connect.js';
import { HostKeyMismatchError, type PresentedHostKey } from '../../../src/platform/ssh/host-key.js';
import { isStrictKex, readRemoteSoftware } from '../../../src/platform/ssh/ssh2-internals.js';
import { connectTcp } from '../../../src/platform/ssh/tcp-socket.js';
import { failsWith } from '../../helpers/both-transports.js';
import { generateKeyPair, startSshdFleet, type SshdFleet, type SshdHost } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';

let fleet: SshdFleet;

test.before(async () => {
  fleet = await startSshdFleet({
    hosts: [
      { name: 'plain' },
      { name: 'three-keys', hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] },
      { name: 'old-key', hostKeyTypes: ['rsa'] },
      { name: 'down', kind: 'down' },
      { name: 'hangs', kind: 'hangs' },
      { name: 'refuses', kind: 'refuses_key' },
      { name: 'changed', kind: 'changed_host_key' },
      { name: 'throttled', maxStartups: '1:100:1', extraConfig: ['LoginGraceTime 20'] },
      { name: 'odd-algorithms', extraConfig: ['Ciphers aes128-cbc'] },
      { name: 'chacha-only', extraConfig: ['Ciphers chacha20-poly1305@openssh.com'] },
    ],
  });
});

test.after.always(() => fleet.stop());

async function connect(host: SshdHost, changes: Partial<ConnectRequest> = {}): Promise<LoggedIn> {
  const result = await connectSsh({
    ...DEFAULT_CONNECT_TIMINGS,
    ...describeFleetTarget(fleet, host),
    legacyAlgorithms: false,
    openSocket: () => connectTcp({ host: host.host, port: host.port, timeoutMs: 2_000 }),
    ...changes,
  });
  result.client.end();
  return result;
}

const countConnections = (host: SshdHost): number => host.log.split('Connection from ').length - 1;

async function presentedBy(t: ExecutionContext, work: Promise<unknown>): Promise<readonly PresentedHostKey[]> {
  const error = await t.throwsAsync(work, { instanceOf: HostKeyMismatchError });
  t.is(error.errorClass, 'host_key_mismatch');
  return error.presentedKeys;
}

test.serial('connects with a key, by strict key exchange', async (t) => {
  const { client, hostKey } = await connect(fleet.host('plain'));
  t.is(hostKey.fingerprint, fleet.host('plain').hostKeys[0]!.fingerprint);
  t.is(hostKey.algorithm, 'ssh-ed25519');
  // The fields of the library that are not its interface are where we look for them.
  t.true(isStrictKex(client));
  t.true(readRemoteSoftware(client)?.startsWith('OpenSSH_'));
});

test.serial('needs one login attempt only: no probe of another method', async (t) => {
  const host = fleet.host('three-keys');
  await connect(host);
  t.false(host.log.includes('Failed none'));
  t.true(host.log.includes('Accepted publickey'));
});

test.serial('asks for the pinned kind of key first', async (t) => {
  const host = fleet.host('three-keys');
  const before = countConnections(host);
  for (const pinned of host.hostKeys) {
    const { hostKey } = await connect(host, { hostKeyPolicy: { kind: 'pinned', keys: [pinned.blob] } });
    t.is(hostKey.fingerprint, pinned.fingerprint);
  }
  t.is(countConnections(host) - before, 3);
});

test.serial('finds the host by the fingerprint of any of its keys, asking only for kinds that it has', async (t) => {
  const host = fleet.host('three-keys');
  for (const expected of host.hostKeys) {
    const { hostKey } = await connect(host, {
      hostKeyPolicy: { kind: 'fingerprint', fingerprint: expected.fingerprint },
    });
    t.is(hostKey.fingerprint, expected.fingerprint);
  }
  const single = fleet.host('old-key');
  const before = countConnections(single);
  const wrong = generateKeyPair().fingerprint;
  const keys = await presentedBy(t, connect(single, { hostKeyPolicy: { kind: 'fingerprint', fingerprint: wrong } }));
  t.deepEqual(
    keys.map((key) => key.fingerprint),
    [single.hostKeys[0]?.fingerprint],
  );
  t.is(countConnections(single) - before, 1);
});

test.serial('shows every key that a host presented when none has the expected fingerprint', async (t) => {
  const host = fleet.host('three-keys');
  const keys = await presentedBy(
    t,
    connect(host, { hostKeyPolicy: { kind: 'fingerprint', fingerprint: generateKeyPair().fingerprint } }),
  );
  t.deepEqual(
    keys.map((key) => key.algorithm),
    ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa'],
  );
  t.deepEqual(
    keys.map((key) => key.fingerprint),
    host.hostKeys.map((key) => key.fingerprint),
  );
});

test.serial('refuses a changed host key, says whose it is, and sends no login', async (t) => {
  const host = fleet.host('changed');
  const target = describeFleetTarget(fleet, host);
  await connect(host);
  await host.changeHostKey();
  const error = await t.throwsAsync(connect(host, { ...target, legacyAlgorithms: false, id: 'server-7' }), {
    instanceOf: HostKeyMismatchError,
  });
  t.is(error.targetId, 'server-7');
  t.is(error.presentedKeys[0]?.fingerprint, host.hostKeys[0]?.fingerprint);
  t.true(error.presentedKeys[0]?.blob.equals(host.hostKeys[0]?.blob ?? Buffer.alloc(0)));
  t.true(error.message.includes(host.hostKeys[0]?.fingerprint ?? 'none'));
  t.false(/Accepted|Failed|Postponed/.test(host.log));
});

test.serial('reports a first key before anything secret is sent, and can refuse it', async (t) => {
  const seen: PresentedHostKey[] = [];
  const onFirstUse = (key: PresentedHostKey): void => void seen.push(key);
  await connect(fleet.host('plain'), { hostKeyPolicy: { kind: 'trust_on_first_use', onFirstUse } });
  t.deepEqual(
    seen.map((key) => key.fingerprint),
    [fleet.host('plain').hostKeys[0]?.fingerprint],
  );
  const refuse = (): void => {
    throw new Error('not this one');
  };
  await presentedBy(
    t,
    connect(fleet.host('plain'), { hostKeyPolicy: { kind: 'trust_on_first_use', onFirstUse: refuse } }),
  );
});

test.serial('trusts nothing when nothing is pinned', async (t) => {
  await presentedBy(t, connect(fleet.host('plain'), { hostKeyPolicy: { kind: 'pinned', keys: [] } }));
});

test.serial('says that the login was refused, after a single try', async (t) => {
  const host = fleet.host('refuses');
  const error = await failsWith(t, connect(host), 'auth_rejected');
  t.false(error.definition.retryable);
  t.is(host.log.split('Failed publickey').length - 1, 1);
  await failsWith(
    t,
    connect(fleet.host('plain'), { credential: () => Promise.resolve({ privateKey: generateKeyPair().privateKey }) }),
    'auth_rejected',
  );
});

test.serial('does not send a password to a server that takes keys only', async (t) => {
  const host = fleet.host('refuses');
  const both = { privateKey: generateKeyPair().privateKey, password: 'canary-password' };
  const error = await failsWith(t, connect(host, { credential: () => Promise.resolve(both) }), 'auth_rejected');
  t.false(host.log.includes('Failed password'));
  t.false(JSON.stringify([error.message, String(error.cause)]).includes('canary'));
});

test.serial('says what keeps it from connecting', async (t) => {
  await failsWith(t, connect(fleet.host('down')), 'connection_refused');
  await failsWith(t, connect(fleet.host('hangs'), { readyTimeoutMs: 300 }), 'handshake_timeout');
  await failsWith(t, connect(fleet.host('odd-algorithms')), 'handshake_failed');
  const plain = fleet.host('plain');
  const openSocket =
    (host: string, timeoutMs = 5_000) =>
    () =>
      connectTcp({ host, port: plain.port, timeoutMs });
  await failsWith(t, connect(plain, { openSocket: openSocket('no-such-host.invalid') }), 'dns_failed');
  await failsWith(t, connect(plain, { openSocket: openSocket('255.255.255.255') }), 'host_unreachable');
});

test.serial('takes chacha20-poly1305 only from a server with strict key exchange', async (t) => {
  t.is((await connect(fleet.host('chacha-only'))).hostKey.algorithm, 'ssh-ed25519');
});

test.serial('tells a throttling sshd from something that is no sshd', async (t) => {
  const throttled = fleet.host('throttled');
  const waiting = await connectTcp({ host: throttled.host, port: throttled.port, timeoutMs: 2_000 });
  await once(waiting, 'data');
  await failsWith(t, connect(throttled), 'connection_throttled');
  waiting.destroy();

  const web = createHttpServer((_request, response) => response.end());
  const silent = createServer((socket) => socket.end());
  for (const [server, errorClass] of [
    [web, 'handshake_failed'],
    [silent, 'connection_throttled'],
  ] as const) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const openSocket = () => connectTcp({ host: '127.0.0.1', port, timeoutMs: 2_000 });
    await failsWith(t, connect(fleet.host('plain'), { openSocket }), errorClass);
    server.close();
  }
});

test.serial('gives up on a TCP connection that is not answered', async (t) => {
  // A stopped listener whose queue is full leaves further connections unanswered.
  const code =
    'require("net").createServer().listen(0, "127.0.0.1", 1, function () { console.log(this.address().port) })';
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const queued = Array.from({ length: 4 }, () => createConnection({ port, host: '127.0.0.1' }).on('error', () => {}));
  await setTimeout(100);
  const error = await failsWith(t, connectTcp({ host: '127.0.0.1', port, timeoutMs: 300 }), 'connect_timeout');
  t.true(error.message.includes(`127.0.0.1 port ${port}`));
  for (const socket of queued) socket.destroy();
  child.kill('SIGKILL');
});

test.serial('stops connecting on abort', async (t) => {
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const connecting = connect(fleet.host('hangs'), { signal: controller.signal });
  void setTimeout(50).then(() => controller.abort(reason));
  t.is(await t.throwsAsync(connecting), reason);
});

test.serial('says what is wrong with a credential without repeating it', async (t) => {
  const locked = ssh2.utils.generateKeyPairSync('ecdsa', {
    bits: 256,
    cipher: 'aes256-cbc',
    passphrase: 'right',
    rounds: 1,
  });
  const plain = fleet.host('plain');
  const offer = (credential: object) => connect(plain, { credential: () => Promise.resolve(credential) });
  await failsWith(t, offer({}), 'credential_missing');
  await failsWith(t, offer({ privateKey: 'canary, not a key' }), 'key_unusable');
  await failsWith(t, offer({ privateKey: locked.private }), 'key_passphrase_wrong');
  const error = await failsWith(t, offer({ privateKey: locked.private, passphrase: 'canary' }), 'key_passphrase_wrong');
  t.false(error.message.includes('canary'));
  t.is(error.cause, undefined);
  await failsWith(t, offer({ privateKey: locked.private, passphrase: 'right' }), 'auth_rejected');
});
