import { Model } from 'objection';
import type { ActionAssessment, ActionKind, ActionShell, ActionState } from '../../domain/protection/actions/action.js';
import type { BasisFinding, Fingerprint, Verification } from '../../domain/protection/actions/fingerprint.js';
import type { Effect } from '../../domain/protection/detect/finding.js';
import type { Plan, RiskLevel } from '../../domain/protection/plan.js';

/** Where the act goes: another address, login or key is another machine. */
export interface ActionPlace {
  readonly transport: 'ssh' | 'local';
  readonly address: string;
  readonly port: number;
  readonly loginUser: string | null;
  readonly hostKeys: readonly string[];
}

/** What the plan's hash is of, beside the plan that is shown. */
export interface ActionBasis {
  readonly kind: ActionKind;
  readonly commandHash: string;
  readonly shell: ActionShell | null;
  readonly timeoutSeconds: number;
  readonly serverId: string;
  readonly place: ActionPlace;
  readonly findings: readonly BasisFinding[];
  readonly classifierVersion: string;
  readonly level: RiskLevel;
  readonly rollbackHash: string | null;
}

/** Table `actions`. */
export class ActionModel extends Model {
  declare id: string;
  declare kind: ActionKind;
  declare state: ActionState;
  declare serverId: string;
  declare serverName: string;
  declare site: string;
  declare reason: string | null;
  declare shell: ActionShell | null;
  declare timeoutSeconds: number;
  declare command: Buffer | null;
  declare commandShown: string;
  declare commandHash: string;
  declare rollbackCommand: Buffer | null;
  declare rollbackOf: string | null;
  declare effect: Effect;
  declare riskLevel: RiskLevel;
  declare assessment: ActionAssessment;
  declare basis: ActionBasis;
  declare plan: Plan | null;
  declare planHash: string;
  declare fingerprint: Fingerprint | null;
  declare coolingDownMs: number;
  declare approvalId: string | null;
  declare workflowId: string | null;
  declare requestedBy: string;
  declare requestedByName: string;
  declare actor: ActionActor;
  declare door: string;
  declare correlationId: string;
  declare requestedEnd: 'cancel' | null;
  declare verification: Verification | null;
  declare error: { readonly code: string; readonly message: string } | null;
  declare needsAttention: boolean;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare finishedAt: Date | null;

  static override tableName = 'actions';
  static override jsonAttributes = ['assessment', 'basis', 'plan', 'fingerprint', 'actor', 'verification', 'error'];
}

/** Who asked, as the audit names them. */
export interface ActionActor {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  readonly tokenId: string | null;
  readonly tokenKind: string | null;
}
