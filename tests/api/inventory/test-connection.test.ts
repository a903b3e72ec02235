import test from 'ava';
import { createTestUser, type Reply } from '../../helpers/api-server.js';
import { itemsOf, SERVERS, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';
import { startSshdFleet, type SshdFleet, type SshdHost } from '../../helpers/sshd-fleet.js';

let api: FullApi;
let fleet: SshdFleet;
let credentialId: string;

test.before(async () => {
  fleet = await startSshdFleet({
    hosts: [
      { name: 'plain' },
      { name: 'down', kind: 'down' },
      { name: 'refuses', kind: 'refuses_key' },
      { name: 'changes', kind: 'changed_host_key' },
      { name: 'keys', hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] },
      { name: 'wrong' },
      { name: 'gate' },
      { name: 'behind' },
      { name: 'shell', forceCommand: 'exit 3' },
    ],
  });
  api = await startFullApi();
  const { privateKey } = fleet.clientKey;
  const key = await api.request('POST', '/api/credentials/ssh-keys', { json: { name: 'fleet', privateKey } });
  const json = { name: 'fleet', user: fleet.host('plain').user, sshKeyId: key.body?.id };
  const credential = await api.request('POST', '/api/credentials/server-credentials', { json });
  credentialId = String(credential.body?.id);
});
test.after.always(async () => {
  await api?.stop();
  await fleet?.stop();
});

async function enrol(host: SshdHost, fields: Record<string, unknown> = {}): Promise<string> {
  const json = { name: host.name, address: host.address, port: host.port, credentialId, ...fields };
  const reply = await api.request('POST', SERVERS, { json });
  if (reply.status !== 201) throw new Error(reply.text);
  return String(reply.body?.id);
}

const check = (id: string): Promise<Reply> => api.request('POST', `${SERVERS}/${id}/test-connection`, { json: {} });
const read = async (id: string): Promise<Record<string, unknown>> =>
  (await api.request('GET', `${SERVERS}/${id}`)).body ?? {};
const accept = (id: string, fingerprint: string): Promise<Reply> =>
  api.request('POST', `${SERVERS}/${id}/host-key/accept`, { json: { fingerprint } });
const actionsOn = async (id: string): Promise<unknown[]> =>
  itemsOf(await api.request('GET', `/api/audit?subjectId=${id}`)).map(({ action }) => action);
const errorOf = (reply: Reply) => (reply.body?.error ?? {}) as { class?: string; message?: string; remedy?: string };
const classOf = (reply: Reply): unknown => errorOf(reply).class;

test('a host key is accepted by a person, not by a program or an assistant', async (t) => {
  const id = await enrol(fleet.host('plain'), { name: 'not for programs' });
  for (const kind of ['service', 'ai']) {
    const { token } = await createTestUser(api, { name: `keys by ${kind}`, role: 'admin', kind });
    const json = { fingerprint: `SHA256:${'A'.repeat(43)}` };
    const reply = await api.request('POST', `${SERVERS}/${id}/host-key/accept`, { json, token });
    t.is(reply.status, 403, reply.text);
    t.regex(reply.text, new RegExp(`of the kind ${kind} cannot accept a host key`));
  }
  const refused = (await actionsOn(id)).filter((action) => action === 'server.host_key_refused');
  t.is(refused.length, 2);
});

test('the first contact says how long it took and pins the key that was shown', async (t) => {
  const id = await enrol(fleet.host('plain'));
  const reply = await check(id);
  t.is(reply.status, 200, reply.text);
  t.deepEqual(Object.keys(reply.body ?? {}).sort(), ['error', 'hostKey', 'latencyMs', 'ok']);
  t.true(reply.body?.ok);
  t.is(reply.body?.error, null);
  t.true(Number(reply.body?.latencyMs) > 0 && Number(reply.body?.latencyMs) < 10_000);
  const { fingerprint } = fleet.host('plain').hostKeys[0] ?? {};
  t.like(reply.body?.hostKey as object, { algorithm: 'ssh-ed25519', fingerprint });
  const server = await read(id);
  t.is(server['status'], 'online');
  t.deepEqual(server['hostKey'], reply.body?.hostKey);
  t.not(server['lastSeenAt'], null);
  t.deepEqual(await actionsOn(id), ['server.enrolled', 'server.host_key_pinned']);
  const again = await check(id);
  t.true(again.body?.ok);
  t.deepEqual(again.body?.hostKey, reply.body?.hostKey);
});

test('many first contacts at once pin one key and write one entry', async (t) => {
  const id = await enrol(fleet.host('plain'), { name: 'plain at once' });
  const replies = await Promise.all(Array.from({ length: 6 }, () => check(id)));
  t.deepEqual([...new Set(replies.map(({ body }) => body?.ok))], [true]);
  const { fingerprint } = fleet.host('plain').hostKeys[0] ?? {};
  for (const reply of replies) t.like(reply.body?.hostKey as object, { fingerprint });
  t.deepEqual(await actionsOn(id), ['server.enrolled', 'server.host_key_pinned']);
});

test('a port where nothing listens is connection_refused with its remedy, and pins nothing', async (t) => {
  const id = await enrol(fleet.host('down'));
  const reply = await check(id);
  t.is(reply.status, 200);
  t.like(reply.body, { ok: false, latencyMs: null, hostKey: null });
  t.is(classOf(reply), 'connection_refused');
  t.regex(errorOf(reply).message ?? '', new RegExp(`${fleet.host('down').port}`));
  t.regex(errorOf(reply).remedy ?? '', /sshd/);
  t.deepEqual(await actionsOn(id), ['server.enrolled']);
});

test('a host that refuses the key is auth_rejected; the message holds no secret', async (t) => {
  const id = await enrol(fleet.host('refuses'));
  const reply = await check(id);
  t.is(classOf(reply), 'auth_rejected');
  t.false(reply.text.includes('PRIVATE KEY'));
});

test('a shell that only ends is shell_unusable', async (t) => {
  const reply = await check(await enrol(fleet.host('shell')));
  t.is(classOf(reply), 'shell_unusable');
});

test('a changed host key blocks the server until a person accepts the new one', async (t) => {
  const host = fleet.host('changes');
  const id = await enrol(host);
  t.true((await check(id)).body?.ok);
  const former = host.hostKeys[0]?.fingerprint;
  await host.changeHostKey();
  const next = host.hostKeys[0]?.fingerprint ?? '';
  const mismatch = await check(id);
  t.is(classOf(mismatch), 'host_key_mismatch');
  t.like(mismatch.body?.hostKey as object, { fingerprint: former });
  const blocked = await read(id);
  t.is(blocked['status'], 'blocked');
  t.regex(String(blocked['statusReason']), /host key changed/);
  t.like(blocked['pendingHostKey'] as object, { fingerprint: next, pinnedAt: null });
  t.is(classOf(await check(id)), 'server_blocked');
  const unseen = await accept(id, `SHA256:${'C'.repeat(43)}`);
  isProblem(t, unseen, 'unprocessable');
  t.deepEqual(faultyPaths(unseen), ['fingerprint']);
  isProblem(t, await accept(id, 'MD5:00'), 'validation_failed');
  const accepted = await accept(id, next);
  t.is(accepted.status, 200, accepted.text);
  t.like(accepted.body, { status: 'unknown', statusReason: null, pendingHostKey: null });
  t.like(accepted.body?.hostKey as object, { fingerprint: next });
  t.true((await check(id)).body?.ok);
  t.is((await read(id))['status'], 'online');
  const expected = ['server.enrolled', 'server.host_key_pinned', 'server.blocked', 'server.host_key_accepted'];
  t.deepEqual(await actionsOn(id), expected);
});

test('a given fingerprint of any of the host’s keys is found, and that very key is pinned', async (t) => {
  const host = fleet.host('keys');
  for (const key of host.hostKeys) {
    const id = await enrol(host, { name: `keys ${key.type}`, hostKeyFingerprint: key.fingerprint });
    const reply = await check(id);
    t.is(reply.body?.error, null, key.type);
    t.like(reply.body?.hostKey as object, { fingerprint: key.fingerprint });
    const entries = itemsOf(await api.request('GET', `/api/audit?subjectId=${id}&action=server.host_key_pinned`));
    t.like(entries[0]?.details as object, { trust: 'given', fingerprint: key.fingerprint });
    t.true((await check(id)).body?.ok);
  }
});

test('a given fingerprint that the host does not have blocks at the first contact, and accepting resolves it', async (t) => {
  const host = fleet.host('wrong');
  const id = await enrol(host, { hostKeyFingerprint: `SHA256:${'D'.repeat(43)}` });
  const reply = await check(id);
  t.is(classOf(reply), 'host_key_mismatch');
  t.is(reply.body?.hostKey, null);
  t.is((await read(id))['status'], 'blocked');
  t.is((await accept(id, host.hostKeys[0]?.fingerprint ?? '')).status, 200);
  t.true((await check(id)).body?.ok);
});

test('a host behind a jump server is reached, and both keys are pinned', async (t) => {
  const gate = await enrol(fleet.host('gate'));
  const id = await enrol(fleet.host('behind'), { jumpServerId: gate });
  const reply = await check(id);
  t.is(reply.body?.error, null);
  t.like(reply.body?.hostKey as object, { fingerprint: fleet.host('behind').hostKeys[0]?.fingerprint });
  t.like((await read(gate))['hostKey'] as object, { fingerprint: fleet.host('gate').hostKeys[0]?.fingerprint });
});

test('a jump server that is blocked is told as such', async (t) => {
  const gate = await enrol(fleet.host('gate'), { name: 'blocked gate' });
  await api.db.database.pool.query(`update servers set status = 'blocked', status_reason = 'x' where id = $1`, [gate]);
  const reply = await check(await enrol(fleet.host('behind'), { name: 'behind blocked', jumpServerId: gate }));
  t.is(classOf(reply), 'jump_host_failed');
  t.regex(errorOf(reply).message ?? '', /blocked gate/);
});

test('this machine itself needs no key', async (t) => {
  const json = { name: 'own machine', address: '127.0.0.1', transport: 'local' };
  const id = String((await api.request('POST', SERVERS, { json })).body?.id);
  t.like((await check(id)).body, { ok: true, hostKey: null, error: null });
});
