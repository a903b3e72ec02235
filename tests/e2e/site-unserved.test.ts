import test from 'ava';
import { enrolFleet } from '../helpers/system-fleet.js';
import { startSystem } from '../helpers/system.js';
import { waitUntil } from '../helpers/wait-until.js';

test('a site without a worker is told within a minute, and the other sites are collected meanwhile', async (t) => {
  const system = await startSystem({ worker: 'in_process' });
  t.teardown(() => system.stop());
  const enrolled = await enrolFleet(system, [{ name: 'here' }, { name: 'far-away' }]);
  t.teardown(() => enrolled.fleet.stop());
  const id = enrolled.id('far-away');
  await system.ask('PATCH', `/api/infrastructure/servers/${id}`, { site: 'far-away' });
  const startedAt = Date.now();
  const { id: runId } = await system.startRun();
  await waitUntil(async () => (await system.listErrors(runId)).length > 0, 60_000);
  t.log(`site_unserved after ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`);
  const run = await system.waitForRun(runId, 5_000);
  t.true(Date.now() - startedAt < 60_000);
  t.is(run.state, 'completed');
  t.deepEqual(run.servers, { total: 2, succeeded: 1, failed: 1 });
  const errors = await system.listErrors(runId);
  t.deepEqual(
    errors.map((error) => [error.serverId, error.class, error.stage]),
    [[id, 'site_unserved', 'dispatch']],
  );
  t.regex(errors[0]?.remedy ?? '', /TASK_QUEUE/);
});
