import { workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const SCHEDULED_START = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** Later than this a tick was held back: by jitter, or caught up with after an outage. */
const PUNCTUAL_MS = 10_000;

/**
 * The time of a schedule’s tick, ISO 8601. What began in time bears the time that the schedule gave it, however long the
 * server took to start it: samples then lie on an even grid. What began later bears the time at which it did begin,
 * because what it measures is of then.
 */
export function tickTime(): string {
  const { startTime, typedSearchAttributes } = workflowInfo();
  const scheduled = typedSearchAttributes.get(SCHEDULED_START);
  const delay = scheduled === undefined ? Number.NaN : startTime.getTime() - scheduled.getTime();
  return (scheduled !== undefined && delay >= 0 && delay <= PUNCTUAL_MS ? scheduled : startTime).toISOString();
}
