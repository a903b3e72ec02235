import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { createTestUser } from '../../helpers/api-server.js';
import { listApprovalAudit, openTestApproval, type GivenApproval } from '../../helpers/approval-fixture.js';
import { startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
let second: { id: string; token: string };
let third: { id: string; token: string };

test.before(async () => {
  api = await startFullApi();
  second = await createTestUser(api, { name: 'Second', role: 'approver' });
  third = await createTestUser(api, { name: 'Third', role: 'approver' });
});
test.after.always(() => api.stop());

const open = (given: GivenApproval = {}): Promise<ApprovalModel> => openTestApproval(api.db.database, given);
const post = (id: string, act: string, json: unknown = {}, token: string = api.adminToken) =>
  api.request('POST', `/api/approvals/${id}/${act}`, { json, token });
const get = async (id: string, token: string = api.adminToken) =>
  (await api.request('GET', `/api/approvals/${id}`, { token })).body ?? {};
const audit = (id: string) => listApprovalAudit(api.db.database, id);

test('an approval shows what it is about, its plan, and how it is confirmed', async (t) => {
  const row = await open({ level: 'high' });
  const body = await get(row.id);
  t.like(body, {
    id: row.id,
    state: 'pending',
    subject: { type: 'container_update', id: row.subjectId, title: 'web on nas-01' },
    risk: { level: 'high', reasons: ['it has volumes'] },
    requestedBy: 'schedule:updates',
    decisions: [],
    plan: { hash: row.planHash },
    confirmation: { level: 'four_eyes', phrase: row.phrase, approvalsNeeded: 1, attemptsLeft: 3 },
  });
  t.deepEqual(Object.keys(body['plan'] as object).sort(), [
    'alternatives',
    'blastRadius',
    'checklist',
    'hash',
    'rollback',
    'steps',
  ]);
});

test('the inbox is filtered by state and subject, and paged', async (t) => {
  const subject = { type: 'backup_restore', id: randomUUID(), title: 'web' };
  const rows = [await open({ subject }), await open({ subject }), await open({ subject })];
  await post(rows[0]?.id ?? '', 'approve');
  const list = async (query: string) => (await api.request('GET', `/api/approvals?${query}`)).body;
  const ids = (body: Record<string, unknown> | null) =>
    ((body?.['items'] ?? []) as { id: string }[]).map(({ id }) => id);
  const of = `subjectType=backup_restore&subjectId=${subject.id}`;
  t.deepEqual(ids(await list(`${of}&state=pending`)).sort(), [rows[1], rows[2]].map((row) => String(row?.id)).sort());
  t.deepEqual(ids(await list(`${of}&state=approved`)), [rows[0]?.id]);
  const first = await list(`${of}&limit=2`);
  const next = await list(`${of}&limit=2&cursor=${String(first?.['nextCursor'])}`);
  t.deepEqual([...ids(first), ...ids(next)].sort(), rows.map(({ id }) => id).sort());
  t.is((await api.request('GET', '/api/approvals?state=odd')).status, 400);
});

test('up to medium the requester approves with one word, which is audited as such', async (t) => {
  const row = await open({ requestedBy: api.adminId });
  const reply = await post(row.id, 'approve', { comment: 'go', planHash: row.planHash });
  t.is(reply.status, 200);
  t.like(reply.body, { state: 'approved' });
  const decisions = reply.body?.['decisions'] as Record<string, unknown>[];
  t.like(decisions[0], { decision: 'approve', userId: api.adminId, door: 'api', comment: 'go' });
  t.deepEqual(await audit(row.id), ['approval.requested requested', 'approval.approved succeeded']);
  const entry = await api.db.database.knex('audit_entries').where({ subjectId: row.id, action: 'approval.approved' });
  t.regex(JSON.stringify(entry), /ownRequest\W+true/);
});

test('what is decided takes no second decision', async (t) => {
  const row = await open();
  await post(row.id, 'reject', { reason: 'not now' });
  for (const [act, json] of [
    ['approve', {}],
    ['reject', { reason: 'no' }],
  ] as const) {
    const reply = await post(row.id, act, json);
    t.is(reply.status, 409);
    t.is(reply.body?.['code'], 'approval_decided');
  }
  t.like(await get(row.id), { state: 'rejected' });
  t.is((await audit(row.id)).filter((line) => line === 'approval.refused denied').length, 2);
});

test('of two approvals at the same moment exactly one wins', async (t) => {
  const row = await open();
  const replies = await Promise.all(
    [api.adminToken, second.token, third.token].map((token) => post(row.id, 'approve', {}, token)),
  );
  t.deepEqual(replies.map(({ status }) => String(status)).sort(), ['200', '409', '409']);
  t.is(((await get(row.id))['decisions'] as unknown[]).length, 1);
});

test('wrong phrases are counted until only a rejection is taken', async (t) => {
  const row = await open({ confirmationLevel: 'phrase' });
  const missing = await post(row.id, 'approve');
  t.like(missing.body, { status: 422, code: 'wrong_phrase', attemptsLeft: 3 });
  const tries = ['update web on nas-01', 'UPDATE w\u0435b ON nas-01', 'UPDATE web ON nas-02'];
  for (const [index, phrase] of tries.entries()) {
    const reply = await post(row.id, 'approve', { phrase });
    t.like(reply.body, { status: 422, code: 'wrong_phrase', attemptsLeft: 2 - index });
  }
  const right = await post(row.id, 'approve', { phrase: row.phrase });
  t.like(right.body, { status: 409, code: 'attempts_exhausted', attemptsLeft: 0 });
  t.is((await get(row.id))['state'], 'pending');
  t.is((await post(row.id, 'reject', { reason: 'mistyped' })).status, 200);
  t.is((await audit(row.id)).filter((line) => line === 'approval.refused denied').length, 5);
});

test('wrong phrases at the same moment spend no attempt twice and none for free', async (t) => {
  const row = await open({ confirmationLevel: 'phrase' });
  const replies = await Promise.all(Array.from({ length: 5 }, () => post(row.id, 'approve', { phrase: 'x' })));
  const left = replies.map(({ body }) => `${String(body?.['code'])} ${String(body?.['attemptsLeft'])}`).sort();
  t.deepEqual(left, [
    'attempts_exhausted 0',
    'attempts_exhausted 0',
    'wrong_phrase 0',
    'wrong_phrase 1',
    'wrong_phrase 2',
  ]);
});

test('the right phrase approves, with white space around it', async (t) => {
  const row = await open({ confirmationLevel: 'phrase' });
  t.is((await post(row.id, 'approve', { phrase: ` ${row.phrase}\n` })).status, 200);
});

test('the phrase of another approval does not fit', async (t) => {
  const [row, other] = [await open({ level: 'critical' }), await open({ level: 'critical' })];
  const reply = await post(row.id, 'approve', { phrase: other.phrase }, second.token);
  t.is(reply.body?.['code'], 'wrong_phrase');
});

test('another plan than the one that was read is refused', async (t) => {
  const row = await open();
  const reply = await post(row.id, 'approve', { planHash: `${row.planHash}0` });
  t.like(reply.body, { status: 409, code: 'plan_changed' });
});

test('required items of the checklist have to be named', async (t) => {
  const row = await open({ checklist: [{ id: 'backup', text: 'There is a backup', required: true }] });
  const reply = await post(row.id, 'approve');
  t.like(reply.body, { status: 422, errors: [{ path: 'checklist', message: 'backup is required' }] });
  t.is((await post(row.id, 'approve', { checklist: ['backup'] })).status, 200);
});

test('at high, the requester acknowledges and another person approves', async (t) => {
  const row = await open({ level: 'high', requestedBy: api.adminId });
  t.like((await post(row.id, 'approve', { phrase: row.phrase })).body, { status: 403, code: 'four_eyes' });
  t.is((await post(row.id, 'acknowledge', { phrase: 'x' })).body?.['code'], 'wrong_phrase');
  const vote = await post(row.id, 'approve', {}, second.token);
  t.like(vote.body, { state: 'pending' }, 'the requester’s step is still to come');
  const done = await post(row.id, 'acknowledge', { phrase: row.phrase });
  t.is(done.status, 200);
  t.like(done.body, { state: 'approved' });
  t.true((await audit(row.id)).includes('approval.vote_counted succeeded'));
});

test('at critical, two others type the phrase, and each counts once', async (t) => {
  const row = await open({ level: 'critical', requestedBy: api.adminId });
  await post(row.id, 'acknowledge', { phrase: row.phrase });
  t.like((await post(row.id, 'approve', { phrase: row.phrase }, second.token)).body, { state: 'pending' });
  const again = await post(row.id, 'approve', { phrase: row.phrase }, second.token);
  t.like(again.body, { status: 409, code: 'approval_decided' });
  t.like((await post(row.id, 'approve', { phrase: row.phrase }, third.token)).body, { state: 'approved' });
});

test('two votes of one person through two tokens count once', async (t) => {
  const row = await open({ level: 'critical', requestedBy: api.adminId });
  await post(row.id, 'acknowledge', { phrase: row.phrase });
  const other = await api.request('POST', '/api/tokens', {
    json: { userId: second.id, name: 'another', kind: 'human', scopes: [] },
  });
  const tokens = [second.token, String(other.body?.['token'])];
  const replies = await Promise.all(tokens.map((token) => post(row.id, 'approve', { phrase: row.phrase }, token)));
  t.deepEqual(replies.map(({ status }) => String(status)).sort(), ['200', '409']);
  t.is((await get(row.id))['state'], 'pending');
});

test('who approved may think better of it while others are still to come', async (t) => {
  const row = await open({ level: 'critical', requestedBy: api.adminId });
  await post(row.id, 'approve', { phrase: row.phrase }, second.token);
  const reply = await post(row.id, 'reject', { reason: 'I misread it' }, second.token);
  t.like(reply.body, { state: 'rejected' });
});

test('neither a program nor an assistant decides or is shown the phrase, and the try is audited', async (t) => {
  for (const kind of ['service', 'ai']) {
    const row = await open({ level: 'critical' });
    const token = (await createTestUser(api, { name: `The ${kind}`, role: 'admin', kind })).token;
    const shown = await get(row.id, token);
    t.false('phrase' in (shown['confirmation'] as object));
    t.false(JSON.stringify(await api.request('GET', '/api/approvals', { token })).includes(row.phrase ?? ''));
    for (const [act, json] of [
      ['approve', { phrase: row.phrase }],
      ['reject', { reason: 'no' }],
      ['acknowledge', { phrase: row.phrase }],
    ] as const) {
      t.like((await post(row.id, act, json, token)).body, { status: 403, code: 'forbidden' });
    }
    t.is((await get(row.id))['state'], 'pending');
    t.is((await audit(row.id)).filter((line) => line === 'approval.refused denied').length, 3);
  }
});

test('viewers and operators look and do not approve', async (t) => {
  const row = await open();
  for (const role of ['viewer', 'operator']) {
    const { token } = await createTestUser(api, { name: `A ${role}`, role });
    t.is((await get(row.id, token))['id'], row.id);
    t.is((await post(row.id, 'approve', {}, token)).status, 403);
  }
});

test('past its deadline it takes no decision, even while nobody has expired it yet', async (t) => {
  const row = await open({ expiresAt: new Date(Date.now() - 1) });
  t.like((await post(row.id, 'approve')).body, { status: 409, code: 'approval_expired' });
  t.like((await post(row.id, 'reject', { reason: 'late' })).body, { code: 'approval_expired' });
});

test('the phrase is in no log, no audit entry and no answer once it is decided', async (t) => {
  const row = await open({ level: 'critical', requestedBy: api.adminId });
  const phrase = row.phrase ?? '';
  await post(row.id, 'acknowledge', { phrase });
  await post(row.id, 'approve', { phrase }, second.token);
  const last = await post(row.id, 'approve', { phrase }, third.token);
  t.false(last.text.includes(phrase));
  const { rows } = await api.db.database.knex.raw(`select count(*) from audit_entries where payload::text like ?`, [
    `%${phrase}%`,
  ]);
  t.is(Number(rows[0].count), 0);
  t.false(JSON.stringify(api.logLines).includes(phrase));
});

test('what does not exist is not found', async (t) => {
  const id = randomUUID();
  t.is((await api.request('GET', `/api/approvals/${id}`)).status, 404);
  t.is((await post(id, 'approve')).status, 404);
  t.is((await post(id, 'reject', { reason: 'x' })).status, 404);
});
