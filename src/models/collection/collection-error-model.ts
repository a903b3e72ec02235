import { Model } from 'objection';

/** Table `collection_errors`: at most one row per run, server and collector. */
export class CollectionErrorModel extends Model {
  declare id: string;
  declare runId: string;
  declare serverId: string;
  declare collector: string;
  declare stage: string;
  declare class: string;
  declare message: string;
  declare remedy: string;
  declare retryable: boolean;
  declare at: Date;

  static override tableName = 'collection_errors';
}
