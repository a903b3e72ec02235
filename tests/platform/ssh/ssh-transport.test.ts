import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import type { PoolEvent } from '../../../src/platform/ssh/pool-events.js';
import type { RunControl, RunResult, Transport } from '../../../src/platform/ssh/transport.js';
import { ask, failsWith, readPid } from '../../helpers/both-transports.js';
import { startSshdFleet, type SshdFleet } from '../../helpers/sshd-fleet.js';
import { isGone } from '../../helpers/sshd-process.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';

// What only SSH has: limits and quirks of a server between us and the shell.
let fleet: SshdFleet;
let pool: ConnectionPool;
let directory: string;
const events: PoolEvent[] = [];

test.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ssh-transport-'));
  fleet = await startSshdFleet({
    hosts: [
      { name: 'ten', maxSessions: 10 },
      { name: 'three', maxSessions: 3 },
      { name: 'one', kind: 'single_session' },
      { name: 'one-slow', kind: 'single_session' },
      { name: 'floods', kind: 'floods' },
      { name: 'bare', kind: 'no_tools' },
      { name: 'forced', forceCommand: 'echo This account is currently not available.; exit 1' },
      { name: 'noisy', forceCommand: 'echo welcome; echo warning >&2; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"' },
      { name: 'no-sftp', sftp: false },
      { name: 'no-forwarding', tcpForwarding: false, streamLocalForwarding: false },
    ],
  });
  pool = new ConnectionPool({ onEvent: (event) => void events.push(event) });
});

test.after.always(async () => {
  await pool.close();
  await fleet.stop();
  await rm(directory, { recursive: true, force: true });
});

async function lease(name: string, maxSessions?: number): Promise<Transport> {
  return (await pool.lease(describeFleetTarget(fleet, fleet.host(name), { maxSessions }))).transport;
}

function runMany(transport: Transport, count: number): Promise<RunResult[]> {
  const scripts = Array.from({ length: count }, (_unused, index) => `sleep 0.05; echo ${index}`);
  return Promise.all(scripts.map((script) => transport.run(ask(script))));
}

function checkAll(t: ExecutionContext, results: readonly RunResult[]): void {
  t.deepEqual(
    results.map((result) => result.stdout.toString()),
    results.map((_result, index) => `${index}\n`),
  );
}

const learnedLimits = (name: string): number[] =>
  events.flatMap((event) => (event.type === 'session_limit_learned' && event.target.id === name ? [event.limit] : []));

test('runs 15 commands at once on a host with MaxSessions 10 and does not mistake it for a smaller one', async (t) => {
  checkAll(t, await runMany(await lease('ten'), 15));
  t.deepEqual(learnedLimits('ten'), []);
});

test('learns the limit of a host with MaxSessions 3 and keeps to it', async (t) => {
  const transport = await lease('three');
  checkAll(t, await runMany(transport, 15));
  t.is(learnedLimits('three').at(-1), 3);
  checkAll(t, await runMany(transport, 9));
  t.is(learnedLimits('three').at(-1), 3);
});

test('runs 15 commands at once on a host with MaxSessions 1', async (t) => {
  checkAll(t, await runMany(await lease('one'), 15));
  t.is(learnedLimits('one').at(-1), 1);
});

test('starts with a limit that is known from before', async (t) => {
  const host = fleet.host('one-slow');
  const own = new ConnectionPool({ onEvent: (event) => void events.push(event) });
  const target = describeFleetTarget(fleet, host, { id: 'known', maxSessions: 1 });
  await own.withTransport(target, async (transport) => {
    checkAll(t, await runMany(transport, 6));
    const path = join(directory, 'known-shell');
    await failsWith(t, transport.run(ask(`echo $$ > ${path}; sleep 61`, { timeoutMs: 800 })), 'command_timeout');
    t.true(await isGone(await readPid(path)));
  });
  t.deepEqual(learnedLimits('known'), []);
  await own.close();
});

test('kills a single command on a host with MaxSessions 1, over another connection', async (t) => {
  const host = fleet.host('one-slow');
  const own = new ConnectionPool();
  await own.withTransport(describeFleetTarget(fleet, host, { maxSessions: 1 }), async (transport) => {
    let reached: Promise<boolean> | undefined;
    const onStarted = (control: RunControl): void => {
      reached = readPid(join(directory, 'single')).then((pid) => control.killDescendants(pid));
    };
    const result = await transport.run(
      ask(`echo $$ > ${join(directory, 'single')}; sleep 62; echo "code $?"`, { onStarted }),
    );
    t.is(result.stdout.toString(), 'code 137\n');
    t.true(await reached);
  });
  await own.close();
});

test('cuts off a host that floods every command', async (t) => {
  const transport = await lease('floods');
  const startedAt = performance.now();
  await failsWith(t, transport.run(ask('echo hi', { maxOutputBytes: 200_000 })), 'output_too_large');
  t.true(performance.now() - startedAt < 5_000);
  await failsWith(t, transport.get('/etc/hostname', { maxBytes: 100_000 }), 'output_too_large');
});

test('works on a host without any tool, as far as the shell goes', async (t) => {
  const transport = await lease('bare');
  const result = await transport.run(ask('read line < /proc/uptime; echo "${line%% *}"; ls'));
  t.regex(result.stdout.toString(), /^\d+\.\d+\n$/);
  t.is(result.exitCode, 127);
  const onStarted = (control: RunControl): void => {
    void readPid(join(directory, 'bare-child')).then(async () => {
      t.true(await control.killDescendants(await readPid(join(directory, 'bare-shell'))));
    });
  };
  const script = `cd ${directory}; echo $$ > bare-shell; /bin/sh -c 'echo $$ > bare-child; while :; do :; done'; echo "code $?"`;
  t.is((await transport.run(ask(script, { onStarted }))).stdout.toString(), 'code 137\n');
  const put = transport.put(join(directory, 'x'), Buffer.from('x'), { mode: 0o600, timeoutMs: 5_000 });
  await failsWith(t, put, 'command_not_found');
  await failsWith(t, transport.get('/etc/hostname'), 'command_not_found');
});

test('says that the disk of the host is full, and leaves nothing there', async (t) => {
  const transport = await lease('ten');
  const mount = join(directory, 'small');
  await mkdir(mount);
  await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]);
  try {
    const put = transport.put(join(mount, 'x'), Buffer.alloc(200_000), { mode: 0o600, timeoutMs: 5_000 });
    await failsWith(t, put, 'disk_full');
    t.deepEqual(await readdir(mount), []);
  } finally {
    await promisify(execFile)('umount', [mount]);
  }
});

test('recognises a login that gives no shell, and repeats what it said', async (t) => {
  const transport = await lease('forced');
  const error = await failsWith(t, transport.run(ask('echo hi')), 'shell_unusable');
  t.true(error.message.includes('currently not available'), error.message);
  t.is(error.exitCode, 1);
  t.false(error.mayHaveRun);
});

test('keeps what a login prints by itself out of the output', async (t) => {
  const result = await (await lease('noisy')).run(ask('echo out; echo err >&2'));
  t.is(result.stdout.toString(), 'out\n');
  t.is(result.stderr.toString(), 'err\n');
});

test('copies files without sftp', async (t) => {
  const transport = await lease('no-sftp');
  const put = await transport.put(join(directory, 'z'), Buffer.from('zz'), { mode: 0o600, timeoutMs: 5_000 });
  t.is(put.bytes, 2);
});

test('tells forbidden forwarding from a socket that nobody serves', async (t) => {
  const transport = await lease('no-forwarding');
  await failsWith(t, transport.open({ host: '127.0.0.1', port: 1 }), 'forwarding_refused');
  const path = join(directory, 'served.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await failsWith(t, transport.open({ socketPath: path }), 'forwarding_refused');
  await failsWith(t, transport.open({ socketPath: join(directory, 'missing.sock') }), 'connection_refused');
  server.close();
  t.is((await transport.run(ask('echo still fine'))).exitCode, 0);
});
