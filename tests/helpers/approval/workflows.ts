import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { awaitApproval, type ApprovalOutcome } from '../../../src/workflows/shared/await-approval.js';
import { listenForDecisions } from '../../../src/workflows/shared/decision-inbox.js';

export interface WaitingInput {
  readonly approvalId: string;
  /** Plans for so long: until the signal `planned`. */
  readonly plansFirst?: boolean;
  /** Goes on after the outcome until the signal `finish`. */
  readonly lingers?: boolean;
}

export const stopSignal = defineSignal('stop');
export const plannedSignal = defineSignal('planned');
export const finishSignal = defineSignal('finish');
export const linesQuery = defineQuery<readonly string[]>('lines');

/** A workflow that does nothing but wait for people. */
export async function waitForPeople(input: WaitingInput): Promise<ApprovalOutcome> {
  const inbox = listenForDecisions();
  const seen = { stop: false, planned: false, finish: false };
  let lines: readonly string[] = [];
  setHandler(stopSignal, () => void (seen.stop = true));
  setHandler(plannedSignal, () => void (seen.planned = true));
  setHandler(finishSignal, () => void (seen.finish = true));
  setHandler(linesQuery, () => lines);
  if (input.plansFirst === true) await condition(() => seen.planned);
  const outcome = await awaitApproval({
    approvalId: input.approvalId,
    inbox,
    stopWhen: () => seen.stop,
    stopReason: 'a roll-back is wanted',
    show: (now) => (lines = now),
  });
  if (input.lingers === true) await condition(() => seen.finish);
  return outcome;
}
