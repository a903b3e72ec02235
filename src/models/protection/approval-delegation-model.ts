import { Model } from 'objection';

/** Table `approval_delegations`: who may decide in somebody’s stead, and until when. */
export class ApprovalDelegationModel extends Model {
  declare id: string;
  declare fromUserId: string;
  declare toUserId: string;
  /** Null: of every kind. */
  declare subjectTypes: string[] | null;
  declare reason: string;
  declare startsAt: Date;
  declare endsAt: Date;
  declare revokedAt: Date | null;
  declare createdAt: Date;

  static override tableName = 'approval_delegations';
}
