import test from 'ava';
import { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { createTestUser } from '../../helpers/api-server.js';
import { listApprovalAudit } from '../../helpers/approval-fixture.js';
import { eventually, prepareWaiting, type Waited, type Waiting } from '../../helpers/approval/waiting.js';
import { startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
let waiting: Waiting;
let second: { token: string };

test.before(async () => {
  waiting = await prepareWaiting(() => api.db);
  api = await startFullApi({ temporal: waiting.temporal });
  second = await createTestUser(api, { name: 'Second', role: 'approver' });
  await waiting.startWorker();
});
test.after.always(async () => {
  await waiting.stop();
  await api.stop();
});

const post = (id: string, act: string, json: unknown = {}, token = api.adminToken) =>
  api.request('POST', `/api/approvals/${id}/${act}`, { json, token });
const read = (id: string) => ApprovalModel.query(api.db.database.knex).findById(id).throwIfNotFound();
const audit = (id: string) => listApprovalAudit(api.db.database, id);
const lines = ({ handle }: Waited) => handle.query<string[]>('lines');

test('approved with a delay, it goes on after it; within it a rejection stops it', async (t) => {
  const delayed = async (delayMs: number) => {
    const waited = await waiting.start();
    const actsNotBefore = new Date(Date.now() + delayMs);
    await ApprovalModel.query(api.db.database.knex)
      .findById(waited.row.id)
      .patch({ state: 'approved', decidedAt: new Date(), actsNotBefore });
    await waited.handle.signal('approvalChanged', { approvalId: waited.row.id });
    await eventually(async () => (await lines(waited))[0]?.startsWith('**Approved'));
    return { waited, actsNotBefore };
  };
  const [going, stopped] = await Promise.all([delayed(15_000), delayed(60_000)]);
  await post(stopped.waited.row.id, 'reject', { reason: 'wrong one' });
  t.like(await stopped.waited.handle.result(), { outcome: 'withdrawn' });
  t.regex(String((await read(stopped.waited.row.id)).outcomeReason), /^revoked by .*: wrong one$/);
  t.like(await going.waited.handle.result(), { outcome: 'approved' });
  t.true(Date.now() >= going.actsNotBefore.getTime() - 50);
});

test('silence is escalated once a step, and still decided by people', async (t) => {
  const waited = await waiting.start({ level: 'high' }, { plansFirst: true });
  // As if it had been asked for so long ago.
  await ApprovalModel.query(api.db.database.knex)
    .findById(waited.row.id)
    .patch({ createdAt: new Date(Date.now() - 600_000 + 1_500) } as object);
  await waited.handle.signal('planned');
  await eventually(async () => (await read(waited.row.id)).escalations === 1);
  const { searchAttributes } = await eventually(async () => {
    const now = await waited.handle.describe();
    return now.searchAttributes['NeedsAttention']?.[0] === true && now;
  });
  t.is(searchAttributes['NeedsAttention']?.[0], true);
  await post(waited.row.id, 'reject', { reason: 'no' }, second.token);
  t.like(await waited.handle.result(), { outcome: 'rejected' });
  t.deepEqual(
    (await audit(waited.row.id)).filter((line) => line.startsWith('approval.escalated')),
    ['approval.escalated requested'],
  );
});
