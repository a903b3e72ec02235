import type { ActionType } from './action-types.js';
import type { Effect, Severity } from './finding.js';

/** Files that do something when they are written; the first row that fits counts. */
export interface SpecialFile {
  readonly is: RegExp;
  readonly type: ActionType;
  readonly effect: Exclude<Effect, 'read_only'>;
  readonly severity: Severity;
  readonly why: string;
}

export const SPECIAL_FILES: readonly SpecialFile[] = [
  {
    is: /^\/proc\/sysrq-trigger$/,
    type: 'power_state',
    effect: 'destructive',
    severity: 'critical',
    why: 'One letter written there restarts, stops or crashes the host at once, without writing back what is in memory.',
  },
  {
    is: /^\/proc\/mdcmd$/,
    type: 'unraid_array',
    effect: 'destructive',
    severity: 'critical',
    why: 'Gives orders to the array of Unraid: start, stop, check, set up.',
  },
  {
    is: /^\/sys\/(block\/[^/]+\/device|class\/scsi_device\/.*|bus\/pci\/devices\/.*|class\/net\/.*)\/(delete|remove)$/,
    type: 'raid_lvm_change',
    effect: 'destructive',
    severity: 'critical',
    why: 'Takes a device away from the running system.',
  },
  {
    is: /^\/sys\/bus\/.*\/(unbind|remove_id|remove|reset)$/,
    type: 'service_disruption',
    effect: 'destructive',
    severity: 'high',
    why: 'Takes the driver away from a device that may be in use.',
  },
  {
    is: /^\/sys\/block\/md\w+\/md\/(array_state|level|raid_disks|.*\/state)$/,
    type: 'raid_lvm_change',
    effect: 'destructive',
    severity: 'critical',
    why: 'Changes the state of a RAID array by hand.',
  },
  {
    is: /^\/sys\/(block\/[^/]+|class\/(scsi_device|scsi_disk|nvme)\/.*)\/(device\/)?(state|reset_controller)$/,
    type: 'raid_lvm_change',
    effect: 'destructive',
    severity: 'critical',
    why: 'Takes a disk offline or resets its controller while it may be in use.',
  },
  {
    is: /^\/sys\/(bus|class|devices)\/.*\/(authorized|reset|remove|unbind|delete|online|bConfigurationValue)$/,
    type: 'service_disruption',
    effect: 'destructive',
    severity: 'high',
    why: 'Takes a device, a port or a processor away from the running system.',
  },
  {
    is: /^\/etc\/(hosts\.deny|nologin|security\/access\.conf)$/,
    type: 'network_lockout',
    effect: 'destructive',
    severity: 'high',
    why: 'Decides who may log in or connect at all: one line can shut everybody out.',
  },
  {
    is: /^\/sys\/power\/(state|disk)$|^\/dev\/watchdog\d*$/,
    type: 'power_state',
    effect: 'destructive',
    severity: 'high',
    why: 'Puts the host to sleep or lets it restart.',
  },
  {
    is: /^\/sys\/fs\/selinux\/(enforce|disable)$|^\/sys\/kernel\/security\//,
    type: 'security_disable',
    effect: 'destructive',
    severity: 'high',
    why: 'Changes what the kernel protects.',
  },
  {
    is: /^\/sys\/fs\/cgroup\/.*\/cgroup\.(kill|freeze)$/,
    type: 'process_kill',
    effect: 'destructive',
    severity: 'high',
    why: 'Ends or stops every process of a group.',
  },
  {
    is: /^\/sys\/firmware\/efi\/efivars\//,
    type: 'boot_change',
    effect: 'destructive',
    severity: 'critical',
    why: 'Changes the variables of the firmware; some boards never start again.',
  },
  {
    is: /^\/proc\/sys\/kernel\/(core_pattern|modprobe|poweroff_cmd|hotplug)$|^\/sys\/kernel\/uevent_helper$/,
    type: 'opaque_execution',
    effect: 'opaque',
    severity: 'high',
    why: 'Names a program that the kernel itself will run as root.',
  },
  {
    is: /^\/proc\/sys\/kernel\/(randomize_va_space|kptr_restrict|dmesg_restrict|yama\/.*|unprivileged_bpf_disabled|perf_event_paranoid)$|^\/proc\/sys\/fs\/protected_\w+$|^\/proc\/sys\/net\/ipv4\/tcp_syncookies$/,
    type: 'security_disable',
    effect: 'destructive',
    severity: 'high',
    why: 'Sets how far a protection of the kernel goes.',
  },
  {
    is: /^\/sys\/class\/net\/[^/]+\/(carrier|flags|operstate)$|^\/sys\/class\/net\/[^/]+\/device\/driver\/unbind$/,
    type: 'network_lockout',
    effect: 'destructive',
    severity: 'critical',
    why: 'Switches a network interface off, which may be the one that the host is reached by.',
  },
  {
    is: /^\/proc\/sys\/net\/ipv6\/.*\/disable_ipv6$/,
    type: 'network_lockout',
    effect: 'destructive',
    severity: 'high',
    why: 'Switches IPv6 off, for whoever is connected by it as well.',
  },
  {
    is: /^\/dev\/(mem|kmem|port|nvram)$/,
    type: 'data_overwrite',
    effect: 'destructive',
    severity: 'critical',
    why: 'Writes over the memory of the running system.',
  },
  {
    is: /^\/(proc|sys)\/|^\/dev\/(kmsg|rtc\d*|snd|input|dri|net|tty\w+|serial|usb|bus)/,
    type: 'reversible_change',
    effect: 'reversible',
    severity: 'low',
    why: 'Sets a value of the running kernel; it is set back the same way, and by a restart.',
  },
];
