import type { DatabaseObservation } from './database-instance.js';
import type { CertificateObservation } from './found-certificate.js';
import type { DeviceObservation } from './storage-device.js';
import type { PoolObservation, PoolType } from './storage-pool.js';

/** What a collector saw of one kind of resource. */
export interface Observed<T> {
  readonly items: readonly T[];
  /**
   * True when everything there is was seen: what is not among the items is gone. False when a tool failed, was cut off
   * or told only a part: absence says nothing then.
   */
  readonly complete: boolean;
}

/** Each collector of pools speaks for its own types only: `complete` says nothing of the others. */
export interface ObservedPools extends Observed<PoolObservation> {
  readonly types: readonly PoolType[];
}

/** The resources of a host that have a table of their own. A kind that was not looked at is absent. */
export interface Observations {
  readonly devices?: Observed<DeviceObservation>;
  readonly pools?: ObservedPools;
  readonly databases?: Observed<DatabaseObservation>;
  readonly certificates?: Observed<CertificateObservation>;
}

/** Single values whose change is worth a line of history: reboot required, number of failed units, time in sync. */
export type WatchedValues = Readonly<Record<string, string | number | boolean | null>>;
