import type { ApprovalState } from './approval.js';
import { CONFIRMATIONS, type ConfirmationLevel } from './confirmation.js';
import type { Plan } from './plan.js';

export type Act = 'approve' | 'reject' | 'acknowledge';

/** How an approval stands at the moment of the act, read under its lock. */
export interface Standing {
  readonly state: ApprovalState;
  /** By the clock of the database, whatever the state still says. */
  readonly isPastDeadline: boolean;
  readonly confirmationLevel: ConfirmationLevel;
  readonly attemptsLeft: number;
  /** Id of a user, or the name of a schedule. */
  readonly requestedBy: string;
  readonly acknowledgedBy: string | null;
  readonly checklist: Plan['checklist'];
  /** Solo mode is on, and there is nobody else who could approve: a second factor and a delay stand in for the second person. */
  readonly isSolo: boolean;
  /** Approved, and not to be acted upon yet. */
  readonly isCooling: boolean;
}

/** What somebody wants to do about it. */
export interface Attempt {
  readonly act: Act;
  /** Null: nobody proved who that is (a signal of the Web UI). */
  readonly personId: string | null;
  readonly hasApproved: boolean;
  /** Of whose right the person makes use; null: of their own. */
  readonly onBehalfOf: string | null;
  /** A time-based code; `absent` also for who has none set up. */
  readonly secondFactor: 'absent' | 'right' | 'wrong';
  readonly planHash: 'absent' | 'same' | 'other';
  readonly phrase: 'absent' | 'right' | 'wrong';
  /** Null where the door has no way to give one. */
  readonly checklist: readonly string[] | null;
}

export type RefusalCode =
  | 'approval_decided'
  | 'approval_expired'
  | 'plan_changed'
  | 'four_eyes'
  | 'attempts_exhausted'
  | 'unprocessable'
  | 'wrong_phrase'
  | 'second_factor_needed'
  | 'forbidden';

export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly costsAttempt: boolean;
  /** Ids of required checklist items that were not gone through. */
  readonly missing: readonly string[];
}

interface RefusalRule {
  readonly acts: readonly Act[];
  readonly code: RefusalCode;
  readonly costsAttempt?: boolean;
  applies(standing: Standing, attempt: Attempt): boolean;
  message(standing: Standing, attempt: Attempt): string;
}

const ALL: readonly Act[] = ['approve', 'reject', 'acknowledge'];
const CONFIRMING: readonly Act[] = ['approve', 'acknowledge'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** In this order: who may, comes before what was typed, so that a stranger learns nothing about the phrase. */
const RULES: readonly RefusalRule[] = [
  {
    acts: ALL,
    code: 'approval_expired',
    applies: (standing) => standing.state === 'expired' || (standing.state === 'pending' && standing.isPastDeadline),
    message: () => 'Its time to be decided is over; nothing was done.',
  },
  {
    acts: ALL,
    code: 'approval_decided',
    // Until it is acted upon, anybody who may decide may stop it.
    applies: (standing, { act }) => standing.state !== 'pending' && !(act === 'reject' && standing.isCooling),
    message: (standing) => `It is ${standing.state} already.`,
  },
  {
    acts: CONFIRMING,
    code: 'plan_changed',
    applies: (_standing, attempt) => attempt.planHash === 'other',
    message: () => 'The planHash given is not the one of its plan.',
  },
  {
    acts: ['approve'],
    code: 'four_eyes',
    applies: (standing, attempt) => rule(standing).needsProvenPerson && attempt.personId === null,
    message: () => 'It rests on who decides, and a signal only claims that: decide by the API.',
  },
  {
    acts: ['approve'],
    code: 'four_eyes',
    applies: (standing, attempt) => isOwnRequest(standing, attempt) && !standing.isSolo,
    message: () => 'Who asked for it (or took the requester’s step) cannot approve it: another person has to.',
  },
  {
    acts: ['approve'],
    code: 'four_eyes',
    applies: (standing, attempt) =>
      !rule(standing).requesterMayApprove && attempt.onBehalfOf !== null && isRequester(standing, attempt.onBehalfOf),
    message: () => 'It cannot be approved on behalf of who asked for it.',
  },
  {
    acts: ['approve'],
    code: 'second_factor_needed',
    applies: (standing, attempt) =>
      isOwnRequest(standing, attempt) && standing.isSolo && attempt.secondFactor === 'absent',
    message: () => 'In solo mode the code of a second factor stands in for the second person; none was given.',
  },
  {
    acts: ['approve'],
    code: 'second_factor_needed',
    costsAttempt: true,
    applies: (standing, attempt) =>
      isOwnRequest(standing, attempt) && standing.isSolo && attempt.secondFactor === 'wrong',
    message: () => 'The code of the second factor is not right, or was used already.',
  },
  {
    acts: ['approve'],
    code: 'approval_decided',
    applies: (_standing, attempt) => attempt.hasApproved,
    message: () => 'This person has approved it already, and counts once; others have to as well.',
  },
  {
    acts: ['acknowledge'],
    code: 'unprocessable',
    applies: (standing) => !rule(standing).requesterAcknowledges,
    message: (standing) => `The level ${standing.confirmationLevel} has no step of the requester: it is approved only.`,
  },
  {
    acts: ['acknowledge'],
    code: 'approval_decided',
    applies: (standing) => standing.acknowledgedBy !== null,
    message: () => 'The requester’s step was taken already.',
  },
  {
    acts: ['acknowledge'],
    code: 'forbidden',
    // A schedule cannot type: there, any person stands for the requester, and is no approver any more.
    applies: ({ requestedBy }, { personId }) => UUID.test(requestedBy) && personId !== requestedBy,
    message: () => 'The requester’s step is taken by who asked for it.',
  },
  {
    acts: ['acknowledge'],
    code: 'four_eyes',
    applies: (_standing, attempt) => attempt.hasApproved,
    message: () => 'Who approved it cannot stand for the requester as well.',
  },
  {
    acts: CONFIRMING,
    code: 'attempts_exhausted',
    applies: (standing) => rule(standing).phrase !== 'none' && standing.attemptsLeft === 0,
    message: () => 'The phrase was mistyped as often as it may be: an admin who did not ask for it can unlock it.',
  },
  {
    acts: CONFIRMING,
    code: 'unprocessable',
    applies: (standing, attempt) => listMissing(standing, attempt).length > 0,
    message: (standing, attempt) => `Not gone through: ${listMissing(standing, attempt).join(', ')}.`,
  },
  {
    acts: CONFIRMING,
    code: 'wrong_phrase',
    applies: (standing, attempt) => typesPhrase(standing, attempt) && attempt.phrase === 'absent',
    message: () => 'No phrase was given; that costs no attempt.',
  },
  {
    acts: CONFIRMING,
    code: 'wrong_phrase',
    costsAttempt: true,
    applies: (standing, attempt) => rule(standing).phrase !== 'none' && attempt.phrase === 'wrong',
    message: () => 'The phrase given is not the one shown.',
  },
];

/** Why an act is not taken; undefined when it is. Pure: whoever calls has read everything under one lock. */
export function judgeDecision(standing: Standing, attempt: Attempt): Refusal | undefined {
  const broken = RULES.find(
    (candidate) => candidate.acts.includes(attempt.act) && candidate.applies(standing, attempt),
  );
  if (broken === undefined) return undefined;
  return {
    code: broken.code,
    message: broken.message(standing, attempt),
    costsAttempt: broken.costsAttempt ?? false,
    missing: broken.code === 'unprocessable' ? listMissing(standing, attempt) : [],
  };
}

/** Whether an approval is complete with so many persons’ votes. */
export function isComplete(standing: Standing, votes: number, approvalsNeeded: number): boolean {
  const needed = standing.isSolo ? Math.min(1, approvalsNeeded) : approvalsNeeded;
  return votes >= needed && (!rule(standing).requesterAcknowledges || standing.acknowledgedBy !== null);
}

export function isRequester({ requestedBy, acknowledgedBy }: Standing, personId: string | null): boolean {
  return personId !== null && (personId === requestedBy || personId === acknowledgedBy);
}

function isOwnRequest(standing: Standing, { personId }: Attempt): boolean {
  return !rule(standing).requesterMayApprove && isRequester(standing, personId);
}

function rule({ confirmationLevel }: Standing): (typeof CONFIRMATIONS)[ConfirmationLevel] {
  return CONFIRMATIONS[confirmationLevel];
}

function typesPhrase(standing: Standing, { act }: Attempt): boolean {
  return act === 'acknowledge' ? rule(standing).requesterAcknowledges : rule(standing).approverTypesPhrase;
}

/** The requester goes through the checklist where the requester has a step; else whoever approves does. */
function listMissing(standing: Standing, { act, checklist }: Attempt): string[] {
  if (checklist === null) return [];
  if (act === 'approve' && rule(standing).requesterAcknowledges && !rule(standing).approverTypesPhrase) return [];
  return standing.checklist.filter(({ id, required }) => required && !checklist.includes(id)).map(({ id }) => id);
}
