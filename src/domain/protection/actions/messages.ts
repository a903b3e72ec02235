import type { ActionState } from './action.js';

/** What crosses Temporal's boundary for an action: ids and plain facts. Fields are only ever added. */
export interface ActionInput {
  readonly actionId: string;
  /** How long the last moment to think lasts, at the levels that have one. In the input, so that tests need not wait. */
  readonly coolingDownMs: number;
  /** Pause before the server is asked for again while another run holds it. */
  readonly busyMs: number;
}

export const ACTION_SIGNALS = { cancel: 'cancel' } as const;

export interface ActionRef {
  readonly actionId: string;
}

export interface OpenedAction {
  readonly site: string;
  readonly title: string;
  readonly kind: 'command' | 'server_deletion';
  readonly riskLevel: string;
  readonly approvalId: string | null;
  /** A run that was consumed by an earlier workflow of this action, whose history is lost. */
  readonly openRunId: string | null;
}

export type GateVerdict = 'valid' | 'stale' | 'busy' | 'refused' | 'expired' | 'cancelled';

export interface Revalidated {
  readonly verdict: GateVerdict;
  readonly reasons: readonly string[];
  /** The token, when it is valid. */
  readonly runId: string | null;
}

export interface Replanned {
  readonly approvalId: string | null;
  /** Of the level that it has by now. */
  readonly coolingDownMs: number;
}

export interface Launched {
  /** `launched`: it runs. `fenced`: it was decided that it shall not. Everything else: nothing has run. */
  readonly outcome: 'launched' | 'fenced' | Exclude<GateVerdict, 'valid'>;
  readonly reasons: readonly string[];
}

export interface Settled {
  /** After a launch of which nobody knows: whether it ran is certain, or cannot be known any more. */
  readonly outcome: 'launched' | 'not_run' | 'unknown';
}

export interface Followed {
  readonly outcome: 'ended' | 'unknown';
  readonly exitCode: number | null;
}

export interface Verified {
  readonly verdict: 'confirmed' | 'contradicted' | 'not_checked';
}

export interface RunRef extends ActionRef {
  readonly runId: string;
}

export interface FinishAction extends ActionRef {
  readonly state: ActionState;
  readonly code?: string;
  readonly message?: string;
  readonly needsAttention?: boolean;
}

/** The token for the way back; null: there is none. */
export interface OpenedRollback {
  readonly runId: string | null;
  /** It was taken up before: what became of it is looked at first. */
  readonly mayHaveRun: boolean;
}

/** Activities of the engine queue: database only. Each is safe to repeat. */
export interface ActionEngineActivities {
  /** Demands the intent row: what was started past our operations has none and does not act. */
  openAction(input: ActionRef & { readonly workflowId: string }): Promise<OpenedAction>;
  enterActionState(input: ActionRef & { readonly state: ActionState }): Promise<void>;
  readActionWish(input: ActionRef): Promise<{ readonly cancelled: boolean }>;
  /** The token for the command that undoes a failed act, which was approved with it. */
  openRollback(input: ActionRef): Promise<OpenedRollback>;
  finishAction(input: FinishAction): Promise<void>;
  /** The same for kinds that reach no host. */
  revalidateRecord(input: ActionRef): Promise<Revalidated>;
  /** The act of such a kind, with its intent and outcome rows in one transaction. */
  deleteServer(input: RunRef): Promise<Launched>;
}

/** Activities of a site's queue: everything that reaches the host. */
export interface ActionSiteActivities {
  /** All gates; when every one is passed, the token for one run. */
  revalidateAction(input: ActionRef): Promise<Revalidated>;
  /** The plan made anew from today's rules and the host's state, and an approval for it in place of the former one. */
  replanAction(input: ActionRef & { readonly reasons: readonly string[] }): Promise<Replanned>;
  /** Once only, never retried: the gates again, the token consumed with the audit's intent row, and the launch. */
  launchAction(input: RunRef): Promise<Launched>;
  /** The same for the way back: the audit's intent row, and the launch of the command that undoes. */
  launchRollback(input: RunRef): Promise<Launched>;
  settleAction(input: RunRef): Promise<Settled>;
  /** Watches a launched run to its end, keeps its output, and takes its traces away. */
  followAction(input: RunRef): Promise<Followed>;
  verifyAction(input: RunRef): Promise<Verified>;
}
