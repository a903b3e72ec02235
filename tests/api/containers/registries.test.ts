import test from 'ava';
import { createRegistryAccess } from '../../../src/operations/containers/registry-access.js';
import { createTestUser } from '../../helpers/api-server.js';
import { startFullApi, type FullApi } from '../../helpers/full-api.js';

const PATH = '/api/containers/registries';
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api.stop());

const create = (json: object) => api.request('POST', PATH, { json });

test('a registry is declared with its login, which is never answered and lies encrypted', async (t) => {
  const reply = await create({ host: 'Registry.Lan:5000', username: 'robot', password: 'swordfish-1', insecure: true });
  t.is(reply.status, 201, reply.text);
  t.like(reply.body, {
    host: 'registry.lan:5000',
    username: 'robot',
    hasPassword: true,
    hasToken: false,
    insecure: true,
  });
  t.false(reply.text.includes('swordfish-1'));
  const read = await api.request('GET', `${PATH}/${String(reply.body?.id)}`);
  t.is(read.status, 200);
  t.false(read.text.includes('swordfish-1'));
  const { rows } = await api.db.database.pool.query<{ hex: string }>(
    `select encode(password, 'escape') as hex from container_registries where password is not null`,
  );
  t.false(rows.some(({ hex }) => hex.includes('swordfish-1')));
  const secrets: string[] = [];
  const accessFor = createRegistryAccess({
    database: api.db.database,
    keyring: api.keyring,
    onSecret: (text) => secrets.push(text),
  });
  t.deepEqual(await accessFor('REGISTRY.lan:5000'), {
    host: 'REGISTRY.lan:5000',
    insecure: true,
    credential: { username: 'robot', password: 'swordfish-1' },
  });
  t.true(secrets.includes('swordfish-1'), 'whoever logs is told what to scrub');
  t.is(await accessFor('elsewhere.lan'), undefined);
  const { rows: audit } = await api.db.database.pool.query<{ text: string }>(
    `select row_to_json(e)::text as text from audit_entries e where action = 'registry.created'`,
  );
  t.true(audit.length > 0);
  t.false(audit.some(({ text }) => text.includes('swordfish-1')));
});

test('Docker’s registry has one name, and is declared once', async (t) => {
  const first = await create({ host: 'https://index.docker.io/v1/', username: 'u', token: 'dckr-1' });
  t.is(first.status, 201, first.text);
  t.is(first.body?.host, 'docker.io');
  const second = await create({ host: 'registry-1.docker.io' });
  t.is(second.status, 409);
  t.is(second.body?.code, 'already_exists');
});

test('a token without a name is a token, with one it is a password', async (t) => {
  await create({ host: 'token.lan', token: 'tok-1' });
  await create({ host: 'both.lan', username: 'me', token: 'tok-2' });
  const accessFor = createRegistryAccess({ database: api.db.database, keyring: api.keyring });
  t.deepEqual((await accessFor('token.lan'))?.credential, { token: 'tok-1' });
  t.deepEqual((await accessFor('both.lan'))?.credential, { username: 'me', password: 'tok-2' });
});

test('a change keeps what it does not name, and a login stays whole', async (t) => {
  const made = await create({ host: 'change.lan', username: 'me', password: 'first-1' });
  const path = `${PATH}/${String(made.body?.id)}`;
  const ifMatch = made.headers.get('etag') ?? '';
  const changed = await api.request('PATCH', path, { json: { insecure: true }, headers: { 'If-Match': ifMatch } });
  t.like(changed.body, { insecure: true, hasPassword: true, version: 2 }, changed.text);
  const stale = await api.request('PATCH', path, { json: { insecure: false }, headers: { 'If-Match': ifMatch } });
  t.is(stale.status, 412);
  const half = await api.request('PATCH', path, { json: { password: null } });
  t.is(half.status, 422);
  t.is(half.body?.code, 'unprocessable');
  const none = await api.request('PATCH', path, { json: { username: null, password: null } });
  t.like(none.body, { username: null, hasPassword: false });
  t.is((await api.request('DELETE', path)).status, 204);
  t.is((await api.request('GET', path)).status, 404);
});

test('certificates that are none are refused', async (t) => {
  const reply = await create({ host: 'ca.lan', caBundle: 'not a certificate' });
  t.is(reply.status, 422);
  t.deepEqual(
    ((reply.body?.errors ?? []) as { path: string }[]).map(({ path }) => path),
    ['caBundle'],
  );
  t.is(
    (await create({ host: 'ca.lan', caBundle: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' })).status,
    422,
  );
});

test('a host that no reference could name is refused with what it should look like', async (t) => {
  const reply = await create({ host: 'https://ghcr.io/owner' });
  t.is(reply.status, 400);
  t.regex(reply.text, /without https/);
});

test('only an admin declares registries; a viewer sees them', async (t) => {
  const operator = await createTestUser(api, { name: 'operator', role: 'operator' });
  const viewer = await createTestUser(api, { name: 'viewer', role: 'viewer' });
  t.is((await api.request('POST', PATH, { json: { host: 'role.lan' }, token: operator.token })).status, 403);
  t.is((await api.request('GET', PATH, { token: viewer.token })).status, 200);
});
