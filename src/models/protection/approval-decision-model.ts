import { Model } from 'objection';

/** Table `approval_decisions`: one row for what one person said. */
export class ApprovalDecisionModel extends Model {
  declare id: string;
  declare approvalId: string;
  declare decision: 'approve' | 'reject';
  /** Null when the Web UI’s signal said it: who sent that is a claim. */
  declare userId: string | null;
  declare byName: string;
  declare door: string;
  declare comment: string | null;
  declare onBehalfOf: string | null;
  declare onBehalfOfName: string | null;
  declare checklist: string[];
  declare planHash: string;
  declare at: Date;

  static override tableName = 'approval_decisions';
  static override jsonAttributes = ['checklist'];
}
