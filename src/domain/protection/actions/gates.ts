import { compareRisk } from '../confirmation.js';
import type { RiskLevel } from '../plan.js';
import type { GateVerdict } from './messages.js';

/** Everything that is looked at right before the act; read under the action's lock. */
export interface GateFacts {
  readonly isFinished: boolean;
  readonly cancelWished: boolean;
  readonly paused: boolean;
  /** The stored command opens, and everything stored about the plan still gives the stored hash. */
  readonly planIsWhole: boolean;
  readonly approval: ApprovalFacts | null;
  readonly needsApproval: boolean;
  readonly requester: PersonFacts;
  readonly server: 'same' | 'moved' | 'gone' | 'blocked';
  /** By today's rules. */
  readonly today: { readonly level: RiskLevel; readonly sameFindings: boolean };
  readonly approvedLevel: RiskLevel;
  /** What differs in the state of the targets; null where it was not looked at. */
  readonly stateChanges: readonly string[] | null;
}

export interface PersonFacts {
  readonly name: string;
  /** Still there, not disabled, still in the role, and the token that asked not revoked. */
  readonly mayAct: boolean;
}

export interface ApprovalFacts {
  readonly state: string;
  readonly samePlan: boolean;
  readonly isPastValidity: boolean;
  readonly approvalsNeeded: number;
  /** Each person once, whose vote was for this very plan. */
  readonly approvers: readonly PersonFacts[];
}

interface Gate {
  readonly id: string;
  readonly verdict: Exclude<GateVerdict, 'valid'>;
  fails(facts: GateFacts): boolean;
  says(facts: GateFacts): readonly string[];
}

const votesThatCount = ({ approvers }: ApprovalFacts): number => approvers.filter(({ mayAct }) => mayAct).length;

/** In this order: the first that fails decides. Fails closed: what is not known to be well is not. */
export const GATES: readonly Gate[] = [
  {
    id: 'status',
    verdict: 'refused',
    fails: ({ isFinished }) => isFinished,
    says: () => ['the action has ended already'],
  },
  {
    id: 'cancel',
    verdict: 'cancelled',
    fails: ({ cancelWished }) => cancelWished,
    says: () => ['somebody cancelled it'],
  },
  {
    id: 'integrity',
    verdict: 'refused',
    fails: ({ planIsWhole }) => !planIsWhole,
    says: () => ['what is stored of the command or its plan is not what was approved'],
  },
  {
    id: 'forbidden',
    verdict: 'refused',
    fails: ({ today }) => today.level === 'forbidden',
    says: () => ['today’s rules forbid it'],
  },
  {
    id: 'approval',
    verdict: 'refused',
    fails: ({ approval, needsApproval }) => needsApproval && approval?.state !== 'approved',
    says: ({ approval }) => [`its approval is ${approval?.state ?? 'missing'}`],
  },
  {
    id: 'approved_plan',
    verdict: 'refused',
    fails: ({ approval }) => approval !== null && !approval.samePlan,
    says: () => ['the approval is for another plan'],
  },
  {
    id: 'validity',
    verdict: 'expired',
    fails: ({ approval }) => approval !== null && approval.isPastValidity,
    says: () => ['the time in which the approval was valid is over'],
  },
  {
    id: 'quorum',
    verdict: 'refused',
    fails: ({ approval }) => approval !== null && votesThatCount(approval) < approval.approvalsNeeded,
    says: ({ approval }) => [
      `only ${approval === null ? 0 : votesThatCount(approval)} of ${approval?.approvalsNeeded ?? 0} approvers may still approve`,
    ],
  },
  {
    id: 'requester',
    verdict: 'refused',
    fails: ({ requester }) => !requester.mayAct,
    says: ({ requester }) => [`${requester.name} may not ask for it any more`],
  },
  {
    id: 'server',
    verdict: 'refused',
    fails: ({ server }) => server !== 'same',
    says: ({ server }) => [
      server === 'moved'
        ? 'the server has another address, login or host key than when it was approved'
        : `the server is ${server}`,
    ],
  },
  {
    id: 'paused',
    verdict: 'busy',
    fails: ({ paused }) => paused,
    says: () => ['Millwright is paused'],
  },
  {
    id: 'level',
    verdict: 'stale',
    fails: ({ today, approvedLevel }) => compareRisk(today.level, approvedLevel) > 0,
    says: ({ today, approvedLevel }) => [`its risk is ${today.level} by now, and ${approvedLevel} was approved`],
  },
  {
    id: 'findings',
    verdict: 'stale',
    fails: ({ today }) => !today.sameFindings,
    says: () => ['today’s rules read the command otherwise'],
  },
  {
    id: 'state',
    verdict: 'stale',
    fails: ({ stateChanges }) => stateChanges !== null && stateChanges.length > 0,
    says: ({ stateChanges }) => stateChanges ?? [],
  },
];

export function judgeGates(facts: GateFacts): { readonly verdict: GateVerdict; readonly reasons: readonly string[] } {
  const failed = GATES.find((gate) => gate.fails(facts));
  return failed === undefined
    ? { verdict: 'valid', reasons: [] }
    : { verdict: failed.verdict, reasons: failed.says(facts) };
}

/** The last moment to think after an approval, in which anyone may still cancel. */
export function coolingDownFor(level: RiskLevel): number {
  return level === 'critical' ? 60_000 : 0;
}
