import type { ActivityOptions } from '@temporalio/workflow';

/**
 * The kinds of activity there are, each with its limits; no workflow invents its own. Retries are bounded in time, so
 * that an outage of the database ends as a failed run and not as one that hangs.
 */
export const ACTIVITY_PROFILES = {
  /** Reads and writes of our own database. */
  database: {
    taskQueue: 'engine',
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '10 minutes',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
  },
  /** A batch of hosts asked read-only questions; repeating it skips what is stored already. */
  hostBatch: {
    startToCloseTimeout: '4 minutes',
    // A queue without a worker shows here, well before the minute the contract gives.
    scheduleToStartTimeout: '45 seconds',
    heartbeatTimeout: '20 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds', maximumAttempts: 8 },
  },
  /** Moving closed days, dropping expired ones: long, safe to repeat. */
  upkeep: {
    taskQueue: 'engine',
    startToCloseTimeout: '30 minutes',
    scheduleToCloseTimeout: '2 hours',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  },
} as const satisfies Record<string, ActivityOptions>;

/** Temporal queue that reaches a site's hosts; the same rule as in platform/temporal, which the sandbox cannot load. */
export function siteQueue(site: string): string {
  return `site-${site}`;
}
