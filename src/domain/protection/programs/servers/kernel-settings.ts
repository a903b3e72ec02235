import type { Program } from '../program.js';
import { harms, helps, reads, textsOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';

const SETS = /=/;
const LOADS = ['-p', '--load', '--system', '-f'];
const settings = (given: Arguments): readonly string[] => textsOf(given.operands).filter((text) => SETS.test(text));
const sets =
  (pattern: RegExp) =>
  (given: Arguments): boolean =>
    settings(given).some((text) => pattern.test(text));
const GUARDS =
  /^(kernel[./](randomize_va_space|kptr_restrict|dmesg_restrict|yama[./].*|unprivileged_bpf_disabled|kexec_load_disabled|core_pattern|modprobe)|fs[./]protected_\w+|net[./]ipv4[./]tcp_syncookies|kernel[./]sysrq)\s*=/;
const NETWORK = /^net[./].*(disable_ipv6|ip_forward|forwarding|icmp_echo_ignore_all|rp_filter)\s*=/;

/** Settings of the running kernel. */
export const KERNEL_SETTINGS: readonly Program[] = [
  {
    names: ['sysctl'],
    style: { valued: ['-r', '--pattern'] },
    rules: [
      helps('sysctl', ['--help', '--version', '-V', '-h']),
      harms('security_disable', 'high', {
        id: 'sysctl.guard',
        when: { test: sets(GUARDS) },
        targets: settings,
        targetKind: 'resource',
        why: 'Sets {target}, which guards the kernel.',
        matches: ['sysctl -w kernel.randomize_va_space=0', 'sysctl kernel.sysrq=1'],
        misses: ['sysctl kernel.randomize_va_space', 'sysctl -w vm.swappiness=10'],
      }),
      harms('network_lockout', 'high', {
        id: 'sysctl.network',
        when: { test: sets(NETWORK) },
        targets: settings,
        targetKind: 'interface',
        why: 'Sets {target}: the host may not be reached any more, or may not pass on what it did.',
        matches: ['sysctl -w net.ipv6.conf.all.disable_ipv6=1', 'sysctl -w net.ipv4.ip_forward=0'],
        misses: ['sysctl net.ipv4.ip_forward', 'sysctl -w vm.swappiness=10'],
      }),
      harms('config_overwrite', 'medium', {
        id: 'sysctl.set',
        when: { test: (given) => settings(given).length > 0 || LOADS.some((option) => given.options.has(option)) },
        targets: settings,
        targetKind: 'resource',
        why: 'Changes how the kernel works: {target}.',
        matches: ['sysctl -w vm.swappiness=10', 'sysctl --system', 'sysctl -p'],
        misses: ['sysctl -a', 'sysctl vm.swappiness'],
      }),
      reads({
        id: 'sysctl.look',
        when: { test: (given) => settings(given).length === 0 && !LOADS.some((option) => given.options.has(option)) },
        targets: 'none',
        why: 'Shows settings of the kernel.',
        matches: ['sysctl -a', 'sysctl net.ipv4.ip_forward', 'sysctl -n kernel.pid_max'],
        misses: ['sysctl -w vm.swappiness=10'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Shows and sets what the kernel does.',
  },
  {
    names: ['trivy', 'grype', 'needs-restarting', 'aureport', 'lastb', 'klist', 'ver', 'aulast', 'auvirt'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Reports on the host.',
  },
];
