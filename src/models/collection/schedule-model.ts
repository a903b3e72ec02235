import { Model } from 'objection';

/** Table `collection_schedules`: the truth that Temporal's schedules are reconciled with. */
export class ScheduleModel extends Model {
  declare name: string;
  declare intervalSeconds: number;
  declare jitterSeconds: number;
  declare paused: boolean;
  declare updatedAt: Date;
  declare updatedBy: string;

  static override tableName = 'collection_schedules';
  static override idColumn = 'name';
}
