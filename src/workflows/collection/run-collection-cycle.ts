import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  BatchInput,
  CollectionEngineActivities,
  CollectionSiteActivities,
  CycleInput,
  CyclePlan,
  CycleResult,
} from '../../domain/collection/messages.js';
import { ACTIVITY_PROFILES, siteQueue } from '../shared/activity-profiles.js';
import { describeFailure, isUnserved } from '../shared/causes.js';

const engine = proxyActivities<CollectionEngineActivities>({ ...ACTIVITY_PROFILES.database, summary: 'Database' });

interface Progress {
  done: number;
  failedBatches: string[];
}

/**
 * One collection cycle: demand the run’s row, hand each site’s hosts to the worker that reaches them in batches,
 * close the run. A batch that fails is recorded and holds back no other.
 */
export async function collectionCycle(input: CycleInput): Promise<CycleResult> {
  const plan = await engine.planRun({ runId: input.runId, workflowId: workflowInfo().workflowId });
  const progress: Progress = { done: 0, failedBatches: [] };
  showProgress(plan, progress);
  try {
    await Promise.all(listBatches(plan).map((batch) => collectOneBatch(plan, batch, progress)));
  } catch (error) {
    await CancellationScope.nonCancellable(() =>
      engine.finishRun({ runId: plan.runId, failure: isCancellation(error) ? 'cancelled' : describeFailure(error) }),
    );
    throw error;
  }
  const failure = progress.failedBatches[0];
  return engine.finishRun({ runId: plan.runId, ...(failure === undefined ? {} : { failure }) });
}

function listBatches(plan: CyclePlan): BatchInput[] {
  return plan.sites.flatMap(({ site, batches }) =>
    Array.from({ length: batches }, (_, batch) => ({ runId: plan.runId, site, batch })),
  );
}

async function collectOneBatch(plan: CyclePlan, input: BatchInput, progress: Progress): Promise<void> {
  const site = proxyActivities<CollectionSiteActivities>({
    ...ACTIVITY_PROFILES.hostBatch,
    taskQueue: siteQueue(input.site),
    summary: `Collect site ${input.site}, batch ${input.batch + 1}`,
  });
  try {
    await site.collectBatch(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (isUnserved(error)) await engine.recordUnserved(input);
    else progress.failedBatches.push(`site ${input.site}, batch ${input.batch + 1}: ${describeFailure(error)}`);
  }
  progress.done += 1;
  showProgress(plan, progress);
}

function showProgress(plan: CyclePlan, progress: Progress): void {
  const batches = plan.sites.reduce((sum, site) => sum + site.batches, 0);
  const failed = progress.failedBatches.map((line) => `- [ ] failed: ${line}`);
  setCurrentDetails(
    [
      `**Collection of ${plan.total} server(s)**`,
      `- [x] planned: ${batches} batch(es) on ${plan.sites.length} site(s)`,
      `- [${progress.done === batches ? 'x' : ' '}] collected: ${progress.done} of ${batches} batch(es)`,
      ...failed,
    ].join('\n'),
  );
}
