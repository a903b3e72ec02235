import test, { type ExecutionContext } from 'ava';
import {
  CreateServerCredential,
  PatchServerCredential,
  ServerCredential,
} from '../../../src/domain/credentials/server-credential.js';
import { resolveServerCredential } from '../../../src/operations/credentials/resolve-server-credential.js';
import {
  createServerCredential,
  deleteServerCredential,
  getServerCredential,
  listServerCredentials,
  patchServerCredential,
} from '../../../src/operations/credentials/server-credentials.js';
import { createSshKey } from '../../../src/operations/credentials/ssh-keys.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { verifyAudit } from '../../../src/platform/audit/verify.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import type { ErrorCode } from '../../../src/platform/errors/catalogue.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createScene, dumpEverything, type Scene } from './credentials-fixture.js';

const CANARY = 'CANARY-7d21-pässwörd "quoted" \\ $(x)';
let scene: Scene;
test.before(async () => {
  scene = await createScene();
});
test.after.always(() => scene.db.drop());

const refuse = async (t: ExecutionContext, work: Promise<unknown>, code: ErrorCode) => {
  const error = await t.throwsAsync(work, { instanceOf: MillwrightError });
  t.is(error.code, code);
  t.false(error.message.includes('CANARY'));
  return error;
};
const resolve = (own: Scene, id: string) =>
  resolveServerCredential({ database: own.context.database, keyring: own.keyring }, id);

test('secrets go in and never come out again but to the transport', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  const input = CreateServerCredential.parse({ name: 'db', user: 'ops', password: CANARY, sudoPassword: `${CANARY}2` });
  const made = await createServerCredential(own.context, own.services, input);
  t.deepEqual(ServerCredential.strict().parse(made), made);
  t.like(made, { user: 'ops', sshKeyId: null, hasPassword: true, hasSudoPassword: true, version: 1 });
  t.deepEqual(await resolve(own, made.id), { user: 'ops', password: CANARY, sudoPassword: `${CANARY}2` });
  const patched = await patchServerCredential(own.context, own.services, {
    id: made.id,
    patch: { password: `${CANARY}3` },
  });
  t.is((await resolve(own, made.id)).password, `${CANARY}3`);
  const dump = await dumpEverything(own.db);
  t.true(dump.includes('server_credential.created'));
  t.false(dump.includes('CANARY'));
  t.false(JSON.stringify([made, patched, await listServerCredentials(own.context, { limit: 9 })]).includes('CANARY'));
});

test('a credential needs a way to log in, at creation and after every change', async (t) => {
  const { context, services } = scene;
  t.false(CreateServerCredential.safeParse({ name: 'x', user: 'root', sudoPassword: 'y' }).success);
  const key = await createSshKey(context, services, { name: 'only way', generate: 'ed25519' });
  const made = await createServerCredential(context, services, { name: 'one way', user: 'root', sshKeyId: key.id });
  const error = await refuse(
    t,
    patchServerCredential(context, services, { id: made.id, patch: { sshKeyId: null } }),
    'unprocessable',
  );
  t.is(error.errors[0]?.path, 'sshKeyId');
  const both = await patchServerCredential(context, services, {
    id: made.id,
    patch: { sshKeyId: null, password: 'p' },
  });
  t.like(both, { sshKeyId: null, hasPassword: true, version: 2 });
  t.deepEqual(await resolve(scene, made.id), { user: 'root', password: 'p' });
});

test('null removes a secret, absence keeps it', async (t) => {
  const { context, services } = scene;
  const made = await createServerCredential(context, services, {
    name: 'sudo',
    user: 'a',
    password: 'p',
    sudoPassword: 's',
  });
  t.like(await patchServerCredential(context, services, { id: made.id, patch: { user: 'b' } }), {
    user: 'b',
    hasSudoPassword: true,
  });
  t.like(await patchServerCredential(context, services, { id: made.id, patch: { sudoPassword: null } }), {
    hasSudoPassword: false,
  });
  t.deepEqual(await resolve(scene, made.id), { user: 'b', password: 'p' });
  const entries = await readAuditPage(context.database.pool, { subjectId: made.id }, { limit: 9 });
  t.deepEqual(
    entries.map((entry) => JSON.parse(entry.payload).details.changed),
    [undefined, ['user'], ['sudoPassword']],
  );
});

test('references that lead nowhere, taken names and stale versions are refused at their field', async (t) => {
  const { context, services } = scene;
  const missing = createServerCredential(context, services, { name: 'lost', user: 'root', sshKeyId: newId() });
  t.is((await refuse(t, missing, 'unprocessable')).errors[0]?.path, 'sshKeyId');
  const made = await createServerCredential(context, services, { name: 'Taken', user: 'root', password: 'p' });
  await refuse(
    t,
    createServerCredential(context, services, { name: 'taken', user: 'x', password: 'p' }),
    'already_exists',
  );
  const other = await createServerCredential(context, services, { name: 'other', user: 'x', password: 'p' });
  await refuse(
    t,
    patchServerCredential(context, services, { id: other.id, patch: { name: 'TAKEN' } }),
    'already_exists',
  );
  await patchServerCredential(context, services, { id: made.id, patch: { name: 'TAKEN' }, expectedVersion: 1 });
  const stale = patchServerCredential(context, services, { id: made.id, patch: { user: 'y' }, expectedVersion: 1 });
  await refuse(t, stale, 'precondition_failed');
  await refuse(t, getServerCredential(context, newId()), 'not_found');
  await refuse(t, patchServerCredential(context, services, { id: newId(), patch: { user: 'y' } }), 'not_found');
  await refuse(t, resolve(scene, newId()), 'not_found');
});

test('a credential that a server logs in with is not deleted, and a change of it closes old connections', async (t) => {
  const { context, services, forgotten } = scene;
  const made = await createServerCredential(context, services, { name: 'busy', user: 'root', password: 'p' });
  const serverId = newId();
  await context.database
    .knex('servers')
    .insert({ id: serverId, name: 'web-1', address: '127.0.0.1', credentialId: made.id });
  t.regex((await refuse(t, deleteServerCredential(context, made.id), 'in_use')).message, /"web-1"/);
  await patchServerCredential(context, services, { id: made.id, patch: { password: 'q' } });
  t.true(forgotten.includes(serverId));
  await context.database.knex('servers').where({ id: serverId }).delete();
  await deleteServerCredential(context, made.id);
  await refuse(t, deleteServerCredential(context, made.id), 'not_found');
});

test('the wrong master key opens nothing and is named', async (t) => {
  const { context, services } = scene;
  const made = await createServerCredential(context, services, { name: 'foreign', user: 'root', password: CANARY });
  const keyring = createKeyring(generateRootKey());
  const error = await refuse(
    t,
    resolveServerCredential({ database: context.database, keyring }, made.id),
    'master_key_mismatch',
  );
  t.true(error.message.includes(scene.keyring.activeId) && error.message.includes(keyring.activeId));
  await refuse(
    t,
    createServerCredential(context, { keyring }, { name: 'foreign 2', user: 'root', password: CANARY }),
    'master_key_mismatch',
  );
});

test('a ciphertext that is copied to another row or column does not open there', async (t) => {
  const { context, services } = scene;
  const one = await createServerCredential(context, services, {
    name: 'swap 1',
    user: 'a',
    password: 'p1',
    sudoPassword: 's1',
  });
  const two = await createServerCredential(context, services, { name: 'swap 2', user: 'b', password: 'p2' });
  await context.database.pool.query(
    'update server_credentials set password = (select password from server_credentials where id = $1) where id = $2',
    [one.id, two.id],
  );
  await refuse(t, resolve(scene, two.id), 'secret_damaged');
  await context.database.pool.query('update server_credentials set password = sudo_password where id = $1', [one.id]);
  await refuse(t, resolve(scene, one.id), 'secret_damaged');
});

test('pages are in the order of creation', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  for (const name of ['c', 'a', 'b'])
    await createServerCredential(own.context, own.services, { name, user: 'u', password: 'p' });
  const all = await listServerCredentials(own.context, { limit: 9 });
  t.deepEqual(
    all.map((one) => one.name),
    ['c', 'a', 'b'],
  );
  const rest = await listServerCredentials(own.context, {
    limit: 9,
    after: { createdAt: all[0]!.createdAt, id: all[0]!.id },
  });
  t.deepEqual(
    rest.map((one) => one.name),
    ['a', 'b'],
  );
  t.true((await verifyAudit(own.context.database.pool)).ok);
});

test('the schemas refuse what no host would take', (t) => {
  const good = { name: 'n', user: 'root', password: 'p' };
  t.true(CreateServerCredential.safeParse(good).success);
  for (const change of [
    { user: '' },
    { user: 'a b' },
    { user: '-oProxyCommand=x' },
    { user: 'a;b' },
    { password: 'a\nb' },
    { password: '' },
    { sshKeyId: 'x' },
    { extra: 1 },
  ]) {
    t.false(CreateServerCredential.safeParse({ ...good, ...change }).success, JSON.stringify(change));
  }
  t.false(PatchServerCredential.safeParse({}).success);
  for (const user of ['deploy', 'first.last', 'DOMAIN\\user', 'user@realm', 'machine$']) {
    t.true(CreateServerCredential.safeParse({ ...good, user }).success, user);
  }
});
