import { Model } from 'objection';

/** Table `collector_settings`: where a person wants a collector otherwise. */
export class CollectorSettingModel extends Model {
  declare collector: string;
  /** null: the collector's own. */
  declare intervalSeconds: number | null;
  declare enabled: boolean;
  declare updatedAt: Date;
  declare updatedBy: string;

  static override tableName = 'collector_settings';
  static override idColumn = 'collector';
}
