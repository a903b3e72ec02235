import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readCheckpointFile, setCheckpointFileAside } from '../../../src/platform/audit/checkpoint-file.js';
import { checkpointPublicKeys, createCheckpointSigner } from '../../../src/platform/audit/checkpoint.js';
import { hashEntry } from '../../../src/platform/audit/chain.js';
import { exportCheckpoint } from '../../../src/platform/audit/export-checkpoint.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { exportAudit, verifyAudit, verifyExport } from '../../../src/platform/audit/verify.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { fillChain, tamper } from './chain-fixture.js';

const keyring = createKeyring(generateRootKey());
const publicKeys = checkpointPublicKeys(keyring);
const signer = createCheckpointSigner(keyring);
let folder = '';
let count = 0;
test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mw-checkpoints-'));
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

interface Scene {
  readonly own: TestDatabase;
  readonly file: string;
}

async function setUp(t: ExecutionContext, entries: number): Promise<Scene> {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  await fillChain(own, entries);
  count += 1;
  return { own, file: join(folder, `checkpoints-${count}.jsonl`) };
}

async function verify({ own, file }: Scene) {
  const { checkpoints } = await readCheckpointFile(file);
  return verifyAudit(own.database.pool, { checkpoints, publicKeys });
}

async function collect(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 777) yield bytes.subarray(at, at + 777);
}

test('an untouched chain verifies, also when it is empty', async (t) => {
  const { own, file } = await setUp(t, 0);
  t.like(await verify({ own, file }), { ok: true, checked: 0, firstBroken: null, head: null });
  t.is(await exportCheckpoint({ database: own.database, signer, file }), undefined);
  await fillChain(own, 5_001);
  const steps: number[] = [];
  const verdict = await verifyAudit(own.database.pool, { onProgress: (checked) => steps.push(checked) });
  t.like(verdict, { ok: true, checked: 5_001, firstBroken: null });
  t.deepEqual(steps, [2_000, 4_000, 5_001]);
});

const TAMPERING: [string, string[], number, string][] = [
  [
    'a changed payload',
    [`update audit_entries set payload = replace(payload, '"index": 6', '"index": 66') where sequence = 7`],
    7,
    'hash_mismatch',
  ],
  ['a changed outcome', [`update audit_entries set outcome = 'failed' where sequence = 7`], 7, 'fields_differ'],
  [
    'a changed time',
    [`update audit_entries set at = at + interval '1 microsecond' where sequence = 7`],
    7,
    'fields_differ',
  ],
  ['a changed actor', [`update audit_entries set actor_name = 'Bob' where sequence = 7`], 7, 'fields_differ'],
  ['a changed hash', [`update audit_entries set hash = sha256('x') where sequence = 7`], 7, 'hash_mismatch'],
  ['a changed link', [`update audit_entries set previous_hash = sha256('x') where sequence = 7`], 7, 'link_broken'],
  ['a removed entry', ['delete from audit_entries where sequence = 7'], 7, 'entry_missing'],
  ['the first entry removed', ['delete from audit_entries where sequence = 1'], 1, 'entry_missing'],
  [
    'an entry removed and the rest moved up',
    [
      'delete from audit_entries where sequence = 7',
      'update audit_entries set sequence = sequence + 1000 where sequence > 7',
      'update audit_entries set sequence = sequence - 1001 where sequence > 1000',
    ],
    7,
    'link_broken',
  ],
  [
    'two entries exchanged',
    [
      'update audit_entries set sequence = 1000 where sequence = 7',
      'update audit_entries set sequence = 7 where sequence = 8',
      'update audit_entries set sequence = 8 where sequence = 1000',
    ],
    7,
    'link_broken',
  ],
  [
    'an entry with sequence zero put in front',
    [
      `alter table audit_entries drop constraint audit_entries_sequence_check`,
      `insert into audit_entries select 0, at, actor_kind, actor_id, actor_name, door, action, subject_type, subject_id, outcome, correlation_id, previous_hash, hash, payload from audit_entries where sequence = 1`,
    ],
    1,
    'entry_missing',
  ],
];

for (const [what, statements, firstBroken, reason] of TAMPERING) {
  test(`${what}, done as superuser, is found and named`, async (t) => {
    const scene = await setUp(t, 20);
    await tamper(scene.own, ...statements);
    t.like(await verify(scene), { ok: false, checked: firstBroken - 1, firstBroken, reason });
  });
}

test('a tail that was cut off shows against the exported checkpoints', async (t) => {
  const scene = await setUp(t, 10);
  await exportCheckpoint({ database: scene.own.database, signer, file: scene.file });
  t.like(await verify(scene), { ok: true, checkpoints: { compared: 1, unknownKey: 0 } });
  await tamper(scene.own, 'delete from audit_entries where sequence > 8', 'delete from audit_checkpoints where false');
  t.true((await verifyAudit(scene.own.database.pool)).ok, 'without checkpoints a cut tail cannot be seen');
  t.like(await verify(scene), { ok: false, checked: 8, firstBroken: 9, reason: 'tail_missing' });
  await fillChain(scene.own, 5);
  t.like(await verify(scene), { ok: false, firstBroken: 10, reason: 'rewritten' });
});

test('a chain that was written anew with correct hashes shows against the exported checkpoints', async (t) => {
  const scene = await setUp(t, 10);
  const database = scene.own.database;
  await exportCheckpoint({ database, signer, file: scene.file });
  await fillChain(scene.own, 5);
  await exportCheckpoint({ database, signer, file: scene.file });
  const entries = await readAuditPage(database.pool, {}, { limit: 100 });
  let previous = entries[10]!.hash;
  const statements: string[] = [];
  for (const entry of entries.slice(11)) {
    const payload = entry.payload.replace('"succeeded"', '"failed"');
    const hash = hashEntry(entry.sequence, previous, payload);
    statements.push(
      `update audit_entries set payload = '${payload}', outcome = 'failed', previous_hash = '\\x${previous}', hash = '\\x${hash}' where sequence = ${entry.sequence}`,
    );
    previous = hash;
  }
  await tamper(scene.own, ...statements);
  t.true((await verifyAudit(database.pool)).ok, 'the chain alone cannot tell');
  const verdict = await verify(scene);
  t.like(verdict, { ok: false, firstBroken: 15, reason: 'rewritten' });
  t.regex(verdict.detail ?? '', /after 10/);
});

test('a checkpoint is exported once, and its signature cannot be made without the key', async (t) => {
  const scene = await setUp(t, 4);
  const options = { database: scene.own.database, signer, file: scene.file };
  const first = await exportCheckpoint(options);
  t.deepEqual(await exportCheckpoint(options), first);
  const { rows } = await scene.own.database.pool.query('select sequence, key_id from audit_checkpoints');
  t.deepEqual(rows, [{ sequence: 4, key_id: signer.keyId }]);
  const content = await readCheckpointFile(scene.file);
  t.is(content.checkpoints.length, 1);
  const forged = { ...content.checkpoints[0]!, at: '2020-01-01T00:00:00.000Z' };
  const verdict = await verifyAudit(scene.own.database.pool, { checkpoints: [forged], publicKeys });
  t.like(verdict, { ok: false, firstBroken: 4, reason: 'checkpoint_forged' });
});

test('checkpoints of a key that is no longer at hand are compared, and said to be unchecked', async (t) => {
  const scene = await setUp(t, 4);
  const former = createCheckpointSigner(createKeyring(generateRootKey()));
  await exportCheckpoint({ database: scene.own.database, signer: former, file: scene.file });
  t.like(await verify(scene), { ok: true, checkpoints: { compared: 1, unknownKey: 1 } });
  await exportCheckpoint({ database: scene.own.database, signer, file: scene.file });
  t.like(await verify(scene), { ok: true, checkpoints: { compared: 2, unknownKey: 1 } });
});

test('a line that a crash cut off does not hide the checkpoints around it', async (t) => {
  const scene = await setUp(t, 4);
  const options = { database: scene.own.database, signer, file: scene.file };
  await exportCheckpoint(options);
  await writeFile(scene.file, '{"sequence":4,"ha', { flag: 'a' });
  await fillChain(scene.own, 1);
  await exportCheckpoint(options);
  const content = await readCheckpointFile(scene.file);
  t.deepEqual(
    content.checkpoints.map((one) => one.sequence),
    [4, 5],
  );
  t.deepEqual(content.damagedLines, [2]);
  t.true((await verify(scene)).ok);
  t.regex((await setCheckpointFileAside(scene.file, 'restored')) ?? '', /\.restored-/);
  t.is(await setCheckpointFileAside(scene.file, 'restored'), null);
});

test('an export verifies offline, and every change to it is found', async (t) => {
  const scene = await setUp(t, 30);
  await exportCheckpoint({ database: scene.own.database, signer, file: scene.file });
  const { checkpoints } = await readCheckpointFile(scene.file);
  const text = await collect(exportAudit(scene.own.database.pool));
  const check = (changed: string) => verifyExport(pieces(changed), { checkpoints, publicKeys });
  t.like(await check(text), { ok: true, checked: 30, checkpoints: { compared: 1 } });
  const lines = text.trimEnd().split('\n');
  t.is(lines.length, 30);
  const line = JSON.parse(lines[0]!);
  for (const name of [
    'sequence',
    'at',
    'actor',
    'action',
    'subject',
    'outcome',
    'correlationId',
    'hash',
    'previousHash',
  ]) {
    t.true(name in line, name);
  }
  t.like(await check(lines.toSpliced(11, 1).join('\n')), { firstBroken: 12, reason: 'entry_missing' });
  t.like(await check(lines.with(11, lines[11]!.replace('thing-1', 'thing-2')).join('\n')), { firstBroken: 12 });
  t.like(await check(lines.with(11, 'garbage').join('\n')), { firstBroken: 12 });
  t.like(await check(lines.with(11, 'null').join('\n')), { firstBroken: 12 });
  t.like(await check(lines.slice(0, 20).join('\n')), { firstBroken: 21, reason: 'tail_missing' });
  t.like(await check(''), { firstBroken: 1, reason: 'tail_missing' });
});

test('entries are found by each of their fields, in order, a page at a time', async (t) => {
  const { own } = await setUp(t, 7);
  const read = async (filter: object, page = {}) =>
    (await readAuditPage(own.database.pool, filter, { limit: 100, ...page })).map((entry) => entry.sequence);
  const all = [1, 2, 3, 4, 5, 6, 7];
  for (const filter of [
    {},
    { actor: 'Ada' },
    { actor: '0197-user' },
    { action: 'thing.changed' },
    { subjectType: 'thing', subjectId: 'thing-1' },
    { outcome: 'succeeded' },
    { correlationId: 'corr-1' },
    { from: '2020-01-01T00:00:00Z' },
  ]) {
    t.deepEqual(await read(filter), all, JSON.stringify(filter));
  }
  for (const filter of [
    { actor: 'Bob' },
    { action: 'x' },
    { subjectId: 'x' },
    { outcome: 'failed' },
    { to: '2020-01-01T00:00:00Z' },
  ]) {
    t.deepEqual(await read(filter), [], JSON.stringify(filter));
  }
  t.deepEqual(await read({}, { limit: 3, after: 2 }), [3, 4, 5]);
  t.deepEqual(await read({}, { limit: 3, after: 5, order: 'desc' }), [4, 3, 2]);
});
