import { Model } from 'objection';
import type { PoolHealth, PoolType } from '../../domain/inventory/storage-pool.js';

/** Table `storage_pools`: zpools, volume groups, thin pools, md arrays, Btrfs filesystems; gone ones too. */
export class StoragePoolModel extends Model {
  declare id: string;
  declare serverId: string;
  declare identity: string;
  declare name: string;
  declare type: PoolType;
  declare state: string;
  declare health: PoolHealth;
  declare sizeBytes: number | null;
  declare usedBytes: number | null;
  declare freeBytes: number | null;
  declare observation: Record<string, unknown>;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;
  declare updatedAt: Date;

  static override tableName = 'storage_pools';
  static override jsonAttributes = ['observation'];
}
