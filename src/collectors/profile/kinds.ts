import type { HostKind, HostProfile } from './schema.js';
import { firstLine, readAssignments, type Sections } from './sections.js';

/** What the rules below look at. */
export interface Evidence {
  readonly sections: Sections;
  readonly release: ReadonlyMap<string, string>;
  readonly markers: ReadonlySet<string>;
  readonly tools: ReadonlySet<string>;
  readonly procVersion: string;
  readonly family: HostProfile['family'];
}

export function gatherEvidence(sections: Sections): Evidence {
  const release = readAssignments(sections.get('os_release'));
  return {
    sections,
    release,
    markers: new Set(sections.get('markers')),
    tools: new Set(sections.get('tools')),
    procVersion: (firstLine(sections, 'proc_version') ?? '').toLowerCase(),
    family: familyOf(release),
  };
}

const FAMILIES: Readonly<Record<string, HostProfile['family']>> = {
  debian: 'debian',
  ubuntu: 'debian',
  raspbian: 'debian',
  rhel: 'rhel',
  fedora: 'rhel',
  centos: 'rhel',
  rocky: 'rhel',
  almalinux: 'rhel',
  ol: 'rhel',
  amzn: 'rhel',
  suse: 'suse',
  opensuse: 'suse',
  sles: 'suse',
  alpine: 'alpine',
  arch: 'arch',
};

function familyOf(release: ReadonlyMap<string, string>): HostProfile['family'] {
  const names = `${release.get('ID') ?? ''} ${release.get('ID_LIKE') ?? ''}`.toLowerCase().split(/\s+/);
  return names.map((name) => FAMILIES[name]).find((family) => family !== undefined) ?? 'other';
}

interface Rule<T extends string> {
  readonly is: T;
  readonly when: (evidence: Evidence) => boolean;
  readonly reason: string;
}

const isWsl = ({ procVersion }: Evidence): boolean => procVersion.includes('microsoft');

/** The first that holds. Appliances before what they are built on; what a host carries before what it is made of. */
export const KINDS: readonly Rule<HostKind>[] = [
  { is: 'unraid', when: ({ markers }) => markers.has('/etc/unraid-version'), reason: '/etc/unraid-version exists' },
  { is: 'synology', when: ({ markers }) => markers.has('/etc/synoinfo.conf'), reason: '/etc/synoinfo.conf exists' },
  { is: 'qnap', when: ({ markers }) => markers.has('/etc/config/qpkg.conf'), reason: '/etc/config/qpkg.conf exists' },
  {
    is: 'truenas',
    when: ({ markers }) => markers.has('/data/freenas-v1.db'),
    reason: '/data/freenas-v1.db exists',
  },
  {
    is: 'docker_desktop',
    when: ({ procVersion, sections }) =>
      procVersion.includes('linuxkit') || firstLine(sections, 'hostname')?.startsWith('docker-desktop') === true,
    reason: 'the kernel is LinuxKit’s, or the name is docker-desktop',
  },
  { is: 'wsl2', when: isWsl, reason: 'the kernel is Microsoft’s' },
  {
    is: 'proxmox',
    when: ({ markers, tools }) => markers.has('/etc/pve') && tools.has('pveversion'),
    reason: '/etc/pve and pveversion exist',
  },
  {
    is: 'openmediavault',
    when: ({ markers }) => markers.has('/etc/openmediavault/config.xml'),
    reason: '/etc/openmediavault/config.xml exists',
  },
  {
    is: 'zfs_host',
    when: ({ sections }) => (sections.get('pools')?.length ?? 0) > 0,
    reason: 'ZFS pools are imported',
  },
  { is: 'ubuntu', when: ({ release }) => release.get('ID') === 'ubuntu', reason: 'os-release says ubuntu' },
  { is: 'debian', when: ({ family }) => family === 'debian', reason: 'os-release says debian, or like it' },
  { is: 'rhel', when: ({ family }) => family === 'rhel', reason: 'os-release says a Red Hat system, or like it' },
  { is: 'alpine', when: ({ family }) => family === 'alpine', reason: 'os-release says alpine' },
  { is: 'arch', when: ({ family }) => family === 'arch', reason: 'os-release says arch, or like it' },
  { is: 'suse', when: ({ family }) => family === 'suse', reason: 'os-release says a SUSE system' },
  { is: 'linux', when: () => true, reason: 'nothing more is known' },
];

const productHas =
  (pattern: RegExp) =>
  ({ sections }: Evidence): boolean =>
    pattern.test(`${firstLine(sections, 'vendor') ?? ''} ${firstLine(sections, 'product') ?? ''}`);

/** Containers before machines: a container sees the machine's firmware as well. */
export const VIRTUALISATION: readonly Rule<string>[] = [
  { is: 'wsl', when: isWsl, reason: 'the kernel is Microsoft’s' },
  { is: 'docker', when: ({ markers }) => markers.has('/.dockerenv'), reason: '/.dockerenv' },
  { is: 'podman', when: ({ markers }) => markers.has('/run/.containerenv'), reason: '/run/.containerenv' },
  { is: 'lxd', when: ({ markers }) => markers.has('/dev/lxd/sock'), reason: '/dev/lxd/sock' },
  {
    is: 'lxc',
    when: ({ sections }) => firstLine(sections, 'container')?.startsWith('lxc') === true,
    reason: 'systemd says so',
  },
  { is: 'container', when: ({ sections }) => sections.has('container'), reason: 'systemd says so' },
  {
    is: 'openvz',
    when: ({ markers }) => markers.has('/proc/vz') && !markers.has('/proc/bc'),
    reason: '/proc/vz without /proc/bc',
  },
  { is: 'vmware', when: productHas(/vmware/i), reason: 'firmware' },
  { is: 'virtualbox', when: productHas(/virtualbox|innotek/i), reason: 'firmware' },
  { is: 'hyperv', when: productHas(/microsoft.*virtual machine/i), reason: 'firmware' },
  { is: 'xen', when: ({ sections }) => firstLine(sections, 'hypervisor') === 'xen', reason: '/sys/hypervisor/type' },
  {
    is: 'kvm',
    when: productHas(/kvm|qemu|bochs|proxmox|google compute|amazon ec2|openstack|digitalocean|hetzner|ovirt|rhev/i),
    reason: 'firmware',
  },
  { is: 'vm', when: ({ sections }) => sections.has('hypervisor_flag'), reason: 'the CPU says that it is a guest’s' },
  { is: 'none', when: () => true, reason: 'nothing points to a guest' },
];

export const INITS: readonly Rule<HostProfile['init']>[] = [
  { is: 'systemd', when: ({ markers }) => markers.has('/run/systemd/system'), reason: '/run/systemd/system' },
  { is: 'openrc', when: ({ markers }) => markers.has('/run/openrc/softlevel'), reason: '/run/openrc/softlevel' },
  { is: 'runit', when: ({ sections }) => firstLine(sections, 'init') === 'runit', reason: 'process 1' },
  { is: 'busybox', when: ({ sections }) => firstLine(sections, 'init') === 'busybox', reason: 'process 1' },
  { is: 'sysvinit', when: ({ sections }) => firstLine(sections, 'init') === 'init', reason: 'process 1' },
  { is: 'none', when: ({ sections }) => sections.has('init'), reason: 'process 1 is some program: a container' },
  { is: 'other', when: () => true, reason: 'process 1 is not to be seen' },
];

export function firstRule<T extends string>(
  rules: readonly Rule<T>[],
  evidence: Evidence,
  otherwise: T,
): Omit<Rule<T>, 'when'> {
  const { is, reason } = rules.find(({ when }) => when(evidence)) ?? { is: otherwise, reason: '' };
  return { is, reason };
}
