import type { JobKind } from './job.js';

/** What crosses Temporal's boundary for discoveries and update checks: plain JSON, ids and counts only. */
export interface ContainerJobInput {
  readonly jobId: string;
}

export interface ContainerJobPlan {
  readonly jobId: string;
  readonly sites: readonly { readonly site: string; readonly items: number }[];
}

export interface ContainerSiteInput {
  readonly jobId: string;
  readonly site: string;
}

export interface ContainerSiteProgress {
  /** Settled by this call. */
  readonly succeeded: number;
  readonly failed: number;
  /** Left for the next call. */
  readonly pending: number;
}

export interface ContainerJobResult {
  readonly jobId: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Activities of the engine queue: database only. */
export interface ContainerJobActivities {
  openScheduledContainerJob(input: {
    readonly kind: JobKind;
    readonly scheduledAt: string;
  }): Promise<{ readonly jobId?: string }>;
  planContainerJob(input: { readonly jobId: string; readonly workflowId: string }): Promise<ContainerJobPlan>;
  recordUnservedContainerSite(input: ContainerSiteInput): Promise<{ readonly failed: number }>;
  finishContainerJob(input: { readonly jobId: string; readonly failure?: string }): Promise<ContainerJobResult>;
}

/** Activities of a site's queue. Each works for a slice of time and says what is left. */
export interface ContainerSiteActivities {
  discoverContainerHosts(input: ContainerSiteInput): Promise<ContainerSiteProgress>;
  checkContainerUpdates(input: ContainerSiteInput): Promise<ContainerSiteProgress>;
}

/** Scheduled jobs exclude each other by these ids; a job that somebody asks for has one of its own. */
export const scheduledJobIds = {
  discovery: {
    schedule: 'containers/discovery-schedule',
    tick: 'containers/discovery-tick',
    run: 'containers/discover/scheduled',
  },
  update_check: {
    schedule: 'containers/check-schedule',
    tick: 'containers/check-tick',
    run: 'containers/check/scheduled',
  },
} as const satisfies Record<JobKind, object>;
