import type { DeviceView, KnownDevice, SmartStanding } from './known-device.js';
import { uniteIdentities } from './identities.js';
import { sumUpHealth } from './smart-standing.js';

/** One device out of two rows: `kept` is the older one, and its row stays. */
export function absorbDevice(kept: KnownDevice, other: KnownDevice): KnownDevice {
  const smart = newest(kept.smart, other.smart, (standing: SmartStanding) => standing.collectedAt ?? '');
  return {
    ...kept,
    ...sumUpHealth(smart),
    identities: uniteIdentities(kept.identities, other.identities),
    seenBy: newest(kept.seenBy, other.seenBy, (view: DeviceView) => view.at),
    smart,
    // What is remembered for longer tells growth better.
    memory: { ...other.memory, ...kept.memory },
    overrides: { ...other.overrides, ...kept.overrides },
    firstSeenAt: kept.firstSeenAt < other.firstSeenAt ? kept.firstSeenAt : other.firstSeenAt,
    lastSeenAt: kept.lastSeenAt > other.lastSeenAt ? kept.lastSeenAt : other.lastSeenAt,
    goneAt: kept.goneAt === null || other.goneAt === null ? null : kept.goneAt,
  };
}

function newest<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  timeOf: (value: T) => string,
): Record<string, T> {
  const merged: Record<string, T> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const present = merged[key];
    if (present === undefined || timeOf(value) > timeOf(present)) merged[key] = value;
  }
  return merged;
}
