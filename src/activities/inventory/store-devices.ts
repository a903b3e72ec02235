import type { ResourceEvent } from '../../domain/inventory/tracking/resource-event.js';
import { trackDevices, type TrackedDevices } from '../../domain/inventory/tracking/track-devices.js';
import { toDeviceColumns, toKnownDevice } from '../../models/inventory/known-device-rows.js';
import { StorageDeviceModel } from '../../models/inventory/storage-device-model.js';
import type { Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import { answersOf, type StoreScope } from './store-scope.js';
import { pruneGone, upsertRows } from './write-rows.js';

/** Stores what was seen of a server's devices, and gives the history of what changed. */
export async function storeDevices(trx: Transaction, scope: StoreScope): Promise<ResourceEvent[]> {
  const { serverId, at } = scope;
  const rows = await StorageDeviceModel.query(trx).where({ serverId });
  const tracked = trackDevices({ known: rows.map(toKnownDevice), answers: answersOf(scope, 'devices'), at, newId });
  await moveAbsorbed(trx, tracked);
  const { tableName } = StorageDeviceModel;
  await upsertRows(
    trx,
    tableName,
    tracked.changed.map((device) => toDeviceColumns(device, serverId)),
  );
  await pruneGone(trx, { table: tableName, serverId, stored: rows.length });
  return [...tracked.events];
}

/** Two rows that are one device: its history and what a person set go to the row that stays. */
async function moveAbsorbed(trx: Transaction, { absorbed, changed }: TrackedDevices): Promise<void> {
  for (const { id, into } of absorbed) {
    await trx('inventory_events').where({ resourceId: id }).update({ resourceId: into });
    await StorageDeviceModel.query(trx).deleteById(id);
    const kept = changed.find((device) => device.id === into);
    if (kept !== undefined) await StorageDeviceModel.query(trx).findById(into).patch({ overrides: kept.overrides });
  }
}
