import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startEmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { runProgram } from '../../../src/platform/process/run-program.js';
import { canMount, makeDirectory, removeDirectory, testAsRoot } from './parts.js';

type Options = Parameters<typeof startEmbeddedPostgres>[0];

async function refuses(t: ExecutionContext, options: Options, message: RegExp): Promise<void> {
  const error = await t.throwsAsync(startEmbeddedPostgres({ durable: false, ...options }), {
    instanceOf: MillwrightError,
    message,
  });
  t.is(error?.code, 'startup_failed');
}

test('a port in use is named, with the command that shows by what', async (t) => {
  const directory = await makeDirectory();
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  const { port } = blocker.address() as AddressInfo;
  await refuses(
    t,
    { dataDirectory: directory, port },
    new RegExp(`^Port ${port} on 127\\.0\\.0\\.1.* is in use\\. .ss -ltnp`),
  );
  blocker.close();
  const server = await startEmbeddedPostgres({ dataDirectory: directory, port, durable: false });
  t.is(server.port, port);
  await server.stop();
  await removeDirectory(directory);
});

test('a second Millwright on the same directory is told the process id of the first', async (t) => {
  const directory = await makeDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await refuses(
    t,
    { dataDirectory: directory },
    new RegExp(`^Another Millwright \\(process ${process.pid}\\) is using`),
  );
  await first.stop();
  await removeDirectory(directory);
});

test('a data directory of another PostgreSQL version is refused by both numbers', async (t) => {
  const directory = await makeDirectory();
  const data = path.join(directory, 'postgres', 'data');
  await mkdir(data, { recursive: true });
  await writeFile(path.join(data, 'PG_VERSION'), '17\n');
  await refuses(t, { dataDirectory: directory }, /was made by PostgreSQL 17; this Millwright brings 18\./);
  t.deepEqual(await readdir(data), ['PG_VERSION']);
  await removeDirectory(directory);
});

test('a directory with somebody else’s files in it is left alone', async (t) => {
  const directory = await makeDirectory();
  const data = path.join(directory, 'postgres', 'data');
  await mkdir(data, { recursive: true });
  await writeFile(path.join(data, 'holiday.txt'), 'photos');
  await refuses(t, { dataDirectory: directory }, /has files in it, but no PostgreSQL database/);
  t.deepEqual(await readdir(data), ['holiday.txt']);
  await removeDirectory(directory);
});

test('too little free space is said in megabytes before anything is made', async (t) => {
  const directory = await makeDirectory();
  const options = { dataDirectory: directory, minFreeBytes: 2 ** 60 };
  await refuses(t, options, /^The disk that holds .* is full: \d+ MB are free, at least \d+ MB are needed\./);
  t.deepEqual(await readdir(path.join(directory, 'postgres')), []);
  await removeDirectory(directory);
});

test('a data directory whose path leads through a file is refused', async (t) => {
  const directory = await makeDirectory();
  await writeFile(path.join(directory, 'file'), '');
  await refuses(t, { dataDirectory: path.join(directory, 'file', 'data') }, /cannot be a directory/);
  await removeDirectory(directory);
});

testAsRoot('a disk that fills up while the database is made is called full, and a later start succeeds', async (t) => {
  if (!(await canMount())) {
    t.pass('this machine does not let root mount');
    return;
  }
  const directory = await makeDirectory();
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const mount = (args: string[]) => runProgram({ file: 'mount', args, environment, timeoutMs: 10_000 });
  await mount(['-t', 'tmpfs', '-o', 'size=24m,mode=0711', 'tmpfs', directory]);
  try {
    await refuses(t, { dataDirectory: directory, minFreeBytes: 0 }, /^The disk that holds .* is full: /);
    await mount(['-o', 'remount,size=400m', directory]);
    const server = await startEmbeddedPostgres({ dataDirectory: directory, durable: false, minFreeBytes: 0 });
    await server.stop();
    t.deepEqual(
      (await readdir(path.join(directory, 'postgres'))).filter((name) => name.startsWith('data')),
      ['data'],
    );
  } finally {
    await runProgram({ file: 'umount', args: [directory], environment, timeoutMs: 10_000 });
    await removeDirectory(directory);
  }
});

test('a start that was killed while making the database leaves nothing in the way', async (t) => {
  const directory = await makeDirectory(0o711);
  const rest = path.join(directory, 'postgres', 'data.unfinished-0123');
  await mkdir(rest, { recursive: true });
  await writeFile(path.join(rest, 'PG_VERSION'), '18\n');
  const server = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await server.stop();
  await t.throwsAsync(readdir(rest), { code: 'ENOENT' });
  await removeDirectory(directory);
});

test('a damaged configuration is shown with the server’s own last words', async (t) => {
  const directory = await makeDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await first.stop();
  const local = path.join(directory, 'postgres', 'postgresql.local.conf');
  await writeFile(local, 'no_such_setting = 1\n');
  await refuses(
    t,
    { dataDirectory: directory },
    /^PostgreSQL exited with code 1 while starting\. Its log: .*[\s\S]*no_such_setting/,
  );
  await rm(local);
  const again = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await again.stop();
  await chmod(directory, 0o700);
  await removeDirectory(directory);
});
