import type { UpdateState } from './update.js';

/** What crosses Temporal's boundary for an update: ids and plain facts. Fields are only ever added. */
export interface UpdateInput {
  readonly updateId: string;
}

/** Signals beside those of the approval. */
export const UPDATE_SIGNALS = {
  /** Before the stop: ends as cancelled. After it: goes back. */
  cancel: 'cancel',
  rollback: 'rollback',
} as const;

export const UPDATE_QUERIES = { progress: 'progress' } as const;

export interface UpdateProgress {
  readonly updateId: string;
  readonly state: UpdateState;
  readonly phase: string;
  readonly done: readonly string[];
  readonly approvalId: string | null;
}

export interface OpenedUpdate {
  readonly updateId: string;
  readonly containerId: string;
  readonly serverId: string;
  readonly site: string;
  /** For summaries: container and server by name. */
  readonly title: string;
  /** How far an earlier workflow of this run got, whose history is lost: `fresh` when there was none. */
  readonly left: 'fresh' | 'prepared' | 'stopped';
}

export interface PlannedUpdate {
  /** `unchanged`: nothing to do. */
  readonly outcome: 'update' | 'unchanged';
  /** Why there is nothing to do. */
  readonly reason: string | null;
  readonly planHash: string;
  readonly from: string;
  readonly to: string;
  readonly riskLevel: string;
  readonly asksForApproval: boolean;
  readonly backsUpVolumes: boolean;
  readonly automaticRollback: boolean;
}

export interface WindowAnswer {
  /** Open now, or no window at all. */
  readonly open: boolean;
  /** When to look again: the next opening. null with `open` false: it never opens. */
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  /** Why it never opens. */
  readonly reason: string | null;
}

export interface HealthLook {
  readonly verdict: 'healthy' | 'waiting' | 'failed';
  readonly code: string;
  readonly reason: string;
  readonly nextLookMs: number | null;
}

export interface LookInput extends UpdateInput {
  readonly subject: 'candidate' | 'original';
}

export interface FinishInput extends UpdateInput {
  readonly state: UpdateState;
  readonly code?: string;
  readonly message?: string;
  readonly step?: string;
  readonly rollback?: string;
  readonly needsAttention?: boolean;
}

/** Activities of the engine queue: database only. Each is safe to repeat. */
export interface UpdateEngineActivities {
  openUpdate(input: UpdateInput & { readonly workflowId: string }): Promise<OpenedUpdate>;
  enterStep(input: UpdateInput & { readonly step: string }): Promise<void>;
  leaveStep(
    input: UpdateInput & {
      readonly step: string;
      readonly outcome: 'succeeded' | 'failed' | 'skipped';
      readonly evidence: Readonly<Record<string, unknown>>;
    },
  ): Promise<void>;
  askForApproval(input: UpdateInput): Promise<{ readonly approvalId: string }>;
  rejectCandidate(input: UpdateInput & { readonly by: string | null; readonly reason: string | null }): Promise<void>;
  readWindow(input: UpdateInput): Promise<WindowAnswer>;
  /** A wish for cancel or rollback that was written while nobody could be signalled. */
  readWish(input: UpdateInput): Promise<{ readonly wish: 'cancel' | 'rollback' | null }>;
  finishUpdate(input: FinishInput): Promise<void>;
}

/** Activities of a site's queue: each is a step, looks before it acts, and writes its own evidence. */
export interface UpdateSiteActivities {
  planUpdate(input: UpdateInput): Promise<PlannedUpdate>;
  /** False: what the plan rests on has changed, so it has to be made again. */
  recheckUpdate(input: UpdateInput): Promise<{ readonly same: boolean; readonly changed: readonly string[] }>;
  precheckUpdate(input: UpdateInput): Promise<void>;
  pullImage(input: UpdateInput): Promise<{ readonly unchanged: boolean }>;
  backUpContainer(input: UpdateInput): Promise<void>;
  prepareContainer(input: UpdateInput): Promise<void>;
  stopContainer(input: UpdateInput): Promise<void>;
  backUpVolumes(input: UpdateInput): Promise<void>;
  swapContainer(input: UpdateInput): Promise<void>;
  startContainer(input: UpdateInput): Promise<void>;
  /** Stop, swap and start in one, where no backup comes between. */
  changeOver(input: UpdateInput): Promise<void>;
  lookAtHealth(input: LookInput): Promise<HealthLook>;
  commitUpdate(input: UpdateInput): Promise<void>;
  rollBackUpdate(input: UpdateInput): Promise<{ readonly hadStopped: boolean }>;
  cleanUpUpdate(input: UpdateInput): Promise<{ readonly hadStopped: boolean }>;
}
