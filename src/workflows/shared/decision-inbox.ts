import { defineSignal, setHandler, uuid4 } from '@temporalio/workflow';
import { PROTECTION_SIGNALS, type ApprovalChanged, type WebUiWish } from '../../domain/protection/messages.js';

/** Sent by the operations behind the API when an approval changed. */
export const approvalChangedSignal = defineSignal<[ApprovalChanged]>(PROTECTION_SIGNALS.approvalChanged);
/** `{ decision: "approve" | "reject", by, phrase?, comment? }`, sent by hand in the Temporal Web UI. */
export const decideSignal = defineSignal<[unknown]>(PROTECTION_SIGNALS.decide);

export type ReceivedWish = Omit<WebUiWish, 'approvalId'>;

/** What signals said and nobody has looked at yet. Handlers only write it down: whoever waits acts. */
export interface DecisionInbox {
  readonly wishes: ReceivedWish[];
  /** Ids of approvals that are to be read again. */
  readonly changed: Set<string>;
  /** Wishes beyond what is looked at: anyone who reaches Temporal can send them without end. */
  ignored: number;
  received: number;
}

const MAX_WISHES = 50;
const MAX_WISH_CHARACTERS = 10_000;

/**
 * Takes the signals of decisions from here on. Call it first of all in a workflow that will ask for approval: a wish
 * that arrives before there is a plan is then known to be early, and refused.
 */
export function listenForDecisions(): DecisionInbox {
  const inbox: DecisionInbox = { wishes: [], changed: new Set(), ignored: 0, received: 0 };
  setHandler(
    decideSignal,
    (wish: unknown) => {
      inbox.received += 1;
      if (inbox.received > MAX_WISHES) inbox.ignored += 1;
      else inbox.wishes.push({ wishId: uuid4(), wish: bound(wish), receivedAt: new Date().toISOString() });
    },
    {
      description: 'Approve or reject: { "decision": "approve" | "reject", "by": "your name", "phrase"?, "comment"? }',
    },
  );
  setHandler(
    approvalChangedSignal,
    (message: ApprovalChanged | undefined) => {
      if (typeof message?.approvalId === 'string') inbox.changed.add(message.approvalId);
    },
    { description: 'Reads the approval again' },
  );
  return inbox;
}

/** Nothing a person types is that long: what is, is not carried on into activities. */
function bound(wish: unknown): unknown {
  return (JSON.stringify(wish) ?? '').length > MAX_WISH_CHARACTERS ? null : (wish ?? null);
}
