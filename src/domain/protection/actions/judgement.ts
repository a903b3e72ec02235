import type { Effect } from '../detect/finding.js';
import type { ConfirmationLevel } from '../confirmation.js';
import type { Plan, Risk } from '../plan.js';
import type { ActionShell } from './action.js';
import type { BasisFinding, Fingerprint, Target } from './fingerprint.js';

/** All that is said of a command before it may run. Made new by today's rules whenever it is asked for. */
export interface Judgement {
  readonly effect: Effect;
  readonly findings: readonly (BasisFinding & { readonly explanation: string })[];
  readonly classifierVersion: string;
  readonly risk: Risk;
  readonly confirmationLevel: ConfirmationLevel;
  /** Typed by people, without its random part. */
  readonly phrase: string;
  readonly blastRadius: Plan['blastRadius'];
  readonly checklist: Plan['checklist'];
  readonly alternatives: Plan['alternatives'];
  readonly rollback: Plan['rollback'] & { readonly command: string | null };
}

export interface JudgeRequest {
  readonly command: string;
  readonly shell: ActionShell | undefined;
  readonly serverId: string;
  /** A person, a program or an assistant: the risk of what an assistant asks for is higher. */
  readonly actorKind: 'human' | 'service' | 'ai';
}

/** Given from outside, so that activities and operations judge by the same rules. */
export type Judge = (request: JudgeRequest) => Promise<Judgement & { readonly shell: ActionShell }>;

/** Reads the state of exactly these targets on their host, by commands that only read. Rejects with a RemoteError. */
export type ReadFingerprint = (serverId: string, targets: readonly Target[]) => Promise<Fingerprint>;
