import { Model } from 'objection';

/** Table `container_jobs`: a discovery or an update check, and its outcome. The row is the intent its workflow demands. */
export class ContainerJobModel extends Model {
  declare id: string;
  declare kind: 'discovery' | 'update_check';
  declare state: 'running' | 'completed' | 'failed';
  declare requestedBy: string;
  declare correlationId: string;
  declare workflowId: string;
  declare startedAt: Date;
  declare finishedAt: Date | null;
  /** Items by outcome; of a job that runs only `total`. */
  declare counts: Record<string, number>;
  declare failure: string | null;

  static override tableName = 'container_jobs';
  static override jsonAttributes = ['counts'];
}
