import { z } from 'zod';

/** What a host is, by the names that the profile collector gives. */
export const DEVICE_KINDS = [
  'debian',
  'ubuntu',
  'rhel',
  'alpine',
  'arch',
  'suse',
  'unraid',
  'wsl2',
  'docker_desktop',
  'proxmox',
  'zfs_host',
  'synology',
  'qnap',
  'truenas',
  'openmediavault',
  'linux',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

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
