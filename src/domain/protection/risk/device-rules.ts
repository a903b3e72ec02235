import { isHeld, isOnHost, type Judged, type PointRule } from './judged.js';
import { cutsPath } from './lockout.js';
import { deviceOf, lastPart } from './lookups.js';

export interface DeviceRule extends PointRule {
  /** Stable: part of documentation and tests. */
  readonly id: string;
  /** Nothing takes it below, whatever else speaks for it. */
  readonly floor?: number;
}

const kindIs =
  (...kinds: readonly string[]) =>
  ({ profile }: Judged): boolean =>
    profile !== null && kinds.includes(profile.kind);
const isUnraid = (judged: Judged): boolean => kindIs('unraid')(judged) || judged.facts.unraid !== null;
const isWsl = kindIs('wsl2');
const isDesktop = (judged: Judged): boolean =>
  kindIs('docker_desktop')(judged) || judged.facts.engines.some(({ desktop }) => desktop);
const isPackaged = kindIs(
  'debian',
  'ubuntu',
  'proxmox',
  'openmediavault',
  'rhel',
  'suse',
  'arch',
  'alpine',
  'zfs_host',
);
const isOrchestrated = ({ facts }: Judged): boolean =>
  facts.engines.some(({ runtime }) => runtime === 'kubernetes') ||
  facts.processes.some(({ name }) => /^(kubelet|k3s(-server|-agent)?|k0s|rke2|nomad|dockerd-swarm)$/.test(name));

const UNRAID_DATA = /^\/mnt\/(?:user0?|disks?\d*|cache[\w-]*|remotes|rootshare)(?:\/|$)|^\/boot(?:\/|$)/;
const WINDOWS_DRIVE = /^\/mnt\/[a-z](?:\/|$)|^[A-Za-z]:(?:[\\/]|$)/;
const WINDOWS_PROGRAM = /\.(?:exe|cmd|bat|ps1|msc)\b/i;
const PLACED: ReadonlySet<string> = new Set([
  'filesystem_delete',
  'data_overwrite',
  'sync_delete',
  'permission_change',
  'config_overwrite',
  'backup_destroy',
  'database_destroy',
]);
const OWN_DISTRO: ReadonlySet<string> = new Set([
  'power_state',
  'service_disruption',
  'process_kill',
  'package_removal',
  'container_remove',
  'container_change',
  'container_prune',
  'scheduled_task_removal',
  'security_disable',
  'boot_change',
]);
const onWindowsDrive = ({ finding }: Judged): boolean => WINDOWS_DRIVE.test(finding.target);

/** What the kind of host makes of an act: together between −15 and +25 points, and floors of their own. */
export const DEVICE_RULES: readonly DeviceRule[] = [
  {
    id: 'unraid.share',
    points: 25,
    floor: 80,
    when: (judged) => isUnraid(judged) && PLACED.has(judged.finding.type) && UNRAID_DATA.test(judged.finding.target),
    why: 'on Unraid the shares, the disks of the array and the flash drive lie there; there are no snapshots',
  },
  {
    id: 'unraid.raw_device',
    points: 25,
    floor: 80,
    when: (judged) => {
      const device = deviceOf(judged.finding);
      return isUnraid(judged) && device !== null && /^\/dev\/(md|sd|nvme)/.test(device);
    },
    why: 'a write past the array makes its parity wrong',
  },
  {
    id: 'unraid.array',
    points: 10,
    floor: 80,
    when: (judged) => isUnraid(judged) && judged.finding.type === 'unraid_array',
    why: 'shares, containers and virtual machines stand on the array: two people',
  },
  {
    id: 'wsl2.windows_drive',
    points: 25,
    floor: 80,
    when: (judged) => isWsl(judged) && PLACED.has(judged.finding.type) && onWindowsDrive(judged),
    why: 'below /mnt/<drive> are the files of the Windows host',
  },
  {
    id: 'wsl2.windows_program',
    points: 25,
    when: (judged) => isWsl(judged) && WINDOWS_PROGRAM.test(judged.finding.decoded.split(' ')[0] ?? ''),
    why: 'a Windows program acts on the Windows host, not on the distribution',
  },
  {
    id: 'wsl2.own_distro',
    points: -15,
    when: (judged) => isWsl(judged) && OWN_DISTRO.has(judged.finding.type) && !onWindowsDrive(judged),
    why: 'it touches this distribution only, and Windows gives a console of it',
  },
  {
    id: 'linux.drive_letter',
    points: -15,
    when: isNoWindowsDrive,
    why: 'this host has no drives of Windows: it is a directory like any other',
  },
  {
    id: 'docker_desktop.network',
    points: -15,
    when: (judged) => kindIs('docker_desktop')(judged) && judged.finding.type === 'network_lockout',
    why: 'the engine is reached from Windows, not by this network',
  },
  {
    id: 'docker_desktop.data',
    points: 25,
    floor: 80,
    when: (judged) =>
      (isDesktop(judged) || isWsl(judged)) &&
      /docker[-_]desktop|docker_data\.vhdx|ext4\.vhdx|DockerDesktop/i.test(judged.finding.target),
    why: 'all containers, images and volumes of Docker Desktop lie in it',
  },
  {
    id: 'packages.vital',
    points: 25,
    floor: 80,
    when: (judged) =>
      isPackaged(judged) &&
      judged.finding.type === 'package_removal' &&
      /^(linux-image|linux-generic|kernel|kernel-core|linux|linux-lts|proxmox-(ve|kernel)|pve-kernel|systemd|libc6|glibc|musl|openssh-server|openssh|sudo|zfs-dkms|zfsutils-linux|grub|network-manager|netplan\.io|ifupdown2?)/.test(
        judged.finding.target,
      ),
    why: 'the host starts, or is reached, by this package',
  },
  {
    id: 'proxmox.guest',
    points: 15,
    floor: 80,
    when: (judged) =>
      kindIs('proxmox')(judged) &&
      (judged.finding.type === 'vm_destroy' || /^(pve-|pvedaemon|corosync)/.test(lastPart(judged.finding.target))),
    why: 'guests, or the cluster that keeps them, hang on it',
  },
  {
    id: 'orchestrator.node',
    points: 15,
    when: (judged) =>
      isOrchestrated(judged) &&
      (judged.finding.type === 'power_state' ||
        /^(kubelet|k3s|k3s-agent|containerd|crio|etcd|docker)(\.service)?$/.test(lastPart(judged.finding.target))),
    why: 'an orchestrator runs work on this node: drain it first',
  },
];

/** A path that looks like a drive of Windows, on a host that is known to have none. */
export function isNoWindowsDrive(judged: Judged): boolean {
  const { profile, finding } = judged;
  const elsewhere = profile !== null && !isWsl(judged) && !isDesktop(judged);
  return elsewhere && isOnHost(judged) && /^\/mnt\/[a-z](?:\/|$)/.test(finding.target);
}

/** WSL2 has a console from the Windows side: losing its network is a disruption, no lockout. */
export function isNoLockout(judged: Judged): boolean {
  return isWsl(judged) && (judged.finding.type === 'network_lockout' || cutsPath(judged) === 'yes');
}

/** Held findings that happen on the host itself are what device rules speak of. */
export function deviceRulesFor(judged: Judged): readonly DeviceRule[] {
  return isHeld(judged.finding) ? DEVICE_RULES.filter((rule) => rule.when(judged)) : [];
}
