import {
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ApprovalView, ProtectionActivities } from '../../domain/protection/messages.js';
import { ACTIVITY_PROFILES } from './activity-profiles.js';
import { listenForDecisions, type DecisionInbox } from './decision-inbox.js';
import { ATTRIBUTES } from './search-attributes.js';

export interface AwaitApproval {
  /** Of a row that an activity wrote by `openApproval` for this workflow. */
  readonly approvalId: string;
  /** From `listenForDecisions()`, called when the workflow began; without it, one is made here. */
  readonly inbox?: DecisionInbox;
  /** Ends the wait and withdraws the approval once it is true (a cancellation or roll-back is wanted). */
  readonly stopWhen?: () => boolean;
  /** Said on the approval when `stopWhen` ended it. */
  readonly stopReason?: string;
  /** Takes the markdown lines of the wait into the caller’s own details; default: they are the details. */
  readonly show?: (lines: readonly string[]) => void;
}

export interface ApprovalOutcome {
  readonly outcome: 'approved' | 'rejected' | 'expired' | 'withdrawn';
  /** Names of those who decided; null when nobody did. */
  readonly by: string | null;
  readonly comment: string | null;
  /** Of the plan that was decided about: compare it again right before the act. */
  readonly planHash: string;
}

interface Wait {
  readonly options: AwaitApproval;
  readonly inbox: DecisionInbox;
  readonly refusals: string[];
  /** Others were told that nobody decides. */
  hasEscalated: boolean;
}

const activities = proxyActivities<ProtectionActivities>({
  ...ACTIVITY_PROFILES.humanDecision,
  summary: 'Approval',
});

const MAX_LINES = 20;

/**
 * Waits until people have decided, the deadline has passed, or the caller wants no more of it. The row in the database
 * is the truth: signals only say that it is to be read. A cancelled workflow withdraws its approval.
 */
export async function awaitApproval(options: AwaitApproval): Promise<ApprovalOutcome> {
  const wait: Wait = { options, inbox: options.inbox ?? listenForDecisions(), refusals: [], hasEscalated: false };
  const { approvalId } = options;
  try {
    let approval = await activities.readApproval({ approvalId, workflowId: workflowInfo().workflowId });
    if (approval.state === 'pending') announce(approval);
    show(wait, approval);
    while (approval.state === 'pending') {
      approval = await takeTurn(wait, approval);
      show(wait, approval);
    }
    approval = await coolDown(wait, approval);
    await activities.markDelivered({ approvalId });
    return toOutcome(approval);
  } catch (error) {
    if (isCancellation(error)) await withdrawCancelled(approvalId);
    throw error;
  } finally {
    // What was said about this approval is not said about the next one.
    wait.inbox.wishes.length = 0;
    wait.inbox.changed.delete(approvalId);
    // The deadline stays as a fact: taken away, Temporal shows it as one of 1970.
    upsertSearchAttributes([
      { key: ATTRIBUTES.awaitingHuman, value: false },
      ...(wait.hasEscalated ? [{ key: ATTRIBUTES.needsAttention, value: false }] : []),
    ]);
  }
}

async function takeTurn(wait: Wait, approval: ApprovalView): Promise<ApprovalView> {
  const { options, inbox, refusals } = wait;
  const { approvalId, stopWhen = () => false } = options;
  const isWoken = (): boolean => stopWhen() || inbox.wishes.length > 0 || inbox.changed.has(approvalId);
  // Always to the same moments, however often it is woken before.
  const escalateAt = approval.escalateAt[approval.escalations];
  const until = escalateAt ?? approval.expiresAt;
  const what = escalateAt === undefined ? 'expires' : 'is escalated';
  const remainingMs = Math.max(1, Date.parse(until) - Date.now());
  const woken = await condition(isWoken, remainingMs, { summary: `Approval of ${approval.title} ${what}` });
  if (!woken && escalateAt !== undefined) return escalate(wait, approval);
  if (!woken) return activities.expireApproval({ approvalId });
  if (stopWhen()) {
    return activities.withdrawApproval({ approvalId, reason: options.stopReason ?? 'the work was ended before' });
  }
  const wish = inbox.wishes.shift();
  if (wish !== undefined) {
    const verdict = await activities.decideFromWebUi({ approvalId, ...wish });
    if (verdict.refusal !== null) refusals.push(verdict.refusal);
    return verdict.approval;
  }
  inbox.changed.delete(approvalId);
  return activities.readApproval({ approvalId, workflowId: workflowInfo().workflowId });
}

async function escalate(wait: Wait, { approvalId, escalations }: ApprovalView): Promise<ApprovalView> {
  wait.hasEscalated = true;
  upsertSearchAttributes([{ key: ATTRIBUTES.needsAttention, value: true }]);
  return activities.escalateApproval({ approvalId, step: escalations + 1 });
}

/** Approved, and still to be stopped by anybody for a while. */
async function coolDown(wait: Wait, given: ApprovalView): Promise<ApprovalView> {
  const { options, inbox } = wait;
  const { approvalId, stopWhen = () => false } = options;
  let approval = given;
  while (approval.state === 'approved' && approval.notBefore !== null) {
    const remainingMs = Date.parse(approval.notBefore) - Date.now();
    if (remainingMs <= 0) break;
    const isWoken = (): boolean => stopWhen() || inbox.changed.has(approvalId);
    await condition(isWoken, remainingMs, { summary: `${approval.title} may still be stopped` });
    inbox.changed.delete(approvalId);
    approval = stopWhen()
      ? await activities.withdrawApproval({ approvalId, reason: options.stopReason ?? 'the work was ended before' })
      : await activities.readApproval({ approvalId, workflowId: workflowInfo().workflowId });
    show(wait, approval);
  }
  return approval;
}

async function withdrawCancelled(approvalId: string): Promise<void> {
  await CancellationScope.nonCancellable(() =>
    activities.withdrawApproval({ approvalId, reason: 'the workflow was cancelled' }),
  );
}

function announce(approval: ApprovalView): void {
  upsertSearchAttributes([
    { key: ATTRIBUTES.awaitingHuman, value: true },
    { key: ATTRIBUTES.deadlineAt, value: new Date(approval.expiresAt) },
    { key: ATTRIBUTES.riskLevel, value: approval.riskLevel },
  ]);
}

function show({ options, inbox, refusals }: Wait, approval: ApprovalView): void {
  const lines = [
    describeState(approval),
    ...refusals.slice(-MAX_LINES).map((line) => `- [ ] ${line}`),
    ...(inbox.ignored > 0 ? [`- [ ] ${inbox.ignored} further signal(s) ignored: decide by the API`] : []),
  ];
  if (options.show === undefined) setCurrentDetails(lines.join('\n'));
  else options.show(lines);
}

function describeState({ state, title, riskLevel, confirmationLevel, expiresAt, ...rest }: ApprovalView): string {
  if (state === 'pending') {
    return `**Waiting for approval: ${title}** (${rest.approvalId}; risk ${riskLevel}, ${confirmationLevel}, until ${expiresAt})`;
  }
  const who = rest.by === null ? '' : ` by ${rest.by}`;
  if (state === 'approved' && rest.notBefore !== null && Date.parse(rest.notBefore) > Date.now())
    return `**Approved${who}: it is done after ${rest.notBefore}, and can be stopped until then by a rejection**`;
  return `- [${state === 'approved' ? 'x' : ' '}] approval ${state}${who}${rest.comment === null ? '' : `: ${rest.comment}`}`;
}

function toOutcome({ state, by, comment, planHash }: ApprovalView): ApprovalOutcome {
  return { outcome: state === 'pending' ? 'withdrawn' : state, by, comment, planHash };
}
