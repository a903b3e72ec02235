import { once } from 'node:events';
import test from 'ava';
import { ApprovalModel } from '../../../src/models/protection/approval-model.js';
import { deliverDecisions } from '../../../src/operations/protection/deliver-decisions.js';
import { connectTemporal } from '../../../src/platform/temporal/connection.js';
import { openTestApproval } from '../../helpers/approval-fixture.js';
import { eventually, prepareWaiting, type Waiting } from '../../helpers/approval/waiting.js';
import { startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
let waiting: Waiting;
// Port 1 of the loopback: refused at once.
const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'none', callTimeoutMs: 500 });

test.before(async () => {
  waiting = await prepareWaiting(() => api.db);
  // The API of this file never reaches Temporal.
  api = await startFullApi({ temporal: away });
});
test.after.always(async () => {
  await waiting.stop();
  await api.stop();
  await away.close();
});

const approve = (id: string) => api.request('POST', `/api/approvals/${id}/approve`, { json: {} });
const read = (id: string) => ApprovalModel.query(api.db.database.knex).findById(id).throwIfNotFound();
const deliver = () => deliverDecisions(api.db.database, waiting.temporal);
const waits = async (handle: { query<T>(name: string): Promise<T> }) =>
  eventually(async () => (await handle.query<string[]>('lines'))[0]?.startsWith('**Waiting'));

test.serial('a decision made while Temporal is away stands, and is delivered later', async (t) => {
  const worker = await waiting.startWorker();
  const { row, handle } = await waiting.start();
  await waits(handle);
  const reply = await approve(row.id);
  t.is(reply.status, 200);
  t.like(reply.body, { state: 'approved' });
  t.is((await read(row.id)).deliveredAt, null);
  await t.throwsAsync(deliverDecisions(api.db.database, away));
  t.is((await read(row.id)).deliveredAt, null);
  t.like(await deliver(), { signalled: 1, unclaimed: 0 });
  t.like(await handle.result(), { outcome: 'approved' });
  t.true((await read(row.id)).deliveredAt instanceof Date);
  t.deepEqual(await deliver(), { signalled: 0, unclaimed: 0, expired: 0 });
  await worker.stop();
});

test.serial('an undelivered decision arrives at the deadline at the latest', async (t) => {
  const worker = await waiting.startWorker();
  const { row, handle } = await waiting.start({ expiresAt: new Date(Date.now() + 3_000) });
  await waits(handle);
  t.is((await approve(row.id)).status, 200);
  t.like(await handle.result(), { outcome: 'approved' });
  t.is((await read(row.id)).state, 'approved');
  await worker.stop();
});

test.serial('a decision for a workflow that is gone is told to nobody, once', async (t) => {
  const { id } = await openTestApproval(api.db.database);
  await approve(id);
  t.like(await deliver(), { signalled: 0, unclaimed: 1 });
  t.like(await deliver(), { signalled: 0, unclaimed: 0 });
});

test.serial('an approval whose workflow was lost expires all the same', async (t) => {
  const { id } = await openTestApproval(api.db.database, { expiresAt: new Date(Date.now() - 3_600_000) });
  t.like(await deliver(), { expired: 1 });
  t.is((await read(id)).state, 'expired');
});

test.serial('a workflow that does not read is not told without end', async (t) => {
  const { row, handle } = await waiting.start();
  await approve(row.id);
  t.like(await deliver(), { signalled: 1 });
  t.like(await deliver(), { signalled: 0 }, 'only after a pause');
  await api.db.database
    .knex('approvals')
    .where({ id: row.id })
    .update({ toldAt: new Date(Date.now() - 60_000) });
  t.like(await deliver(), { signalled: 1 });
  t.is((await read(row.id)).tellings, 2);
  await handle.terminate();
});

test.serial('a worker killed while it waits is replaced, and nothing is lost or asked twice', async (t) => {
  const first = await waiting.spawnWorker();
  const { row, handle } = await waiting.start();
  const refused = await waiting.start({ level: 'high' });
  await waits(handle);
  await refused.handle.signal('decide', { decision: 'approve', by: 'Ada' });
  await eventually(async () => (await refused.handle.query<string[]>('lines')).length > 1);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await refused.handle.signal('decide', { decision: 'approve', by: 'Ada' });
  await approve(row.id);
  await deliver();
  const second = await waiting.spawnWorker();
  t.like(await handle.result(), { outcome: 'approved' });
  const lines = await eventually(async () => {
    const now = await refused.handle.query<string[]>('lines');
    return now.length === 3 && now;
  });
  t.regex(lines[2] ?? '', /above what the Web UI may decide/);
  t.is((await read(refused.row.id)).state, 'pending');
  await refused.handle.signal('stop');
  t.like(await refused.handle.result(), { outcome: 'withdrawn' });
  second.kill('SIGKILL');
  await once(second, 'exit');
});

test.serial('a deadline that passes while no worker runs is kept when one is back', async (t) => {
  const first = await waiting.spawnWorker();
  const { row, handle } = await waiting.start({ expiresAt: new Date(Date.now() + 8_000) });
  await waits(handle);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await new Promise((resolve) => setTimeout(resolve, row.expiresAt.getTime() - Date.now() + 50));
  t.is((await approve(row.id)).body?.['code'], 'approval_expired');
  const worker = await waiting.startWorker();
  t.like(await handle.result(), { outcome: 'expired' });
  await worker.stop();
});
