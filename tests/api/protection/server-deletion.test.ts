import test from 'ava';
import { startActionBench, type Action, type ActionBench } from '../../helpers/action-bench.js';

let bench: ActionBench;

test.before(async () => {
  bench = await startActionBench('in_process');
});
test.after.always(() => bench?.stop());

const SERVERS = '/api/infrastructure/servers';

async function enrol(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const json = { name, address: '127.0.0.1', transport: 'local', ...fields };
  return String((await bench.request('POST', SERVERS, json)).body['id']);
}

test('a server is deleted once its deletion is approved, and what was audited stays', async (t) => {
  const id = await enrol('old-nas');
  const asked = await bench.request('DELETE', `${SERVERS}/${id}`);
  t.is(asked.status, 202, JSON.stringify(asked.body));
  t.truthy(asked.body['approvalId']);
  t.is((await bench.request('GET', `${SERVERS}/${id}`)).status, 200);
  const again = await bench.request('DELETE', `${SERVERS}/${id}`);
  t.is(again.body['code'], 'workflow_running');
  const approval = await bench.approve(String(asked.body['approvalId']));
  t.is(approval.state, 'approved');
  const ended = await bench.waitForEnd((asked.body as unknown as Action).id);
  t.is(ended.state, 'succeeded', JSON.stringify(ended.error));
  t.is((await bench.request('GET', `${SERVERS}/${id}`)).status, 404);
  const audit = await bench.auditOf(id);
  t.true(audit.includes('server.deletion_requested requested'));
  t.true(audit.includes('server.deleted succeeded'));
  t.is((await bench.read(ended.id)).serverName, 'old-nas');
  t.true(await bench.chainIsSound());
});

test('a rejected deletion leaves the server as it was, and it can be asked for again', async (t) => {
  const id = await enrol('kept');
  const asked = await bench.request('DELETE', `${SERVERS}/${id}`);
  await bench.request('POST', `/api/approvals/${String(asked.body['approvalId'])}/reject`, { reason: 'still needed' });
  t.is((await bench.waitForEnd(String(asked.body['id']))).state, 'rejected');
  t.is((await bench.request('GET', `${SERVERS}/${id}`)).status, 200);
  t.is((await bench.request('DELETE', `${SERVERS}/${id}`)).status, 202);
});

test('a server through which others are reached cannot be deleted', async (t) => {
  const jump = await enrol('jump');
  const reply = await bench.request('POST', SERVERS, {
    name: 'behind',
    address: '127.0.0.1',
    credentialId: bench.fleet.credentialId,
    jumpServerId: jump,
  });
  t.is(reply.status, 201, JSON.stringify(reply.body));
  t.is((await bench.request('DELETE', `${SERVERS}/${jump}`)).body['code'], 'in_use');
});

test('a server that was changed after the approval was asked for is not deleted', async (t) => {
  const id = await enrol('moved');
  const asked = await bench.request('DELETE', `${SERVERS}/${id}`);
  await bench.request('PATCH', `${SERVERS}/${id}`, { address: '127.0.0.9' });
  await bench.approve(String(asked.body['approvalId']));
  t.is((await bench.waitForEnd(String(asked.body['id']))).state, 'rejected');
  t.is((await bench.request('GET', `${SERVERS}/${id}`)).status, 200);
});

test('one that nobody has is not found', async (t) => {
  t.is((await bench.request('DELETE', `${SERVERS}/0190b0a0-0000-7000-8000-000000000009`)).status, 404);
});
