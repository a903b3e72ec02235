import { acceptBaseline } from '../../../domain/inventory/disks/judge-device.js';
import type { AcceptBaseline, PutThresholds, StorageDevice } from '../../../domain/inventory/resources.js';
import type { KnownDevice } from '../../../domain/inventory/tracking/known-device.js';
import { judgeAgain, sumUpHealth } from '../../../domain/inventory/tracking/smart-standing.js';
import { InventoryEventModel } from '../../../models/inventory/inventory-event-model.js';
import { toKnownDevice } from '../../../models/inventory/known-device-rows.js';
import { lockInventory } from '../../../models/inventory/lock-inventory.js';
import { StorageDeviceModel } from '../../../models/inventory/storage-device-model.js';
import type { Transaction } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { newId } from '../../../platform/ids/ids.js';
import { recordAudit, type CallAudit } from '../../audit/record.js';
import type { CallContext } from '../../context.js';
import { noSuchDevice, presentDevice, requireDevice } from './read-devices.js';

/**
 * Takes the present values of a device's counters, or of one of them, for known: only growth from now on counts.
 * Throws `not_found`, and `unprocessable` when there is nothing to accept.
 */
export async function acceptDeviceBaseline(
  context: CallContext,
  request: AcceptBaseline & { readonly id: string },
): Promise<StorageDevice> {
  const { id, attribute } = request;
  const at = new Date();
  return changeDevice(context, id, (device) => {
    const counters = Object.values(device.memory).flatMap((memory) => Object.keys(memory.counters));
    requireCounter(device, counters, attribute);
    const accept = { ...(attribute === undefined ? {} : { counter: attribute }), at, by: context.actor.name };
    const memory = Object.fromEntries(
      Object.entries(device.memory).map(([collector, known]) => [collector, acceptBaseline(known, accept)]),
    );
    return {
      device: { ...device, memory },
      audit: { action: 'storage_device.baseline_accepted', details: { attribute: attribute ?? null } },
    };
  });
}

function requireCounter(device: KnownDevice, counters: readonly string[], attribute: string | undefined): void {
  if (attribute === undefined ? counters.length > 0 : counters.includes(attribute)) return;
  const known = [...new Set(counters)].slice(0, 20).join(', ');
  const message =
    attribute === undefined || known === ''
      ? `no counter of ${device.name} has been read yet`
      : `is no counter of ${device.name}; there are ${known}`;
  throw new MillwrightError('unprocessable', `There is nothing to accept: ${message}.`, {
    errors: [{ path: 'attribute', message }],
  });
}

/** Sets the thresholds of a device in place of those it had, and judges it by them. Throws `not_found`. */
export async function putThresholds(
  context: CallContext,
  request: PutThresholds & { readonly id: string },
): Promise<StorageDevice> {
  const { id, thresholds } = request;
  return changeDevice(context, id, (device) => ({
    device: { ...device, overrides: thresholds },
    audit: {
      action: 'storage_device.thresholds_changed',
      details: { before: device.overrides, after: thresholds },
    },
  }));
}

interface DeviceChange {
  readonly device: KnownDevice;
  readonly audit: Pick<CallAudit, 'action' | 'details'>;
}

async function changeDevice(
  context: CallContext,
  id: string,
  change: (device: KnownDevice) => DeviceChange,
): Promise<StorageDevice> {
  const { serverId } = await requireDevice(context, id);
  return context.database.knex.transaction(async (trx) => {
    // A collection that is being stored now would write over it.
    await lockInventory(trx, serverId);
    const row = await StorageDeviceModel.query(trx).findById(id);
    if (row === undefined) throw noSuchDevice(id);
    const { device, audit } = change(toKnownDevice(row));
    const judged = { ...device, ...judgeAgain(device, new Date().toISOString()) };
    const { health, reasons } = sumUpHealth(judged.smart);
    const { memory, smart, overrides } = judged;
    const columns = { memory, smart, overrides, health, reasons: [...reasons], updatedAt: new Date() };
    await StorageDeviceModel.query(trx).findById(id).patch(columns);
    if (health !== row.health) await recordVerdict(trx, row, health);
    await recordAudit(trx, context, { ...audit, subject: { type: 'storage_device', id } });
    return presentDevice(await StorageDeviceModel.query(trx).findById(id).throwIfNotFound());
  });
}

async function recordVerdict(trx: Transaction, row: StorageDeviceModel, health: string): Promise<void> {
  await InventoryEventModel.query(trx).insert({
    id: newId(),
    serverId: row.serverId,
    at: new Date(),
    resourceType: 'storage_device',
    resourceId: row.id,
    resourceName: row.name,
    kind: 'changed',
    field: 'health',
    before: row.health,
    after: health,
    runId: null,
  });
}
