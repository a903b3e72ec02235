import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import {
  findProcessesIn,
  findProcessGroup,
  isAlive,
  readOwnIdentity,
  readProcess,
} from '../../../src/platform/process/process-identity.js';

test('a process is itself, and not another one that has its pid', (t) => {
  const own = readOwnIdentity();
  t.is(own.pid, process.pid);
  t.true(isAlive(own));
  t.false(isAlive({ ...own, startTicks: own.startTicks - 1 }));
  t.false(isAlive({ ...own, bootId: 'an earlier boot' }));
  t.false(isAlive({ ...own, pid: 2 ** 22 + 1 }));
});

test('a process that has ended but was not waited for counts as gone', async (t) => {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
  const zombie = Number(chunk.toString().trim());
  const deadline = Date.now() + 5_000;
  while (readProcess(zombie) !== undefined && Date.now() < deadline) await new Promise((next) => setTimeout(next, 20));
  t.is(readProcess(zombie), undefined);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

test('a name with spaces and brackets in it is read whole', async (t) => {
  const child = spawn(
    process.execPath,
    ['-e', "process.title = 'a) R (b c'; setInterval(() => {}, 1000); console.log()"],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    },
  );
  await once(child.stdout, 'data');
  const state = readProcess(child.pid!);
  t.is(state?.command, 'a) R (b c');
  t.is(state?.processGroup, child.pid);
  t.deepEqual(
    (await findProcessGroup(child.pid!)).map((one) => one.pid),
    [child.pid!],
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.deepEqual(await findProcessGroup(child.pid!), []);
});

test('processes are found by the directory they work in, whatever it is called', async (t) => {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'mw-cwd-')));
  const alias = `${directory}-alias`;
  await symlink(directory, alias);
  const child = spawn('sleep', ['30'], { cwd: directory, stdio: 'ignore' });
  await once(child, 'spawn');
  t.deepEqual(
    (await findProcessesIn(alias, 'sleep')).map((one) => one.pid),
    [child.pid!],
  );
  t.deepEqual(await findProcessesIn(directory, 'postgres'), []);
  t.deepEqual(await findProcessesIn(`${directory}-missing`, 'sleep'), []);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await rm(alias);
  await rm(directory, { recursive: true });
});
