import type { Observations } from '../../domain/inventory/observations.js';
import { clipText, toStorableJson } from '../../models/inventory/storable.js';

/** Plain JSON without what PostgreSQL does not store. */
export function cleanJson<T>(given: T): T {
  return JSON.parse(toStorableJson(given)) as T;
}

/** What hosts say, as it can be stored: an identity must be read back as it was written. */
export function cleanObservations(given: Observations): Observations {
  const { devices, pools, databases, certificates } = cleanJson(given);
  return {
    ...(devices && {
      devices: {
        ...devices,
        items: devices.items.map((device) => ({
          ...device,
          identities: device.identities.map(clipText),
          name: clipText(device.name),
          path: clipText(device.path),
          serial: device.serial === null ? null : clipText(device.serial),
        })),
      },
    }),
    ...(pools && {
      pools: {
        ...pools,
        items: pools.items.map((pool) => ({ ...pool, identity: clipText(pool.identity), name: clipText(pool.name) })),
      },
    }),
    ...(databases && {
      databases: {
        ...databases,
        items: databases.items.map((item) => ({ ...item, identity: clipText(item.identity) })),
      },
    }),
    ...(certificates && {
      certificates: {
        ...certificates,
        items: certificates.items.map((item) => ({ ...item, location: clipText(item.location) })),
      },
    }),
  };
}
