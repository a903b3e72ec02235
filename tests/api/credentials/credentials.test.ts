import { generateKeyPairSync, randomUUID } from 'node:crypto';
import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import { itemsOf, readAllPages, SERVERS, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';
import { generateKeyPair } from '../../helpers/sshd-keys.js';

const KEYS = '/api/credentials/ssh-keys';
const CREDENTIALS = '/api/credentials/server-credentials';
const CANARY = 'canary-5e3f-secret';
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const createKey = (json: unknown) => api.request('POST', KEYS, { json });
const create = (json: unknown) => api.request('POST', CREDENTIALS, { json });

test('a generated key answers 201 with the contract’s fields and nothing private', async (t) => {
  const reply = await createKey({ name: 'generated', generate: 'ed25519' });
  t.is(reply.status, 201, reply.text);
  t.deepEqual(Object.keys(reply.body ?? {}).sort(), [
    'algorithm',
    'createdAt',
    'fingerprint',
    'id',
    'name',
    'publicKey',
  ]);
  t.like(reply.body, { name: 'generated', algorithm: 'ed25519' });
  t.regex(String(reply.body?.publicKey), /^ssh-ed25519 [A-Za-z0-9+/]+=* ?/);
  t.regex(String(reply.body?.fingerprint), /^SHA256:[A-Za-z0-9+/]{43}$/);
  t.deepEqual((await api.request('GET', `${KEYS}/${String(reply.body?.id)}`)).body, reply.body);
});

test('OpenSSH and encrypted PKCS#8 keys are imported; the private half never comes back', async (t) => {
  const pair = generateKeyPair();
  const openssh = await createKey({ name: 'openssh', privateKey: pair.privateKey });
  t.is(openssh.status, 201, openssh.text);
  t.is(openssh.body?.fingerprint, pair.fingerprint);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: CANARY },
  });
  const pkcs8 = await createKey({ name: 'pkcs8', privateKey, passphrase: CANARY });
  t.is(pkcs8.status, 201, pkcs8.text);
  t.is(pkcs8.body?.algorithm, 'rsa-2048');
  isProblem(t, await createKey({ name: 'wrong', privateKey, passphrase: 'no' }), 'private_key_unusable');
  isProblem(t, await createKey({ name: 'missing', privateKey }), 'private_key_unusable');
  isProblem(t, await createKey({ name: 'junk', privateKey: `junk ${CANARY}` }), 'private_key_unusable');
  const all = await api.request('GET', KEYS);
  t.false(all.text.includes('PRIVATE') || all.text.includes(CANARY));
});

test('either a key or the wish for one, and a passphrase only with a key', async (t) => {
  t.deepEqual(faultyPaths(await createKey({ name: 'neither' })), ['privateKey']);
  const both = await createKey({ name: 'both', privateKey: 'x', generate: 'ed25519' });
  isProblem(t, both, 'validation_failed');
  t.deepEqual(faultyPaths(await createKey({ name: 'p', generate: 'ed25519', passphrase: 'x' })), ['passphrase']);
  t.deepEqual(faultyPaths(await createKey({ generate: 'dsa', comment: 'x' })), ['comment', 'generate', 'name']);
});

test('a credential answers 201 without its secrets, and no answer or log line ever has them', async (t) => {
  const key = await createKey({ name: 'for credential', generate: 'ed25519' });
  const sudoPassword = `${CANARY}-sudo`;
  const reply = await create({ name: 'full', user: 'root', sshKeyId: key.body?.id, password: CANARY, sudoPassword });
  t.is(reply.status, 201, reply.text);
  t.like(reply.body, { name: 'full', user: 'root', sshKeyId: key.body?.id, hasPassword: true, hasSudoPassword: true });
  const id = String(reply.body?.id);
  const read = await api.request('GET', `${CREDENTIALS}/${id}`);
  const changed = await api.request('PATCH', `${CREDENTIALS}/${id}`, { json: { password: `${CANARY}-2` } });
  const list = await api.request('GET', CREDENTIALS);
  const trail = await api.request('GET', `/api/audit?subjectId=${id}`);
  const refused = await create({ name: '', user: 'root', password: `${CANARY}-3` });
  isProblem(t, refused, 'validation_failed');
  for (const answer of [reply, read, changed, list, trail, refused]) t.false(answer.text.includes(CANARY));
  t.false(JSON.stringify(api.logLines).includes(CANARY));
  t.deepEqual(
    itemsOf(trail).map(({ action }) => action),
    ['server_credential.created', 'server_credential.changed'],
  );
});

test('a credential needs a key or a password, a known key, and a login name', async (t) => {
  t.deepEqual(faultyPaths(await create({ name: 'none', user: 'root' })), ['sshKeyId']);
  const unknown = await create({ name: 'unknown', user: 'root', sshKeyId: randomUUID() });
  isProblem(t, unknown, 'unprocessable');
  t.deepEqual(faultyPaths(unknown), ['sshKeyId']);
  for (const user of ['', '-oX', 'a b', 'a;b', 'r\noot', 'x'.repeat(65)]) {
    t.deepEqual([...new Set(faultyPaths(await create({ name: 'u', user, password: 'x' })))], ['user'], user);
  }
  t.deepEqual(faultyPaths(await create({ name: 'p', user: 'u', password: 'a\nb' })), ['password']);
});

test('names are taken whatever their case', async (t) => {
  await createKey({ name: 'Twice', generate: 'ed25519' });
  const key = await createKey({ name: 'tWICE', generate: 'ed25519' });
  isProblem(t, key, 'already_exists');
  t.deepEqual(faultyPaths(key), ['name']);
  await create({ name: 'Twice', user: 'u', password: 'x' });
  isProblem(t, await create({ name: 'twice', user: 'u', password: 'x' }), 'already_exists');
});

test('PATCH changes what is given, null takes a secret away but not the last one, If-Match guards', async (t) => {
  const { body } = await create({ name: 'patched', user: 'u', password: 'x', sudoPassword: 'y' });
  const path = `${CREDENTIALS}/${String(body?.id)}`;
  const patch = (json: unknown, headers: Record<string, string> = {}) => api.request('PATCH', path, { json, headers });
  const without = await patch({ sudoPassword: null, user: 'other' });
  t.like(without.body, { hasSudoPassword: false, hasPassword: true, user: 'other', version: 2 });
  isProblem(t, await patch({ password: null }), 'unprocessable');
  isProblem(t, await patch({ user: 'z' }, { 'if-match': '"v1"' }), 'precondition_failed');
  isProblem(t, await patch({}), 'validation_failed');
  isProblem(t, await api.request('PATCH', `${CREDENTIALS}/${randomUUID()}`, { json: { user: 'u' } }), 'not_found');
});

test('what is in use cannot be deleted; what is not can, once', async (t) => {
  const key = String((await createKey({ name: 'used', generate: 'ed25519' })).body?.id);
  const id = String((await create({ name: 'using', user: 'u', sshKeyId: key })).body?.id);
  isProblem(t, await api.request('DELETE', `${KEYS}/${key}`), 'in_use');
  const json = { name: 'uses it', address: 'h', credentialId: id };
  t.is((await api.request('POST', SERVERS, { json })).status, 201);
  isProblem(t, await api.request('DELETE', `${CREDENTIALS}/${id}`), 'in_use');
  const free = String((await create({ name: 'free', user: 'u', password: 'x' })).body?.id);
  t.is((await api.request('DELETE', `${CREDENTIALS}/${free}`)).status, 204);
  isProblem(t, await api.request('DELETE', `${CREDENTIALS}/${free}`), 'not_found');
  isProblem(t, await api.request('GET', `${CREDENTIALS}/${free}`), 'not_found');
  isProblem(t, await api.request('DELETE', `${KEYS}/${randomUUID()}`), 'not_found');
});

test('lists are paged without losing one', async (t) => {
  await Promise.all(Array.from({ length: 12 }, (_, n) => create({ name: `page ${n}`, user: 'u', password: 'x' })));
  await Promise.all(Array.from({ length: 12 }, (_, n) => createKey({ name: `page ${n}`, generate: 'ed25519' })));
  for (const path of [KEYS, CREDENTIALS]) {
    const names = (await readAllPages(api, `${path}?limit=5`)).map(({ name }) => String(name));
    t.is(new Set(names).size, names.length);
    t.is(names.filter((name) => name.startsWith('page ')).length, 12);
  }
});

test('only admins handle secrets, viewers see that they are there', async (t) => {
  const operator = await createTestUser(api, { name: 'cred operator', role: 'operator' });
  const { token } = operator;
  isProblem(t, await api.request('POST', KEYS, { json: { name: 'x', generate: 'ed25519' }, token }), 'forbidden');
  isProblem(
    t,
    await api.request('POST', CREDENTIALS, { json: { name: 'x', user: 'u', password: 'x' }, token }),
    'forbidden',
  );
  for (const path of [KEYS, CREDENTIALS]) t.is((await api.request('GET', path, { token })).status, 200);
});
