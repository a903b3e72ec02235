import { Model } from 'objection';
import type { ResourceEvent, TrackedType } from '../../domain/inventory/tracking/resource-event.js';

/** Table `inventory_events`: what changed on the hosts. */
export class InventoryEventModel extends Model {
  declare id: string;
  declare serverId: string;
  declare at: Date;
  declare resourceType: TrackedType;
  declare resourceId: string | null;
  declare resourceName: string;
  declare kind: ResourceEvent['kind'];
  declare field: string | null;
  declare before: unknown;
  declare after: unknown;
  declare runId: string | null;

  static override tableName = 'inventory_events';
  static override jsonAttributes = ['before', 'after'];
}
