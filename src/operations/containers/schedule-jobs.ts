import { CONTAINER_SCHEDULES, type JobKind } from '../../domain/containers/job.js';
import { scheduledJobIds } from '../../domain/containers/job-messages.js';
import { ContainerJobModel } from '../../models/containers/container-job-model.js';
import type { Database } from '../../platform/db/database.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { ensureSchedule } from '../../platform/temporal/ensure-schedule.js';
import { startJobWorkflow } from './start-job.js';

const TICKS = {
  discovery: { workflowType: 'containerDiscoveryTick', summary: 'Discovery of container hosts' },
  update_check: { workflowType: 'updateCheckTick', summary: 'Update check' },
} as const satisfies Record<JobKind, object>;

const KINDS: readonly JobKind[] = ['discovery', 'update_check'];

/** Makes Temporal’s schedules of discoveries and update checks what they should be. */
export async function reconcileContainerSchedules(temporal: TemporalConnection): Promise<void> {
  for (const kind of KINDS) {
    await ensureSchedule(temporal, {
      ...CONTAINER_SCHEDULES[kind],
      ...TICKS[kind],
      scheduleId: scheduledJobIds[kind].schedule,
      workflowId: scheduledJobIds[kind].tick,
      catchupWindow: kind === 'discovery' ? '10 minutes' : '1 day',
      paused: false,
      note: 'Kept by Millwright',
    });
  }
}

/** A job older than this whose workflow is gone was lost with Temporal's own data. */
const LOST_AFTER_MS = 6 * 3_600_000;

/** Jobs that an earlier process opened without getting to start their workflow are started now. Returns how many. */
export async function resumeContainerJobs(database: Database, temporal: TemporalConnection): Promise<number> {
  await ContainerJobModel.query(database.knex)
    .where('state', 'running')
    .where('startedAt', '<', new Date(Date.now() - LOST_AFTER_MS))
    .patch({ state: 'failed', finishedAt: new Date(), failure: 'the job was lost: its workflow never ended it' });
  const open = await ContainerJobModel.query(database.knex)
    .where('state', 'running')
    // The schedules start their own.
    .whereNotIn(
      'workflowId',
      KINDS.map((kind) => scheduledJobIds[kind].run),
    );
  for (const job of open) await startJobWorkflow(temporal, job);
  return open.length;
}
