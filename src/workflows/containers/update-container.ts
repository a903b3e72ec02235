import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { FinishInput, UpdateInput } from '../../domain/containers/updates/messages.js';
import { awaitApproval } from '../shared/await-approval.js';
import { causeOf, describeFailure, isUnserved } from '../shared/causes.js';
import { listenForDecisions } from '../shared/decision-inbox.js';
import { goBack, leaveAsItWas } from './update/go-back.js';
import { waitForWindow } from './update/maintenance-window.js';
import { openJournal, type Journal } from './update/journal.js';
import { engine, siteActivities, type SiteActivities } from './update/update-activities.js';
import { watchHealth } from './update/watch-health.js';

type Ending = Omit<FinishInput, 'updateId'>;

interface Work extends UpdateInput {
  readonly site: SiteActivities;
  readonly journal: Journal;
  readonly inbox: ReturnType<typeof listenForDecisions>;
}

/** Plans that moved while they waited are made again, but not for ever. */
const MAX_PLANS = 10;

/**
 * One container from one image to another. Everything that can go wrong is looked for before anything is stopped; from
 * then on the run ends with the new one proved healthy or the old one back in its place.
 */
export async function updateContainer(input: UpdateInput): Promise<{ state: string }> {
  const inbox = listenForDecisions();
  const journal = openJournal(input);
  const opened = await engine.openUpdate({ ...input, workflowId: workflowInfo().workflowId });
  journal.begin(opened);
  const work: Work = { ...input, site: siteActivities(opened.site), journal, inbox };
  const ending = opened.left === 'fresh' ? await runToItsEnd(work) : await takeBack(work, opened.left);
  await CancellationScope.nonCancellable(() => engine.finishUpdate({ ...input, ...ending }));
  journal.end(ending.state, ending.needsAttention === true);
  return { state: ending.state };
}

/** A workflow of this run was under way and is gone with its history: whatever it did is taken back. */
async function takeBack(work: Work, left: 'prepared' | 'stopped'): Promise<Ending> {
  const message = 'The history of this update was lost with Temporal’s data, so it was not gone on with.';
  const failure: Ending = { state: 'failed', code: 'history_lost', message };
  return left === 'stopped' ? goBack(work, failure) : leaveAsItWas(work, failure);
}

async function runToItsEnd(work: Work): Promise<Ending> {
  const { journal } = work;
  try {
    return await goForward(work);
  } catch (error) {
    const failure = describeEnding(work, error);
    return await CancellationScope.nonCancellable(() => {
      if (!journal.hasPrepared) return Promise.resolve(failure);
      return journal.hasStopped ? goBack(work, failure) : leaveAsItWas(work, failure);
    });
  }
}

/** A wish to end is no failure; a queue that nobody serves is one of its own. */
function describeEnding({ journal }: Work, error: unknown): Ending {
  if (isCancellation(error) || journal.wish !== null) return { state: 'cancelled' };
  const step = journal.step ?? undefined;
  if (isUnserved(error)) {
    const message = 'No worker serves the site of this host. Start one with TASK_QUEUE set to it.';
    return { state: 'failed', code: 'site_unserved', message, ...(step === undefined ? {} : { step }) };
  }
  const cause = causeOf(error);
  const type = typeof cause === 'object' && cause !== null && 'type' in cause ? String(cause.type) : 'internal';
  const message = cause instanceof Error ? cause.message : describeFailure(error);
  return { state: 'failed', code: type, message, ...(step === undefined ? {} : { step }) };
}

async function goForward(work: Work): Promise<Ending> {
  const { updateId, site, journal } = work;
  journal.recall((await engine.readWish({ updateId })).wish);
  if (journal.wish !== null) return { state: 'cancelled' };
  const settled = await settlePlan(work);
  if (settled.ending !== null) return settled.ending;
  await journal.run('precheck', () => site.look.precheckUpdate({ updateId }));
  journal.hasPrepared = true;
  const { unchanged } = await journal.run('pull', () => site.transfer.pullImage({ updateId }));
  if (unchanged) {
    return leaveAsItWas(work, { state: 'unchanged', code: 'unchanged', message: 'The image runs already.' });
  }
  await journal.run('backup', () => site.step.backUpContainer({ updateId }));
  await journal.run('prepare', () => site.step.prepareContainer({ updateId }));
  if (journal.wish !== null) return leaveAsItWas(work, { state: 'cancelled' });
  journal.hasStopped = true;
  return changeOver(work, settled);
}

type Settled =
  | { readonly ending: Ending }
  | { readonly ending: null; readonly backsUpVolumes: boolean; readonly automaticRollback: boolean };

/** Plan, approval, window, and the plan once more: only one that still holds is acted upon. */
async function settlePlan(work: Work): Promise<Settled> {
  const { updateId, site, journal } = work;
  for (let round = 0; round < MAX_PLANS; round += 1) {
    const plan = await journal.run('plan', () => site.look.planUpdate({ updateId }));
    journal.describe(plan);
    if (plan.outcome === 'unchanged') {
      return { ending: { state: 'unchanged', code: 'unchanged', message: plan.reason ?? 'There is nothing to do.' } };
    }
    if (plan.asksForApproval) {
      const ending = await seekApproval(work);
      if (ending !== null) return { ending };
    }
    const never = await waitForWindow(work);
    if (never !== null) return { ending: never };
    if (journal.wish !== null) return { ending: { state: 'cancelled' } };
    const { same } = await journal.run('recheck', () => site.look.recheckUpdate({ updateId }));
    if (same) return { ending: null, ...plan };
  }
  const message = `The container, its image or what hangs on it changed ${MAX_PLANS} times while the update waited.`;
  return { ending: { state: 'failed', code: 'plan_changed', message, step: 'recheck', needsAttention: true } };
}

async function seekApproval(work: Work): Promise<Ending | null> {
  const { updateId, journal, inbox } = work;
  const { approvalId } = await engine.askForApproval({ updateId });
  journal.approvalId = approvalId;
  await journal.enter('approval');
  const decision = await awaitApproval({
    approvalId,
    inbox,
    stopWhen: () => journal.wish !== null,
    stopReason: 'the update was cancelled',
    show: (lines) => journal.note(lines),
  });
  const { outcome, by, comment } = decision;
  const evidence = { approvalId, outcome, by, comment };
  await journal.leave('approval', outcome === 'approved' ? 'succeeded' : 'failed', evidence);
  if (outcome === 'approved') return null;
  if (outcome !== 'rejected') return { state: outcome === 'expired' ? 'expired' : 'cancelled' };
  await engine.rejectCandidate({ updateId, by, reason: comment });
  const message = `Rejected by ${by ?? 'a person'}${comment === null ? '' : `: ${comment}`}`;
  return { state: 'rejected', code: 'rejected', message, step: 'approval' };
}

/** From the stop on there are two ends: the new one is well, or the old one is back. */
async function changeOver(
  work: Work,
  { backsUpVolumes, automaticRollback }: Extract<Settled, { ending: null }>,
): Promise<Ending> {
  const { updateId, site, journal } = work;
  if (backsUpVolumes) {
    await journal.run('stop', () => site.back.stopContainer({ updateId }));
    await journal.run('backup_volumes', () => site.transfer.backUpVolumes({ updateId }));
    await journal.run('swap', () => site.back.swapContainer({ updateId }));
    await journal.run('start', () => site.back.startContainer({ updateId }));
  } else {
    await journal.runTogether(['stop', 'swap', 'start'], () => site.back.changeOver({ updateId }));
  }
  const verdict = await watchHealth(work, { subject: 'candidate' });
  if (verdict.verdict !== 'healthy') {
    const failure: Ending = { state: 'failed', code: verdict.code, message: verdict.reason, step: 'validate' };
    if (!automaticRollback && journal.wish === null) await journal.waitForWish(verdict.reason);
    return goBack(work, journal.wish === null ? failure : { ...failure, state: 'cancelled' });
  }
  await journal.run('commit', () => site.back.commitUpdate({ updateId }));
  return { state: 'committed' };
}
