import { Model } from 'objection';

/** Table `action_runs`: each row is the token for one run, and what came of it. */
export class ActionRunModel extends Model {
  declare id: string;
  declare actionId: string;
  declare serverId: string;
  declare part: 'act' | 'rollback';
  declare exclusive: boolean;
  declare planHash: string;
  declare issuedAt: Date;
  declare expiresAt: Date;
  declare consumedAt: Date | null;
  declare fencedAt: Date | null;
  declare directory: string | null;
  declare bootId: string | null;
  declare releasedAt: Date | null;
  declare endedAt: Date | null;
  declare outcome: 'ended' | 'not_run' | 'unknown' | null;
  declare exitCode: number | null;
  declare stdout: Buffer | null;
  declare stderr: Buffer | null;
  declare outputBytes: number;
  declare truncated: boolean;
  declare removedAt: Date | null;

  static override tableName = 'action_runs';
}
