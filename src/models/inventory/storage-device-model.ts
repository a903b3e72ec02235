import { Model } from 'objection';
import type { HealthReason } from '../../domain/inventory/disks/health-reason.js';
import type { DeviceMemory } from '../../domain/inventory/disks/device-memory.js';
import type { ThresholdOverrides } from '../../domain/inventory/disks/threshold-overrides.js';
import type { DeviceHealth, DeviceType } from '../../domain/inventory/storage-device.js';
import type { DeviceView, SmartStanding } from '../../domain/inventory/tracking/known-device.js';

/** Table `storage_devices`: disks and members behind controllers, gone ones too. */
export class StorageDeviceModel extends Model {
  declare id: string;
  declare serverId: string;
  declare identities: string[];
  declare name: string;
  declare path: string;
  declare type: DeviceType;
  declare transport: string | null;
  declare vendor: string | null;
  declare model: string | null;
  declare serial: string | null;
  declare wwn: string | null;
  declare firmware: string | null;
  declare sizeBytes: number | null;
  declare rotational: boolean | null;
  declare health: DeviceHealth;
  declare reasons: HealthReason[];
  declare smart: Record<string, SmartStanding>;
  declare memory: Record<string, DeviceMemory>;
  declare overrides: ThresholdOverrides;
  declare smartCollectedAt: Date | null;
  declare smartStaleSince: Date | null;
  declare seenBy: Record<string, DeviceView>;
  declare firstSeenAt: Date;
  declare lastSeenAt: Date;
  declare goneAt: Date | null;
  declare updatedAt: Date;

  static override tableName = 'storage_devices';
  static override jsonAttributes = ['reasons', 'smart', 'memory', 'overrides', 'seenBy'];
}
