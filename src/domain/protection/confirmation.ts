import { z } from 'zod';
import type { Effect } from './detect/finding.js';
import { RISK_LEVELS, type RiskLevel } from './plan.js';

export const CONFIRMATION_LEVELS = ['none', 'confirm', 'phrase', 'four_eyes', 'quorum', 'impossible'] as const;
export const ConfirmationLevel = z.enum(CONFIRMATION_LEVELS).meta({ id: 'ConfirmationLevel' });
export type ConfirmationLevel = z.infer<typeof ConfirmationLevel>;

export interface ConfirmationRule {
  /** Persons who have to approve; each counts once. */
  readonly approvalsNeeded: number;
  /** Wrong phrases until nothing but a rejection is taken. */
  readonly attempts: number;
  readonly requesterMayApprove: boolean;
  /** The requester's own step comes on top: phrase and checklist, by `acknowledge`. */
  readonly requesterAcknowledges: boolean;
  readonly approverTypesPhrase: boolean;
  /** With a random part nobody can know who was not shown it. */
  readonly phrase: 'none' | 'plain' | 'nonce';
  /** A signal of the Web UI only claims who sent it; these levels rest on who decides. */
  readonly needsProvenPerson: boolean;
  readonly why: string;
}

/** What each level of confirmation asks for. */
export const CONFIRMATIONS: Readonly<Record<ConfirmationLevel, ConfirmationRule>> = {
  none: {
    approvalsNeeded: 0,
    attempts: 0,
    requesterMayApprove: true,
    requesterAcknowledges: false,
    approverTypesPhrase: false,
    phrase: 'none',
    needsProvenPerson: false,
    why: 'waits for nobody; it is audited all the same',
  },
  confirm: {
    approvalsNeeded: 1,
    attempts: 5,
    requesterMayApprove: true,
    requesterAcknowledges: false,
    approverTypesPhrase: false,
    phrase: 'none',
    needsProvenPerson: false,
    why: 'one person looks at the plan and says yes',
  },
  phrase: {
    approvalsNeeded: 1,
    attempts: 3,
    requesterMayApprove: true,
    requesterAcknowledges: false,
    approverTypesPhrase: true,
    phrase: 'plain',
    needsProvenPerson: false,
    why: 'typing the target and the host catches the wrong machine',
  },
  four_eyes: {
    approvalsNeeded: 1,
    attempts: 3,
    requesterMayApprove: false,
    requesterAcknowledges: true,
    approverTypesPhrase: false,
    phrase: 'nonce',
    needsProvenPerson: true,
    why: 'the requester goes through checklist and phrase, and another person agrees',
  },
  quorum: {
    approvalsNeeded: 2,
    attempts: 3,
    requesterMayApprove: false,
    requesterAcknowledges: true,
    approverTypesPhrase: true,
    phrase: 'nonce',
    needsProvenPerson: true,
    why: 'what cannot be undone takes the requester and two others, each with the phrase',
  },
  impossible: {
    approvalsNeeded: 0,
    attempts: 0,
    requesterMayApprove: false,
    requesterAcknowledges: false,
    approverTypesPhrase: false,
    phrase: 'none',
    needsProvenPerson: true,
    why: 'no approval lifts it',
  },
};

/** What a policy says of approvals: `risk` asks where the risk does. */
export type ApprovalPolicy = 'never' | 'risk' | 'always';

interface RiskRow {
  readonly confirmation: Readonly<Record<ApprovalPolicy, ConfirmationLevel>>;
  /** How long to wait for a decision where nothing else is said. */
  readonly waitMinutes: number;
  /** Silence for so long is told to others; at the end it is a rejection, never an approval. */
  readonly escalateMinutes: readonly number[];
  /** In solo mode: how long it can still be stopped after the one person has approved. */
  readonly soloDelaySeconds: number;
  readonly why: string;
}

/** Which confirmation a risk asks for. `never` frees from it up to `medium`: above, the floor is no setting. */
export const RISK_CONFIRMATIONS: Readonly<Record<RiskLevel, RiskRow>> = {
  none: {
    confirmation: { never: 'none', risk: 'none', always: 'confirm' },
    waitMinutes: 5,
    escalateMinutes: [],
    soloDelaySeconds: 0,
    why: 'changes nothing that is not undone by a known step',
  },
  low: {
    confirmation: { never: 'none', risk: 'none', always: 'confirm' },
    waitMinutes: 5,
    escalateMinutes: [],
    soloDelaySeconds: 0,
    why: 'a policy that lets it run is confirmation enough',
  },
  medium: {
    confirmation: { never: 'none', risk: 'confirm', always: 'confirm' },
    waitMinutes: 15,
    escalateMinutes: [],
    soloDelaySeconds: 0,
    why: 'one person, who may be the one that asked',
  },
  high: {
    confirmation: { never: 'four_eyes', risk: 'four_eyes', always: 'four_eyes' },
    waitMinutes: 30,
    escalateMinutes: [10],
    soloDelaySeconds: 60,
    why: 'one person alone does not put data or a host at stake',
  },
  critical: {
    confirmation: { never: 'quorum', risk: 'quorum', always: 'quorum' },
    waitMinutes: 60,
    escalateMinutes: [15, 30],
    soloDelaySeconds: 300,
    why: 'it cannot be undone',
  },
  forbidden: {
    confirmation: { never: 'impossible', risk: 'impossible', always: 'impossible' },
    waitMinutes: 0,
    escalateMinutes: [],
    soloDelaySeconds: 0,
    why: 'it runs for nobody',
  },
};

/** The confirmation that a risk needs under a policy (default: what the risk itself asks for). */
export function confirmationFor(risk: RiskLevel, policy: ApprovalPolicy = 'risk'): ConfirmationLevel {
  return RISK_CONFIRMATIONS[risk].confirmation[policy];
}

/** Below zero when `a` is the lesser risk, zero for the same one. */
export function compareRisk(a: RiskLevel, b: RiskLevel): number {
  return RISK_LEVELS.indexOf(a) - RISK_LEVELS.indexOf(b);
}

/** Whether `given` asks for at least as much as `floor`: a caller may ask for more than the risk does, never for less. */
export function isAtLeast(given: ConfirmationLevel, floor: ConfirmationLevel): boolean {
  return CONFIRMATION_LEVELS.indexOf(given) >= CONFIRMATION_LEVELS.indexOf(floor);
}

interface ActRow {
  readonly level: ConfirmationLevel;
  /** How long to wait for a decision, and how long it then holds. */
  readonly waitMinutes: number;
  readonly validMinutes: number;
  readonly why: string;
}

/** What an ad-hoc command that is held asks for. */
export const ACT_CONFIRMATIONS: Readonly<Record<RiskLevel, ActRow>> = {
  none: { level: 'confirm', waitMinutes: 5, validMinutes: 5, why: 'whatever is held is seen by one person' },
  low: { level: 'confirm', waitMinutes: 5, validMinutes: 5, why: 'one person looks at the plan and says yes' },
  medium: {
    level: 'phrase',
    waitMinutes: 15,
    validMinutes: 15,
    why: 'typing target and host catches the wrong machine',
  },
  high: { level: 'four_eyes', waitMinutes: 30, validMinutes: 30, why: 'one person alone does not put a host at stake' },
  critical: {
    level: 'quorum',
    waitMinutes: 60,
    validMinutes: 10,
    why: 'it cannot be undone, and the host may change meanwhile',
  },
  forbidden: { level: 'impossible', waitMinutes: 0, validMinutes: 0, why: 'it runs for nobody' },
};

const NOT_HELD: ActRow = {
  level: 'none',
  waitMinutes: 0,
  validMinutes: 0,
  why: 'it is not held, and audited all the same',
};

/** What an ad-hoc command asks for: what is destructive or opaque is always held, the rest never. */
export function confirmationForAct(risk: RiskLevel, effect: Effect): ActRow {
  if (risk === 'forbidden') return ACT_CONFIRMATIONS.forbidden;
  return effect === 'destructive' || effect === 'opaque' ? ACT_CONFIRMATIONS[risk] : NOT_HELD;
}
