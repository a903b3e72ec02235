/** What a host is, as the profile collector finds it. */
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
