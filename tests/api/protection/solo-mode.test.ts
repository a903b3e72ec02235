import test from 'ava';
import { createTestUser } from '../../helpers/api-server.js';
import { openTestApproval } from '../../helpers/approval-fixture.js';
import { setUpAuthenticator } from '../../helpers/authenticator.js';
import { startFullApi } from '../../helpers/full-api.js';

test('one person alone: a second factor and a delay stand in for the second one, until there is one', async (t) => {
  const api = await startFullApi();
  t.teardown(() => api.stop());
  const post = (path: string, json: unknown) => api.request('POST', `/api/approvals/${path}`, { json });
  const put = (json: unknown) => api.request('PUT', '/api/approvals/settings', { json });
  t.deepEqual((await api.request('GET', '/api/approvals/settings')).body, { soloMode: false, isSolo: false });
  t.is((await put({ soloMode: true })).body?.['code'], 'second_factor_needed');
  const code = await setUpAuthenticator(api, api.adminToken);
  t.deepEqual((await put({ soloMode: true, secondFactorCode: code() })).body, { soloMode: true, isSolo: true });

  const row = await openTestApproval(api.db.database, { level: 'critical', requestedBy: api.adminId });
  const other = await openTestApproval(api.db.database, { level: 'high', requestedBy: api.adminId });
  for (const { id, phrase } of [row, other]) t.is((await post(`${id}/acknowledge`, { phrase })).status, 200);
  t.is((await post(`${row.id}/approve`, { phrase: row.phrase })).body?.['code'], 'second_factor_needed');
  const reply = await post(`${row.id}/approve`, { phrase: row.phrase, secondFactorCode: code() });
  t.is(reply.status, 200);
  t.like(reply.body, { state: 'approved' });
  const delayMs = Date.parse(String(reply.body?.['actsNotBefore'])) - Date.parse(String(reply.body?.['decidedAt']));
  t.is(delayMs, 300_000);
  const entry = await api.db.database.knex('audit_entries').where({ subjectId: row.id, action: 'approval.approved' });
  t.regex(JSON.stringify(entry), /soloMode\W+true/);
  t.regex(JSON.stringify(entry), /ownRequest\W+true/);

  // Within the delay it is stopped by a rejection.
  t.like((await post(`${row.id}/reject`, { reason: 'wrong pool' })).body, { state: 'withdrawn' });

  // Two calls, and there are four eyes again.
  await createTestUser(api, { name: 'Second', role: 'approver' });
  t.is((await post(`${other.id}/approve`, { secondFactorCode: '123456' })).body?.['code'], 'four_eyes');
  t.deepEqual((await api.request('GET', '/api/approvals/settings')).body, { soloMode: true, isSolo: false });
});
