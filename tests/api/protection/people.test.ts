import test from 'ava';
import type { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { createTestUser } from '../../helpers/api-server.js';
import { listApprovalAudit, openTestApproval, type GivenApproval } from '../../helpers/approval-fixture.js';
import { setUpAuthenticator } from '../../helpers/authenticator.js';
import { startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api.stop());

const open = (given: GivenApproval = {}): Promise<ApprovalModel> => openTestApproval(api.db.database, given);
const post = (path: string, json: unknown = {}, token: string = api.adminToken) =>
  api.request('POST', `/api/approvals/${path}`, { json, token });
const audit = (id: string) => listApprovalAudit(api.db.database, id);
const REASON = 'The array is filling up and nobody else answers';

test('break-glass takes an admin in person, a reason, the plan’s hash and a code; somebody else reviews it', async (t) => {
  const admin = await createTestUser(api, { name: 'On call', role: 'admin' });
  const row = await open({ level: 'critical', requestedBy: admin.id });
  const glass = (json: object) => post(`${row.id}/break-glass`, json, admin.token);
  const whole = { reason: REASON, planHash: row.planHash, secondFactorCode: '000000' };
  t.is((await glass({ ...whole, reason: 'short' })).status, 400);
  t.is((await glass(whole)).body?.['code'], 'second_factor_needed');
  const code = await setUpAuthenticator(api, admin.token);
  t.is((await glass({ ...whole, planHash: 'other' })).body?.['code'], 'plan_changed');
  const reply = await glass({ ...whole, secondFactorCode: code() });
  t.is(reply.status, 200);
  t.like(reply.body, { state: 'approved', breakGlass: { by: 'On call', reason: REASON, reviewedAt: null } });
  t.true(api.logLines.some((line) => line['msg'] === 'break-glass was used' && line['approvalId'] === row.id));
  const due = await api.request('GET', '/api/approvals?reviewDue=true');
  t.true(((due.body?.['items'] ?? []) as { id: string }[]).some(({ id }) => id === row.id));
  t.is((await post(`${row.id}/review`, { comment: 'fine' }, admin.token)).body?.['code'], 'four_eyes');
  t.like((await post(`${row.id}/review`, { comment: 'It was right' })).body, {
    breakGlass: { reviewedBy: 'admin', reviewComment: 'It was right' },
  });
  t.is((await post(`${row.id}/review`, { comment: 'again' })).body?.['code'], 'approval_decided');
  t.deepEqual(await audit(row.id), [
    'approval.requested requested',
    'approval.break_glass denied',
    'approval.break_glass denied',
    'approval.break_glass succeeded',
    'approval.break_glass_reviewed succeeded',
  ]);
});

test('break-glass is neither for programs nor for approvers', async (t) => {
  const row = await open({ level: 'high' });
  const body = { reason: REASON, planHash: row.planHash, secondFactorCode: '123456' };
  const program = await createTestUser(api, { name: 'Program', role: 'admin', kind: 'service' });
  const approver = await createTestUser(api, { name: 'No admin', role: 'approver' });
  t.is((await post(`${row.id}/break-glass`, body, program.token)).status, 403);
  t.is((await post(`${row.id}/break-glass`, body, approver.token)).status, 403);
});

test('a code counts once, and a wrong one not at all', async (t) => {
  const admin = await createTestUser(api, { name: 'Twice', role: 'admin' });
  const code = await setUpAuthenticator(api, admin.token);
  const remove = (given: string) =>
    api.request('POST', '/api/auth/second-factor/remove', { token: admin.token, json: { code: given } });
  const right = code();
  const row = await open({ level: 'high' });
  const whole = { reason: REASON, planHash: row.planHash, secondFactorCode: right };
  t.is((await post(`${row.id}/break-glass`, whole, admin.token)).status, 200);
  t.is((await remove(right)).body?.['code'], 'second_factor_needed');
  t.is((await api.request('POST', '/api/auth/second-factor', { token: admin.token })).body?.['code'], 'already_exists');
  t.is((await remove(code())).status, 200);
  t.deepEqual((await api.request('GET', '/api/auth/second-factor', { token: admin.token })).body, {
    confirmedAt: null,
  });
});

test('after too many wrong phrases another admin unlocks it, with another random part', async (t) => {
  const asker = await createTestUser(api, { name: 'Asker', role: 'admin' });
  const row = await open({ level: 'high', requestedBy: asker.id });
  for (let n = 0; n < 3; n += 1) await post(`${row.id}/acknowledge`, { phrase: 'no' }, asker.token);
  t.is((await post(`${row.id}/acknowledge`, { phrase: row.phrase }, asker.token)).body?.['code'], 'attempts_exhausted');
  t.is((await post(`${row.id}/unlock`, {}, asker.token)).body?.['code'], 'four_eyes');
  const unlocked = await post(`${row.id}/unlock`);
  const confirmation = unlocked.body?.['confirmation'] as { phrase: string; attemptsLeft: number };
  t.is(confirmation.attemptsLeft, 3);
  t.not(confirmation.phrase, row.phrase);
  t.true(confirmation.phrase.startsWith('UPDATE web ON nas-01 '));
  t.is((await post(`${row.id}/unlock`)).body?.['code'], 'unprocessable');
  t.is((await post(`${row.id}/acknowledge`, { phrase: row.phrase }, asker.token)).body?.['code'], 'wrong_phrase');
  t.is((await post(`${row.id}/acknowledge`, { phrase: confirmation.phrase }, asker.token)).status, 200);
});

test('a delegation lets another person decide for a time, both are written down, and they are one voice', async (t) => {
  const giver = await createTestUser(api, { name: 'Giver', role: 'approver' });
  const deputy = await createTestUser(api, { name: 'Deputy', role: 'operator' });
  const row = await open({ level: 'critical', requestedBy: api.adminId });
  const phrase = String(row.phrase);
  t.is((await post(`${row.id}/approve`, { phrase }, deputy.token)).status, 403);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = await post('delegations', { toUserId: deputy.id, endsAt, reason: 'holidays' }, giver.token);
  t.is(made.status, 201);
  t.like(made.body, { from: { name: 'Giver' }, to: { name: 'Deputy' }, subjectTypes: null });
  const first = await post(`${row.id}/approve`, { phrase }, deputy.token);
  t.is(first.status, 200);
  t.like(((first.body?.['decisions'] ?? []) as object[])[0], { by: 'Deputy', onBehalfOf: 'Giver' });
  t.is((await post(`${row.id}/approve`, { phrase }, giver.token)).body?.['code'], 'approval_decided');
  await post(`delegations/${String(made.body?.['id'])}/revoke`, {}, giver.token);
  const other = await open();
  t.is((await post(`${other.id}/approve`, {}, deputy.token)).status, 403);
});

test('a delegation is bounded: not to oneself, not for long, not of what one asked for, only of its kinds', async (t) => {
  const giver = await createTestUser(api, { name: 'Bounded', role: 'approver' });
  const deputy = await createTestUser(api, { name: 'Stand-in', role: 'viewer' });
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const make = (json: object) =>
    post('delegations', { toUserId: deputy.id, endsAt: soon, reason: 'x', ...json }, giver.token);
  t.is((await make({ toUserId: giver.id })).status, 422);
  t.is((await make({ endsAt: new Date(Date.now() + 40 * 86_400_000).toISOString() })).status, 422);
  t.is((await make({ endsAt: new Date(Date.now() - 1_000).toISOString() })).status, 422);
  t.is((await make({ subjectTypes: ['backup_restore'] })).status, 201);
  const update = await open();
  t.is((await post(`${update.id}/approve`, {}, deputy.token)).status, 403);
  const restore = await open({
    level: 'high',
    subject: { type: 'backup_restore', id: update.id, title: 'web' },
    requestedBy: giver.id,
  });
  t.is((await post(`${restore.id}/approve`, {}, deputy.token)).body?.['code'], 'four_eyes');
});

test.serial('the report counts attempts, denials and near misses', async (t) => {
  const row = await open({ confirmationLevel: 'phrase' });
  const before = (await api.request('GET', '/api/approvals/report')).body?.['nearMisses'] as Record<string, number>;
  await post(`${row.id}/approve`, { phrase: 'no' });
  // Forgotten, not mistyped.
  t.is((await post(`${row.id}/approve`, {})).body?.['code'], 'wrong_phrase');
  await post(`${row.id}/reject`, { reason: 'no' });
  const { body, status } = await api.request('GET', '/api/approvals/report');
  t.is(status, 200);
  const near = body?.['nearMisses'] as Record<string, number>;
  t.is((near['wrongPhrases'] ?? 0) - (before['wrongPhrases'] ?? 0), 1);
  t.true((near['rejected'] ?? 0) >= 1);
  t.true(((body?.['approvals'] ?? []) as object[]).length > 0);
  t.is((await api.request('GET', '/api/approvals/report?from=2020-01-01T00:00:00Z')).status, 422);
});

test('neither a program nor an assistant makes itself a token for a person', async (t) => {
  for (const kind of ['service', 'ai'] as const) {
    const admin = await createTestUser(api, { name: `admin by ${kind}`, role: 'admin', kind });
    const make = (wanted: string) =>
      api.request('POST', '/api/tokens', {
        token: admin.token,
        json: { userId: admin.id, name: 'desk', kind: wanted },
      });
    const refused = await make('human');
    t.is(refused.status, 403, JSON.stringify(refused.body));
    t.regex(String(refused.body?.['detail']), new RegExp(`of the kind ${kind} cannot make one for a person`));
    t.is((await make('service')).status, 201);
    const entries = await api.db.database.knex('audit_entries').where({ subjectId: admin.id, action: 'token.refused' });
    t.deepEqual(
      entries.map(({ outcome }: { outcome: string }) => outcome),
      ['denied'],
    );
  }
});
