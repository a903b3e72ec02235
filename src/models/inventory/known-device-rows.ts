import type { KnownDevice } from '../../domain/inventory/tracking/known-device.js';
import { chooseStanding } from '../../domain/inventory/tracking/smart-standing.js';
import type { StorageDeviceModel } from './storage-device-model.js';
import { clipText, toStorableBytes } from './storable.js';

/** A row as the rules of tracking take it. */
export function toKnownDevice(row: StorageDeviceModel): KnownDevice {
  const { sizeBytes, firstSeenAt, lastSeenAt, goneAt } = row;
  return {
    id: row.id,
    identities: row.identities,
    name: row.name,
    path: row.path,
    type: row.type,
    transport: row.transport,
    vendor: row.vendor,
    model: row.model,
    serial: row.serial,
    wwn: row.wwn,
    firmware: row.firmware,
    sizeBytes: sizeBytes === null ? null : String(sizeBytes),
    rotational: row.rotational,
    health: row.health,
    reasons: row.reasons,
    seenBy: row.seenBy,
    smart: row.smart,
    memory: row.memory,
    overrides: row.overrides,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  };
}

/** The columns of a device, under their names in the table; thresholds are a person's and not among them. */
export function toDeviceColumns(device: KnownDevice, serverId: string): Record<string, unknown> {
  const shown = chooseStanding(device.smart);
  return {
    id: device.id,
    server_id: serverId,
    identities: device.identities.map(clipText),
    name: clipText(device.name),
    path: clipText(device.path),
    type: device.type,
    transport: device.transport,
    vendor: device.vendor,
    model: device.model,
    serial: device.serial === null ? null : clipText(device.serial),
    wwn: device.wwn,
    firmware: device.firmware,
    size_bytes: toStorableBytes(device.sizeBytes),
    rotational: device.rotational,
    health: device.health,
    reasons: device.reasons,
    smart: device.smart,
    memory: device.memory,
    smart_collected_at: shown?.collectedAt ?? null,
    smart_stale_since: shown?.staleSince ?? null,
    seen_by: device.seenBy,
    first_seen_at: device.firstSeenAt,
    last_seen_at: device.lastSeenAt,
    gone_at: device.goneAt,
  };
}
