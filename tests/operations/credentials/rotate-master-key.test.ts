import test, { type ExecutionContext } from 'ava';
import { SECRET_COLUMNS } from '../../../src/domain/credentials/secret-columns.js';
import { resolveServerCredential } from '../../../src/operations/credentials/resolve-server-credential.js';
import { planMasterKeyRotation, rotateMasterKey } from '../../../src/operations/credentials/rotate-master-key.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import { createSshKey } from '../../../src/operations/credentials/ssh-keys.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { ensureEncryptionKey } from '../../../src/platform/crypto/key-check.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { createScene, type Scene } from './credentials-fixture.js';

const former = generateRootKey();
const next = generateRootKey();
const both = createKeyring(next, [former]);

async function setUp(t: ExecutionContext, count: number): Promise<Scene> {
  const scene = await createScene(createKeyring(former));
  t.teardown(() => scene.db.drop());
  const key = await createSshKey(scene.context, scene.services, { name: 'key', generate: 'ed25519' });
  for (let index = 0; index < count; index += 1) {
    const input = {
      name: `c${index}`,
      user: 'root',
      sshKeyId: key.id,
      password: `p${index}`,
      sudoPassword: `s${index}`,
    };
    await createServerCredential(scene.context, scene.services, input);
  }
  return scene;
}

async function readSecrets(scene: Scene, keyring: Scene['keyring']) {
  const rows = await scene.context.database.knex('server_credentials').select('id').orderBy('created_at');
  return Promise.all(
    rows.map(async ({ id }: { id: string }) => {
      const { password, sudoPassword } = await resolveServerCredential(
        { database: scene.context.database, keyring },
        id,
      );
      return [password, sudoPassword];
    }),
  );
}

const mismatch = async (t: ExecutionContext, work: Promise<unknown>) => {
  const error = await t.throwsAsync(work, { instanceOf: MillwrightError });
  t.is(error.code, 'master_key_mismatch');
  return error;
};

test('every bytea column of the schema is a secret that rotation knows, or is said to be none', async (t) => {
  const scene = await setUp(t, 0);
  // A new column must be put on one of the two lists.
  const noSecrets = new Set([
    'api_tokens.digest',
    'audit_checkpoints.hash',
    'audit_checkpoints.signature',
    'audit_entries.hash',
    'audit_entries.previous_hash',
    'command_log.digests',
    'encryption_keys.check_value',
    'idempotency_keys.body_digest',
    'packed_grids.digest',
    'series_layouts.digest',
    'server_host_keys.key_blob',
  ]);
  const { rows } = await scene.context.database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns join pg_class on relname = table_name and relkind in ('r', 'p') and not relispartition
      where table_schema = 'public' and data_type = 'bytea' order by 1`,
  );
  const unknown = rows.map((row) => row.name).filter((name) => !noSecrets.has(name));
  t.deepEqual(unknown.sort(), SECRET_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort());
});

test('the first start writes the key check, and another key is refused by its id', async (t) => {
  const scene = await createScene(createKeyring(former));
  t.teardown(() => scene.db.drop());
  const { database } = scene.context;
  t.deepEqual(await ensureEncryptionKey(database, createKeyring(former)), {
    activeId: former.id,
    retiringIds: [],
    created: false,
  });
  const error = await mismatch(t, ensureEncryptionKey(database, createKeyring(next)));
  t.true(error.message.includes(former.id) && error.message.includes(next.id));
  // A second key at hand changes nothing until the rotation is asked for.
  t.is((await ensureEncryptionKey(database, both)).activeId, former.id);
  await database.pool.query(`update encryption_keys set check_value = overlay(check_value placing '\\x00' from 100)`);
  const damaged = await t.throwsAsync(ensureEncryptionKey(database, createKeyring(former)), {
    instanceOf: MillwrightError,
  });
  t.is(damaged.code, 'secret_damaged');
});

test('processes that start at once agree on the first key', async (t) => {
  const scene = await createScene(createKeyring(former));
  t.teardown(() => scene.db.drop());
  const { database } = scene.context;
  await database.pool.query('delete from encryption_keys');
  const states = await Promise.all([1, 2, 3, 4].map(() => ensureEncryptionKey(database, createKeyring(former))));
  t.is(states.filter((state) => state.created).length, 1);
});

test('the plan counts what a rotation would do and changes nothing', async (t) => {
  const scene = await setUp(t, 3);
  const plan = await planMasterKeyRotation(scene.context, { keyring: both });
  t.deepEqual(plan, {
    targetId: next.id,
    retiringIds: [former.id],
    columns: [
      { table: 'ssh_keys', column: 'private_key', outstanding: 1 },
      { table: 'server_credentials', column: 'password', outstanding: 3 },
      { table: 'server_credentials', column: 'sudo_password', outstanding: 3 },
      { table: 'database_instances', column: 'credential_password', outstanding: 0 },
      { table: 'container_registries', column: 'password', outstanding: 0 },
      { table: 'container_registries', column: 'token', outstanding: 0 },
      { table: 'container_backups', column: 'config', outstanding: 0 },
      { table: 'users', column: 'totp_secret', outstanding: 0 },
      { table: 'actions', column: 'command', outstanding: 0 },
      { table: 'actions', column: 'rollback_command', outstanding: 0 },
      { table: 'action_runs', column: 'stdout', outstanding: 0 },
      { table: 'action_runs', column: 'stderr', outstanding: 0 },
    ],
  });
  t.is((await ensureEncryptionKey(scene.context.database, createKeyring(former))).activeId, former.id);
  await mismatch(t, planMasterKeyRotation(scene.context, { keyring: createKeyring(next) }));
  await mismatch(t, rotateMasterKey(scene.context, { keyring: createKeyring(next) }));
});

test('after a rotation the new key alone opens everything, and the former one is told to be retired', async (t) => {
  const scene = await setUp(t, 5);
  const before = await readSecrets(scene, scene.keyring);
  const steps: number[] = [];
  const result = await rotateMasterKey(scene.context, {
    keyring: both,
    batchSize: 2,
    onProgress: (step) => steps.push(step.rewrapped),
  });
  t.is(result.rewrapped, 11);
  t.deepEqual(steps, [1, 2, 4, 5, 2, 4, 5]);
  t.deepEqual(await readSecrets(scene, createKeyring(next)), before);
  t.is((await ensureEncryptionKey(scene.context.database, createKeyring(next))).activeId, next.id);
  t.regex(
    (await mismatch(t, ensureEncryptionKey(scene.context.database, createKeyring(former)))).message,
    /was retired on 20/,
  );
  const [entry] = await readAuditPage(scene.context.database.pool, { action: 'master_key.rotated' }, { limit: 2 });
  t.deepEqual(JSON.parse(entry!.payload).details, { retiredIds: [former.id], rewrapped: 11 });
  // The way back works as well.
  await rotateMasterKey(scene.context, { keyring: createKeyring(former, [next]) });
  t.deepEqual(await readSecrets(scene, createKeyring(former)), before);
});

test('a rotation that was stopped halfway is finished by the next one, and nothing is unreadable in between', async (t) => {
  const scene = await setUp(t, 6);
  const before = await readSecrets(scene, scene.keyring);
  let batches = 0;
  const stop = (): void => {
    batches += 1;
    if (batches === 3) throw new Error('killed');
  };
  await t.throwsAsync(rotateMasterKey(scene.context, { keyring: both, batchSize: 2, onProgress: stop }), {
    message: 'killed',
  });
  t.deepEqual(await readSecrets(scene, both), before);
  const status = await ensureEncryptionKey(scene.context.database, both);
  t.deepEqual(status, { activeId: next.id, retiringIds: [former.id], created: false });
  // The key that is half retired is still needed.
  await mismatch(t, ensureEncryptionKey(scene.context.database, createKeyring(next)));
  const result = await rotateMasterKey(scene.context, { keyring: both });
  t.is(result.rewrapped, 13 - 1 - 2 - 2);
  t.deepEqual(await readSecrets(scene, createKeyring(next)), before);
});

test('writers that go on during a rotation lose nothing and leave nothing under the former key', async (t) => {
  const scene = await setUp(t, 20);
  // These processes were started before the rotation: for them the former key is the active one.
  const services = { ...scene.services, keyring: createKeyring(former, [next]) };
  let writing = true;
  const write = async (writer: number): Promise<number> => {
    let count = 0;
    for (; writing || count < 5; count += 1) {
      await createServerCredential(scene.context, services, {
        name: `w${writer}-${count}`,
        user: 'u',
        password: `w${writer}-${count}`,
      });
    }
    return count;
  };
  const writers = [write(1), write(2), write(3)];
  const result = await rotateMasterKey(scene.context, { keyring: both, batchSize: 3 });
  writing = false;
  const written = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0);
  t.true(result.rewrapped >= 41);
  const secrets = await readSecrets(scene, createKeyring(next));
  t.is(secrets.length, 20 + written);
  const { rows } = await scene.context.database.pool.query<{ name: string }>(
    'select name from server_credentials order by created_at',
  );
  for (const [index, row] of rows.entries()) if (row.name.startsWith('w')) t.is(secrets[index]?.[0], row.name);
});
