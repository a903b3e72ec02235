import { z } from 'zod';
import { DeviceCounter } from '../storage-device.js';

/** What an operator wants otherwise for one counter, attribute or flag of one device. */
export const ThresholdOverride = z.strictObject({
  /** No reason names it any more, growth included. */
  ignore: z.boolean().optional(),
  /** In place of the table's absolute limit for a warning; growth is judged as before. */
  warningAbove: DeviceCounter.optional(),
  /** An absolute limit for `failing`; the table has none. */
  failingAbove: DeviceCounter.optional(),
  /** In place of the table's number of days for which an increase counts; 0: growth does not count. */
  growthDays: z.int().min(0).max(3650).optional(),
});
export type ThresholdOverride = z.infer<typeof ThresholdOverride>;

/** By the `attribute` of the reasons: `{ "5": { "warningAbove": "10" }, "temperature": { "ignore": true } }`. */
export const ThresholdOverrides = z.record(z.string().min(1).max(60), ThresholdOverride);
export type ThresholdOverrides = z.infer<typeof ThresholdOverrides>;
