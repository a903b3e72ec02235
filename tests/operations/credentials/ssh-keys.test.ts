import test, { type ExecutionContext } from 'ava';
import ssh2 from 'ssh2';
import { CreateSshKey, SshKey } from '../../../src/domain/credentials/ssh-key.js';
import { resolveServerCredential } from '../../../src/operations/credentials/resolve-server-credential.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import { createSshKey, deleteSshKey, getSshKey, listSshKeys } from '../../../src/operations/credentials/ssh-keys.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { generateSshKey } from '../../../src/platform/crypto/ssh-key.js';
import type { ErrorCode } from '../../../src/platform/errors/catalogue.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { createScene, dumpEverything, type Scene } from './credentials-fixture.js';

let scene: Scene;
test.before(async () => {
  scene = await createScene();
});
test.after.always(() => scene.db.drop());

const refuse = async (t: ExecutionContext, work: Promise<unknown>, code: ErrorCode) => {
  const error = await t.throwsAsync(work, { instanceOf: MillwrightError });
  t.is(error.code, code);
  return error;
};

test('a generated key is answered without its private half, and works when resolved', async (t) => {
  const { context, services } = scene;
  const key = await createSshKey(context, services, CreateSshKey.parse({ name: 'generated', generate: 'ed25519' }));
  t.deepEqual(SshKey.strict().parse(key), key);
  t.is(key.algorithm, 'ed25519');
  t.regex(key.publicKey, /^ssh-ed25519 AAAA/);
  t.regex(key.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
  t.deepEqual(await getSshKey(context, key.id), key);
  const credential = await createServerCredential(context, services, {
    name: 'with key',
    user: 'root',
    sshKeyId: key.id,
  });
  const resolved = await resolveServerCredential({ database: context.database, keyring: scene.keyring }, credential.id);
  t.is(resolved.user, 'root');
  const parsed = ssh2.utils.parseKey(resolved.privateKey!);
  t.false(parsed instanceof Error);
  const [entry] = await readAuditPage(context.database.pool, { subjectId: key.id }, { limit: 5 });
  t.like(entry, { action: 'ssh_key.created', outcome: 'succeeded', door: 'api', correlationId: 'test-correlation' });
  t.like(JSON.parse(entry!.payload).details, { origin: 'generated', fingerprint: key.fingerprint });
});

test('an imported key keeps its fingerprint, and no piece of it is in any table in clear', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  const pair = await generateSshKey('ed25519');
  const privateKey = pair.privateKey.toString();
  const key = await createSshKey(own.context, own.services, CreateSshKey.parse({ name: 'imported', privateKey }));
  t.is(key.fingerprint, pair.fingerprint);
  const dump = await dumpEverything(own.db);
  t.true(dump.includes(pair.fingerprint));
  // The middle of the file holds the seed; its first lines are the public part.
  for (const line of privateKey.split('\n').slice(3, -2)) t.false(dump.includes(line));
  t.false(dump.includes('OPENSSH PRIVATE KEY'));
});

test('the schema takes a key or a type to generate, never both or neither', (t) => {
  for (const body of [
    { name: 'x' },
    { name: 'x', generate: 'dsa' },
    { name: 'x', generate: 'ed25519', privateKey: 'y' },
    { name: 'x', generate: 'ed25519', passphrase: 'y' },
    { name: '', generate: 'ed25519' },
    { name: 'x', generate: 'ed25519', extra: 1 },
  ]) {
    t.false(CreateSshKey.safeParse(body).success, JSON.stringify(body));
  }
});

test('a key that cannot be used leaves nothing behind', async (t) => {
  await refuse(
    t,
    createSshKey(scene.context, scene.services, { name: 'bad', privateKey: 'nonsense' }),
    'private_key_unusable',
  );
  const { rows } = await scene.context.database.pool.query("select 1 from ssh_keys where name = 'bad'");
  t.is(rows.length, 0);
});

test('names are unique without regard to case', async (t) => {
  const { context, services } = scene;
  await createSshKey(context, services, { name: 'Unique', generate: 'ed25519' });
  const error = await refuse(
    t,
    createSshKey(context, services, { name: 'uniQUE', generate: 'ed25519' }),
    'already_exists',
  );
  t.is(error.errors[0]?.path, 'name');
});

test('a key in use is not deleted, an unused one is, and both are told', async (t) => {
  const { context, services } = scene;
  const key = await createSshKey(context, services, { name: 'in use', generate: 'ed25519' });
  await createServerCredential(context, services, { name: 'user of it', user: 'root', sshKeyId: key.id });
  t.regex((await refuse(t, deleteSshKey(context, key.id), 'in_use')).message, /"user of it"/);
  const free = await createSshKey(context, services, { name: 'free', generate: 'ed25519' });
  await deleteSshKey(context, free.id);
  await refuse(t, getSshKey(context, free.id), 'not_found');
  await refuse(t, deleteSshKey(context, free.id), 'not_found');
  const entries = await readAuditPage(context.database.pool, { subjectId: free.id }, { limit: 5 });
  t.deepEqual(
    entries.map((entry) => entry.action),
    ['ssh_key.created', 'ssh_key.deleted'],
  );
});

test('pages follow each other without gap or repetition, also within one millisecond', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  for (let index = 0; index < 7; index += 1) {
    await createSshKey(own.context, own.services, { name: `key ${index}`, generate: 'ed25519' });
  }
  await own.context.database.pool.query(
    `update ssh_keys set created_at = '2026-11-21T10:00:00.123Z' where name <> 'key 6'`,
  );
  const seen: string[] = [];
  let after: { createdAt: string; id: string } | undefined;
  for (;;) {
    const page = await listSshKeys(own.context, { limit: 2, after });
    seen.push(...page.map((key) => key.id));
    const last = page.at(-1);
    if (last === undefined) break;
    after = { createdAt: last.createdAt, id: last.id };
  }
  t.is(seen.length, 7);
  t.is(new Set(seen).size, 7);
});
