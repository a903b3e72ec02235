import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  ACTION_SIGNALS,
  type ActionEngineActivities,
  type ActionInput,
  type ActionSiteActivities,
  type FinishAction,
  type Launched,
  type OpenedAction,
  type Revalidated,
} from '../../domain/protection/actions/messages.js';
import { ACTIVITY_PROFILES, siteQueue } from '../shared/activity-profiles.js';
import { awaitApproval } from '../shared/await-approval.js';
import { causeOf, describeFailure, isUnserved } from '../shared/causes.js';
import { listenForDecisions, type DecisionInbox } from '../shared/decision-inbox.js';
import { ATTRIBUTES } from '../shared/search-attributes.js';

type Ending = Omit<FinishAction, 'actionId'>;

const engine = proxyActivities<ActionEngineActivities>(ACTIVITY_PROFILES.database);

/** What is looked at and may be asked again, what is done once, and what is watched to its end. */
function siteActivities(site: string) {
  const queue = { taskQueue: siteQueue(site), scheduleToStartTimeout: '5 minutes' } as const;
  return {
    look: proxyActivities<ActionSiteActivities>({ ...ACTIVITY_PROFILES.hostLook, ...queue }),
    act: proxyActivities<ActionSiteActivities>({ ...ACTIVITY_PROFILES.once, ...queue }),
    // Once it may have run, nothing is better than asking on until the host answers.
    settle: proxyActivities<ActionSiteActivities>({
      ...ACTIVITY_PROFILES.hostReturn,
      startToCloseTimeout: '26 hours',
      taskQueue: siteQueue(site),
    }),
  };
}

interface Work extends Omit<ActionInput, 'coolingDownMs'> {
  coolingDownMs: number;
  readonly opened: OpenedAction;
  readonly site: ReturnType<typeof siteActivities>;
  readonly inbox: DecisionInbox;
  readonly lines: string[];
  readonly wish: { cancelled: boolean };
  approvalId: string | null;
}

/** Plans that moved, and launches that certainly came to nothing, are made again, but not for ever. */
const MAX_ROUNDS = 10;
const MAX_WAITS = 2_000;

export const cancelSignal = defineSignal(ACTION_SIGNALS.cancel);

/**
 * One protected act: approval, last moment to think, everything looked at again, the act once, and what came of it.
 * It ends as certain, or says that it is not.
 */
export async function executeAction(input: ActionInput): Promise<{ state: string }> {
  const inbox = listenForDecisions();
  const wish = { cancelled: false };
  setHandler(cancelSignal, () => void (wish.cancelled = true), { description: 'Ends it before it has begun' });
  const { actionId } = input;
  const opened = await engine.openAction({ actionId, workflowId: workflowInfo().workflowId });
  const site = siteActivities(opened.site);
  const work: Work = { ...input, opened, site, inbox, wish, lines: [], approvalId: opened.approvalId };
  upsertSearchAttributes([{ key: ATTRIBUTES.riskLevel, value: opened.riskLevel }]);
  const ending = await runToItsEnd(work);
  await CancellationScope.nonCancellable(() => engine.finishAction({ actionId, ...ending }));
  upsertSearchAttributes([
    { key: ATTRIBUTES.phase, value: ending.state },
    { key: ATTRIBUTES.needsAttention, value: ending.needsAttention === true },
  ]);
  note(work, `- [x] ended: ${ending.state}${ending.message === undefined ? '' : ` (${ending.message})`}`);
  return { state: ending.state };
}

function note({ lines, opened }: Work, line: string): void {
  lines.push(line);
  setCurrentDetails([`**${opened.title}** (risk ${opened.riskLevel})`, ...lines.slice(-30)].join('\n'));
}

async function runToItsEnd(work: Work): Promise<Ending> {
  try {
    // A workflow of this action was under way and is gone with its history: what it did is looked at first.
    if (work.opened.openRunId !== null) {
      const settled = await settleAndFollow(work, work.opened.openRunId);
      if (settled !== 'not_run') return settled;
    }
    return await goForward(work);
  } catch (error) {
    if (isCancellation(error)) return { state: 'cancelled' };
    const cause = causeOf(error);
    const type = typeof cause === 'object' && cause !== null && 'type' in cause ? String(cause.type) : 'internal';
    if (isUnserved(error)) {
      const message = 'No worker serves the site of this host. Start one with TASK_QUEUE set to it.';
      return { state: 'failed', code: 'site_unserved', message };
    }
    return { state: 'failed', code: type, message: describeFailure(error) };
  }
}

async function goForward(work: Work): Promise<Ending> {
  const { actionId, site, wish } = work;
  wish.cancelled ||= (await engine.readActionWish({ actionId })).cancelled;
  let approved: string | null = null;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (work.approvalId !== null && work.approvalId !== approved) {
      const denied = await seekApproval(work, work.approvalId);
      if (denied !== null) return denied;
      approved = work.approvalId;
      await coolDown(work);
    }
    if (wish.cancelled) return { state: 'cancelled' };
    const step = await attempt(work);
    if ('ending' in step) return step.ending;
    note(work, `- [ ] the plan does not hold any more: ${step.stale.join('; ')}`);
    const { approvalId, coolingDownMs } = await site.look.replanAction({ actionId, reasons: step.stale });
    work.approvalId = approvalId;
    work.coolingDownMs = coolingDownMs;
  }
  const message = `What it is about changed ${MAX_ROUNDS} times while it waited.`;
  return { state: 'rejected', code: 'plan_changed', message, needsAttention: true };
}

async function seekApproval(work: Work, approvalId: string): Promise<Ending | null> {
  const { actionId, inbox, wish } = work;
  await engine.enterActionState({ actionId, state: 'waiting_for_approval' });
  const { outcome, by, comment } = await awaitApproval({
    approvalId,
    inbox,
    stopWhen: () => wish.cancelled,
    stopReason: 'the action was cancelled',
    show: (lines) => setCurrentDetails([`**${work.opened.title}**`, ...work.lines, ...lines].join('\n')),
  });
  note(work, `- [${outcome === 'approved' ? 'x' : ' '}] approval ${outcome}${by === null ? '' : ` by ${by}`}`);
  if (outcome === 'approved') return null;
  if (outcome === 'withdrawn') return { state: 'cancelled' };
  if (outcome === 'expired') return { state: 'expired', code: 'approval_expired', message: 'Nobody decided in time.' };
  const message = `Rejected by ${by ?? 'a person'}${comment === null ? '' : `: ${comment}`}`;
  return { state: 'rejected', code: 'rejected', message };
}

/** The last moment to think, in which anyone may cancel. */
async function coolDown({ actionId, coolingDownMs, wish }: Work): Promise<void> {
  if (coolingDownMs === 0) return;
  await engine.enterActionState({ actionId, state: 'cooling_down' });
  await condition(() => wish.cancelled, coolingDownMs, { summary: 'Last moment to think' });
}

type Step = { readonly ending: Ending } | { readonly stale: readonly string[] };

/** Gates, launch, end. Whatever the launch leaves open is settled before anything else is tried. */
async function attempt(work: Work): Promise<Step> {
  const { actionId, wish, busyMs } = work;
  for (let tries = 0; tries < MAX_WAITS; tries += 1) {
    if (wish.cancelled) return { ending: { state: 'cancelled' } };
    const checked = await revalidate(work);
    if (checked.runId === null) {
      const step = judgeVerdict(checked.verdict, checked.reasons);
      if (step !== 'again') return step;
      await condition(() => wish.cancelled, busyMs, { summary: checked.reasons.join('; ') });
      continue;
    }
    const { runId } = checked;
    const launched = await launch(work, runId);
    if (launched === 'open' || launched.outcome === 'launched') {
      const ending = work.opened.kind === 'command' ? await settleAndFollow(work, runId) : done();
      if (ending !== 'not_run') return { ending };
      note(work, '- [ ] the launch came to nothing: it is tried again');
      await sleep(busyMs);
      continue;
    }
    const step = judgeVerdict(launched.outcome, launched.reasons);
    if (step !== 'again') return step;
    await engine.enterActionState({ actionId, state: 'revalidating' });
    await condition(() => wish.cancelled, busyMs, { summary: launched.reasons.join('; ') });
  }
  return { ending: { state: 'expired', code: 'busy', message: 'The server was not free for it in time.' } };
}

function done(): Ending {
  return { state: 'succeeded' };
}

async function revalidate({ actionId, opened, site }: Work): Promise<Revalidated> {
  return opened.kind === 'command' ? site.look.revalidateAction({ actionId }) : engine.revalidateRecord({ actionId });
}

function judgeVerdict(
  verdict: Launched['outcome'] | Revalidated['verdict'],
  reasons: readonly string[],
): Step | 'again' {
  const message = reasons.join('; ');
  if (verdict === 'stale') return { stale: reasons };
  if (verdict === 'cancelled') return { ending: { state: 'cancelled' } };
  if (verdict === 'expired') return { ending: { state: 'expired', code: 'approval_expired', message } };
  if (verdict === 'refused') return { ending: { state: 'rejected', code: 'refused', message, needsAttention: true } };
  return 'again';
}

/** `open`: nobody knows whether it was launched. */
async function launch({ actionId, opened, site }: Work, runId: string): Promise<Launched | 'open'> {
  if (opened.kind === 'server_deletion') return engine.deleteServer({ actionId, runId });
  try {
    return await CancellationScope.nonCancellable(() => site.act.launchAction({ actionId, runId }));
  } catch {
    return 'open';
  }
}

/** From the moment it may have been launched there is no way back but to know how it ended. */
async function settleAndFollow(work: Work, runId: string): Promise<Ending | 'not_run'> {
  const { actionId, site } = work;
  return CancellationScope.nonCancellable(async () => {
    const settled = await tryOr(site.settle.settleAction({ actionId, runId }), { outcome: 'unknown' as const });
    if (settled.outcome === 'not_run') return 'not_run';
    if (settled.outcome === 'unknown') return unknown('whether it ran cannot be known any more');
    note(work, '- [x] launched');
    const ended = await tryOr(site.settle.followAction({ actionId, runId }), {
      outcome: 'unknown' as const,
      exitCode: null,
    });
    if (ended.outcome === 'unknown') return unknown('it ran, and how it ended is not known');
    await engine.enterActionState({ actionId, state: 'verifying' });
    const { verdict } = await tryOr(site.look.verifyAction({ actionId, runId }), { verdict: 'not_checked' as const });
    if (ended.exitCode !== 0 && ended.exitCode !== null) {
      const message = ended.exitCode === 124 ? 'It was ended when its time was over.' : `Exit code ${ended.exitCode}.`;
      return rollBack(work, { code: ended.exitCode === 124 ? 'timed_out' : 'exit_code', message });
    }
    const contradicted = verdict === 'contradicted';
    const message = 'The command says that it succeeded; the host shows that its target is still there.';
    return contradicted ? { state: 'succeeded', code: 'contradicted', message, needsAttention: true } : done();
  });
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** After an act that failed: the approved way back, once, where there is one. */
async function rollBack(work: Work, failure: Failure): Promise<Ending> {
  const { actionId, site, busyMs } = work;
  for (let tries = 0; tries < MAX_ROUNDS; tries += 1) {
    const { runId, mayHaveRun } = await engine.openRollback({ actionId });
    if (runId === null) return { state: 'failed', ...failure };
    note(work, `- [ ] ${failure.message} Taking it back`);
    const launched = mayHaveRun ? 'open' : await tryOr(site.act.launchRollback({ actionId, runId }), 'open' as const);
    if (launched === 'open' || launched.outcome === 'launched') {
      const ending = await followRollback(work, runId, failure);
      if (ending !== 'not_run') return ending;
    } else if (launched.outcome === 'refused') {
      return notTakenBack(failure, launched.reasons.join('; '));
    }
    await sleep(busyMs);
  }
  return notTakenBack(failure, 'the server was not free for it');
}

async function followRollback({ actionId, site }: Work, runId: string, failure: Failure): Promise<Ending | 'not_run'> {
  const lost = { outcome: 'unknown' } as const;
  const settled = await tryOr(site.settle.settleAction({ actionId, runId }), lost);
  if (settled.outcome === 'not_run') return 'not_run';
  const ended = await tryOr(site.settle.followAction({ actionId, runId }), { ...lost, exitCode: null });
  if (ended.outcome === 'unknown') return notTakenBack(failure, 'whether the way back was taken is not known');
  if (ended.exitCode !== 0)
    return notTakenBack(failure, `the way back ended with exit code ${ended.exitCode ?? 'none'}`);
  return { state: 'rolled_back', code: failure.code, message: `${failure.message} What it had done was taken back.` };
}

function notTakenBack({ code, message }: Failure, why: string): Ending {
  return { state: 'rollback_failed', code, message: `${message} ${why}: look at the host.`, needsAttention: true };
}

function unknown(message: string): Ending {
  return {
    state: 'outcome_unknown',
    code: 'outcome_unknown',
    message: `${message}: look at the host.`,
    needsAttention: true,
  };
}

async function tryOr<T, F>(step: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await step;
  } catch {
    return fallback;
  }
}
