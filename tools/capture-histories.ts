// Runs updates on real parts and keeps the histories of their workflows, for tests/replay. Needs what the engine tests
// need (TEST_DATABASE_URL, TEST_TEMPORAL_ADDRESS). Usage: node dist/tools/capture-histories.js [DIRECTORY]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { startUpdateFixture, type UpdateFixture } from '../tests/helpers/update-fixture.js';

const DIRECTORY = process.argv[2] ?? path.join('tests', 'fixtures', 'histories', 'update-container');
/** Who polled is of no use in a replay, and names a machine. */
const IDENTITY = /("identity"|"name"): "(millwright-[^"]*|\d+@[^"]*)"/g;

const fixture = await startUpdateFixture();
const { temporal } = fixture.system.services;
try {
  mkdirSync(DIRECTORY, { recursive: true });
  await capture('committed-after-approval', await runApproved(fixture));
  await capture('rolled-back', await runBroken(fixture));
  await capture('rejected', await runRejected(fixture));
} finally {
  await fixture.stop();
}

async function capture(name: string, workflowId: string): Promise<void> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  const json = JSON.stringify(JSON.parse(historyToJSON(await handle.fetchHistory())), null, 2);
  writeFileSync(path.join(DIRECTORY, `${name}.json`), `${json.replaceAll(IDENTITY, '$1: "worker"')}\n`);
  console.log(`${name}: ${workflowId}`);
}

async function prepare(given: UpdateFixture, name: string, next: string): Promise<void> {
  await given.run(name, await given.publish(`histories/${name}`, '1', 'one'));
  await given.publish(`histories/${name}`, '1', next, next === 'broken' ? { Cmd: ['false'] } : {});
  await given.discover();
}

async function runApproved(given: UpdateFixture): Promise<string> {
  await prepare(given, 'approved', 'two');
  const { id, workflowId } = await given.update('approved', { policy: { approval: 'always' } });
  const waiting = await given.until(id, ['waiting_for_approval']);
  await given.system.ask('POST', `/api/approvals/${waiting.approvalId ?? ''}/approve`, {});
  await expectEnd(given, id, 'committed');
  return workflowId;
}

async function runBroken(given: UpdateFixture): Promise<string> {
  await prepare(given, 'broken', 'broken');
  const { id, workflowId } = await given.update('broken');
  await expectEnd(given, id, 'rolled_back');
  return workflowId;
}

async function runRejected(given: UpdateFixture): Promise<string> {
  await prepare(given, 'rejected', 'two');
  const { id, workflowId } = await given.update('rejected', { policy: { approval: 'always' } });
  const waiting = await given.until(id, ['waiting_for_approval']);
  await given.system.ask('POST', `/api/approvals/${waiting.approvalId ?? ''}/reject`, { reason: 'not today' });
  await expectEnd(given, id, 'rejected');
  return workflowId;
}

async function expectEnd(given: UpdateFixture, id: string, state: string): Promise<void> {
  const ended = await given.until(id);
  if (ended.state !== state) throw new Error(`The update ended as ${ended.state}: ${JSON.stringify(ended.error)}`);
}
