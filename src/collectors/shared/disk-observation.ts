import type { DeviceObservation } from '../../domain/inventory/storage-device.js';
import { serialIdentity, wwnIdentity } from './disk-identity.js';
import type { BlockDisk } from './disk-model.js';

/** What names a device in the labels of its series: the serial or the WWN, so that no rename begins a new series. */
export function deviceLabel({ serial, wwn, name }: Pick<BlockDisk, 'serial' | 'wwn' | 'name'>): string {
  if (serial !== null && serialIdentity(serial) !== null) return serial;
  return wwn !== null && wwnIdentity(wwn) !== null ? wwn : name;
}

/** A disk of the listing as the inventory takes it, SMART not asked. Its path is its name only when it has no other. */
export function observeDisk(disk: BlockDisk): DeviceObservation {
  const { name, path, type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational } = disk;
  const identities = disk.identities.length === 0 ? [`path:${path}`] : [...disk.identities];
  const seen = { name, path, type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational };
  return { identities, ...seen, smart: null };
}
