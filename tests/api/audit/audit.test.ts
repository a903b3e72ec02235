import { Readable } from 'node:stream';
import test from 'ava';
import { createCheckpointSigner } from '../../../src/platform/audit/checkpoint.js';
import { exportCheckpoint } from '../../../src/platform/audit/export-checkpoint.js';
import { verifyExport } from '../../../src/platform/audit/verify.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

const HEX = /^[0-9a-f]{64}$/;
let api: FullApi;
let viewerToken: string;

test.before(async () => {
  api = await startFullApi();
  viewerToken = (await createTestUser(api, { name: 'audit viewer', role: 'viewer' })).token;
  for (let n = 0; n < 25; n += 1) await enrolLocal(api, { name: `audited ${n}` });
});
test.after.always(() => api?.stop());

const audit = (query: string) => api.request('GET', `/api/audit${query}`);

test('entries come in order with the contract’s fields, each linked to the one before', async (t) => {
  const entries = await readAllPages(api, '/api/audit?limit=7');
  t.true(entries.length >= 28);
  t.deepEqual(
    entries.map(({ sequence }) => sequence),
    entries.map((_entry, index) => index + 1),
  );
  for (const [index, entry] of entries.entries()) {
    t.regex(String(entry['hash']), HEX);
    t.is(entry['previousHash'], index === 0 ? '0'.repeat(64) : entries[index - 1]?.['hash']);
    t.deepEqual(Object.keys(entry['actor'] as object).sort(), ['id', 'kind', 'name']);
    t.deepEqual(Object.keys(entry['subject'] as object).sort(), ['id', 'type']);
    t.true(typeof entry['correlationId'] === 'string' && typeof entry['outcome'] === 'string');
  }
  t.deepEqual(await readAllPages(api, '/api/audit?limit=7&order=desc'), [...entries].reverse());
});

test('filters narrow by actor, action, subject, outcome and time, also together', async (t) => {
  t.is((await readAllPages(api, '/api/audit?action=server.enrolled&limit=10')).length, 25);
  t.is((await readAllPages(api, '/api/audit?action=server.enrolled&subjectType=server&outcome=succeeded')).length, 25);
  t.deepEqual(itemsOf(await audit('?outcome=failed')), []);
  t.true(itemsOf(await audit(`?actor=${api.adminId}`)).length > 0);
  t.true(itemsOf(await audit('?actor=admin')).length > 0);
  const [first] = itemsOf(await audit('?action=server.enrolled&limit=1'));
  const at = encodeURIComponent(String(first?.['at']));
  const [same] = itemsOf(await audit(`?from=${at}&action=server.enrolled&limit=1`));
  t.is(same?.['sequence'], first?.['sequence']);
  t.deepEqual(itemsOf(await audit(`?to=${at}&action=server.enrolled`)), []);
});

test('hostile filters find nothing and hurt nothing; malformed ones are all told', async (t) => {
  for (const text of ["' or 1=1 --", '%', '\\', '$1', 'x'.repeat(200)]) {
    t.deepEqual(itemsOf(await audit(`?actor=${encodeURIComponent(text)}`)), []);
  }
  const reply = await audit('?from=soon&order=up&limit=x&kind=y&actor=');
  isProblem(t, reply, 'validation_failed');
  t.deepEqual(faultyPaths(reply), ['actor', 'from', 'kind', 'limit', 'order']);
  const { body } = await audit('?limit=1');
  const cursor = encodeURIComponent(String(body?.nextCursor));
  isProblem(t, await audit(`?order=desc&cursor=${cursor}`), 'bad_cursor');
});

test('viewers read and verify, only admins take the whole trail away', async (t) => {
  for (const path of ['/api/audit', '/api/audit/verify', '/api/audit/checkpoints']) {
    t.is((await api.request('GET', path, { token: viewerToken })).status, 200, path);
  }
  isProblem(t, await api.request('GET', '/api/audit/export', { token: viewerToken }), 'forbidden');
  isProblem(t, await api.request('GET', '/api/audit', { token: null }), 'unauthenticated');
});

test('the export is JSON lines that verify offline, and tampering shows', async (t) => {
  const reply = await api.request('GET', '/api/audit/export');
  t.is(reply.status, 200);
  t.regex(reply.headers.get('content-type') ?? '', /^application\/jsonl/);
  const lines = reply.text.trimEnd().split('\n');
  t.true(lines.length >= 28);
  t.like(await verifyExport(Readable.from([reply.text])), { ok: true, checked: lines.length, firstBroken: null });
  const tampered = reply.text.replace('audited 3', 'audited 4');
  t.like(await verifyExport(Readable.from([tampered])), { ok: false });
});

test.serial('checkpoints are listed with the keys that verify them, and verify compares them', async (t) => {
  t.deepEqual((await api.request('GET', '/api/audit/checkpoints')).body?.items, []);
  const { database } = api.db;
  await exportCheckpoint({ database, signer: createCheckpointSigner(api.keyring), file: api.checkpointFile });
  const listed = await api.request('GET', '/api/audit/checkpoints');
  const [checkpoint] = itemsOf(listed);
  t.regex(String(checkpoint?.['hash']), HEX);
  t.true(String(checkpoint?.['keyId']) in ((listed.body?.publicKeys ?? {}) as object));
  const verdict = await api.request('GET', '/api/audit/verify');
  t.like(verdict.body, { ok: true, firstBroken: null, reason: null });
  t.like(verdict.body?.checkpoints as object, { compared: 1, unknownKey: 0, damagedLines: 0 });
});

test.serial('a row changed behind the database’s back is named by verify, and the list still answers', async (t) => {
  const broken = await startFullApi();
  try {
    for (let n = 0; n < 5; n += 1) await enrolLocal(broken, { name: `b${n}` });
    const { default: pg } = await import('pg');
    const owner = new pg.Client({ connectionString: broken.db.ownerUrl });
    await owner.connect();
    await owner.query('alter table audit_entries disable trigger all');
    await owner.query(`update audit_entries set payload = 'not json' where sequence = 4`);
    await owner.end();
    t.like((await broken.request('GET', '/api/audit/verify')).body, { ok: false, firstBroken: 4, checked: 3 });
    t.is((await broken.request('GET', '/api/audit')).status, 200);
  } finally {
    await broken.stop();
  }
});
