/** Workflow ids of the domain. An open id is unique in Temporal: the id is the lock. */
export const collectionIds = {
  /** The scheduled cycle: one at a time, whoever ticks. */
  scheduledCycle: 'collection/cycle/scheduled',
  cycle: (runId: string): string => `collection/cycle/${runId}`,
  schedule: 'collection/schedule',
  tick: 'collection/tick',
} as const;
