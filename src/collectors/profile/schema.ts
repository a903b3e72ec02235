import { z } from 'zod';
import { DEVICE_KINDS } from '../../domain/inventory/device-kind.js';

export const HostKind = z.enum(DEVICE_KINDS);
export type HostKind = z.infer<typeof HostKind>;

export const HostProfile = z.object({
  /** `ID` of os-release, e.g. `debian`; the kernel's name where there is none. */
  os: z.string(),
  /** For people, e.g. `Debian GNU/Linux 12 (bookworm)`. */
  osName: z.string(),
  osVersion: z.string(),
  /** `debian`, `rhel`, `suse`, `alpine`, `arch` or `other`: how packages are managed. */
  family: z.enum(['debian', 'rhel', 'suse', 'alpine', 'arch', 'other']),
  kernel: z.string(),
  arch: z.string(),
  hostname: z.string(),
  kind: HostKind,
  /** Why it is of that kind. */
  kindReason: z.string(),
  virtualisation: z.string(),
  init: z.enum(['systemd', 'openrc', 'sysvinit', 'runit', 'busybox', 'none', 'other']),
});
export type HostProfile = z.infer<typeof HostProfile>;

export const DetectedCapabilities = z.object({
  tools: z.record(z.string(), z.string()),
  sudo: z.enum(['none', 'passwordless', 'password', 'root']),
  /** Why sudo cannot be used; null when it can or there is none. */
  sudoProblem: z.string().nullable(),
  userId: z.int().nullable(),
  userName: z.string().nullable(),
  groups: z.array(z.string()),
  /** Another after each boot. */
  bootId: z.string().nullable(),
  /** The same for the life of an installation; clones may share it. */
  machineId: z.string().nullable(),
  inotifyWatches: z.number().nullable(),
  containerSockets: z.array(
    z.object({ path: z.string(), runtime: z.enum(['docker', 'podman', 'containerd', 'crio']), usable: z.boolean() }),
  ),
  zfsPools: z.array(z.string()),
});
export type DetectedCapabilities = z.infer<typeof DetectedCapabilities>;
