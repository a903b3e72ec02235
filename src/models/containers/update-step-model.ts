import { Model } from 'objection';

/** Table `update_steps`: what each step of an update did, and what it saw. */
export class UpdateStepModel extends Model {
  declare runId: string;
  declare position: number;
  declare name: string;
  declare state: 'running' | 'succeeded' | 'failed' | 'skipped';
  declare attempt: number;
  declare startedAt: Date;
  declare finishedAt: Date | null;
  declare evidence: Record<string, unknown>;

  static override tableName = 'update_steps';
  static override idColumn = ['run_id', 'name'];
  static override jsonAttributes = ['evidence'];
}
