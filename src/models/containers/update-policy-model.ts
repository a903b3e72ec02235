import { Model } from 'objection';
import type { RulesPatch } from '../../domain/containers/policies/update-policy.js';

/** Table `update_policies`. `rules` holds what the policy speaks of; the window is a column of its own. */
export class UpdatePolicyModel extends Model {
  declare id: string;
  declare name: string;
  declare selector: string;
  declare priority: number;
  /** Without `maintenanceWindowId`, except for a null: the policy says that no window is waited for. */
  declare rules: RulesPatch;
  declare maintenanceWindowId: string | null;
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;

  static override tableName = 'update_policies';
  static override jsonAttributes = ['rules'];
}

/** Everything that a policy says. */
export function readPolicyRules({ rules, maintenanceWindowId }: UpdatePolicyModel): RulesPatch {
  return maintenanceWindowId === null ? rules : { ...rules, maintenanceWindowId };
}
