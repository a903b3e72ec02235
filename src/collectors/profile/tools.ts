export interface ToolRow {
  readonly tool: string;
  /** What is lost without it. */
  readonly reason: string;
  /** Arguments that print the version, for tools whose output or options change with it. */
  readonly version?: string;
  /** The tool counts only where this exists: it may be installed and of no use. */
  readonly onlyWith?: string;
}

/** Everything whose presence decides what can be collected or done on a host. */
export const TOOLS: readonly ToolRow[] = [
  { tool: 'cat', reason: 'every file of the kernel' },
  { tool: 'awk', reason: 'picking local filesystems' },
  { tool: 'sed', reason: 'mount points with blanks' },
  { tool: 'stat', reason: 'space and inodes in one call', version: '--version' },
  { tool: 'df', reason: 'space where there is no stat', version: '--version' },
  { tool: 'ps', reason: 'largest processes; BusyBox’s has other options', version: '--version' },
  { tool: 'timeout', reason: 'limits of the host’s own' },
  { tool: 'ionice', reason: 'reading disks without disturbing' },
  { tool: 'sha256sum', reason: 'checking transferred files' },
  { tool: 'curl', reason: 'HTTP probes from the host' },
  { tool: 'wget', reason: 'HTTP probes where there is no curl' },
  { tool: 'openssl', reason: 'certificates on disk and on listeners', version: 'version' },
  { tool: 'ss', reason: 'listeners: databases and TLS' },
  { tool: 'netstat', reason: 'listeners where there is no ss' },
  { tool: 'ip', reason: 'addresses and routes' },
  { tool: 'sudo', reason: 'commands of root', version: '--version' },
  { tool: 'systemctl', reason: 'units', version: '--version', onlyWith: '/run/systemd/system' },
  { tool: 'journalctl', reason: 'logs of units', onlyWith: '/run/systemd/system' },
  { tool: 'timedatectl', reason: 'time synchronisation', onlyWith: '/run/systemd/system' },
  { tool: 'chronyc', reason: 'time synchronisation' },
  { tool: 'ntpq', reason: 'time synchronisation' },
  { tool: 'rc-service', reason: 'services under OpenRC' },
  { tool: 'rc-status', reason: 'crashed services under OpenRC', onlyWith: '/run/openrc/softlevel' },
  { tool: 'sensors', reason: 'temperatures', version: '--version' },
  { tool: 'ipmitool', reason: 'temperatures and power of servers' },
  { tool: 'lsblk', reason: 'block devices; four dialects of JSON', version: '--version' },
  { tool: 'blkid', reason: 'filesystem identities' },
  { tool: 'udevadm', reason: 'disk identities' },
  { tool: 'smartctl', reason: 'health of disks; JSON since 7.0', version: '--version' },
  { tool: 'hdparm', reason: 'power state of old disks' },
  { tool: 'nvme', reason: 'health of NVMe; output changed in 2.11', version: 'version' },
  { tool: 'zpool', reason: 'ZFS pools; JSON since 2.3', version: 'version' },
  { tool: 'zfs', reason: 'ZFS datasets' },
  { tool: 'lvm', reason: 'volume groups', version: 'version' },
  { tool: 'lvs', reason: 'logical volumes and thin pools' },
  { tool: 'vgs', reason: 'volume groups' },
  { tool: 'pvs', reason: 'physical volumes' },
  { tool: 'mdadm', reason: 'software RAID', version: '--version' },
  { tool: 'btrfs', reason: 'Btrfs; JSON for some commands', version: '--version' },
  { tool: 'storcli', reason: 'MegaRAID controllers' },
  { tool: 'storcli64', reason: 'MegaRAID controllers' },
  { tool: 'perccli64', reason: 'Dell’s MegaRAID controllers' },
  { tool: 'perccli', reason: 'Dell’s MegaRAID controllers' },
  { tool: 'megacli', reason: 'older MegaRAID controllers' },
  { tool: 'MegaCli64', reason: 'older MegaRAID controllers' },
  { tool: 'MegaCli', reason: 'older MegaRAID controllers' },
  { tool: 'ssacli', reason: 'HPE Smart Array controllers' },
  { tool: 'hpssacli', reason: 'HP Smart Array controllers' },
  { tool: 'hpacucli', reason: 'older HP Smart Array controllers' },
  { tool: 'arcconf', reason: 'Adaptec controllers' },
  { tool: 'docker', reason: 'containers', version: '--version' },
  { tool: 'docker-compose', reason: 'projects, where it is no plugin of docker' },
  { tool: 'podman', reason: 'containers', version: '--version' },
  { tool: 'nerdctl', reason: 'containers of containerd' },
  { tool: 'crictl', reason: 'containers of Kubernetes' },
  { tool: 'kubectl', reason: 'Kubernetes' },
  { tool: 'k3s', reason: 'Kubernetes', version: '--version' },
  { tool: 'apt-get', reason: 'package updates: Debian' },
  { tool: 'dpkg-query', reason: 'installed packages: Debian' },
  { tool: 'dnf', reason: 'package updates: Red Hat; 5 has other options', version: '--version' },
  { tool: 'yum', reason: 'package updates: older Red Hat' },
  { tool: 'rpm', reason: 'installed packages: Red Hat, SUSE' },
  { tool: 'zypper', reason: 'package updates: SUSE' },
  { tool: 'apk', reason: 'package updates: Alpine' },
  { tool: 'pacman', reason: 'package updates: Arch' },
  { tool: 'checkupdates', reason: 'package updates on Arch without a change of its database' },
  { tool: 'needrestart', reason: 'services to restart after updates' },
  { tool: 'needs-restarting', reason: 'a reboot after updates: Red Hat' },
  { tool: 'mdcmd', reason: 'Unraid’s array' },
  { tool: 'pveversion', reason: 'Proxmox', version: '' },
  { tool: 'qm', reason: 'virtual machines of Proxmox' },
  { tool: 'pct', reason: 'containers of Proxmox' },
  { tool: 'virsh', reason: 'virtual machines of libvirt' },
  { tool: 'psql', reason: 'PostgreSQL', version: '--version' },
  { tool: 'mysql', reason: 'MySQL', version: '--version' },
  { tool: 'mariadb', reason: 'MariaDB', version: '--version' },
  { tool: 'redis-cli', reason: 'Redis', version: '--version' },
  { tool: 'mongosh', reason: 'MongoDB' },
  { tool: 'nginx', reason: 'web server configuration', version: '-v' },
  { tool: 'inotifywait', reason: 'watching configuration files' },
  { tool: 'socat', reason: 'reaching sockets where sshd forwards none' },
];

export interface SocketRow {
  readonly path: string;
  readonly runtime: 'docker' | 'podman' | 'containerd' | 'crio';
}

/** Where container engines listen. `$HOME`-like rootless ones stand with the user id in place of `UID`. */
export const CONTAINER_SOCKETS: readonly SocketRow[] = [
  { path: '/var/run/docker.sock', runtime: 'docker' },
  { path: '/run/user/UID/docker.sock', runtime: 'docker' },
  { path: '/run/podman/podman.sock', runtime: 'podman' },
  { path: '/run/user/UID/podman/podman.sock', runtime: 'podman' },
  { path: '/run/containerd/containerd.sock', runtime: 'containerd' },
  { path: '/run/k3s/containerd/containerd.sock', runtime: 'containerd' },
  { path: '/run/crio/crio.sock', runtime: 'crio' },
];

/** Paths whose mere presence tells something. */
export const MARKERS: readonly { readonly path: string; readonly reason: string }[] = [
  { path: '/etc/unraid-version', reason: 'Unraid' },
  { path: '/etc/pve', reason: 'Proxmox VE' },
  { path: '/etc/synoinfo.conf', reason: 'Synology DSM' },
  { path: '/etc/config/qpkg.conf', reason: 'QNAP QTS' },
  { path: '/data/freenas-v1.db', reason: 'TrueNAS SCALE: its configuration' },
  { path: '/etc/openmediavault/config.xml', reason: 'OpenMediaVault' },
  { path: '/.dockerenv', reason: 'within Docker' },
  { path: '/run/.containerenv', reason: 'within Podman' },
  { path: '/run/systemd/system', reason: 'systemd is in charge' },
  { path: '/run/openrc/softlevel', reason: 'OpenRC is in charge' },
  { path: '/etc/runit/1', reason: 'runit' },
  { path: '/proc/vz', reason: 'OpenVZ; a container where /proc/bc is missing' },
  { path: '/proc/bc', reason: 'OpenVZ host' },
  { path: '/dev/lxd/sock', reason: 'within LXD' },
  { path: '/sys/module/zfs', reason: 'ZFS is loaded' },
  { path: '/proc/mdstat', reason: 'md is loaded' },
];
