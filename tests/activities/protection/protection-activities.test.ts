import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createProtectionActivities } from '../../../src/activities/protection/protection-activities.js';
import { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { listApprovalAudit, openTestApproval } from '../../helpers/approval-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;
test.before(async () => {
  db = await createTestDatabase();
});
test.after.always(() => db.drop());

const activities = (maxLevel: 'none' | 'low' | 'medium' | 'high' | 'critical' = 'medium') =>
  createProtectionActivities({ database: db.database, webUiDecideMaxLevel: maxLevel });
const wish = (approvalId: string, said: unknown, wishId = randomUUID()) => ({
  approvalId,
  wishId,
  wish: said,
  receivedAt: new Date(Date.now() + 1_000).toISOString(),
});
const read = (id: string) => ApprovalModel.query(db.database.knex).findById(id).throwIfNotFound();

test('a repeated wish is carried out once and answered the same', async (t) => {
  const row = await openTestApproval(db.database);
  const input = wish(row.id, { decision: 'approve', by: 'Ada' });
  const first = await activities().decideFromWebUi(input);
  t.deepEqual(await activities().decideFromWebUi(input), first);
  t.like(first, { refusal: null, approval: { state: 'approved', by: 'Ada' } });
});

test('a repeated wrong phrase costs one attempt', async (t) => {
  const row = await openTestApproval(db.database, { confirmationLevel: 'phrase' });
  const input = wish(row.id, { decision: 'approve', by: 'Ada', phrase: 'x' });
  const first = await activities().decideFromWebUi(input);
  t.deepEqual(await activities().decideFromWebUi(input), first);
  t.is((await read(row.id)).attemptsLeft, 2);
  t.is((await listApprovalAudit(db.database, row.id)).length, 2);
});

test('the setting moves the limit, but a claim never makes four eyes', async (t) => {
  const medium = await openTestApproval(db.database);
  const low = await activities('low').decideFromWebUi(wish(medium.id, { decision: 'approve', by: 'Ada' }));
  t.regex(low.refusal ?? '', /risk medium is above/);
  const high = await openTestApproval(db.database, { level: 'high' });
  const claimed = wish(high.id, { decision: 'approve', by: 'Ada', phrase: high.phrase });
  t.regex((await activities('critical').decideFromWebUi(claimed)).refusal ?? '', /four_eyes/);
  const denied = await activities('critical').decideFromWebUi(wish(high.id, { decision: 'reject', by: 'Ada' }));
  t.is(denied.approval.state, 'rejected');
});

test('expiring and withdrawing leave alone what is decided, and are repeatable', async (t) => {
  const row = await openTestApproval(db.database);
  const first = await activities().withdrawApproval({ approvalId: row.id, reason: 'over' });
  t.deepEqual(await activities().withdrawApproval({ approvalId: row.id, reason: 'again' }), first);
  t.like(await activities().expireApproval({ approvalId: row.id }), { state: 'withdrawn', comment: 'over' });
  t.is((await listApprovalAudit(db.database, row.id)).length, 2);
});

test('what a signal holds is taken for text, whatever it is', async (t) => {
  const row = await openTestApproval(db.database);
  for (const said of [null, 1, 'approve', [], { decision: ['approve'], by: {} }, { decision: 'approve', by: '   ' }]) {
    const verdict = await activities().decideFromWebUi(wish(row.id, said));
    t.regex(verdict.refusal ?? '', /somebody was refused: it cannot be read/);
  }
  // In the trail the reason is one that reports can count, whatever was sent.
  const entries = await db.database.knex('audit_entries').where({ subjectId: row.id, action: 'approval.refused' });
  t.is(entries.length, 6);
  for (const entry of entries) t.regex(JSON.stringify(entry), /reason\W+unreadable_signal\W/);
  t.is((await read(row.id)).state, 'pending');
});
