import { createBackupScene, emptyTarget, isEmpty, PASSPHRASE, refuse, type BackupScene } from './backup-fixture.js';
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import pg from 'pg';
import { createBackup } from '../../../src/operations/backup/create-backup.js';
import { readEncryptedFile, writeEncryptedFile } from '../../../src/operations/backup/encrypted-file.js';
import { readArchive, writeArchive } from '../../../src/operations/backup/archive.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import type { ErrorCode } from '../../../src/platform/errors/catalogue.js';
import { createScene } from '../credentials/credentials-fixture.js';

let scene: BackupScene;
test.before(async () => {
  scene = await createBackupScene();
});
test.after.always(() => scene.close());

test('a wrong passphrase, another file and a missing file are refused before anything is touched', async (t) => {
  const target = await emptyTarget(t);
  t.regex(
    (await refuse(t, scene.restoreInto(target, { passphrase: 'wrong passphrase' }), 'backup_unusable')).message,
    /passphrase is wrong/,
  );
  const other = join(scene.folder, 'other.txt');
  await writeFile(other, 'hello');
  t.regex(
    (await refuse(t, scene.restoreInto(target, { file: other }), 'backup_unusable')).message,
    /not a Millwright backup/,
  );
  t.regex(
    (await refuse(t, scene.restoreInto(target, { file: join(scene.folder, 'none') }), 'backup_unusable')).message,
    /ENOENT/,
  );
  const key = scene.restoreInto(target, { file: `${scene.input.outFile}.key`, passphrase: scene.input.keyPassphrase! });
  await refuse(t, key, 'backup_unusable');
  t.true(await isEmpty(target));
});

test('a backup that was cut off anywhere, or has one flipped byte, restores nothing', async (t) => {
  const target = await emptyTarget(t);
  const whole = await readFile(scene.input.outFile);
  const cuts = [30, 100, 200, whole.length >> 1, whole.length - 20, whole.length - 1];
  for (const length of cuts) {
    const file = join(scene.folder, `cut-${length}`);
    await copyFile(scene.input.outFile, file);
    await truncate(file, length);
    await refuse(t, scene.restoreInto(target, { file }), 'backup_unusable');
  }
  for (const offset of [25, 60, 150, 400, whole.length >> 1, whole.length - 1]) {
    const file = join(scene.folder, `flip-${offset}`);
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(offset) ^ 0x10, offset);
    await writeFile(file, changed);
    await refuse(t, scene.restoreInto(target, { file }), 'backup_unusable');
  }
  t.true(await isEmpty(target));
  await scene.restoreInto(target);
});

/** Makes another backup out of the shared one, as somebody with the passphrase could. */
async function rewrite(
  name: string,
  change: (member: { name: string; data: Buffer }) => Buffer | undefined,
): Promise<string> {
  const file = join(scene.folder, name);
  async function* members() {
    for await (const member of readArchive(readEncryptedFile(scene.input.outFile, PASSPHRASE))) {
      const data = change(member);
      if (data !== undefined) yield { name: member.name, data };
    }
  }
  await writeEncryptedFile({ file, passphrase: PASSPHRASE, scryptLogN: 8 }, writeArchive(members()));
  return file;
}
const edit = (which: string, from: string | RegExp, to: string) => (member: { name: string; data: Buffer }) =>
  member.name.includes(which) ? Buffer.from(member.data.toString().replace(from, to)) : member.data;

test('a backup that contradicts its own manifest, schema or references restores nothing', async (t) => {
  const target = await emptyTarget(t);
  const cases: [string, (member: { name: string; data: Buffer }) => Buffer | undefined, ErrorCode, RegExp][] = [
    ['changed-row', edit('tables/servers/', 'behind', 'behinD'), 'backup_unusable', /Table servers has 2 rows/],
    [
      'no-manifest',
      (member) => (member.name === 'manifest.json' ? undefined : member.data),
      'backup_unusable',
      /before its manifest/,
    ],
    [
      'no-table',
      (member) => (member.name.startsWith('tables/servers/') ? undefined : member.data),
      'backup_unusable',
      /servers has 0 rows/,
    ],
    ['bad-json', edit('format.json', '{', '{{'), 'backup_unusable', /damaged JSON/],
    ['newer-format', edit('format.json', '"version": 1', '"version": 2'), 'backup_unusable', /format version 2/],
    [
      'newer-schema',
      edit('format.json', '"migrations": [', '"migrations": ["20990101000000_future.js",'),
      'database_newer_than_code',
      /20990101000000_future/,
    ],
    [
      'strange-name',
      edit('format.json', '"name": "servers"', '"name": "servers\\"; drop table users; --"'),
      'backup_unusable',
      /format\.json/,
    ],
    [
      'strange-column',
      edit('format.json', '"login_user"', '"other_user"'),
      'restore_refused',
      /server_credentials\.other_user/,
    ],
    ['not-copy', edit('tables/servers/', /^/, 'garbage\n'), 'backup_unusable', /refused rows of table servers/],
    [
      'no-header',
      (member) => (member.name === 'format.json' ? undefined : member.data),
      'backup_unusable',
      /no Millwright backup/,
    ],
  ];
  for (const [name, change, code, reason] of cases) {
    const error = await refuse(t, scene.restoreInto(target, { file: await rewrite(name, change) }), code);
    t.regex(error.message, reason, name);
  }
  t.true(await isEmpty(target));
});

test('a backup with a broken chain is restored, and said to be broken', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  for (const name of ['a', 'b', 'c'])
    await createServerCredential(own.context, own.services, { name, user: 'u', password: 'p' });
  const owner = new pg.Client({ connectionString: own.db.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(
    `alter table audit_entries disable trigger all; update audit_entries set outcome = 'failed' where sequence = 2`,
  );
  const outFile = join(scene.folder, 'broken.backup');
  await createBackup(own.context, { ...scene.input, databaseUrl: own.db.url, outFile });
  const report = await scene.restoreInto(await emptyTarget(t), { file: outFile });
  t.like(report.audit, { ok: false, firstBroken: 2, reason: 'fields_differ' });
});
