import { z } from 'zod';
import { DeviceCounter, DeviceHealth } from '../storage-device.js';
import { HealthReason } from './health-reason.js';

/** What is remembered of one counter of one device: verdicts are about its growth, not about what it once was. */
export const CounterMemory = z.object({
  /** The first value since memory began, since the counter was reset, or the one that a person accepted. */
  baseline: DeviceCounter,
  /** The last value seen. */
  value: DeviceCounter,
  firstSeenAt: z.iso.datetime(),
  /** When it was last seen to be higher than before. */
  increasedAt: z.iso.datetime().nullable(),
  /** The value before that increase. */
  previous: DeviceCounter.nullable(),
  acceptedAt: z.iso.datetime().nullable(),
  acceptedBy: z.string().nullable(),
  /** Oldest first, the last one is the last observation; plateaus as their two ends. For rates. */
  recent: z.array(z.object({ at: z.iso.datetime(), value: DeviceCounter })).max(64),
});
export type CounterMemory = z.infer<typeof CounterMemory>;

/** What one device's verdicts remember, as plain JSON. A new device begins with `NO_MEMORY`. */
export const DeviceMemory = z.object({
  /** By the keys of `COUNTERS`. */
  counters: z.record(z.string(), CounterMemory),
  /** The last verdict that rests on a report which could be read. */
  last: z.object({ health: DeviceHealth, reasons: z.array(HealthReason), readAt: z.iso.datetime() }).optional(),
});
export type DeviceMemory = z.infer<typeof DeviceMemory>;

export const NO_MEMORY: DeviceMemory = { counters: {} };
