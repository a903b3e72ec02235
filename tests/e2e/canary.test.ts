import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import test from 'ava';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { findRunningPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { findNeedles, makeNeedles, scanDirectory, watchProcesses, type Needle } from '../helpers/canary.js';
import { listMistakes } from '../helpers/canary-mistakes.js';
import { makeSudoTools } from '../helpers/canary-host.js';
import { startSshdFleet, type SshdFleet } from '../helpers/sshd-fleet.js';
import { createUpSystem, type UpSystem } from '../helpers/system-up.js';

const run = promisify(execFile);

/** Every text that is a secret carries this. */
const CANARY = `cAnArY${randomBytes(12).toString('hex')}`;
/** This one is no secret: it has to be found, or the search is worth nothing. */
const CONTROL = `plainly-visible-${randomBytes(12).toString('hex')}`;
const secret = (use: string): string => `${use}-${CANARY}-${use}`;
const SUDO_PASSWORD = `${secret('sudo')} 'with "quotes" $(id)`;
const ADMIN_TOKEN = secret('token');

interface Said {
  readonly request: string;
  readonly status: number;
  readonly text: string;
}

let system: UpSystem;
let fleet: SshdFleet;
const said: Said[] = [];
const needles: Needle[] = [];
const cleanUps: (() => Promise<unknown>)[] = [];

/** Keeps what was answered, headers and all. */
async function send(
  method: string,
  at: string,
  request: { body?: unknown; headers?: Record<string, string>; shown?: boolean } = {},
): Promise<Record<string, unknown> & { id: string }> {
  const response = await fetch(`${system.url}${at}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  const headers = [...response.headers].map((pair) => pair.join(': ')).join('\n');
  if (request.shown !== true) {
    const shown = `${method} ${at.slice(0, 60)} ${Object.keys((request.body ?? {}) as object).join(',')}`;
    said.push({ request: shown, status: response.status, text: `${headers}\n\n${text}` });
  }
  const isJson = response.headers.get('content-type')?.includes('json;') ?? false;
  return isJson ? (JSON.parse(text) as Record<string, unknown> & { id: string }) : { id: '' };
}

interface TestKey {
  readonly encrypted: string;
  readonly publicKey: string;
}

/** As a person makes one, with a passphrase; what makes it secret is among the needles. */
async function makeKey(passphrase: string): Promise<TestKey> {
  const directory = await mkdtemp(path.join(tmpdir(), 'canary-key-'));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', CONTROL, '-f', file]);
  const encrypted = await readFile(file, 'utf8');
  const publicKey = (await readFile(`${file}.pub`, 'utf8')).trim();
  await run('ssh-keygen', ['-q', '-p', '-P', passphrase, '-N', '', '-f', file]);
  const plain = await readFile(file, 'utf8');
  needles.push(...makeNeedles('private key', readSeed(plain, publicKey)));
  for (const [name, text] of Object.entries({ encrypted, plain }))
    for (const line of text.split('\n').slice(2, -2))
      needles.push({ name: `a line of the ${name} key file`, bytes: Buffer.from(line) });
  return { encrypted, publicKey };
}

/** The 32 secret bytes stand before the second copy of the public ones, behind their length. */
function readSeed(pem: string, publicKey: string): Buffer {
  const blob = Buffer.from(pem.replaceAll(/-----.*-----|\n/g, ''), 'base64');
  const point = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64').subarray(-32);
  return blob.subarray(blob.lastIndexOf(point) - 32, blob.lastIndexOf(point));
}

const MASTER_KEY = randomBytes(32);

test.before(async () => {
  needles.push(...makeNeedles('canary', Buffer.from(CANARY)), ...makeNeedles('master key', MASTER_KEY));
  system = await createUpSystem({
    MILLWRIGHT_ADMIN_TOKEN: ADMIN_TOKEN,
    MILLWRIGHT_MASTER_KEY: MASTER_KEY.toString('base64'),
    LOG_LEVEL: 'trace',
  });
});
test.after.always(async () => {
  await system?.dispose();
  await fleet?.stop();
  for (const cleanUp of cleanUps) await cleanUp();
});

test('the search finds a secret in every form it is meant to find', (t) => {
  const own = makeNeedles('own', Buffer.from(CANARY));
  const forms = (text: string): Buffer[] => [
    Buffer.from(text),
    Buffer.from(Buffer.from(text).toString('hex')),
    Buffer.from(Buffer.from(text).toString('base64')),
    Buffer.from(text, 'utf16le'),
  ];
  for (const around of ['', 'a', 'ab', 'abc'])
    for (const form of forms(`${around}${CANARY}${around}`)) t.is(findNeedles(own, form).length, 1);
  for (const form of forms(CONTROL)) t.deepEqual(findNeedles(own, form), []);
});

async function plantSecrets(keyFile: TestKey): Promise<{ sudoCredentialId: string; passwordCredentialId: string }> {
  const credentials = '/api/credentials/server-credentials';
  const wrong = { name: 'wrong phrase', privateKey: keyFile.encrypted, passphrase: secret('wrong') };
  await send('POST', '/api/credentials/ssh-keys', { body: wrong });
  const key = await send('POST', '/api/credentials/ssh-keys', {
    body: { name: CONTROL, privateKey: keyFile.encrypted, passphrase: secret('phrase') },
    headers: { 'idempotency-key': 'import-of-the-key' },
  });
  const sudo = { name: 'with sudo', user: 'root', sshKeyId: key.id, sudoPassword: SUDO_PASSWORD };
  const withSudo = await send('POST', credentials, { body: sudo, headers: { 'idempotency-key': 'with-sudo' } });
  const login = { name: 'with password', user: 'root', password: secret('login') };
  const withPassword = await send('POST', credentials, { body: login });
  await send('PATCH', `${credentials}/${withPassword.id}`, { body: { password: secret('changed') } });
  const registries = '/api/containers/registries';
  const withBasic = { host: 'registry.lan:5000', username: 'robot', password: secret('registry') };
  const registry = await send('POST', registries, { body: withBasic, headers: { 'idempotency-key': 'registry' } });
  await send('PATCH', `${registries}/${registry.id}`, { body: { password: secret('registry again') } });
  await send('POST', registries, { body: { host: 'ghcr.io', token: secret('registry token') } });
  const { id: userId } = await send('POST', '/api/users', { body: { name: 'somebody', role: 'operator' } });
  const factor = await send('POST', '/api/auth/second-factor', { shown: true });
  needles.push(...makeNeedles('second factor', Buffer.from(String(factor['secret']))));
  const token = { userId, name: 'a token', kind: 'service' };
  const made = await send('POST', '/api/tokens', { body: token, shown: true, headers: { 'idempotency-key': 'token' } });
  needles.push(...makeNeedles('generated token', Buffer.from(String(made['token']))));
  return { sudoCredentialId: withSudo.id, passwordCredentialId: withPassword.id };
}

/** Commands that carry secrets, as people type them: one that is refused, one that waits, two that run. */
async function plantActions(serverId: string): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'canary-output-'));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'secret');
  await writeFile(file, secret('output'));
  const waits = `mysql -uroot -p${secret('client')} -e 'DROP DATABASE shop'; export API_TOKEN='${secret('variable')}'`;
  const reason = 'the shop moves';
  for (const command of [waits, `rm -rf / --token=${secret('refused')}`]) {
    await send('POST', '/api/actions/assess', { body: { serverId, command } });
    await send('POST', '/api/actions', { body: { serverId, command, reason } });
  }
  await send('POST', '/api/actions', { body: { serverId, command: `: --password=${secret('argument')}` } });
  // Its output is its answer, and is shown to who asked for it.
  await send('POST', '/api/actions', { body: { serverId, command: `cat ${file}` }, shown: true });
}

async function readEverything(): Promise<void> {
  const document = await send('GET', '/openapi.json');
  for (const [at, item] of Object.entries(document['paths'] as Record<string, object>))
    if ('get' in item && !at.includes('{')) await send('GET', at);
}

async function copyTables(): Promise<{ tables: number; bytes: number; found: string[]; control: boolean }> {
  const urls = await findRunningPostgres(system.dataDirectory);
  const url = new URL(urls?.adminUrl ?? '');
  url.pathname = new URL(urls?.applicationUrl ?? '').pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class
        where relkind = 'r' and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`,
    );
    const contents: Buffer[] = [];
    for (const { name } of rows) contents.push(await buffer(client.query(copyTo(`copy ${name} to stdout`))));
    await client.query('checkpoint');
    const found = contents.flatMap((content, index) =>
      findNeedles(needles, content).map((needle) => `${rows[index]?.name}: ${needle}`),
    );
    const bytes = contents.reduce((sum, { length }) => sum + length, 0);
    return { tables: rows.length, bytes, found, control: contents.some((content) => content.includes(CONTROL)) };
  } finally {
    await client.end();
  }
}

test('a secret that was planted wherever one is taken is found nowhere', async (t) => {
  await system.start();
  await system.ask('PUT', '/api/infrastructure/collection/schedule', {
    intervalSeconds: 86_400,
    jitterSeconds: 0,
    paused: true,
  });
  const tools = await makeSudoTools(SUDO_PASSWORD);
  cleanUps.push(() => tools.remove());
  // Before the watch: ssh-keygen takes its passphrase as an argument.
  const keyFile = await makeKey(secret('phrase'));
  // The environment that it was started with is the parent's own; whatever it starts has none of it.
  const watch = watchProcesses(needles, [system.process().pid]);
  cleanUps.push(() => watch.stop());
  const planted = await plantSecrets(keyFile);
  for (const [method, at, body, headers] of listMistakes(secret)) {
    await send(method, at, { body, ...(headers === undefined ? {} : { headers }) });
    const last = said.at(-1);
    t.true(last !== undefined && last.status < 500, `${last?.request}: ${last?.text}`);
  }
  fleet = await startSshdFleet({
    hosts: [
      { name: 'asks-for-sudo', setEnv: `PATH=${tools.directory}:/usr/bin:/bin` },
      { name: 'asks-for-password', passwordLogin: true },
    ],
    authorizedKeys: [keyFile.publicKey],
  });
  const credentialIds = [planted.sudoCredentialId, planted.passwordCredentialId];
  for (const [index, { name, address, port }] of fleet.hosts.entries())
    await send('POST', '/api/infrastructure/servers', {
      body: { name, address, port, credentialId: credentialIds[index] },
    });
  const open = await send('POST', '/api/infrastructure/collection/runs', { body: {} });
  const ended = await system.waitForRun(open.id, 240_000);
  t.deepEqual(ended.servers, { total: 2, succeeded: 1, failed: 1 });
  t.true((await tools.readCounts()).accepted > 0, 'sudo was given its password');
  const servers = await system.list<{ id: string; name: string; sudo: string }>('/api/infrastructure/servers');
  t.is(servers.find(({ name }) => name === 'asks-for-sudo')?.sudo, 'password');
  await plantActions(servers.find(({ name }) => name === 'asks-for-sudo')?.id ?? '');
  await readEverything();
  const processes = await watch.stop();
  const tables = await copyTables();
  await system.process().stop(60_000);
  const output = system.process().output();
  const files = await scanDirectory(system.dataDirectory, needles);
  const control = await scanDirectory(system.dataDirectory, makeNeedles('control', Buffer.from(CONTROL)));
  const answers = said.flatMap(({ request, text }) => findNeedles(needles, text).map((name) => `${request}: ${name}`));

  t.log(
    `${needles.length} forms of ${new Set(needles.map(({ name }) => name.split(' (')[0])).size} secrets searched in`,
  );
  t.log(`${said.length} answers (${said.filter(({ status }) => status >= 400).length} refusals)`);
  t.log(`${processes.processes} argument lists and environments in ${processes.looks} looks`);
  t.log(`COPY of ${tables.tables} tables, ${tables.bytes} bytes; ${output.length} characters of output`);
  t.log(`${files.files} files of the data directory, ${(files.bytes / 1e6).toFixed(0)} MB`);
  t.true(tables.control && output.length > 10_000);
  for (const place of ['postgres/data/base/', 'postgres/data/pg_wal/'])
    t.true(
      control.found.some((line) => line.startsWith(place)),
      `the control text is found below ${place}`,
    );
  t.true(files.files > 500);
  t.deepEqual({ answers }, { answers: [] });
  t.deepEqual({ processes: processes.found }, { processes: [] });
  t.deepEqual({ tables: tables.found }, { tables: [] });
  t.deepEqual({ output: findNeedles(needles, output) }, { output: [] });
  t.deepEqual({ files: files.found }, { files: [] });
});
