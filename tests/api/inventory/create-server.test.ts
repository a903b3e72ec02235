import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import {
  createTestCredential,
  enrolLocal,
  itemsOf,
  SERVERS,
  startFullApi,
  type FullApi,
} from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

let api: FullApi;
let credentialId: string;
const FINGERPRINT = `SHA256:${'A'.repeat(43)}`;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test.before(async () => {
  api = await startFullApi();
  credentialId = await createTestCredential(api);
});
test.after.always(() => api?.stop());

const create = (json: unknown, headers: Record<string, string> = {}) => api.request('POST', SERVERS, { json, headers });

test('a server with every field answers 201 with the shape the contract gives', async (t) => {
  const jumpServerId = await enrolLocal(api, { name: 'jump of all fields' });
  const given = {
    name: 'all fields',
    address: 'db1.example.org',
    port: 2222,
    site: 'berlin-2',
    labels: { role: 'db', 'tier/x': 'a:b/c@d+1', empty: '' },
    transport: 'ssh',
    credentialId,
    jumpServerId,
  };
  const reply = await create({ ...given, hostKeyFingerprint: FINGERPRINT, sudo: 'password' });
  t.is(reply.status, 201, reply.text);
  const { id, createdAt, updatedAt, ...rest } = reply.body ?? {};
  t.deepEqual(rest, {
    ...given,
    status: 'unknown',
    statusReason: null,
    hostKey: null,
    pendingHostKey: null,
    sudo: 'password',
    profile: null,
    capabilities: null,
    lastSeenAt: null,
    version: 1,
  });
  t.regex(String(id), UUID_V7);
  t.regex(String(createdAt), ISO_UTC);
  t.is(createdAt, updatedAt);
  t.is(reply.headers.get('location'), `${SERVERS}/${String(id)}`);
  const read = await api.request('GET', `${SERVERS}/${String(id)}`);
  t.deepEqual(read.body, reply.body);
  t.is(read.headers.get('etag'), reply.headers.get('etag'));
});

test('what is left out has the contract’s defaults', async (t) => {
  const reply = await create({ name: '  defaults  ', address: '10.1.2.3', credentialId });
  t.is(reply.status, 201, reply.text);
  t.like(reply.body, { name: 'defaults', port: 22, site: 'default', labels: {}, transport: 'ssh' });
  t.like(reply.body, { jumpServerId: null, hostKey: null, sudo: null, status: 'unknown' });
});

test('addresses may be names, IPv4 and IPv6, and nothing that means something to a shell or a URL', async (t) => {
  for (const address of ['host', 'a.b-c.example', '192.0.2.1', '2001:db8::1', '::1', 'fe80::1%eth0']) {
    const name = `address ${randomBytes(4).toString('hex')}`;
    t.is((await create({ name, address, credentialId })).status, 201, address);
  }
  for (const address of [
    '',
    '-oProxyCommand=x',
    'a b',
    '[::1]',
    'u@h',
    'h/x',
    'h;reboot',
    '$(id)',
    'h\nx',
    'x'.repeat(256),
  ]) {
    const reply = await create({ name: 'bad address', address, credentialId });
    isProblem(t, reply, 'validation_failed');
    t.deepEqual(faultyPaths(reply), ['address']);
  }
});

test('every fault of a body is told at once, unknown fields among them', async (t) => {
  const reply = await create({
    name: ' ',
    address: '',
    port: 70_000,
    site: 'Berlin!',
    labels: { 'bad key': 'x', ok: 'not ok' },
    transport: 'telnet',
    credentialId: 'x',
    jumpServerId: 7,
    hostKeyFingerprint: 'MD5:aa',
    sudo: 'root',
    colour: 'red',
  });
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), [
    'address',
    'colour',
    'credentialId',
    'hostKeyFingerprint',
    'jumpServerId',
    'labels.bad key',
    'labels.ok',
    'name',
    'port',
    'site',
    'sudo',
    'transport',
  ]);
  t.deepEqual(faultyPaths(await create({})), ['address', 'name']);
});

test('transport ssh needs a credential, local does not', async (t) => {
  const reply = await create({ name: 'no credential', address: 'h' });
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['credentialId']);
  t.is((await create({ name: 'local', address: '127.0.0.1', transport: 'local' })).status, 201);
});

test('more than 64 labels are refused', async (t) => {
  const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
  isProblem(t, await create({ name: 'l65', address: 'h', credentialId, labels: labels(65) }), 'validation_failed');
  t.is((await create({ name: 'l64', address: 'h', credentialId, labels: labels(64) })).status, 201);
});

test('a credential and a jump server that do not exist are both told as the fields they stand in', async (t) => {
  const reply = await create({ name: 'lost', address: 'h', credentialId: randomUUID(), jumpServerId: randomUUID() });
  isProblem(t, reply, 'unprocessable');
  t.deepEqual(faultyPaths(reply), ['credentialId', 'jumpServerId']);
});

test('a name is taken whatever its case, and the answer says by which field', async (t) => {
  await enrolLocal(api, { name: 'Taken-Name' });
  const reply = await create({ name: 'taken-nAME', address: 'h', credentialId });
  isProblem(t, reply, 'already_exists');
  t.deepEqual(faultyPaths(reply), ['name']);
  t.regex(String(reply.body?.detail), /taken-nAME/);
});

test('of many enrolments of one name at once, one wins and the others are 409', async (t) => {
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => create({ name: 'race', address: 'h', credentialId })),
  );
  t.deepEqual(
    replies.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409, 409, 409],
  );
});

test('a repeated Idempotency-Key gives the same server, with another body a 409', async (t) => {
  const key = { 'idempotency-key': `create-${randomUUID()}` };
  const body = { name: 'idempotent', address: 'h', credentialId };
  const first = await create(body, key);
  const second = await create(body, key);
  t.is(second.status, 201);
  t.is(second.body?.id, first.body?.id);
  isProblem(t, await create({ ...body, port: 23 }, key), 'idempotency_key_reused');
});

test('enrolling is an operator’s right, and leaves an audit entry with the request’s correlation id', async (t) => {
  const viewer = await createTestUser(api, { name: 'enrol viewer', role: 'viewer' });
  const operator = await createTestUser(api, { name: 'enrol operator', role: 'operator' });
  const json = { name: 'audited', address: 'h', credentialId };
  isProblem(t, await api.request('POST', SERVERS, { json, token: viewer.token }), 'forbidden');
  isProblem(t, await api.request('POST', SERVERS, { json, token: null }), 'unauthenticated');
  const headers = { 'x-correlation-id': 'enrol-audit-1' };
  const reply = await api.request('POST', SERVERS, { json, token: operator.token, headers });
  t.is(reply.status, 201);
  const entries = itemsOf(await api.request('GET', '/api/audit?correlationId=enrol-audit-1'));
  t.is(entries.length, 1);
  t.like(entries[0], { action: 'server.enrolled', outcome: 'succeeded', door: 'api' });
  t.deepEqual(entries[0]?.subject, { type: 'server', id: reply.body?.id });
  t.like(entries[0]?.actor as object, { id: operator.id, name: 'enrol operator' });
});

test('a server that is not there is 404 on every route that names one, and no id is 400', async (t) => {
  const id = randomUUID();
  const requests: [string, string, unknown][] = [
    ['GET', `${SERVERS}/${id}`, undefined],
    ['PATCH', `${SERVERS}/${id}`, { port: 23 }],
    ['POST', `${SERVERS}/${id}/test-connection`, {}],
    ['POST', `${SERVERS}/${id}/host-key/accept`, { fingerprint: FINGERPRINT }],
    ['GET', `${SERVERS}/${id}/metrics`, undefined],
    ['GET', `${SERVERS}/${id}/metrics/latest`, undefined],
  ];
  for (const [method, path, json] of requests) {
    isProblem(t, await api.request(method, path, { json }), 'not_found');
    const malformed = await api.request(method, path.replace(id, 'not-an-id'), { json });
    isProblem(t, malformed, 'validation_failed');
    t.deepEqual(faultyPaths(malformed), ['id']);
  }
});

test('a PATCH of a server that is not there is 404 even when its references are wrong too', async (t) => {
  const reply = await api.request('PATCH', `${SERVERS}/${randomUUID()}`, { json: { credentialId: randomUUID() } });
  isProblem(t, reply, 'not_found');
});
