import test from 'ava';
import { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { openApproval } from '../../../src/models/protection/open-approval.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { describeTestApproval, listApprovalAudit, openTestApproval } from '../../helpers/approval-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;
test.before(async () => {
  db = await createTestDatabase();
});
test.after.always(() => db.drop());

test('a repeated call finds the first one’s row, and audits once', async (t) => {
  const input = describeTestApproval({ level: 'critical' });
  const open = () => db.database.knex.transaction((trx) => openApproval(trx, input));
  const rows = await Promise.all([open(), open(), open()]);
  t.is(new Set(rows.map(({ phrase }) => phrase)).size, 1, 'the random part stays the same');
  t.like(await open(), { id: input.id, state: 'pending', approvalsNeeded: 2, attemptsLeft: 3 });
  t.deepEqual(await listApprovalAudit(db.database, input.id), ['approval.requested requested']);
  const row = await ApprovalModel.query(db.database.knex).findById(input.id).throwIfNotFound();
  t.deepEqual(row.plan, input.plan);
  t.deepEqual(row.riskReasons, input.risk.reasons);
});

test('what waits for nobody is approved at once', async (t) => {
  const row = await openTestApproval(db.database, { level: 'low' });
  t.like(row, { state: 'approved', confirmationLevel: 'none', phrase: null });
  t.true(row.decidedAt instanceof Date);
});

test('a phrase is plain at its own level and has a random part from four eyes up', async (t) => {
  t.is((await openTestApproval(db.database)).phrase, null);
  const plain = await openTestApproval(db.database, { confirmationLevel: 'phrase' });
  t.is(plain.phrase, 'UPDATE web ON nas-01');
  const high = await openTestApproval(db.database, { level: 'high' });
  t.regex(high.phrase ?? '', /^UPDATE web ON nas-01 [2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{3}$/);
  t.not(high.phrase, (await openTestApproval(db.database, { level: 'high' })).phrase);
});

test('a name from a host becomes a phrase that can be typed on one line', async (t) => {
  const phrase = ' UPDATE\tw\u0000e\u202eb\n ON  caf\u0065\u0301 ';
  const row = await openTestApproval(db.database, { confirmationLevel: 'phrase', phrase });
  t.is(row.phrase, 'UPDATE web ON caf\u00e9');
});

test('a caller may ask for more than the risk does, and never for less', async (t) => {
  t.is((await openTestApproval(db.database, { confirmationLevel: 'quorum' })).approvalsNeeded, 2);
  t.is((await openTestApproval(db.database, { confirmationLevel: 'none' })).state, 'approved');
  for (const given of [{ level: 'high', confirmationLevel: 'phrase' }, { level: 'forbidden' }] as const) {
    const error = await t.throwsAsync(openTestApproval(db.database, given), { instanceOf: MillwrightError });
    t.is(error?.code, 'unprocessable');
  }
});
