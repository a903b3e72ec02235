import { z } from 'zod';
import { DatabaseStatus } from './database-instance.js';
import { ServerStatus } from './server.js';
import { DeviceHealth } from './storage-device.js';
import { PoolHealth } from './storage-pool.js';

function countsOf<K extends string>(keys: readonly K[]) {
  const shape = Object.fromEntries(keys.map((key) => [key, z.int()])) as Record<K, z.ZodInt>;
  return z.object({ total: z.int(), ...shape });
}

const link = z.string().meta({ description: 'Path of the resource.' });
const ofServer = { serverId: z.uuid(), serverName: z.string() };

/** The state of the fleet in one answer: counts of everything, and the worst by name. */
export const DetailedHealth = z
  .object({
    at: z.iso.datetime(),
    status: z.enum(['healthy', 'warning', 'critical', 'unknown']).meta({ description: 'Of the worst finding.' }),
    servers: countsOf(ServerStatus.options),
    devices: countsOf(DeviceHealth.options),
    pools: countsOf(PoolHealth.options),
    databases: countsOf(DatabaseStatus.options),
    certificates: z.object({
      total: z.int(),
      expired: z.int(),
      expiringWithin30Days: z.int(),
    }),
    collections: z.object({
      intervalSeconds: z.int(),
      lastCompletedAt: z.iso.datetime().nullable(),
      late: z
        .array(z.object({ ...ofServer, lastSeenAt: z.iso.datetime().nullable(), link }))
        .meta({ description: 'Servers not seen for three intervals, the longest first; at most 50.' }),
      lateTotal: z.int(),
    }),
    worst: z
      .array(
        z.object({
          severity: z.enum(['warning', 'critical']),
          resourceType: z.enum(['server', 'storage_device', 'storage_pool', 'database', 'certificate']),
          id: z.uuid(),
          ...ofServer,
          name: z.string(),
          reason: z.string(),
          link,
        }),
      )
      .meta({ description: 'The worst first, at most 100.' }),
  })
  .meta({ id: 'DetailedHealth' });
export type DetailedHealth = z.infer<typeof DetailedHealth>;
