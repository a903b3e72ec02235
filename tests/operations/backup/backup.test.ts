import {
  CANARY,
  createBackupScene,
  dayBefore,
  emptyTarget,
  PASSPHRASE,
  refuse,
  type BackupScene,
} from './backup-fixture.js';
import { randomBytes } from 'node:crypto';
import { copyFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import pg from 'pg';
import { createBackup } from '../../../src/operations/backup/create-backup.js';
import { readEncryptedFile } from '../../../src/operations/backup/encrypted-file.js';
import { readKeyBackup } from '../../../src/operations/backup/key-backup.js';
import { restoreBackup } from '../../../src/operations/backup/restore-backup.js';
import { resolveServerCredential } from '../../../src/operations/credentials/resolve-server-credential.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import { appendAudit } from '../../../src/platform/audit/append.js';
import { checkpointPublicKeys, createCheckpointSigner } from '../../../src/platform/audit/checkpoint.js';
import { readCheckpointFile } from '../../../src/platform/audit/checkpoint-file.js';
import { appendCommandLog, COMMAND_LOG } from '../../../src/platform/audit/command-log.js';
import { exportCheckpoint } from '../../../src/platform/audit/export-checkpoint.js';
import { verifyAudit } from '../../../src/platform/audit/verify.js';
import { ensureEncryptionKey } from '../../../src/platform/crypto/key-check.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { listMigrations, migrateDatabase, migrateDownTo } from '../../../src/platform/db/migrate.js';
import { dropPartition } from '../../../src/platform/db/partitions-drop.js';
import { APPLICATION_ROLE, createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { ENTRY } from '../../platform/audit/chain-fixture.js';
import { createScene } from '../credentials/credentials-fixture.js';

let scene: BackupScene;
test.before(async () => {
  scene = await createBackupScene();
});
test.after.always(() => scene.close());

/** Everything but what a restore and a backup add to the chain. */
async function snapshot(database: TestDatabase): Promise<Record<string, string[]>> {
  const tables = await database.database.pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname !~ '^knex_' order by 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    const but = name === 'audit_entries' ? `where action !~ '^backup'` : '';
    const { rows } = await database.database.pool.query<{ line: string }>(
      `select t::text as line from "${name}" t ${but} order by 1`,
    );
    found[name] = rows.map((row) => row.line);
  }
  return found;
}

test('what was backed up comes back row for row, and the system goes on from there', async (t) => {
  const target = await emptyTarget(t);
  const report = await scene.restoreInto(target);
  t.deepEqual(await snapshot(target), await snapshot(scene.source.db));
  t.true(report.rows > 30_000);
  t.true(report.partitionsCreated >= 3);
  t.like(report.audit, { ok: true });
  t.deepEqual(report.keyIds, [scene.source.keyring.activeId]);
  t.is(report.settings.port, 8080);
  t.false(JSON.stringify(report).includes(CANARY));
  const { database } = target;
  t.true((await ensureEncryptionKey(database, scene.source.keyring)).created === false);
  const { id } = await database.knex('server_credentials').first('id');
  t.is((await resolveServerCredential({ database, keyring: scene.source.keyring }, id)).password, CANARY);
  const head = report.audit.head?.sequence ?? 0;
  t.is((await database.knex.transaction((trx) => appendAudit(trx, ENTRY))).sequence, head + 2);
  t.like(await verifyAudit(database.pool), { ok: true, checked: head + 2 });
  // The application still owns what it must drop, and still may not touch the trail.
  await dropPartition(database.pool, COMMAND_LOG, `command_log_p${dayBefore(2).slice(0, 10).replaceAll('-', '')}`);
  await t.throwsAsync(database.pool.query('truncate audit_entries'), { code: '42501' } as object);
  const owner = new pg.Client({ connectionString: target.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await t.throwsAsync(owner.query('truncate audit_entries'), { message: /append-only/ });
  await t.throwsAsync(owner.query('delete from ssh_keys'), { message: /violates/ });
  const { rows } = await owner.query('select count(*)::int as count from pg_constraint where condeferrable');
  t.is(rows[0].count, 0);
});

test('sequences go on where they were', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  const { pool } = own.context.database;
  const { rows: sequences } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace and relname !~ '^knex' order by 1`,
  );
  t.true(sequences.length > 0);
  for (const { name } of sequences)
    for (let count = 0; count < 3; count += 1) await pool.query(`select nextval('${name}')`);
  const outFile = join(scene.folder, 'sequences.backup');
  await createBackup(own.context, { ...scene.input, databaseUrl: own.db.url, outFile });
  const target = await emptyTarget(t);
  await scene.restoreInto(target, { file: outFile });
  for (const { name } of sequences) {
    const { rows } = await target.database.pool.query(`select nextval('${name}') as value`);
    t.is(rows[0].value, 4, name);
  }
});

test('the backup is of one moment, while others write', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  let writing = true;
  const write = async (): Promise<void> => {
    for (let index = 0; writing; index += 1) {
      const made = { name: `w${index}`, user: 'u', password: 'p' };
      await createServerCredential(own.context, own.services, made);
    }
  };
  const writer = write();
  const outFile = join(scene.folder, 'busy.backup');
  await createBackup(own.context, { ...scene.input, databaseUrl: own.db.url, outFile });
  writing = false;
  await writer;
  const target = await emptyTarget(t);
  const report = await scene.restoreInto(target, { file: outFile });
  const { rows } = await target.database.pool.query<{ credentials: number; entries: number }>(
    `select (select count(*) from server_credentials) as credentials,
            (select count(*) from audit_entries where action = 'server_credential.created') as entries`,
  );
  t.is(rows[0]?.credentials, rows[0]?.entries);
  t.true(report.audit.ok);
});

test('an owner who is no superuser can restore', async (t) => {
  const admin = new pg.Client({ connectionString: scene.source.db.ownerUrl });
  await admin.connect();
  const name = `mw_owner_${randomBytes(4).toString('hex')}`;
  await admin.query(`create role ${name} login password 'test-only'`);
  await admin.query(`grant ${APPLICATION_ROLE} to ${name}`);
  await admin.query(`create database ${name} owner ${name}`);
  t.teardown(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  });
  const owner = new URL(scene.source.db.ownerUrl);
  owner.pathname = `/${name}`;
  owner.username = name;
  owner.password = 'test-only';
  const application = new URL(scene.source.db.url);
  application.pathname = `/${name}`;
  await migrateDatabase({ ownerUrl: owner.href, applicationRole: APPLICATION_ROLE });
  const report = await restoreBackup(scene.source.context, {
    ownerUrl: owner.href,
    applicationRole: APPLICATION_ROLE,
    file: scene.input.outFile,
    passphrase: PASSPHRASE,
  });
  t.true(report.audit.ok);
  const database = connectDatabase({ url: application.href, applicationName: 'restored' });
  t.teardown(() => database.close());
  await dropPartition(database.pool, COMMAND_LOG, `command_log_p${dayBefore(2).slice(0, 10).replaceAll('-', '')}`);
  await database.knex.transaction((trx) => appendAudit(trx, ENTRY));
  t.true((await verifyAudit(database.pool)).ok);
});

test('a database in use is refused unless its data may be replaced', async (t) => {
  const used = await createScene();
  t.teardown(() => used.db.drop());
  await createServerCredential(used.context, used.services, { name: 'mine', user: 'u', password: 'p' });
  t.regex((await refuse(t, scene.restoreInto(used.db), 'restore_refused')).message, /in use/);
  t.is((await used.context.database.knex('server_credentials')).length, 1);
  await scene.restoreInto(used.db, { replace: true });
  t.deepEqual(await snapshot(used.db), await snapshot(scene.source.db));
});

test('a backup of an older version is loaded at its level and then brought up to date', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  await createServerCredential(own.context, own.services, { name: 'old', user: 'u', password: CANARY });
  const names = await listMigrations();
  // As if it had been made before the command log existed.
  const older = names.slice(
    0,
    names.findIndex((name) => name.includes('audit_command_log')),
  );
  const outFile = join(scene.folder, 'older.backup');
  await migrateDownTo(own.db.ownerUrl, older);
  await createBackup(own.context, { ...scene.input, databaseUrl: own.db.url, outFile });
  const target = await emptyTarget(t);
  const failing = join(scene.folder, 'older-cut.backup');
  await copyFile(outFile, failing);
  await truncate(failing, (await stat(failing)).size - 1);
  await refuse(t, scene.restoreInto(target, { file: failing }), 'backup_unusable');
  const report = await scene.restoreInto(target, { file: outFile });
  t.deepEqual(
    [...report.migrated].sort(),
    names.filter((name) => !older.includes(name)),
  );
  const { rows } = await target.database.pool.query('select name from knex_migrations order by name');
  t.deepEqual(
    rows.map((row) => row.name),
    names,
  );
  t.is((await target.database.knex('server_credentials').first('name')).name, 'old');
  t.is(await appendCommandLog(target.database.pool, []), 0);
  t.true((await verifyAudit(target.database.pool)).ok);
  const pending = await createTestDatabase();
  t.teardown(() => pending.drop());
  await migrateDownTo(pending.ownerUrl, older);
  t.regex(
    (await refuse(t, scene.restoreInto(pending, { file: outFile }), 'restore_refused')).message,
    /millwright migrate/,
  );
});

test('the master key is in its own file under its own passphrase, and nothing secret is in clear in either', async (t) => {
  const keys = await readKeyBackup(`${scene.input.outFile}.key`, scene.input.keyPassphrase!);
  t.deepEqual(
    keys.map((key) => key.id),
    [scene.source.keyring.activeId],
  );
  await refuse(t, readKeyBackup(`${scene.input.outFile}.key`, PASSPHRASE), 'backup_unusable');
  await refuse(t, readKeyBackup(scene.input.outFile, PASSPHRASE), 'backup_unusable');
  t.is((await ensureEncryptionKey(scene.source.context.database, createKeyring(keys[0]!))).created, false);
  t.is((await stat(scene.input.outFile)).mode & 0o777, 0o600);
  t.is((await stat(`${scene.input.outFile}.key`)).mode & 0o777, 0o600);
  // Also not for somebody who has the passphrase of the data.
  let inside = '';
  for await (const chunk of readEncryptedFile(scene.input.outFile, PASSPHRASE)) inside += chunk.toString('latin1');
  t.false(inside.includes(CANARY));
  t.false(inside.includes(keys[0]!.exportBase64()));
});

test('a file that exists is never overwritten, a short passphrase is refused, and a failure leaves no file', async (t) => {
  await refuse(t, createBackup(scene.source.context, scene.input), 'already_exists');
  const outFile = join(scene.folder, 'failing.backup');
  await refuse(
    t,
    createBackup(scene.source.context, { ...scene.input, outFile, passphrase: 'short' }),
    'validation_failed',
  );
  await t.throwsAsync(
    createBackup(scene.source.context, { ...scene.input, outFile: join(scene.folder, 'no', 'such', 'folder') }),
    {
      code: 'ENOENT',
    } as object,
  );
  const empty = new URL(scene.source.db.ownerUrl);
  empty.pathname = '/postgres';
  await t.throwsAsync(createBackup(scene.source.context, { ...scene.input, outFile, databaseUrl: empty.href }));
  for (const file of [outFile, `${outFile}.partial`, `${outFile}.key`])
    await t.throwsAsync(stat(file), { code: 'ENOENT' } as object);
});

test('checkpoints that know more than the backup are put aside, and the trail says so', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  const { database } = own.context;
  const checkpointFile = join(scene.folder, 'checkpoints.jsonl');
  const exporting = { database, signer: createCheckpointSigner(own.keyring), file: checkpointFile };
  await createServerCredential(own.context, own.services, { name: 'one', user: 'u', password: 'p' });
  await exportCheckpoint(exporting);
  const outFile = join(scene.folder, 'checkpoints.backup');
  await createBackup(own.context, { ...scene.input, databaseUrl: own.db.url, keyring: own.keyring, outFile });
  const onto = { file: outFile, replace: true, checkpointFile };
  t.is((await scene.restoreInto(own.db, onto)).checkpointsSetAside, null);
  const verify = async () => {
    const { checkpoints } = await readCheckpointFile(checkpointFile);
    return verifyAudit(database.pool, { checkpoints, publicKeys: checkpointPublicKeys(own.keyring) });
  };
  t.like(await verify(), { ok: true, checkpoints: { compared: 1 } });
  await exportCheckpoint(exporting);
  const report = await scene.restoreInto(own.db, onto);
  t.regex(report.checkpointsSetAside ?? '', /\.before-restore-/);
  t.like(await verify(), { ok: true, checkpoints: { compared: 0 } });
  const { rows } = await database.pool.query(
    `select payload::jsonb #>> '{details,lastCheckpoint,sequence}' as sequence from audit_entries where action = 'backup.restored'`,
  );
  t.deepEqual(rows, [{ sequence: '2' }]);
});
