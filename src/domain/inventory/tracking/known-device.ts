import type { DeviceMemory } from '../disks/device-memory.js';
import type { HealthReason } from '../disks/health-reason.js';
import type { ThresholdOverrides } from '../disks/threshold-overrides.js';
import type { DeviceHealth, DeviceObservation, SmartReport } from '../storage-device.js';
import type { Sighting } from './sightings.js';

/** What is said of a device beside its identities and its SMART. */
export type DeviceDescription = Omit<DeviceObservation, 'identities' | 'smart'>;

/** What one collector said of a device when it last saw it. */
export interface DeviceView extends DeviceDescription, Sighting {
  /** It talks to the device itself: what it says of model, serial and firmware counts for more. */
  readonly strong: boolean;
}

/** The last SMART report of one collector, and what was judged of it. */
export interface SmartStanding {
  /** The last one that could be read, with the state of the present one. */
  readonly report: SmartReport;
  /** When it was read; null: never. */
  readonly collectedAt: string | null;
  /** Since when newer values are missing. */
  readonly staleSince: string | null;
  readonly health: DeviceHealth;
  readonly reasons: readonly HealthReason[];
}

/** A device with everything that is remembered of it. Times are ISO 8601 in UTC with milliseconds. */
export interface KnownDevice extends DeviceDescription {
  readonly id: string;
  readonly identities: readonly string[];
  readonly health: DeviceHealth;
  readonly reasons: readonly HealthReason[];
  /** By collector; empty when none sees it any more. */
  readonly seenBy: Readonly<Record<string, DeviceView>>;
  readonly smart: Readonly<Record<string, SmartStanding>>;
  readonly memory: Readonly<Record<string, DeviceMemory>>;
  readonly overrides: ThresholdOverrides;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly goneAt: string | null;
}
