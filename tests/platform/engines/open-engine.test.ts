import { randomBytes } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { EngineError } from '../../../src/platform/engines/engine-error.js';
import { openEngine, type OpenedEngine, type OpenEngineOptions } from '../../../src/platform/engines/open-engine.js';
import { LocalTransport } from '../../../src/platform/local/local-transport.js';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import type { Transport } from '../../../src/platform/ssh/transport.js';
import { startDockerEngine, type TestEngine } from '../../helpers/docker-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, loadImage } from '../../helpers/oci-images.js';
import { createTar, readTar } from '../../helpers/oci-tar.js';
import { startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';
import { createLoginUser, type LoginUser } from '../../helpers/sshd-user.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { failsWith, IMAGE, runContainer } from './engine-case.js';

const test = testWithEngine('debian');
let host: TestEngine;
let fleet: SshdFleet;
let pool: ConnectionPool;
let stranger: LoginUser;
let sudoer: LoginUser;
let asked: LoginUser;
let askedSudoers: string;

test.before(async () => {
  host = await startDockerEngine({ kind: 'debian' });
  await chmod(host.socketPath, 0o660);
  await loadImage(host.socketPath, buildImage(), IMAGE);
  [stranger, sudoer, asked] = await Promise.all([
    createLoginUser(),
    createLoginUser({ passwordlessSudo: true }),
    createLoginUser(),
  ]);
  askedSudoers = join('/etc/sudoers.d', `${asked.name}-asked`);
  await writeFile(askedSudoers, `${asked.name} ALL=(ALL) ALL\n`, { mode: 0o440 });
  fleet = await startSshdFleet({
    hosts: [
      { name: 'plain' },
      { name: 'forbidden', streamLocalForwarding: false },
      { name: 'narrow', streamLocalForwarding: false, maxSessions: 2 },
      { name: 'single', maxSessions: 1 },
      { name: 'cut' },
      { name: 'stranger', user: stranger.name },
      { name: 'sudoer', user: sudoer.name },
      { name: 'asked', user: asked.name },
    ],
  });
  pool = new ConnectionPool();
});

test.after.always(async () => {
  await pool?.close();
  await fleet?.stop();
  await host?.stop();
  if (askedSudoers !== undefined) await rm(askedSudoers, { force: true });
  for (const user of [stranger, sudoer, asked]) await user?.remove();
});

async function transportTo(name: string): Promise<Transport> {
  return (await pool.lease(describeFleetTarget(fleet, fleet.host(name)))).transport;
}

async function open(
  t: ExecutionContext,
  transport: Transport,
  changes: Partial<OpenEngineOptions> = {},
): Promise<OpenedEngine> {
  const opened = await openEngine(transport, {
    socketPath: host.socketPath,
    runtime: 'docker',
    where: 'web-1',
    ...changes,
  });
  t.teardown(() => opened.engine.close());
  return opened;
}

/** Everything that a stream can be asked for: answers, bodies both ways, output, waiting, several at once. */
async function proves(t: ExecutionContext, { engine }: OpenedEngine, name: string): Promise<void> {
  t.is((await engine.describe()).version, host.version);
  const id = await runContainer({ engine, name });
  const many = await Promise.all(Array.from({ length: 10 }, () => engine.inspectContainer(id)));
  t.true(many.every((one) => one['Id'] === id));
  const content = randomBytes(3_000_000);
  await engine.putArchive(id, '/tmp', Readable.from([createTar([{ path: 'large', content }])]));
  const back = readTar(await buffer(await engine.getArchive(id, '/tmp/large')));
  t.true(back.get('large')?.equals(content));
  const run = { argv: ['sh', '-c', 'echo out; echo err >&2; exit 7'], timeoutMs: 20_000, maxOutputBytes: 1_000 };
  t.deepEqual(await engine.exec(id, run), { exitCode: 7, stdout: 'out\n', stderr: 'err\n', truncated: false });
  const waiting = engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 });
  await engine.killContainer(id, 'KILL');
  t.is(await waiting, 137);
  await engine.removeContainer(id);
}

test('over SSH the socket itself is forwarded where that is allowed', async (t) => {
  const opened = await open(t, await transportTo('plain'));
  t.is(opened.access, 'socket');
  await proves(t, opened, 'over-plain');
});

test('where sshd forbids forwarding, docker system dial-stdio is the way', async (t) => {
  const opened = await open(t, await transportTo('forbidden'));
  t.is(opened.access, 'docker');
  await proves(t, opened, 'over-forbidden');
});

test('a server with two session channels is enough for that', async (t) => {
  const opened = await open(t, await transportTo('narrow'));
  t.is(opened.access, 'docker');
  await proves(t, opened, 'over-narrow');
});

test('a server with a single session channel forwards all the same', async (t) => {
  const opened = await open(t, await transportTo('single'));
  t.is(opened.access, 'socket');
  await proves(t, opened, 'over-single');
});

test('a single session channel that is busy is not taken for a missing socket', async (t) => {
  const transport = await transportTo('single');
  const busy = transport.run({ script: 'sleep 1', timeoutMs: 10_000, maxOutputBytes: 100 });
  t.is((await open(t, transport)).access, 'socket');
  await busy;
});

test('locally the socket is opened', async (t) => {
  const opened = await open(t, new LocalTransport());
  t.is(opened.access, 'socket');
  await proves(t, opened, 'local');
});

test('a login that may not use the socket is told how it could', async (t) => {
  const opening = open(t, await transportTo('stranger'));
  const error = await failsWith(t, opening, 'unavailable');
  t.regex(error.message, new RegExp(`web-1: The login ${stranger.name} may not use .*usermod -aG docker`));
  t.false(error.mayHaveRun);
});

test('a login that may not use the socket but may become root reaches it through sudo', async (t) => {
  const opened = await open(t, await transportTo('sudoer'), { sudo: 'passwordless' });
  t.is(opened.access, 'sudo docker');
  await proves(t, opened, 'over-sudo');
});

test('a sudo that asks gets its password, and nothing else of ours', async (t) => {
  const opened = await open(t, await transportTo('asked'), { sudo: { password: asked.password } });
  t.is(opened.access, 'sudo docker');
  await proves(t, opened, 'over-asked');
});

test('a password that sudo refuses is a login without access', async (t) => {
  const opening = open(t, await transportTo('asked'), { sudo: { password: 'wrong-password' } });
  const error = await failsWith(t, opening, 'unavailable');
  t.false(error.message.includes('wrong-password'));
});

test('a sudo that is not allowed is a login without access', async (t) => {
  await failsWith(t, open(t, await transportTo('stranger'), { sudo: 'passwordless' }), 'unavailable');
});

test('a socket that does not exist is an engine that does not run', async (t) => {
  for (const name of ['plain', 'forbidden', 'stranger']) {
    const opening = open(t, await transportTo(name), { socketPath: '/run/no/such.sock' });
    const error = await failsWith(t, opening, 'unavailable');
    t.regex(error.message, /no socket \/run\/no\/such\.sock .*does not run/s, name);
  }
  const local = open(t, new LocalTransport(), { socketPath: '/run/no/such.sock' });
  await failsWith(t, local, 'unavailable');
});

test('a socket where nobody listens, and one where something else does, are unavailable', async (t) => {
  const stale = join(fleet.directory, 'stale.sock');
  const server = createServer((socket) => socket.end('SSH-2.0-other\r\n'));
  await new Promise<void>((resolve) => server.listen(stale, resolve));
  await failsWith(t, open(t, await transportTo('plain'), { socketPath: stale }), 'unavailable');
  // A file that its server did not take away.
  const left = join(fleet.directory, 'left.sock');
  const leaving = createServer().listen(left);
  await new Promise((resolve) => leaving.once('listening', resolve));
  const script = `ln ${left} ${left}.2`;
  await new LocalTransport().run({ script, timeoutMs: 5_000, maxOutputBytes: 100 });
  await new Promise((resolve) => leaving.close(resolve));
  for (const name of ['plain', 'forbidden']) {
    await failsWith(t, open(t, await transportTo(name), { socketPath: `${left}.2` }), 'unavailable');
  }
  server.close();
});

test('a connection that is cut under a call says whether something may have been done', async (t) => {
  const { engine } = await open(t, await transportTo('cut'));
  const deaf = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  const id = await runContainer({ engine, name: 'under-a-cut' }, { Cmd: deaf });
  const stopping = engine.stopContainer(id, { timeoutSeconds: 20 });
  const waiting = engine.waitContainer(id, { until: 'removed', timeoutMs: 90_000 });
  const failures = Promise.all([failsWith(t, stopping, 'connection_lost'), failsWith(t, waiting, 'connection_lost')]);
  await sleep(500);
  await fleet.host('cut').stop();
  const [stopped, waited] = await failures;
  t.true(stopped.mayHaveRun);
  t.false(waited.mayHaveRun);
  await fleet.host('cut').start();
  const again = await open(t, await transportTo('cut'));
  t.is((await again.engine.inspectContainer(id))['Id'], id);
  await again.engine.removeContainer(id, { force: true });
});

test.serial('an engine that dies is unavailable, and the same client finds it again when it is back', async (t) => {
  const own = await startDockerEngine({ kind: 'debian', liveRestore: true });
  t.teardown(() => own.stop());
  await loadImage(own.socketPath, buildImage(), IMAGE);
  for (const name of ['plain', 'forbidden']) {
    const { engine } = await open(t, await transportTo(name), { socketPath: own.socketPath });
    const id = await runContainer({ engine, name: `survivor-${name}` });
    const waiting = engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 });
    // Looking is tried once more on a stream that had been idle, and then finds nobody.
    const failure = t.throwsAsync(waiting, { instanceOf: EngineError });
    await waitUntil(() => engine.openStreams > 0);
    await own.kill();
    const { code, mayHaveRun } = await failure;
    t.true(code === 'connection_lost' || code === 'unavailable', code);
    t.false(mayHaveRun);
    await failsWith(t, engine.startContainer(id), 'unavailable');
    await own.start();
    t.is((await engine.inspectContainer(id))['Id'], id);
  }
});
