import { Model } from 'objection';
import type { MaintenanceWindow, WindowRule } from '../../domain/containers/windows/window.js';

/** Table `maintenance_windows`. */
export class MaintenanceWindowModel extends Model {
  declare id: string;
  declare name: string;
  declare rule: WindowRule;
  declare blackout: MaintenanceWindow['blackout'];
  declare createdAt: Date;
  declare updatedAt: Date;
  declare version: number;

  static override tableName = 'maintenance_windows';
  static override jsonAttributes = ['rule', 'blackout'];
}
