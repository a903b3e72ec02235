import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { startProcess, type ManagedProcess } from '../../../src/platform/process/managed-process.js';
import {
  findProcessesIn,
  findProcessGroup,
  isAlive,
  readProcess,
} from '../../../src/platform/process/process-identity.js';
import { signalProcess, stopOrphans, stopProcess } from '../../../src/platform/process/stop-process.js';

let directory: string;
test.before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mw-process-'));
});
test.after.always(() => rm(directory, { recursive: true, force: true }));

function startShell(name: string, script: string, waitMs = 3_000): Promise<ManagedProcess> {
  return startProcess({
    name,
    file: '/bin/sh',
    args: ['-c', script],
    environment: { PATH: '/usr/bin:/bin' },
    workingDirectory: directory,
    logPath: path.join(directory, `${name}.log`),
    stopSteps: [{ signal: 'SIGTERM', waitMs }],
  });
}

async function untilLogged(child: ManagedProcess, text: string): Promise<void> {
  while (!(await readFile(child.logPath, 'utf8')).includes(text)) await sleep(20);
}

test('a child runs in a process group of its own and its output is kept in a closed file', async (t) => {
  const child = await startShell('own-group', 'echo hello; echo problem >&2; exec sleep 30');
  await untilLogged(child, 'problem');
  t.is(readProcess(child.pid)?.processGroup, child.pid);
  t.deepEqual(await child.readLastLines(1), ['problem']);
  t.is((await stat(child.logPath)).mode & 0o777, 0o600);
  await child.stop();
  t.deepEqual(await child.exited, { code: null, signal: 'SIGTERM' });
  await child.stop();
});

test('the last lines are those of this run, not of an earlier one', async (t) => {
  const first = await startShell('twice', 'echo first run');
  await first.exited;
  const second = await startShell('twice', 'echo second run');
  await second.exited;
  t.deepEqual(await second.readLastLines(10), ['second run']);
  t.is(await readFile(second.logPath, 'utf8'), 'first run\nsecond run\n');
});

test('a log that has grown is renamed at the next start', async (t) => {
  const logPath = path.join(directory, 'grown.log');
  await writeFile(logPath, 'x'.repeat(100));
  const child = await startProcess({
    name: 'grown',
    file: '/bin/sh',
    args: ['-c', 'echo new'],
    environment: {},
    workingDirectory: directory,
    logPath,
    maxLogBytes: 50,
    stopSteps: [],
  });
  await child.exited;
  t.is(await readFile(logPath, 'utf8'), 'new\n');
  t.is((await readFile(`${logPath}.1`, 'utf8')).length, 100);
});

test('one that ignores the polite signal is killed, and so are its children', async (t) => {
  const child = await startShell('stubborn', "trap '' TERM; sleep 60 & echo ready; while :; do sleep 1; done", 300);
  await untilLogged(child, 'ready');
  t.true((await findProcessGroup(child.pid)).length >= 2);
  await child.stop();
  t.deepEqual(await child.exited, { code: null, signal: 'SIGKILL' });
  t.deepEqual(await findProcessGroup(child.pid), []);
});

test('children that outlive their parent are ended with it', async (t) => {
  const child = await startShell('left-behind', 'sleep 60 & echo ready; exit 7');
  t.deepEqual(await child.exited, { code: 7, signal: null });
  t.is((await findProcessGroup(child.pid)).length, 1);
  await child.stop();
  t.deepEqual(await findProcessGroup(child.pid), []);
});

test('a program that cannot be executed is a sentence', async (t) => {
  const request = {
    name: 'Nothing',
    file: path.join(directory, 'missing'),
    args: [],
    environment: {},
    workingDirectory: directory,
    logPath: path.join(directory, 'missing.log'),
    stopSteps: [],
  };
  await t.throwsAsync(startProcess(request), {
    name: 'startup_failed',
    message: /^Nothing could not be started: .*ENOENT/,
  });
});

test('a signal goes to exactly the process that was meant', async (t) => {
  const child = await startShell('meant', 'exec sleep 30');
  const identity = { pid: child.pid, startTicks: child.startTicks, bootId: child.bootId };
  t.false(signalProcess({ ...identity, startTicks: identity.startTicks - 1 }, 'SIGKILL'));
  t.true(await stopProcess({ ...identity, bootId: 'earlier' }, []));
  t.true(isAlive(identity));
  t.true(signalProcess(identity, 'SIGKILL'));
  await child.exited;
  t.false(signalProcess(identity, 'SIGKILL'));
});

test('orphans are found by their working directory, stopped leader first, and named', async (t) => {
  const place = await mkdtemp(path.join(directory, 'orphans-'));
  const start = (name: string) =>
    startProcess({
      name,
      file: '/bin/sleep',
      args: ['60'],
      environment: {},
      workingDirectory: place,
      logPath: path.join(directory, `${name}.log`),
      stopSteps: [],
    });
  const [follower, leader] = [await start('follower'), await start('leader')];
  const orphans = { directory: place, command: 'sleep', leader: leader.pid };
  // The follower ends by itself once its leader is gone.
  const ended = leader.exited.then(() => signalProcess(follower, 'SIGINT'));
  const result = await stopOrphans({ ...orphans, steps: [{ signal: 'SIGINT', waitMs: 3_000 }] });
  await ended;
  t.deepEqual(result, { stopped: [leader.pid, follower.pid], survivors: [] });
  t.is((await leader.exited).signal, 'SIGINT');
  t.deepEqual(await findProcessesIn(place, 'sleep'), []);
});
