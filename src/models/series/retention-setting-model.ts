import { Model } from 'objection';

/** Table `retention_settings`: how long each kind of row is kept. */
export class RetentionSettingModel extends Model {
  declare resourceType: string;
  declare days: number;
  declare changedAt: Date;
  declare changedBy: string;

  static override tableName = 'retention_settings';
  static override idColumn = 'resourceType';
}
