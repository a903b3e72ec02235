import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { executeChild, ParentClosePolicy, proxyActivities } from '@temporalio/workflow';
import {
  scheduledJobIds,
  type ContainerJobActivities,
  type ContainerJobResult,
} from '../../domain/containers/job-messages.js';
import type { JobKind } from '../../domain/containers/job.js';
import { ACTIVITY_PROFILES } from '../shared/activity-profiles.js';
import { tickTime } from '../shared/tick-time.js';
import { checkUpdates } from './check-updates.js';
import { discoverContainers } from './discover-containers.js';

const engine = proxyActivities<ContainerJobActivities>({
  ...ACTIVITY_PROFILES.database,
  summary: 'Open the scheduled job',
});

const JOBS = {
  discovery: { workflow: discoverContainers, summary: 'Scheduled discovery of container hosts' },
  update_check: { workflow: checkUpdates, summary: 'Scheduled update check' },
} as const;

type TickResult = ContainerJobResult | { skipped: string };

/** What the schedule of discoveries starts. */
export function containerDiscoveryTick(): Promise<TickResult> {
  return tick('discovery');
}

/** What the schedule of update checks starts. */
export function updateCheckTick(): Promise<TickResult> {
  return tick('update_check');
}

/** Opens the job’s row and starts its workflow under the fixed id, so that two scheduled ones never overlap. */
async function tick(kind: JobKind): Promise<TickResult> {
  const scheduledAt = tickTime();
  const { jobId } = await engine.openScheduledContainerJob({ kind, scheduledAt });
  if (jobId === undefined) return { skipped: 'nothing to do' };
  const { workflow, summary } = JOBS[kind];
  try {
    return await executeChild(workflow, {
      workflowId: scheduledJobIds[kind].run,
      args: [{ jobId }],
      // One under way ends by itself.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: summary,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await engine.finishContainerJob({ jobId, failure: 'the previous one is still under way' });
    return { skipped: 'the previous one is still under way' };
  }
}
