import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import type { SshCredential } from '../../../src/platform/ssh/credentials.js';
import type { SshTarget } from '../../../src/platform/ssh/pool-target.js';
import { ask, failsWith, readPid } from '../../helpers/both-transports.js';
import { startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { isGone } from '../../helpers/sshd-process.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';
import { createLoginUser, type LoginUser } from '../../helpers/sshd-user.js';

// Logins that are not root's: passwords, missing rights, and processes that belong to somebody else.
let user: LoginUser;
let locked: LoginUser;
let fleet: SshdFleet;
let directory: string;

test.before(async () => {
  user = await createLoginUser({ passwordlessSudo: true });
  locked = await createLoginUser({ shell: '/usr/sbin/nologin' });
  directory = await mkdtemp(join(tmpdir(), 'ordinary-user-'));
  await chmod(directory, 0o777);
  fleet = await startSshdFleet({
    hosts: [
      { name: 'password', user: user.name, passwordLogin: true },
      { name: 'prompt', user: user.name, keyboardInteractive: true },
      { name: 'key', user: user.name },
      { name: 'single', user: user.name, kind: 'single_session' },
      { name: 'nologin', user: locked.name },
    ],
  });
});

test.after.always(async () => {
  await fleet.stop();
  await user.remove();
  await locked.remove();
  await rm(directory, { recursive: true, force: true });
});

function target(name: string, credential?: SshCredential): SshTarget {
  const changes = credential === undefined ? {} : { credential: () => Promise.resolve(credential) };
  return describeFleetTarget(fleet, fleet.host(name), changes);
}

const whoami = (pool: ConnectionPool, to: SshTarget): Promise<string> =>
  pool.withTransport(to, async (transport) => (await transport.run(ask('id -un'))).stdout.toString().trim());

test('logs in with a password, and is refused with a wrong one', async (t) => {
  const pool = new ConnectionPool();
  t.is(await whoami(pool, target('password', { password: user.password })), user.name);
  const wrong = { ...target('password', { password: 'wrong-canary' }), credentialId: 'wrong' };
  const error = await failsWith(t, pool.lease(wrong), 'auth_rejected');
  t.false(JSON.stringify([error.message, String(error.cause), error.stack]).includes('canary'));
  await pool.close();
});

test('answers a prompt with the password where the credential says so', async (t) => {
  const pool = new ConnectionPool();
  const credential = { password: user.password, keyboardInteractive: true };
  t.is(await whoami(pool, target('prompt', credential)), user.name);
  await failsWith(
    t,
    pool.lease({ ...target('prompt', { password: user.password }), credentialId: 'x' }),
    'auth_rejected',
  );
  await pool.close();
});

test('says that a login has no shell', async (t) => {
  const pool = new ConnectionPool();
  const error = await failsWith(t, whoami(pool, target('nologin')), 'shell_unusable');
  t.regex(error.message, /not available/);
  await pool.close();
});

test('says what the user may not do with files and sockets', async (t) => {
  const pool = new ConnectionPool();
  const lease = await pool.lease(target('key'));
  const { transport } = lease;
  const secret = join(directory, 'secret');
  await writeFile(secret, 'secret', { mode: 0o600 });
  await failsWith(t, transport.get(secret), 'permission_denied');
  const put = transport.put('/etc/not-mine', Buffer.from('x'), { mode: 0o600, timeoutMs: 5_000 });
  await failsWith(t, put, 'permission_denied');
  const socketPath = join(directory, 'root.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  await chmod(socketPath, 0o600);
  await failsWith(t, transport.open({ socketPath }), 'permission_denied');
  server.close();
  lease.release();
  await pool.close();
});

test('kills the process group by signal when there is no other channel', async (t) => {
  const pool = new ConnectionPool();
  const path = join(directory, 'single');
  await pool.withTransport({ ...target('single'), maxSessions: 1 }, async (transport) => {
    const controller = new AbortController();
    const run = transport.run(ask(`echo $$ > ${path}; sleep 63`, { signal: controller.signal }));
    const pid = await readPid(path);
    controller.abort();
    await failsWith(t, run, 'cancelled');
    t.true(await isGone(pid));
    t.is((await transport.run(ask(':'))).exitCode, 0);
  });
  await pool.close();
});

test('kills what the user started by sudo', async (t) => {
  const pool = new ConnectionPool();
  const path = join(directory, 'as-root');
  await pool.withTransport(target('key'), async (transport) => {
    const controller = new AbortController();
    const script = `sudo -n sh -c 'echo $$ > ${path}; sleep 64; :'`;
    const run = transport.run(ask(script, { signal: controller.signal }));
    const pid = await readPid(path);
    controller.abort();
    await failsWith(t, run, 'cancelled');
    t.true(await isGone(pid));
  });
  await pool.close();
});
