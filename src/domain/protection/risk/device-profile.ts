import { z } from 'zod';
import { DEVICE_KINDS } from '../../inventory/device-kind.js';

/** The part of a server's profile that the risk depends on. */
export const DeviceProfile = z.object({
  kind: z.enum(DEVICE_KINDS),
  init: z.string().optional(),
  virtualisation: z.string().optional(),
});
export type DeviceProfile = z.infer<typeof DeviceProfile>;

/** Of `servers.profile`, which a collector wrote; null where it is not known, or not known to this version. */
export function readDeviceProfile(stored: unknown): DeviceProfile | null {
  return DeviceProfile.safeParse(stored).data ?? null;
}
