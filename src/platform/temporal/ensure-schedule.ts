import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { TemporalConnection } from './connection.js';
import { ENGINE_QUEUE } from './start-workflow.js';

export interface WantedSchedule {
  readonly scheduleId: string;
  readonly everyMs: number;
  readonly jitterMs: number;
  /** How late a missed run may still be made up for. */
  readonly catchupWindow: '10 minutes' | '1 hour' | '1 day';
  readonly paused: boolean;
  readonly note: string;
  readonly workflowType: string;
  /** Temporal adds the time to it: mutual exclusion has to come from a child with a fixed id. */
  readonly workflowId: string;
  readonly summary: string;
}

/** Makes a Temporal Schedule what it should be, whether it exists or not. Overlapping runs are skipped. */
export async function ensureSchedule(temporal: TemporalConnection, wanted: WantedSchedule): Promise<void> {
  const description = describe(wanted);
  await temporal.call(async (client) => {
    const handle = client.schedule.getHandle(wanted.scheduleId);
    try {
      await handle.update((previous) => ({
        ...description,
        // Only pause and note are ours; how many actions remain is Temporal’s own count.
        state: { ...previous.state, ...description.state },
      }));
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      await client.schedule.create({ scheduleId: wanted.scheduleId, ...description });
    }
  });
}

function describe(wanted: WantedSchedule) {
  return {
    spec: { intervals: [{ every: wanted.everyMs }], jitter: wanted.jitterMs },
    action: {
      type: 'startWorkflow' as const,
      workflowType: wanted.workflowType,
      workflowId: wanted.workflowId,
      taskQueue: ENGINE_QUEUE,
      args: [],
      staticSummary: wanted.summary,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: wanted.catchupWindow },
    state: { paused: wanted.paused, note: wanted.note },
  };
}
