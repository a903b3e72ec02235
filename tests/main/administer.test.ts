import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';
import { createTestNamespace, testTemporalAddress } from '../helpers/system-namespace.js';
import { startCli, type CliProcess } from '../helpers/system-process.js';
import { findFreePort } from '../../src/platform/process/ports.js';
import { runCli, withDataDirectory } from './main-fixture.js';

const START_MS = 240_000;

let db: TestDatabase;
let environment: Record<string, string>;
let api: CliProcess;
let worker: CliProcess;
let url: string;
let stopDirectory: () => void;

test.before(async (t) => {
  t.timeout(START_MS);
  db = await createTestDatabase();
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  const released = new Promise<void>((resolve) => {
    stopDirectory = resolve;
  });
  const directory = await new Promise<string>((resolve) => {
    void withDataDirectory(async (made) => {
      resolve(made);
      await released;
    });
  });
  environment = {
    DATABASE_URL: db.url,
    DATABASE_OWNER_URL: db.ownerUrl,
    TEMPORAL_ADDRESS: testTemporalAddress(),
    TEMPORAL_NAMESPACE: await createTestNamespace(),
    MILLWRIGHT_DATA_DIR: directory,
    MILLWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'),
    PORT: String(port),
    MILLWRIGHT_WORKER_PORT: String(await findFreePort()),
  };
  const migrated = await runCli(['migrate'], environment);
  t.is(migrated.exitCode, 0, migrated.stderr);
  t.regex(migrated.stdout, /up to date/);
  api = startCli(['api'], environment);
  worker = startCli(['worker'], environment);
  await Promise.all([api.waitForOutput('API listens', START_MS), worker.waitForOutput('worker polls', START_MS)]);
});
test.after.always(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await db?.drop();
  stopDirectory?.();
});

const tokenOf = async (): Promise<string> => (await runCli(['token', 'create', '--admin'], environment)).stdout.trim();
async function get(place: string, token: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${place}`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Record<string, unknown>;
}

test.serial('`token create --admin` prints nothing but a token, which is an admin’s at once', async (t) => {
  const { exitCode, stdout, stderr } = await runCli(['token', 'create', '--admin'], environment);
  t.is(exitCode, 0, stderr);
  t.is(stderr, '');
  t.regex(stdout, /^mw_[0-9A-Za-z]{49}$/);
  const who = await get('/api/auth/whoami', stdout.trim());
  t.is((who['user'] as { role?: string } | undefined)?.role ?? who['role'], 'admin');
  const trail = await get('/api/audit?action=token.created&order=desc&limit=1', stdout.trim());
  const [entry] = trail['items'] as Record<string, unknown>[];
  t.is(entry?.['door'], 'cli');
  t.false(JSON.stringify(entry).includes(stdout.trim()));
});

test.serial('`token create` with another master key is refused: its token would open nothing', async (t) => {
  const other = { ...environment, MILLWRIGHT_MASTER_KEY: randomBytes(32).toString('base64') };
  const { exitCode, stdout, stderr } = await runCli(['token', 'create', '--admin'], other);
  t.is(exitCode, 1);
  t.is(stdout, '');
  t.regex(stderr, /master key/);
});

test.serial('`pause` and `resume` turn the global switch, and the audit trail knows the door', async (t) => {
  const token = await tokenOf();
  const paused = await runCli(['pause'], environment);
  t.is(paused.exitCode, 0, paused.stderr);
  t.regex(paused.stdout, /^Paused/);
  t.like(await get('/api/workflows/pause', token), { paused: true, changedBy: 'Millwright' });
  const resumed = await runCli(['resume'], environment);
  t.is(resumed.exitCode, 0);
  t.regex(resumed.stdout, /^Resumed/);
  t.like(await get('/api/workflows/pause', token), { paused: false });
  const trail = await get('/api/audit?subjectType=setting', token);
  t.deepEqual(
    (trail['items'] as Record<string, unknown>[]).map(({ action, door }) => [action, door]),
    [
      ['system.paused', 'cli'],
      ['system.resumed', 'cli'],
    ],
  );
});

test.serial('a separate worker answers for its own health and metrics', async (t) => {
  const ask = (place: string) => fetch(`http://127.0.0.1:${environment['MILLWRIGHT_WORKER_PORT'] ?? ''}${place}`);
  t.is((await ask('/health/live')).status, 200);
  t.deepEqual(await (await ask('/health/ready')).json(), { status: 'ok' });
  const metrics = await ask('/metrics');
  t.is(metrics.status, 200);
  t.regex(await metrics.text(), /temporal_/);
  t.is((await ask('/elsewhere')).status, 404);
});

test.serial('doctor finds everything in order on a running system, exit code 0', async (t) => {
  const { exitCode, stdout, stderr } = await runCli(['doctor'], environment);
  t.is(exitCode, 0, `${stdout}\n${stderr}`);
  t.notRegex(stdout, /FAILED/);
  t.regex(stdout, /Everything is in order/);
  for (const name of ['Node.js', 'Master key', 'Database', 'Migrations', 'Stored secrets', 'Temporal', 'Workers'])
    t.regex(stdout, new RegExp(`ok {6}${name.replace('.', '\\.')}`));
});

test.serial('doctor names a site that nobody serves and a key that is not the data’s', async (t) => {
  const unserved = await runCli(['doctor'], { ...environment, TASK_QUEUE: 'nowhere' });
  t.is(unserved.exitCode, 1);
  t.regex(unserved.stdout, /FAILED {2}Workers .*nobody polls site-nowhere: start/);
  t.regex(unserved.stdout, /1 check\(s\) failed/);
  const wrong = await runCli(['doctor'], {
    ...environment,
    MILLWRIGHT_DATA_DIR: path.join(environment['MILLWRIGHT_DATA_DIR'] ?? '', 'other'),
    MILLWRIGHT_MASTER_KEY: randomBytes(32).toString('base64'),
  });
  t.is(wrong.exitCode, 1);
  t.regex(wrong.stdout, /ok {6}Master key/);
  t.regex(wrong.stdout, /FAILED {2}Stored secrets .*master key/);
});

test.serial('doctor says when the application could alter its own audit trail', async (t) => {
  const { exitCode, stdout } = await runCli(['doctor'], { ...environment, DATABASE_URL: db.ownerUrl });
  t.is(exitCode, 1);
  t.regex(stdout, /FAILED {2}Audit trail .*DATABASE_OWNER_URL/);
});

test('doctor against nothing fails every check that needs something, says what to do, and writes nothing', async (t) => {
  await withDataDirectory(async (directory) => {
    const { exitCode, stdout, stderr } = await runCli(['doctor'], { MILLWRIGHT_DATA_DIR: directory });
    t.is(exitCode, 1, stderr);
    for (const name of ['Master key', 'Database', 'Migrations', 'Temporal', 'Workers'])
      t.regex(stdout, new RegExp(`FAILED {2}${name} `));
    t.regex(stdout, /ok {6}Node\.js/);
    t.regex(stdout, /start Millwright \(`npm start`\)/);
    t.notRegex(stdout, /at .*\.js:/);
    t.false(existsSync(directory));
  });
});

test('doctor against places where nobody answers ends in time and says so', async (t) => {
  await withDataDirectory(async (directory) => {
    const places = { DATABASE_URL: 'postgres://u:canary-1@127.0.0.1:1/d', TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const { exitCode, stdout } = await runCli(['doctor'], { ...places, MILLWRIGHT_DATA_DIR: directory });
    t.is(exitCode, 1);
    t.regex(stdout, /FAILED {2}Database .*cannot be reached.*\(ECONNREFUSED at 127\.0\.0\.1:1\)/);
    t.regex(stdout, /FAILED {2}Migrations .*not checked: Database comes first/);
    t.regex(stdout, /FAILED {2}Temporal .*Temporal cannot be reached/);
    t.regex(stdout, /FAILED {2}Workers .*not checked: Temporal comes first/);
    t.false(stdout.includes('canary-1'));
  });
});

test('a login, a database or a namespace that does not exist is told in a sentence with what to check', async (t) => {
  const database = new URL(db.url);
  database.pathname = '/no_such_database';
  const wrongs: [string[], Record<string, string>, RegExp][] = [
    [['pause'], { DATABASE_URL: database.href }, /PostgreSQL refused the connection.*DATABASE_URL/],
    [['pause'], { DATABASE_URL: 'postgres://u:canary-2@127.0.0.1:1/d' }, /database cannot be reached.*ECONNREFUSED/],
    [['migrate'], { TEMPORAL_NAMESPACE: 'no-such-namespace' }, /Temporal refused the request.*TEMPORAL_NAMESPACE/],
  ];
  for (const [args, changes, told] of wrongs) {
    const { exitCode, stderr } = await runCli(args, { ...environment, ...changes });
    t.is(exitCode, 1);
    t.regex(stderr, told);
    t.notRegex(stderr, /at .*\.js:|canary-2/);
  }
});
