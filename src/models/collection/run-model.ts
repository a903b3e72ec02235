import { Model } from 'objection';

/** Table `collection_runs`: the intent row of a cycle, and its outcome. */
export class RunModel extends Model {
  declare id: string;
  declare state: 'running' | 'completed' | 'failed';
  declare origin: 'schedule' | 'api' | 'cli' | 'system';
  declare requestedBy: string;
  declare correlationId: string;
  declare workflowId: string;
  declare classes: string[];
  declare selector: string | null;
  declare tickAt: Date;
  declare intervalSeconds: number | null;
  declare startedAt: Date;
  declare finishedAt: Date | null;
  declare serversTotal: number;
  declare serversSucceeded: number;
  declare serversFailed: number;
  declare failure: string | null;

  static override tableName = 'collection_runs';
}
