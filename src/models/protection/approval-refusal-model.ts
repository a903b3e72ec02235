import { Model } from 'objection';

/** Table `approval_refusals`: wishes of the Web UI that were not carried out. */
export class ApprovalRefusalModel extends Model {
  declare id: string;
  declare approvalId: string;
  declare byName: string | null;
  declare reason: string;
  declare at: Date;

  static override tableName = 'approval_refusals';
}
