import test from 'ava';
import type { Action } from '../../helpers/action-bench.js';
import { startActionBench, type ActionBench } from '../../helpers/action-bench.js';
import { setUpAuthenticator } from '../../helpers/authenticator.js';

let bench: ActionBench;

test.before(async () => {
  bench = await startActionBench('in_process');
});
test.after.always(() => bench.stop());

interface Person {
  readonly id: string;
  readonly token: string;
}

async function makePerson(name: string, role: string): Promise<Person> {
  const user = await bench.request('POST', '/api/users', { name, role });
  const json = { userId: user.body['id'], name: 'desk', kind: 'human' };
  return {
    id: String(user.body['id']),
    token: String((await bench.request('POST', '/api/tokens', json)).body['token']),
  };
}

/** Asked for by the admin, whose own step is taken. */
async function askAcknowledged(name: string): Promise<{ action: Action; victim: string; planHash: string }> {
  const victim = await bench.makeVictim(name);
  const action = await bench.ask(`rm -rf ${victim}`);
  const seen = await bench.approval(String(action.approvalId));
  const json = { phrase: seen.confirmation.phrase, checklist: seen.plan.checklist.map(({ id }) => id) };
  const reply = await bench.request('POST', `/api/approvals/${seen.id}/acknowledge`, json);
  if (reply.status !== 200) throw new Error(JSON.stringify(reply));
  return { action, victim, planHash: seen.plan.hash };
}

async function delegate(to: Person): Promise<{ id: string; giver: Person }> {
  const giver = await makePerson(`giver of ${to.id}`, 'approver');
  const json = { toUserId: to.id, reason: 'on leave', endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const reply = await bench.request('POST', '/api/approvals/delegations', json, giver.token);
  if (reply.status !== 201) throw new Error(JSON.stringify(reply));
  return { id: String(reply.body['id']), giver };
}

test('what was approved in somebody’s stead is done', async (t) => {
  const deputy = await makePerson('deputy', 'operator');
  await delegate(deputy);
  const { action, victim } = await askAcknowledged('by-deputy');
  const reply = await bench.request('POST', `/api/approvals/${action.approvalId}/approve`, {}, deputy.token);
  t.is(reply.status, 200, JSON.stringify(reply.body));
  const ended = await bench.waitForEnd(action.id);
  t.is(ended.state, 'succeeded', JSON.stringify(ended.error));
  t.false(await bench.exists(victim));
});

test.serial('a delegation that was taken back meanwhile does not count any more', async (t) => {
  const deputy = await makePerson('former deputy', 'operator');
  const { id, giver } = await delegate(deputy);
  const { action, victim } = await askAcknowledged('by-former-deputy');
  await bench.request('POST', '/api/workflows/pause', {});
  t.is((await bench.request('POST', `/api/approvals/${action.approvalId}/approve`, {}, deputy.token)).status, 200);
  const revoked = await bench.request('POST', `/api/approvals/delegations/${id}/revoke`, {}, giver.token);
  t.is(revoked.status, 200, JSON.stringify(revoked.body));
  await bench.request('POST', '/api/workflows/resume', {});
  const ended = await bench.waitForEnd(action.id);
  t.is(ended.state, 'rejected');
  t.regex(ended.error?.message ?? '', /only 0 of 1 approvers/);
  t.true(await bench.exists(victim));
});

test('what an admin approved by break-glass is done', async (t) => {
  const admin = await makePerson('admin on call', 'admin');
  const send = (method: string, path: string, { json, token }: { json?: unknown; token?: string } = {}) =>
    bench.request(method, path, json, token);
  const code = await setUpAuthenticator({ request: send }, admin.token);
  const victim = await bench.makeVictim('by-break-glass');
  const action = await bench.ask(`rm -rf ${victim}`);
  const { plan } = await bench.approval(String(action.approvalId));
  const json = { planHash: plan.hash, reason: 'the disk is full and nobody else is there', secondFactorCode: code() };
  const reply = await bench.request('POST', `/api/approvals/${action.approvalId}/break-glass`, json, admin.token);
  t.is(reply.status, 200, JSON.stringify(reply.body));
  const ended = await bench.waitForEnd(action.id);
  t.is(ended.state, 'succeeded', JSON.stringify(ended.error));
  t.false(await bench.exists(victim));
});
