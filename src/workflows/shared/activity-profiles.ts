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
  /**
   * What a person has decided, or not: a run that waits for days must not fail because our database is away for longer
   * than other steps would bear.
   */
  humanDecision: {
    taskQueue: 'engine',
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  },
  /** A batch of hosts asked read-only questions; repeating it skips what is stored already. */
  hostBatch: {
    startToCloseTimeout: '4 minutes',
    // A queue without a worker shows here, well before the minute the contract gives.
    scheduleToStartTimeout: '45 seconds',
    heartbeatTimeout: '20 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds', maximumAttempts: 8 },
  },
  /**
   * A step at one host that looks first and can be repeated. Its worker’s death shows by the missing heartbeat; a host
   * that is away is waited for.
   */
  hostStep: {
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '1 hour',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '15 seconds' },
  },
  /** The same for what moves much data. */
  hostTransfer: {
    startToCloseTimeout: '6 hours',
    scheduleToCloseTimeout: '8 hours',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  },
  /** Between a stop and the service’s return: nothing is better than trying on until the host is back. */
  hostReturn: {
    startToCloseTimeout: '2 hours',
    scheduleToCloseTimeout: '7 days',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '15 seconds' },
  },
  /** Archives of volumes: hours long, with heartbeats; what an earlier attempt finished is found on the host. */
  archive: {
    startToCloseTimeout: '8 hours',
    scheduleToStartTimeout: '2 minutes',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 6 },
  },
  /** What is read from one host before an act: short, and worth nothing when it is late. */
  hostLook: {
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: '30 minutes',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '15 seconds' },
  },
  /** An act that is done once: whatever becomes of it, it is not tried again by itself. */
  once: {
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '15 seconds',
    retry: { maximumAttempts: 1 },
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
