import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import test from 'ava';
import { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { ApprovalRefusalModel } from '../../../src/models/protection/approval-refusal-model.js';
import { createTestUser } from '../../helpers/api-server.js';
import { listApprovalAudit, openTestApproval } from '../../helpers/approval-fixture.js';
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
const waits = (waited: Waited) => eventually(async () => (await lines(waited))[0]?.startsWith('**Waiting'));
const attributes = async ({ handle }: Waited) => {
  const { searchAttributes } = await handle.describe();
  return {
    awaiting: searchAttributes['AwaitingHuman']?.[0],
    risk: searchAttributes['RiskLevel']?.[0],
    deadline: searchAttributes['DeadlineAt']?.[0],
  };
};

test('a person approves by the API, and what waits goes on', async (t) => {
  const waited = await waiting.start();
  const reply = await post(waited.row.id, 'approve', { comment: 'go' });
  t.is(reply.status, 200);
  t.like(await waited.handle.result(), { outcome: 'approved', comment: 'go', planHash: waited.row.planHash });
  t.true((await read(waited.row.id)).deliveredAt instanceof Date);
});

test('a person rejects, and the reason arrives', async (t) => {
  const waited = await waiting.start();
  await post(waited.row.id, 'reject', { reason: 'not on a Friday' }, second.token);
  t.like(await waited.handle.result(), { outcome: 'rejected', by: 'Second', comment: 'not on a Friday' });
});

test('one that is decided before the wait begins is not waited for', async (t) => {
  const waited = await waiting.start({}, { plansFirst: true });
  await post(waited.row.id, 'approve');
  await waited.handle.signal('planned');
  t.like(await waited.handle.result(), { outcome: 'approved' });
  const low = await waiting.start({ level: 'low' });
  t.like(await low.handle.result(), { outcome: 'approved', by: null });
});

test('while it waits the workflow can be found by its search attributes, and not after', async (t) => {
  const waited = await waiting.start({}, { lingers: true });
  await waits(waited);
  const during = await eventually(async () => {
    const now = await attributes(waited);
    return now.awaiting === true && now;
  });
  t.is(during.risk, 'medium');
  // Temporal may keep it to the second.
  t.true(Math.abs(Date.parse(String(during.deadline)) - waited.row.expiresAt.getTime()) < 1_000);
  await post(waited.row.id, 'approve');
  await eventually(async () => (await attributes(waited)).awaiting === false);
  await waited.handle.signal('finish');
  await waited.handle.result();
});

test('at its deadline it expires, and takes no decision any more', async (t) => {
  const waited = await waiting.start({ expiresAt: new Date(Date.now() + 1_500) });
  t.like(await waited.handle.result(), { outcome: 'expired', by: null, comment: 'nobody decided in time' });
  t.is((await post(waited.row.id, 'approve')).body?.['code'], 'approval_expired');
  t.true((await audit(waited.row.id)).includes('approval.expired expired'));
});

test('approval and deadline at the same instant have one outcome, the same for both', async (t) => {
  const runs = await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const waited = await waiting.start({ expiresAt: new Date(Date.now() + 1_500) });
      await new Promise((resolve) => setTimeout(resolve, waited.row.expiresAt.getTime() - Date.now() + index * 8 - 24));
      const reply = await post(waited.row.id, 'approve');
      const result = (await waited.handle.result()) as { outcome: string };
      return `${reply.status} ${result.outcome} ${(await read(waited.row.id)).state}`;
    }),
  );
  t.deepEqual(
    runs.filter((run) => run !== '200 approved approved' && run !== '409 expired expired'),
    [],
  );
});

test('the Web UI’s signal approves up to the level that is allowed, as a claim', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  await waited.handle.signal('decide', { decision: 'approve', by: 'Ada', comment: 'seen' });
  t.like(await waited.handle.result(), { outcome: 'approved', by: 'Ada', comment: 'seen' });
  const body = (await api.request('GET', `/api/approvals/${waited.row.id}`)).body;
  t.like((body?.['decisions'] as unknown[] | undefined)?.[0], { by: 'Ada', userId: null, door: 'web_ui' });
});

test('the Web UI’s signal rejects', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  await waited.handle.signal('decide', { decision: 'reject', by: 'Ada' });
  t.like(await waited.handle.result(), { outcome: 'rejected', by: 'Ada' });
});

test('a signal sent as soon as the approval can be read counts', async (t) => {
  const waited = await waiting.start();
  await waited.handle.signal('decide', { decision: 'approve', by: 'Ada' });
  t.like(await waited.handle.result(), { outcome: 'approved', by: 'Ada' });
});

const REFUSED: readonly { title: string; level?: 'high' | 'critical'; phrase?: true; wish: unknown; reason: RegExp }[] =
  [
    {
      title: 'above the allowed level',
      level: 'high',
      wish: { decision: 'approve', by: 'Ada' },
      reason: /above what the Web UI may decide/,
    },
    {
      title: 'rejecting above it',
      level: 'critical',
      wish: { decision: 'reject', by: 'Ada' },
      reason: /WEB_UI_DECIDE_MAX_LEVEL/,
    },
    { title: 'without a name', wish: { decision: 'approve' }, reason: /cannot be read \(by/ },
    { title: 'with another word', wish: { decision: 'yes', by: 'Ada' }, reason: /cannot be read \(decision/ },
    { title: 'with nothing', wish: undefined, reason: /cannot be read/ },
    { title: 'with far too much', wish: { decision: 'approve', by: 'x'.repeat(20_000) }, reason: /cannot be read/ },
    {
      title: 'with a wrong phrase',
      phrase: true,
      wish: { decision: 'approve', by: 'Ada', phrase: 'x' },
      reason: /wrong_phrase.* 2 attempt/,
    },
    {
      title: 'without a phrase',
      phrase: true,
      wish: { decision: 'approve', by: 'Ada' },
      reason: /No phrase was given/,
    },
  ];

for (const { title, level, phrase, wish, reason } of REFUSED) {
  test(`a signal ${title} is refused visibly, and the wait goes on`, async (t) => {
    const waited = await waiting.start({
      ...(level === undefined ? {} : { level }),
      ...(phrase === undefined ? {} : { confirmationLevel: 'phrase' as const }),
    });
    await waits(waited);
    await waited.handle.signal('decide', wish);
    const shown = await eventually(async () => {
      const now = await lines(waited);
      return now.length > 1 && now;
    });
    t.regex(shown[1] ?? '', reason);
    t.true(shown[0]?.startsWith('**Waiting'));
    t.true((await audit(waited.row.id)).includes('approval.refused denied'));
    t.is((await read(waited.row.id)).state, 'pending');
    await waited.handle.signal('stop');
    await waited.handle.result();
  });
}

test('the right phrase in a signal approves where the level has one', async (t) => {
  const waited = await waiting.start({ confirmationLevel: 'phrase' });
  await waits(waited);
  await waited.handle.signal('decide', { decision: 'approve', by: 'Ada', phrase: waited.row.phrase });
  t.like(await waited.handle.result(), { outcome: 'approved' });
});

test('a signal from before the plan was there is refused: nobody can have read it', async (t) => {
  const workflowId = `test/early/${Date.now()}`;
  const id = '01890000-0000-7000-8000-00000000ea51';
  const handle = await waiting.temporal.client.workflow.start('waitForPeople', {
    taskQueue: 'engine',
    workflowId,
    args: [{ approvalId: id, plansFirst: true }],
  });
  await handle.signal('decide', { decision: 'approve', by: 'Ada' });
  await eventually(async () => (await handle.query('lines')) !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const waited = { ...(await openFor(workflowId, id)), handle };
  await handle.signal('planned');
  await eventually(async () => (await lines(waited)).some((line) => line.includes('before the plan was there')));
  t.is((await read(id)).state, 'pending');
  await post(id, 'approve');
  t.like(await handle.result(), { outcome: 'approved' });
});

async function openFor(workflowId: string, id: string): Promise<Pick<Waited, 'row'>> {
  return { row: await openTestApproval(api.db.database, { workflowId, id }) };
}

test('late, second and foreign signals are harmless', async (t) => {
  const waited = await waiting.start({}, { lingers: true });
  await waits(waited);
  await waited.handle.signal('approvalChanged', { approvalId: 'of something else' });
  await waited.handle.signal('approvalChanged', undefined);
  await waited.handle.signal('approvalChanged', { approvalId: waited.row.id });
  await post(waited.row.id, 'approve');
  await eventually(async () => (await lines(waited))[0]?.includes('approved'));
  await waited.handle.signal('decide', { decision: 'reject', by: 'Too late' });
  await waited.handle.signal('approvalChanged', { approvalId: waited.row.id });
  await waited.handle.signal('finish');
  t.like(await waited.handle.result(), { outcome: 'approved' });
  t.is((await read(waited.row.id)).state, 'approved');
});

test('two signals at once: the first one counts', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  await Promise.all([
    waited.handle.signal('decide', { decision: 'reject', by: 'A' }),
    waited.handle.signal('decide', { decision: 'reject', by: 'B' }),
  ]);
  const result = (await waited.handle.result()) as { by: string };
  const body = (await api.request('GET', `/api/approvals/${waited.row.id}`)).body;
  t.deepEqual(
    (body?.['decisions'] as { by: string }[] | undefined)?.map(({ by }) => by),
    [result.by],
  );
});

test('approvals from the API and the Web UI at the same time: exactly one wins', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  const [reply, other] = await Promise.all([
    post(waited.row.id, 'approve'),
    post(waited.row.id, 'approve', {}, second.token),
    waited.handle.signal('decide', { decision: 'approve', by: 'Ada' }),
  ]);
  t.like(await waited.handle.result(), { outcome: 'approved' });
  const body = (await api.request('GET', `/api/approvals/${waited.row.id}`)).body;
  const decisions = body?.['decisions'] as { door: string }[];
  t.is(decisions.length, 1);
  const won = [reply.status, other.status].filter((status) => status === 200).length;
  t.is(won, decisions[0]?.door === 'api' ? 1 : 0);
});

test('a caller that wants no more of it withdraws it', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  await waited.handle.signal('stop');
  t.like(await waited.handle.result(), { outcome: 'withdrawn', comment: 'a roll-back is wanted' });
  t.is((await post(waited.row.id, 'approve')).body?.['code'], 'approval_decided');
  t.true((await audit(waited.row.id)).includes('approval.withdrawn cancelled'));
});

test('a cancelled workflow withdraws its approval and is cancelled', async (t) => {
  const waited = await waiting.start();
  await waits(waited);
  await waited.handle.cancel();
  const error = await t.throwsAsync(waited.handle.result(), { instanceOf: WorkflowFailedError });
  t.true(error?.cause instanceof CancelledFailure);
  t.like(await read(waited.row.id), { state: 'withdrawn', outcomeReason: 'the workflow was cancelled' });
});

test('a workflow whose approval is another one’s refuses to act', async (t) => {
  const { row } = await waiting.start();
  const handle = await waiting.temporal.client.workflow.start('waitForPeople', {
    taskQueue: 'engine',
    workflowId: 'test/not-mine',
    args: [{ approvalId: row.id }],
  });
  const error = await t.throwsAsync(handle.result(), { instanceOf: WorkflowFailedError });
  t.regex(JSON.stringify(error?.cause), /intent_missing/);
  await post(row.id, 'reject', { reason: 'done' });
});

test('a flood of signals is bounded', async (t) => {
  const waited = await waiting.start({ level: 'high' });
  await waits(waited);
  for (let sent = 0; sent < 60; sent += 1) await waited.handle.signal('decide', { decision: 'approve', by: 'Flood' });
  await eventually(async () => (await lines(waited)).some((line) => line.includes('10 further signal(s) ignored')));
  const countRefused = () =>
    ApprovalRefusalModel.query(api.db.database.knex).where({ approvalId: waited.row.id }).resultSize();
  t.true(await eventually(async () => (await countRefused()) === 50));
  await waited.handle.signal('stop');
  await waited.handle.result();
});
