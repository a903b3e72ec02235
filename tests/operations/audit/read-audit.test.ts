import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { AuditEntry, AuditFilter, AuditVerification } from '../../../src/domain/audit/audit-entry.js';
import { exportAuditTrail, listAuditEntries, verifyAuditTrail } from '../../../src/operations/audit/read-audit.js';
import { recordAudit } from '../../../src/operations/audit/record.js';
import { createServerCredential } from '../../../src/operations/credentials/server-credentials.js';
import { createCheckpointSigner } from '../../../src/platform/audit/checkpoint.js';
import { exportCheckpoint } from '../../../src/platform/audit/export-checkpoint.js';
import { verifyExport } from '../../../src/platform/audit/verify.js';
import { tamper } from '../../platform/audit/chain-fixture.js';
import { createScene, type Scene } from '../credentials/credentials-fixture.js';

let scene: Scene;
let folder = '';
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mw-audit-'));
  scene = await createScene();
  const { context, services } = scene;
  await createServerCredential(context, services, { name: 'one', user: 'u', password: 'CANARY-5522' });
  await context.database.knex.transaction((trx) =>
    recordAudit(trx, context, { action: 'server.reboot', subject: { type: 'server', id: 's1' }, outcome: 'denied' }),
  );
});
test.after.always(async () => {
  await scene.db.drop();
  await rm(folder, { recursive: true, force: true });
});

test('entries are listed in the shape of the contract, with their details', async (t) => {
  const entries = await listAuditEntries(scene.context, { limit: 10 });
  t.deepEqual(
    entries.map((entry) => AuditEntry.strict().parse(entry)),
    entries,
  );
  t.deepEqual(
    entries.map((entry) => [entry.sequence, entry.action, entry.outcome]),
    [
      [1, 'server_credential.created', 'succeeded'],
      [2, 'server.reboot', 'denied'],
    ],
  );
  t.is(entries[1]?.previousHash, entries[0]?.hash);
  t.like(entries[0]?.details, { name: 'one', hasPassword: true });
  t.false(JSON.stringify(entries).includes('CANARY'));
  t.like(entries[0]?.actor, { kind: 'user', name: 'Ada' });
});

test('filters and pages narrow the list, from either end', async (t) => {
  const list = async (query: object) =>
    (await listAuditEntries(scene.context, { limit: 10, ...AuditFilter.parse(query) })).map((entry) => entry.sequence);
  t.deepEqual(await list({ outcome: 'denied' }), [2]);
  t.deepEqual(await list({ subjectType: 'server', subjectId: 's1' }), [2]);
  t.deepEqual(await list({ order: 'desc' }), [2, 1]);
  t.deepEqual(
    (await listAuditEntries(scene.context, { limit: 1, after: 1 })).map((entry) => entry.sequence),
    [2],
  );
  t.false(AuditFilter.safeParse({ from: 'yesterday' }).success);
  t.false(AuditFilter.safeParse({ unknown: '1' }).success);
});

test('verification compares with the checkpoint file and tells of damaged lines in it', async (t) => {
  const checkpointFile = join(folder, 'checkpoints.jsonl');
  const services = { keyring: scene.keyring, checkpointFile };
  const signer = createCheckpointSigner(scene.keyring);
  await exportCheckpoint({ database: scene.context.database, signer, file: checkpointFile });
  await writeFile(checkpointFile, 'garbage\n', { flag: 'a' });
  const verdict = await verifyAuditTrail(scene.context, services);
  t.deepEqual(AuditVerification.strict().parse(verdict), verdict);
  t.like(verdict, {
    ok: true,
    checked: 2,
    firstBroken: null,
    checkpoints: { compared: 1, unknownKey: 0, damagedLines: 1 },
  });
});

test('the export is JSON lines that verify without the database', async (t) => {
  const verdict = await verifyExport(exportAuditTrail(scene.context));
  t.like(verdict, { ok: true, checked: 2 });
});

test('an entry whose payload was destroyed is still listed, and verification names it', async (t) => {
  const own = await createScene();
  t.teardown(() => own.db.drop());
  for (const name of ['a', 'b'])
    await createServerCredential(own.context, own.services, { name, user: 'u', password: 'p' });
  await tamper(own.db, `update audit_entries set payload = 'x' where sequence = 2`);
  t.deepEqual((await listAuditEntries(own.context, { limit: 5 }))[1]?.details, {});
  const services = { keyring: own.keyring, checkpointFile: join(folder, 'none.jsonl') };
  t.like(await verifyAuditTrail(own.context, services), {
    ok: false,
    checked: 1,
    firstBroken: 2,
    reason: 'hash_mismatch',
  });
});
