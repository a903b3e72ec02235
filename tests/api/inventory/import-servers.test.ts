import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import type { Reply } from '../../helpers/api-server.js';
import {
  createTestCredential,
  enrolLocal,
  itemsOf,
  readAllPages,
  SERVERS,
  startFullApi,
  type FullApi,
} from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

let api: FullApi;
let credentialId: string;

test.before(async () => {
  api = await startFullApi();
  credentialId = await createTestCredential(api, 'deploy');
});
test.after.always(() => api?.stop());

interface Report {
  readonly created: { id: string | null; name: string; address: string }[];
  readonly existing: { id: string; name: string }[];
  readonly errors: { where: string; message: string }[];
  readonly dryRun: boolean;
}

const send = (json: Record<string, unknown>): Promise<Reply> => api.request('POST', `${SERVERS}/import`, { json });
const reportOf = (reply: Reply): Report => reply.body as unknown as Report;
/** Names of each test are its own: they share the fleet. */
const prefix = (): string => `i${randomBytes(4).toString('hex')}`;

async function fleetOf(start: string): Promise<Record<string, Record<string, unknown>>> {
  const all = await readAllPages(api, `${SERVERS}?limit=500`);
  const own = all.filter(({ name }) => String(name).startsWith(start));
  return Object.fromEntries(own.map((server) => [String(server['name']).slice(start.length), server]));
}

test('a CSV gives name, address, port, site, labels, jump and sudo; jump servers may stand below', async (t) => {
  const p = prefix();
  const content = [
    'name,address,port,user,site,labels,label:tier,jump,sudo,transport',
    `${p}db,10.0.0.1,2222,deploy,berlin,role=db env=prod,gold,${p}gate,passwordless,`,
    `${p}gate,10.0.0.2,,deploy,,,,,,`,
    `${p}here,127.0.0.1,,,,,,,,local`,
  ].join('\n');
  const reply = await send({ format: 'csv', content, labels: { from: 'csv' } });
  t.is(reply.status, 200, reply.text);
  t.deepEqual(reportOf(reply).errors, []);
  t.deepEqual(
    reportOf(reply)
      .created.map(({ name }) => name)
      .sort(),
    [`${p}db`, `${p}gate`, `${p}here`],
  );
  const fleet = await fleetOf(p);
  t.like(fleet['db'], { address: '10.0.0.1', port: 2222, site: 'berlin', sudo: 'passwordless', credentialId });
  t.deepEqual(fleet['db']?.['labels'], { role: 'db', env: 'prod', tier: 'gold', from: 'csv' });
  t.is(fleet['db']?.['jumpServerId'], fleet['gate']?.['id']);
  t.like(fleet['here'], { transport: 'local', credentialId: null });
});

test('the same file again enrols nothing and says so', async (t) => {
  const p = prefix();
  const content = `name,address\n${p}A,h1\n${p}b,h2\n`;
  t.is(reportOf(await send({ format: 'csv', content, credentialId })).created.length, 2);
  const again = reportOf(await send({ format: 'csv', content: content.replace(`${p}A`, `${p}a`), credentialId }));
  t.deepEqual([again.created.length, again.existing.length, again.errors.length], [0, 2, 0]);
  t.is(Object.keys(await fleetOf(p)).length, 2);
});

// One file in every format, all meaning host `db1` at 10.1.1.1:2200 for user deploy.
const FORMATS: Readonly<Record<string, (p: string) => string>> = {
  csv: (p) => `name,address,port,user\n${p}db1,10.1.1.1,2200,deploy\n`,
  yaml: (p) => `- name: ${p}db1\n  address: 10.1.1.1\n  port: 2200\n  user: deploy\n`,
  ansible_ini: (p) => `[db]\n${p}db1 ansible_host=10.1.1.1 ansible_port=2200 ansible_user=deploy\n`,
  ansible_yaml: (p) =>
    `all:\n  children:\n    db:\n      hosts:\n        ${p}db1:\n          ansible_host: 10.1.1.1\n          ansible_port: 2200\n          ansible_user: deploy\n`,
  ssh_config: (p) => `Host ${p}db1\n  HostName 10.1.1.1\n  Port 2200\n  User deploy\n`,
};

for (const [format, write] of Object.entries(FORMATS)) {
  test(`${format}: the host arrives with the credential of its login user`, async (t) => {
    const p = prefix();
    const reply = await send({ format, content: write(p) });
    t.is(reply.status, 200, reply.text);
    t.deepEqual(reportOf(reply).errors, []);
    const { db1 } = await fleetOf(p);
    t.like(db1, { address: '10.1.1.1', port: 2200, credentialId, transport: 'ssh' });
    if (format.startsWith('ansible')) t.like(db1?.['labels'] as object, { 'group.db': 'true' });
  });
}

test('one bad row refuses the whole file and every bad row is told with its place', async (t) => {
  const p = prefix();
  const content = [
    'name,address,port,jump',
    `${p}good,h1,,`,
    `${p}port,h2,99999,`,
    `${p}addr,h 3,,`,
    `${p}jump,h4,,${p}nobody`,
    `${p}good,h5,,`,
  ].join('\n');
  const reply = await send({ format: 'csv', content, credentialId });
  isProblem(t, reply, 'unprocessable');
  t.deepEqual(faultyPaths(reply), ['line 3: port', 'line 4: address', 'line 5', 'line 6']);
  t.deepEqual(await fleetOf(p), {});
  const partly = reportOf(await send({ format: 'csv', content, credentialId, skipInvalid: true }));
  t.deepEqual(
    partly.created.map(({ name }) => name),
    [`${p}good`],
  );
  t.is(partly.errors.length, 4);
});

test('a dry run tells what would happen and enrols nothing', async (t) => {
  const p = prefix();
  const content = `name,address,jump\n${p}a,h1,${p}b\n${p}b,h2,\n${p}c,,x y\n${p}d,h d,\n`;
  const reply = await send({ format: 'csv', content, credentialId, dryRun: true });
  const report = reportOf(reply);
  t.true(report.dryRun);
  t.deepEqual(report.created, [
    { id: null, name: `${p}b`, address: 'h2' },
    { id: null, name: `${p}a`, address: 'h1' },
  ]);
  t.is(report.errors.length, 2);
  t.deepEqual(await fleetOf(p), {});
  const correlationId = reply.headers.get('x-correlation-id') ?? '';
  t.deepEqual(itemsOf(await api.request('GET', `/api/audit?correlationId=${correlationId}`)), []);
});

test('a dry run meets what only the database knows: a chain of jumps that gets too long', async (t) => {
  const p = prefix();
  const rows = Array.from({ length: 8 }, (_, n) => `${p}${n},h${n},${n === 0 ? '' : `${p}${n - 1}`}`);
  const content = ['name,address,jump', ...rows].join('\n');
  for (const dryRun of [true, false]) {
    const report = reportOf(await send({ format: 'csv', content, credentialId, dryRun, skipInvalid: true }));
    t.is(report.created.length, 6);
    t.deepEqual(
      report.errors.map(({ where }) => where),
      ['line 8', 'line 9'],
    );
    t.regex(report.errors[0]?.message ?? '', /more than 5 jumps/);
  }
  isProblem(t, await send({ format: 'csv', content: content.replaceAll(p, prefix()), credentialId }), 'unprocessable');
});

test('jump servers that were enrolled before are found, loops within a file are told', async (t) => {
  const p = prefix();
  const gate = await enrolLocal(api, { name: `${p}gate` });
  const good = await send({ format: 'csv', content: `name,address,jump\n${p}in,h1,${p}GATE\n`, credentialId });
  t.is(good.status, 200, good.text);
  t.is((await fleetOf(p))['in']?.['jumpServerId'], gate);
  const loop = `name,address,jump\n${p}x,h1,${p}y\n${p}y,h2,${p}x\n${p}self,h3,${p}self\n`;
  const reply = await send({ format: 'csv', content: loop, credentialId });
  isProblem(t, reply, 'unprocessable');
  t.deepEqual(faultyPaths(reply), ['line 2', 'line 3', 'line 4']);
});

test('names that differ only in case or blanks stand for one server', async (t) => {
  const p = prefix();
  const content = `- {name: "${p}n", address: h1}\n- {name: " ${p}N ", address: h2}\n`;
  const reply = await send({ format: 'yaml', content, credentialId });
  isProblem(t, reply, 'unprocessable');
  t.regex(reply.text, /stands twice/);
  await enrolLocal(api, { name: `${p}n` });
  const report = reportOf(await send({ format: 'yaml', content, credentialId }));
  t.deepEqual([report.created.length, report.existing.length], [0, 2]);
});

test('a login user without, or with several credentials is told; a named credential decides', async (t) => {
  const p = prefix();
  await createTestCredential(api, 'twins');
  const second = await createTestCredential(api, 'twins');
  const read = await api.request('GET', `/api/credentials/server-credentials/${second}`);
  const name = String(read.body?.name);
  const content = `name,address,user,credential\n${p}1,h1,nobody9,\n${p}2,h2,twins,\n${p}3,h3,twins,${name.toUpperCase()}\n${p}4,h4,,no such\n${p}5,h5,,\n`;
  const report = reportOf(await send({ format: 'csv', content, skipInvalid: true }));
  t.deepEqual(
    report.created.map((server) => server.name),
    [`${p}3`],
  );
  t.is((await fleetOf(p))['3']?.['credentialId'], second);
  t.deepEqual(
    report.errors.map(({ where }) => where),
    ['line 2', 'line 3', 'line 5', 'line 6'],
  );
  const unknown = await send({ format: 'csv', content, credentialId: randomUUID() });
  isProblem(t, unknown, 'unprocessable');
  t.deepEqual(faultyPaths(unknown), ['credentialId']);
});

test('files that are no such files are refused with a place, and nothing is enrolled', async (t) => {
  const bad: [string, string][] = [
    ['csv', 'name,address\n"unclosed,h\n'],
    ['csv', 'name,address,colour\nx1,h,red\n'],
    ['yaml', '- name: [\n'],
    ['yaml', 'just text'],
    ['ansible_yaml', '- a\n- b\n'],
    ['ansible_ini', '[web\nx1\n'],
    ['ssh_config', 'Host x1\nInclude other\n'],
  ];
  for (const [format, content] of bad) {
    const reply = await send({ format, content, credentialId });
    isProblem(t, reply, 'unprocessable');
    t.true(faultyPaths(reply).length > 0, format);
  }
  isProblem(t, await send({ format: 'toml', content: 'x' }), 'validation_failed');
  isProblem(t, await send({ format: 'csv', content: '' }), 'validation_failed');
});

test('a file of more than 5,000 hosts is refused before anything is looked at', async (t) => {
  const content = ['name,address', ...Array.from({ length: 5_001 }, (_, n) => `m${n},h${n}`)].join('\n');
  const reply = await send({ format: 'csv', content, credentialId });
  isProblem(t, reply, 'unprocessable');
  t.regex(String(reply.body?.detail), /5001 hosts; at most 5000/);
});

test('an import of many hosts is quick, has an audit entry each, and two at once enrol each host once', async (t) => {
  const p = prefix();
  const rows = Array.from({ length: 2_000 }, (_, n) => `${p}h${n},10.9.${Math.floor(n / 250)}.${(n % 250) + 1}`);
  const content = ['name,address', ...rows].join('\n');
  const startedAt = Date.now();
  const replies = await Promise.all([0, 1].map(() => send({ format: 'csv', content, credentialId })));
  t.log(`${Date.now() - startedAt} ms for 2 × 2,000 hosts`);
  t.deepEqual(
    replies.map(({ status }) => status),
    [200, 200],
  );
  t.deepEqual(
    replies.map((reply) => reportOf(reply).created.length).sort((a, b) => a - b),
    [0, 2_000],
  );
  const correlationId = replies
    .find((reply) => reportOf(reply).created.length === 2_000)
    ?.headers.get('x-correlation-id');
  const entries = await readAllPages(api, `/api/audit?limit=500&correlationId=${correlationId ?? ''}`);
  t.is(entries.length, 2_000);
  t.like((await api.request('GET', '/api/audit/verify')).body, { ok: true, firstBroken: null });
});

test('changing servers while an import runs neither fails nor blocks', async (t) => {
  const p = prefix();
  const id = await enrolLocal(api, { name: `${p}gate` });
  const rows = Array.from({ length: 200 }, (_, n) => `${p}h${n},10.8.0.${(n % 250) + 1},${p}gate`);
  const content = ['name,address,jump', ...rows].join('\n');
  const importing = send({ format: 'csv', content, credentialId });
  const patches = Array.from({ length: 20 }, (_, n) =>
    api.request('PATCH', `${SERVERS}/${id}`, { json: n % 2 === 0 ? { port: 1000 + n } : { jumpServerId: null } }),
  );
  const statuses = (await Promise.all([importing, ...patches])).map(({ status }) => status);
  t.deepEqual([...new Set(statuses)], [200]);
  t.is(itemsOf(await api.request('GET', `${SERVERS}?limit=500&selector=name=${p}h0`)).length, 1);
});
