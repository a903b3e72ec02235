import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, ParentClosePolicy, proxyActivities } from '@temporalio/workflow';
import { collectionIds } from '../../domain/collection/ids.js';
import type { CollectionEngineActivities, CycleResult } from '../../domain/collection/messages.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { tickTime } from '../shared/tick-time.js';
import { collectionCycle } from './run-collection-cycle.js';

const engine = proxyActivities<CollectionEngineActivities>({
  ...ACTIVITY_PROFILES.database,
  summary: 'Open the scheduled run',
});

/**
 * What the schedule starts: opens the run’s row and starts the cycle under its fixed id, because the id of a
 * scheduled workflow always carries a time stamp and so excludes nothing.
 */
export async function collectionTick(): Promise<CycleResult | { skipped: string }> {
  const scheduledAt = tickTime();
  const { runId } = await engine.openScheduledRun({ scheduledAt });
  if (runId === undefined) return { skipped: 'nothing to collect' };
  try {
    return await executeChild(collectionCycle, {
      workflowId: collectionIds.scheduledCycle,
      args: [{ runId }],
      // A cycle under way ends by itself; it never has to be cut off with its tick.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: 'Scheduled collection',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await engine.finishRun({ runId, failure: 'the previous scheduled cycle is still under way' });
    return { skipped: 'the previous cycle is still under way' };
  }
}
