import { readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import {
  findRunningPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../../src/platform/embedded/embedded-postgres.js';
import { findProcessesIn } from '../../../src/platform/process/process-identity.js';
import { Supervisor, type UnexpectedExit } from '../../../src/platform/process/supervisor.js';
import { makeDirectory, query, removeDirectory } from './parts.js';

const running = new Set<EmbeddedPostgres>();
const directories = new Set<string>();

async function newDirectory(mode?: number): Promise<string> {
  const directory = await makeDirectory(mode);
  directories.add(directory);
  return directory;
}

async function start(dataDirectory: string, more: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, durable: false, ...more });
  running.add(server);
  return server;
}

test.after.always(async () => {
  for (const server of running) await server.stop();
  for (const directory of directories) await removeDirectory(directory);
});

test('a first start makes a database whose application login owns nothing and cannot become the owner', async (t) => {
  const server = await start(await newDirectory());
  const [version] = await query<{ v: string; checksums: string }>(
    server.applicationUrl,
    "select current_setting('server_version') as v, current_setting('data_checksums') as checksums",
  );
  t.regex(version!.v, /^18\./);
  t.is(version!.checksums, 'on');
  const roles = await query<{ name: string; privileged: boolean }>(
    server.applicationUrl,
    `select rolname as name, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as privileged
       from pg_roles where rolname like 'millwright%' order by 1`,
  );
  t.deepEqual(roles, [
    { name: 'millwright', privileged: false },
    { name: 'millwright_owner', privileged: false },
  ]);
  await t.throwsAsync(query(server.applicationUrl, 'set role millwright_owner'), { message: /permission denied/ });
  await t.throwsAsync(query(server.applicationUrl, 'create table t (id int)'), { message: /permission denied/ });
});

test('the owner hands a table over to the application, as migrations do', async (t) => {
  const server = await start(await newDirectory());
  await query(server.ownerUrl, 'grant usage, create on schema public to millwright');
  await query(server.ownerUrl, 'create table series (at date) partition by range (at)');
  await query(server.ownerUrl, 'alter table series owner to millwright');
  await query(
    server.applicationUrl,
    "create table one partition of series for values from ('2026-01-01') to ('2026-01-02')",
  );
  await query(server.ownerUrl, 'create extension btree_gist').catch((error: Error) => t.log(error.message));
  const [row] = await query<{ owner: string }>(server.adminUrl, 'select rolname as owner from pg_roles where rolsuper');
  t.is(row?.owner, 'postgres');
});

test('a wrong password is refused, also from this machine', async (t) => {
  const server = await start(await newDirectory());
  const wrong = new URL(server.applicationUrl);
  wrong.password = 'wrong';
  await t.throwsAsync(query(wrong.href, 'select 1'), { code: '28P01' });
});

test('settings are durable unless a test says otherwise, and nothing listens beyond the loopback', async (t) => {
  const directory = await newDirectory();
  const server = await startEmbeddedPostgres({ dataDirectory: directory });
  running.add(server);
  const rows = await query<{ name: string; setting: string }>(
    server.adminUrl,
    `select name, setting from pg_settings where name in
      ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories', 'jit', 'TimeZone')`,
  );
  t.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.setting])), {
    TimeZone: 'UTC',
    fsync: 'on',
    full_page_writes: 'on',
    jit: 'off',
    listen_addresses: '127.0.0.1',
    synchronous_commit: 'on',
    unix_socket_directories: '',
  });
});

test('no password and nothing of our environment is in any process or readable file', async (t) => {
  process.env.MILLWRIGHT_CANARY = 'canary-of-the-environment';
  const directory = await newDirectory();
  const server = await start(directory);
  const home = path.join(directory, 'postgres');
  const passwords = Object.values(JSON.parse(await readFile(path.join(home, 'passwords.json'), 'utf8')) as object);
  t.is((await stat(path.join(home, 'passwords.json'))).mode & 0o777, 0o600);
  const secrets = [...(passwords as string[]), 'canary-of-the-environment'];
  const processes = await findProcessesIn(path.join(home, 'data'), 'postgres');
  t.true(processes.length > 1);
  for (const { pid } of processes) {
    for (const file of ['cmdline', 'environ']) {
      const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      for (const secret of secrets) t.false(text.includes(secret), `${file} of ${pid}`);
    }
  }
  for (const name of ['postgres.log', 'postgresql.conf', 'pg_hba.conf', 'process.json']) {
    const text = await readFile(path.join(home, name), 'utf8');
    for (const secret of secrets) t.false(text.includes(secret), name);
  }
  await server.stop();
});

test('a second start finds its data and its port again', async (t) => {
  const directory = await newDirectory();
  const first = await start(directory);
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  t.deepEqual(await findRunningPostgres(directory), {
    ownerUrl: first.ownerUrl,
    applicationUrl: first.applicationUrl,
    adminUrl: first.adminUrl,
    port: first.port,
    pid: first.pid,
  });
  await first.stop();
  t.deepEqual(await first.exited, { code: 0, signal: null });
  t.is(await findRunningPostgres(directory), undefined);
  t.deepEqual(await findProcessesIn(path.join(directory, 'postgres', 'data'), 'postgres'), []);
  const second = await start(directory);
  t.is(second.ownerUrl, first.ownerUrl);
  t.deepEqual(await query(second.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('the passwords can be lost: a start sets new ones and keeps the data', async (t) => {
  const directory = await newDirectory();
  const first = await start(directory);
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  await first.stop();
  await rm(path.join(directory, 'postgres', 'passwords.json'));
  const second = await start(directory, { port: first.port });
  t.not(second.ownerUrl, first.ownerUrl);
  t.deepEqual(await query(second.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
  await t.throwsAsync(query(first.ownerUrl, 'select 1'), { code: '28P01' });
});

test('a database that dies is reported with its signal, and the next start recovers it', async (t) => {
  const directory = await newDirectory();
  const first = await startEmbeddedPostgres({ dataDirectory: directory });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  const reported = await new Promise<UnexpectedExit>((resolve) => {
    const supervisor = new Supervisor({ onUnexpectedExit: resolve });
    supervisor.add(first);
    process.kill(first.pid, 'SIGKILL');
  });
  t.is(reported.name, 'PostgreSQL');
  t.regex(reported.sentence, /^PostgreSQL was killed by SIGKILL although nobody asked it to\. Its log: /);
  await first.stop();
  const second = await start(directory);
  t.deepEqual(await query(second.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('a left-over pid file whose pid now belongs to another process does not block a start', async (t) => {
  const directory = await newDirectory();
  const first = await start(directory);
  const file = path.join(directory, 'postgres', 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  await first.stop();
  // The database's own account must be able to signal it, else PostgreSQL does not mind it.
  const { uid } = await stat(path.dirname(file));
  const other = (await start(await newDirectory())).pid;
  await writeFile(file, text.replace(String(first.pid), String(other)), { mode: 0o600 });
  if (process.getuid?.() === 0) {
    const { chown } = await import('node:fs/promises');
    await chown(file, uid, uid);
  }
  const second = await start(directory);
  t.true(second.pid > 0);
  t.regex(await readlink(`/proc/${other}/exe`), /postgres$/);
});

test('one’s own settings go into a file that is never overwritten', async (t) => {
  const directory = await newDirectory();
  const first = await start(directory);
  await first.stop();
  await writeFile(path.join(directory, 'postgres', 'postgresql.local.conf'), "work_mem = '7MB'\n");
  const second = await start(directory);
  t.deepEqual(await query(second.applicationUrl, 'show work_mem'), [{ work_mem: '7MB' }]);
});
