import { ApplicationFailure, CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { cancellationSignal, sleep } from '@temporalio/activity';
import test from 'ava';
import { collectionIds } from '../../../src/domain/collection/ids.js';
import type {
  BatchInput,
  CollectionEngineActivities,
  CollectionSiteActivities,
  CycleResult,
} from '../../../src/domain/collection/messages.js';
import { startOwnTemporal, type OwnTemporal } from '../../helpers/own-temporal.js';

// Typed fakes at the activities’ edge; the workflows are the built bundle on a real server.
let temporal: OwnTemporal;
const calls: { name: string; runId: string; detail: string }[] = [];
const scheduled: string[] = [];
const tickTimes: number[] = [];

const sites: Readonly<Record<string, { site: string; batches: number }[]>> = {
  happy: [
    { site: 'a', batches: 2 },
    { site: 'b', batches: 1 },
  ],
  broken: [{ site: 'a', batches: 2 }],
  slow: [{ site: 'a', batches: 1 }],
  first: [{ site: 'a', batches: 1 }],
};

const engine: CollectionEngineActivities = {
  openScheduledRun: async ({ scheduledAt }) => {
    tickTimes.push(Date.parse(scheduledAt));
    const runId = scheduled.shift();
    return runId === undefined ? {} : { runId };
  },
  planRun: async ({ runId, workflowId }) => {
    calls.push({ name: 'planRun', runId, detail: workflowId });
    const planned = sites[runId];
    if (planned === undefined) throw ApplicationFailure.nonRetryable('no such run', 'intent_missing');
    return { runId, total: 3, sites: planned };
  },
  recordUnserved: async ({ runId, site }) => {
    calls.push({ name: 'recordUnserved', runId, detail: site });
    return { failed: 1 };
  },
  finishRun: async ({ runId, failure }) => {
    calls.push({ name: 'finishRun', runId, detail: failure ?? 'completed' });
    return { runId, total: 3, succeeded: 3, failed: 0 };
  },
};

const site: CollectionSiteActivities = {
  collectBatch: async ({ runId, site: name, batch }: BatchInput) => {
    calls.push({ name: 'collectBatch', runId, detail: `${name}/${batch}` });
    if (runId === 'broken' && batch === 0)
      throw ApplicationFailure.nonRetryable('the database is gone', 'database_unavailable');
    if (runId === 'slow' || runId === 'first')
      await Promise.race([
        sleep('20 seconds'),
        new Promise((resolve) => cancellationSignal().addEventListener('abort', resolve)),
      ]);
    return { succeeded: 1, failed: 0, joined: 0, handshakes: 0, samples: 1 };
  },
};

test.before(async () => {
  temporal = await startOwnTemporal();
  await temporal.startWorker('engine', { workflows: true, activities: engine });
  await temporal.startWorker('site-a', { workflows: false, activities: site });
  await temporal.startWorker('site-b', { workflows: false, activities: site });
});
test.after.always(() => temporal.stop());

const of = (runId: string, name: string) =>
  calls.filter((call) => call.runId === runId && call.name === name).map((call) => call.detail);

function start(runId: string) {
  return temporal.client.workflow.start('collectionCycle', {
    taskQueue: 'engine',
    workflowId: collectionIds.cycle(runId),
    args: [{ runId }],
  });
}

test.serial('a tick bears the time that its schedule gave it; one that is caught up with bears its own', async (t) => {
  const schedule = await temporal.client.schedule.create({
    scheduleId: 'ticks',
    spec: { intervals: [{ every: '2s' }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'collectionTick',
      taskQueue: 'engine',
      workflowId: 'even',
      args: [],
    },
  });
  while (tickTimes.length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
  await schedule.pause();
  t.deepEqual(
    tickTimes.map((at) => at % 2_000),
    tickTimes.map(() => 0),
  );
  const [asked, hour] = [Date.now(), 3_600_000];
  const seen = tickTimes.length;
  await schedule.backfill({ start: new Date(asked - hour), end: new Date(asked - hour + 2_000), overlap: 'ALLOW_ALL' });
  while (tickTimes.length === seen) await new Promise((resolve) => setTimeout(resolve, 50));
  t.true(tickTimes.slice(seen).every((at) => at > asked - 10_000));
  await schedule.delete();
});

test('every batch of every site is collected, and the run is closed once', async (t) => {
  const handle = await start('happy');
  const result = (await handle.result()) as CycleResult;
  t.like(result, { total: 3, succeeded: 3 });
  t.deepEqual(of('happy', 'planRun'), ['collection/cycle/happy']);
  t.deepEqual(of('happy', 'collectBatch').sort(), ['a/0', 'a/1', 'b/0']);
  t.deepEqual(of('happy', 'finishRun'), ['completed']);
});

test('a batch that fails is told in the run and holds back no other', async (t) => {
  await (await start('broken')).result();
  t.true(of('broken', 'collectBatch').includes('a/1'));
  t.deepEqual(of('broken', 'finishRun'), ['site a, batch 1: database_unavailable: the database is gone']);
});

test('a run without its row does nothing', async (t) => {
  const error = await t.throwsAsync((await start('unknown')).result(), { instanceOf: WorkflowFailedError });
  t.regex(String(error?.cause?.cause), /no such run/);
  t.deepEqual(of('unknown', 'collectBatch'), []);
  t.deepEqual(of('unknown', 'finishRun'), []);
});

test('a cancelled run is closed as cancelled', async (t) => {
  const handle = await start('slow');
  while (of('slow', 'collectBatch').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await handle.cancel();
  const error = await t.throwsAsync(handle.result(), { instanceOf: WorkflowFailedError });
  t.true(error?.cause instanceof CancelledFailure);
  t.deepEqual(of('slow', 'finishRun'), ['cancelled']);
});

test('a tick that finds the scheduled cycle under way closes its own run and starts nothing', async (t) => {
  scheduled.push('first', 'second');
  const tick = (id: string) =>
    temporal.client.workflow.start('collectionTick', { taskQueue: 'engine', workflowId: id, args: [] });
  const first = await tick('tick-1');
  while (of('first', 'collectBatch').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  t.deepEqual(await (await tick('tick-2')).result(), { skipped: 'the previous cycle is still under way' });
  t.deepEqual(of('second', 'finishRun'), ['the previous scheduled cycle is still under way']);
  t.deepEqual(of('second', 'planRun'), []);
  await temporal.client.workflow.getHandle(collectionIds.scheduledCycle).cancel();
  await t.throwsAsync(first.result());
  t.deepEqual(await (await tick('tick-3')).result(), { skipped: 'nothing to collect' });
});
