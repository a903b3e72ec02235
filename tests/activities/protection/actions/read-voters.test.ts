import test from 'ava';
import { readApprovalFacts } from '../../../../src/activities/protection/actions/read-voters.js';
import { judgeGates, type GateFacts } from '../../../../src/domain/protection/actions/gates.js';
import type { ActionModel } from '../../../../src/models/protection/action-model.js';
import { ApprovalModel } from '../../../../src/models/protection/approval-model.js';
import { createTestUser } from '../../../helpers/api-server.js';
import { openTestApproval } from '../../../helpers/approval-fixture.js';
import { setUpAuthenticator } from '../../../helpers/authenticator.js';
import { startFullApi } from '../../../helpers/full-api.js';

const WHOLE: Omit<GateFacts, 'approval'> = {
  isFinished: false,
  cancelWished: false,
  paused: false,
  planIsWhole: true,
  needsApproval: true,
  requester: { name: 'requester', mayAct: true },
  server: 'same',
  today: { level: 'critical', sameFindings: true },
  approvedLevel: 'critical',
  stateChanges: null,
};

test('the one voice of solo mode is enough right before the act as well, and holds from when it may be acted upon', async (t) => {
  const api = await startFullApi();
  t.teardown(() => api.stop());
  const { knex } = api.db.database;
  const code = await setUpAuthenticator(api, api.adminToken);
  const json = { soloMode: true, secondFactorCode: code() };
  t.is((await api.request('PUT', '/api/approvals/settings', { json })).status, 200);
  const { id, phrase } = await openTestApproval(api.db.database, { level: 'critical', requestedBy: api.adminId });
  t.is((await api.request('POST', `/api/approvals/${id}/acknowledge`, { json: { phrase } })).status, 200);
  const said = { json: { phrase, secondFactorCode: code() } };
  t.is((await api.request('POST', `/api/approvals/${id}/approve`, said)).status, 200);

  const judge = async () => {
    const approval = await ApprovalModel.query(knex).findById(id).throwIfNotFound();
    const row = { riskLevel: 'critical', planHash: approval.planHash, coolingDownMs: 0 } as ActionModel;
    return knex.transaction(async (trx) =>
      judgeGates({ ...WHOLE, approval: await readApprovalFacts(trx, row, approval) }),
    );
  };
  t.deepEqual(await judge(), { verdict: 'valid', reasons: [] });
  // Eleven minutes ago, and it could be acted upon for six of them: within the ten.
  await knex('approvals')
    .where({ id })
    .update({
      decidedAt: new Date(Date.now() - 11 * 60_000),
      actsNotBefore: new Date(Date.now() - 6 * 60_000),
    });
  t.is((await judge()).verdict, 'valid');
  await knex('approvals')
    .where({ id })
    .update({ actsNotBefore: new Date(Date.now() - 11 * 60_000) });
  t.is((await judge()).verdict, 'expired');
  // A second person who comes later makes the decision no less one of its time; the person who took it has to stay.
  await createTestUser(api, { name: 'Second', role: 'admin' });
  await knex('approvals').where({ id }).update({ actsNotBefore: new Date() });
  t.is((await judge()).verdict, 'valid');
  await knex('users').where({ id: api.adminId }).update({ disabledAt: new Date() });
  t.is((await judge()).verdict, 'refused');
});
