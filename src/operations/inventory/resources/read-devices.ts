import type { StorageDevice } from '../../../domain/inventory/resources.js';
import { SmartReport } from '../../../domain/inventory/storage-device.js';
import { chooseStanding } from '../../../domain/inventory/tracking/smart-standing.js';
import { StorageDeviceModel } from '../../../models/inventory/storage-device-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { CallContext } from '../../context.js';
import { pageByName, presentLife, whereThere, type ResourceFilter } from './resource-page.js';

export interface DeviceFilter extends ResourceFilter {
  readonly type?: StorageDevice['type'] | undefined;
  readonly health?: StorageDevice['health'] | undefined;
  readonly serial?: string | undefined;
}

/** The columns of an answer: what verdicts remember is as long as the rest, and stays where it is. */
const SHOWN = [
  'id',
  'serverId',
  'name',
  'path',
  'type',
  'transport',
  'vendor',
  'model',
  'serial',
  'wwn',
  'firmware',
  'identities',
  'sizeBytes',
  'rotational',
  'health',
  'reasons',
  'smart',
  'smartCollectedAt',
  'smartStaleSince',
  'overrides',
  'firstSeenAt',
  'lastSeenAt',
  'goneAt',
] as const;
type ShownDevice = Pick<StorageDeviceModel, (typeof SHOWN)[number]>;

/** Disks and members behind controllers, server by server. */
export async function listDevices(context: CallContext, filter: DeviceFilter): Promise<StorageDevice[]> {
  const query = pageByName(StorageDeviceModel.query(context.database.knex).select(...SHOWN), filter);
  whereThere(query, context, filter);
  if (filter.type !== undefined) query.where('type', filter.type);
  if (filter.health !== undefined) query.where('health', filter.health);
  if (filter.serial !== undefined) query.where('serial', filter.serial);
  return (await query).map(presentDevice);
}

export async function requireDevice(context: CallContext, id: string): Promise<StorageDeviceModel> {
  const row = await StorageDeviceModel.query(context.database.knex).findById(id);
  if (row === undefined) throw noSuchDevice(id);
  return row;
}

export function noSuchDevice(id: string): MillwrightError {
  return new MillwrightError('not_found', `There is no storage device ${id}.`);
}

/** One device, a gone one too. */
export async function getDevice(context: CallContext, id: string): Promise<StorageDevice> {
  return presentDevice(await requireDevice(context, id));
}

export function presentDevice(row: ShownDevice): StorageDevice {
  // A report that a former version stored in another shape is shown as none.
  const smart = SmartReport.safeParse(chooseStanding(row.smart)?.report).data ?? null;
  return {
    id: row.id,
    serverId: row.serverId,
    name: row.name,
    path: row.path,
    type: row.type,
    transport: row.transport,
    vendor: row.vendor,
    model: row.model,
    serial: row.serial,
    wwn: row.wwn,
    firmware: row.firmware,
    identities: row.identities,
    sizeBytes: row.sizeBytes,
    rotational: row.rotational,
    health: row.health,
    reasons: row.reasons,
    temperatureCelsius: smart?.temperatureCelsius ?? null,
    powerOnHours: smart?.powerOnHours ?? null,
    wearPercent: smart?.wearPercent ?? null,
    smart,
    smartCollectedAt: row.smartCollectedAt?.toISOString() ?? null,
    staleSince: row.smartStaleSince?.toISOString() ?? null,
    thresholds: row.overrides,
    ...presentLife(row),
  };
}
