import type { StorageDeviceModel } from '../../../models/inventory/storage-device-model.js';
import type { CallContext } from '../../context.js';
import { readSeriesJson } from '../../series/read-series.js';
import { requireDevice } from './read-devices.js';

export interface AttributeQuery {
  readonly id: string;
  /** Name or number of an attribute, or a metric’s name; all without it. */
  readonly attribute?: string | undefined;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly stepSeconds?: number | undefined;
}

// What tools say of the device itself; what the kernel counts of its work is not an attribute.
const SERIES_OF = `
  select id from series s
   where server_id = $1 and labels ->> 'device' = any ($2::text[]) and metric ~ '^(smart|nvme|scsi)_'
     and ($3::text is null or metric = $3
          or exists (select from jsonb_each_text(labels) l where l.key <> 'device' and l.value = $3))`;

/** The history of a device’s SMART attributes, as series in JSON text. Throws `not_found` and `unprocessable`. */
export async function readAttributesJson(context: CallContext, query: AttributeQuery): Promise<string> {
  const device = await requireDevice(context, query.id);
  const { pool } = context.database;
  const { from, to, stepSeconds, attribute } = query;
  const { serverId } = device;
  const { rows } = await pool.query<{ id: number }>(SERIES_OF, [serverId, listLabels(device), attribute ?? null]);
  return readSeriesJson(pool, { serverId, seriesIds: rows.map(({ id }) => id), from, to, stepSeconds });
}

/** The collectors call a device by its serial, else by its WWN, else by its name; each by what it knows itself. */
function listLabels(device: StorageDeviceModel): string[] {
  const views = [device, ...Object.values(device.seenBy)];
  const labels = views.flatMap(({ serial, wwn, name }) => {
    const lasting = [serial, wwn].filter((label) => label !== null);
    // A name may have been another disk’s.
    return lasting.length > 0 ? lasting : [name];
  });
  return [...new Set(labels)];
}
