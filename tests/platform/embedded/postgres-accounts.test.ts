import { chown, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { startEmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { copyBinaries, resolvePostgresBinaries } from '../../../src/platform/embedded/postgres-binaries.js';
import { CLEAN_ENVIRONMENT, findReach } from '../../../src/platform/embedded/postgres-reach.js';
import { chooseServiceUser, findUser } from '../../../src/platform/embedded/service-user.js';
import { findProcessesIn, isAlive, readProcess } from '../../../src/platform/process/process-identity.js';
import { runProgram } from '../../../src/platform/process/run-program.js';
import {
  canMount,
  killParent,
  makeDirectory,
  query,
  removeDirectory,
  startParent,
  testAsRoot,
  wrapAsNobody,
} from './parts.js';

const NOBODY = 65_534;
const ADMIN = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

testAsRoot(
  'below a directory that only root may enter, the database runs as its service user all the same',
  async (t) => {
    const closed = await makeDirectory(0o700);
    const dataDirectory = path.join(closed, 'deep', 'data');
    await mkdir(dataDirectory, { recursive: true });
    if (!(await canMount())) {
      await t.throwsAsync(startEmbeddedPostgres({ dataDirectory }), { message: /who cannot get into/ });
      await removeDirectory(closed);
      return;
    }
    const server = await startEmbeddedPostgres({ dataDirectory, durable: false });
    const data = path.join(dataDirectory, 'postgres', 'data');
    const { uid } = await stat(`/proc/${server.pid}`);
    t.not(uid, 0);
    t.is((await stat(data)).uid, uid);
    t.is((await stat(closed)).mode & 0o777, 0o700, 'nobody’s directory was opened for it');
    t.is(readProcess(server.pid)?.command, 'postgres');
    await query(server.ownerUrl, 'create table kept as select 42 as answer');
    const processes = await findProcessesIn(data, 'postgres');
    await server.stop();
    t.true(processes.length > 1);
    t.deepEqual(
      processes.filter((one) => isAlive(one)),
      [],
    );
    const again = await startEmbeddedPostgres({ dataDirectory, durable: false });
    t.deepEqual(await query(again.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
    await again.stop();
    await removeDirectory(closed);
  },
);

testAsRoot('without the right to mount, the directory that is in the way is named', async (t) => {
  const closed = await makeDirectory(0o700);
  const wrap = ['setpriv', '--bounding-set=-sys_admin', '--', process.execPath];
  const { answer, child } = await startParent(
    [new URL('./start-part.js', import.meta.url).pathname, 'postgres', path.join(closed, 'data')],
    wrap,
  );
  t.is(answer['code'], 'startup_failed');
  t.true(String(answer['error']).includes(`cannot get into ${closed},`), String(answer['error']));
  t.true(String(answer['error']).includes(`chmod o+x ${closed}`));
  await killParent({ child, answer }, 'SIGTERM');
  await removeDirectory(closed);
});

testAsRoot('where everybody may pass, no namespace is made', async (t) => {
  const open = await makeDirectory(0o711);
  const user = await chooseServiceUser(() => undefined);
  const reach = await findReach({
    binaries: await copyBinaries(await resolvePostgresBinaries(), path.join(open, 'cache')),
    homeDirectory: open,
    user,
  });
  t.is(reach.kind, 'direct');
  t.true((await readdir(path.join(reach.nativeDirectory, 'bin'))).includes('postgres'));
  await removeDirectory(open);
});

testAsRoot('a checkout that only root may enter is seen by the service user as well', async (t) => {
  const [closed, open] = [await makeDirectory(0o700), await makeDirectory(0o711)];
  const binaries = await copyBinaries(await resolvePostgresBinaries(), closed);
  const user = await chooseServiceUser(() => undefined);
  const reach = await findReach({ binaries, homeDirectory: open, user });
  const run = () =>
    runProgram({ ...reach.launch('postgres', ['--version']), environment: CLEAN_ENVIRONMENT, timeoutMs: 10_000 });
  // Without the right to mount there is a copy where everybody may pass.
  t.is(reach.kind, (await canMount()) ? 'namespace' : 'direct');
  t.regex((await run()).stdout, /^postgres \(PostgreSQL\) 18\./);
  await removeDirectory(closed);
  await removeDirectory(open);
});

testAsRoot('an ordinary user runs the database as themselves, and their home stays closed', async (t) => {
  if (!(await canMount())) {
    t.pass('this machine does not let root mount, which the test needs to show the checkout to nobody');
    return;
  }
  const home = await makeDirectory(0o700);
  await chown(home, NOBODY, NOBODY);
  const parent = await startParent(['postgres', path.join(home, 'data')], wrapAsNobody());
  t.is(parent.answer['error'], undefined);
  t.is(parent.answer['uid'], NOBODY);
  t.is((await stat(`/proc/${String(parent.answer['pid'])}`)).uid, NOBODY);
  t.is((await stat(path.join(home, 'data'))).mode & 0o777, 0o700);
  t.deepEqual(await query(String(parent.answer['applicationUrl']), 'select 1 as one'), [{ one: 1 }]);
  await killParent(parent, 'SIGTERM');
  t.is(readProcess(Number(parent.answer['pid'])), undefined);
  // Root takes the directory over: the database goes on under its owner's account.
  const server = await startEmbeddedPostgres({ dataDirectory: path.join(home, 'data'), durable: false });
  t.is((await stat(`/proc/${server.pid}`)).uid, NOBODY);
  await server.stop();
  await removeDirectory(home);
});

testAsRoot(
  'an ordinary user is told when they may not write the data directory, and when it is not theirs',
  async (t) => {
    if (!(await canMount())) {
      t.pass('this machine does not let root mount, which the test needs to show the checkout to nobody');
      return;
    }
    const closed = await makeDirectory(0o755);
    const first = await startParent(['postgres', path.join(closed, 'data')], wrapAsNobody());
    t.regex(String(first.answer['error']), /is not writable for this user \(uid 65534\)\. .*MILLWRIGHT_DATA_DIR/);
    t.is(first.answer['code'], 'startup_failed');
    await removeDirectory(closed);
  },
);

testAsRoot('files that root copied back are given to the service user', async (t) => {
  const directory = await makeDirectory(0o711);
  const first = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  await first.stop();
  const data = path.join(directory, 'postgres', 'data');
  await runProgram({ file: 'chown', args: ['-R', '0:0', data], environment: ADMIN, timeoutMs: 10_000 });
  const second = await startEmbeddedPostgres({ dataDirectory: directory, durable: false });
  t.deepEqual(await query(second.ownerUrl, 'select answer from kept'), [{ answer: 42 }]);
  await second.stop();
  await removeDirectory(directory);
});

testAsRoot('a missing service user is created and announced', async (t) => {
  const name = 'mw-test-service';
  const said: string[] = [];
  const names = { existing: 'mw-no-such-user', created: name, last: 'nobody' };
  try {
    const user = await chooseServiceUser((message) => said.push(message), names);
    t.is(user.name, name);
    t.true(user.uid > 0 && user.uid < 1000);
    t.deepEqual(said, [`PostgreSQL does not run as root: creating the system user ${name} for it`]);
    t.deepEqual(await chooseServiceUser((message) => said.push(message), names), user);
    t.is(said.length, 1);
  } finally {
    await runProgram({ file: 'userdel', args: [name], environment: ADMIN, timeoutMs: 10_000 });
  }
  t.is(await findUser(name), undefined);
});

testAsRoot('where no user can be created, the last resort is announced', async (t) => {
  const said: string[] = [];
  const names = { existing: 'mw-no-such-user', created: 'not a valid name!', last: 'nobody' };
  const user = await chooseServiceUser((message) => said.push(message), names);
  t.is(user.uid, NOBODY);
  t.regex(said[1] ?? '', /could not be created; PostgreSQL runs as nobody/);
});

test('the account of a pid number can be looked up', async (t) => {
  t.is((await findUser(0))?.name, 'root');
  t.is((await findUser('root'))?.uid, 0);
});
