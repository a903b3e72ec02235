/** What crosses Temporal's boundary in this domain: plain JSON, ids and counts only. Fields are only ever added. */
export interface CycleInput {
  readonly runId: string;
}

export interface CyclePlan {
  readonly runId: string;
  readonly total: number;
  readonly sites: readonly { readonly site: string; readonly batches: number }[];
}

export interface BatchInput {
  readonly runId: string;
  readonly site: string;
  readonly batch: number;
}

export interface BatchResult {
  readonly succeeded: number;
  readonly failed: number;
  /** Hosts another run had collected at the same moment. */
  readonly joined: number;
  readonly handshakes: number;
  readonly samples: number;
}

export interface CycleResult {
  readonly runId: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

export interface ScheduledRun {
  /** Absent when the schedule is paused or nothing is enrolled. */
  readonly runId?: string;
}

/** Activities of the engine queue: database only. */
export interface CollectionEngineActivities {
  openScheduledRun(input: { readonly scheduledAt: string }): Promise<ScheduledRun>;
  planRun(input: { readonly runId: string; readonly workflowId: string }): Promise<CyclePlan>;
  recordUnserved(input: BatchInput): Promise<{ readonly failed: number }>;
  finishRun(input: { readonly runId: string; readonly failure?: string }): Promise<CycleResult>;
}

/** Activities of a site's queue: everything over SSH. */
export interface CollectionSiteActivities {
  collectBatch(input: BatchInput): Promise<BatchResult>;
}
