import { z } from 'zod';
import type { Measurement } from '../../engine.js';
import { MISSED_FOR_DAYS } from './limits.js';

const MAX_CHANNELS = 50;
const DAY_MS = 86_400_000;

/** What one collection leaves for the next, in `details.memory`. */
const Memory = z.object({
  /** Replication channels that were seen, and since when they are missing. */
  channels: z
    .array(z.object({ name: z.string(), missingSince: z.iso.datetime().nullable() }))
    .max(MAX_CHANNELS)
    .catch([]),
  /** The cluster’s full size, and since when it is smaller. */
  galera: z
    .object({ size: z.int().min(1), smallerSince: z.iso.datetime().nullable() })
    .nullable()
    .catch(null),
  /** Plain connections are refused. */
  tls: z.boolean().catch(false),
  /** When the version was last read from a greeting without a login. */
  greetedAt: z.iso.datetime().nullable().catch(null),
  /** When the local client was last turned away. */
  localRefusedAt: z.iso.datetime().nullable().catch(null),
});
export type Memory = z.infer<typeof Memory>;

const NOTHING: Memory = { channels: [], galera: null, tls: false, greetedAt: null, localRefusedAt: null };

/** Of the latest of these that has one: a measurement that failed on the way left none. */
export function recallMemory(...latestFirst: readonly (Measurement | undefined)[]): Memory {
  for (const measurement of latestFirst) {
    const memory = Memory.safeParse(measurement?.details['memory']);
    if (memory.success) return memory.data;
  }
  return NOTHING;
}

/**
 * The channels to remember. `current` undefined: the question was not answered, so nothing is known to be missing.
 * One that stays away longer than `MISSED_FOR_DAYS` is forgotten.
 */
export function rememberChannels(
  current: readonly string[] | undefined,
  remembered: Memory['channels'],
  now: Date,
): Memory['channels'] {
  if (current === undefined) return remembered;
  const present = new Set(current);
  const missing = remembered
    .filter(({ name }) => !present.has(name))
    .map(({ name, missingSince }) => ({ name, missingSince: missingSince ?? now.toISOString() }))
    .filter(({ missingSince }) => !isOver(missingSince, now));
  return [...[...present].map((name) => ({ name, missingSince: null })), ...missing].slice(0, MAX_CHANNELS);
}

/** The same for the number of members of a cluster. */
export function rememberSize(size: number | undefined, remembered: Memory['galera'], now: Date): Memory['galera'] {
  if (size === undefined || size < 1) return remembered;
  if (remembered === null || size >= remembered.size) return { size, smallerSince: null };
  const smallerSince = remembered.smallerSince ?? now.toISOString();
  return isOver(smallerSince, now) ? { size, smallerSince: null } : { size: remembered.size, smallerSince };
}

/** True when `since` is at least so many days ago, or is no time at all. */
export function isOver(since: string | null, now: Date, days = MISSED_FOR_DAYS): boolean {
  if (since === null) return true;
  const passedMs = now.getTime() - Date.parse(since);
  return !(passedMs < days * DAY_MS);
}
