import type { DeviceHealth, DeviceType, SmartReport } from '../../../../src/domain/inventory/storage-device.js';
import type { ThresholdOverrides } from '../../../../src/domain/inventory/disks/threshold-overrides.js';

export interface Case {
  readonly title: string;
  /** One collection each, `hoursBetween` apart. */
  readonly reports: readonly SmartReport[];
  readonly expected: DeviceHealth;
  /** A reason that must be there. */
  readonly code?: string;
  /** What some reason’s message must name. */
  readonly names?: RegExp;
  readonly hoursBetween?: number;
  readonly type?: DeviceType;
  readonly overrides?: ThresholdOverrides;
}
