import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { FIREWALL } from './firewall-words.js';

const CHANGES = ['-A', '--append', '-I', '--insert', '-R', '--replace'];

const DENIES = /^(drop|reject|tarpit|redirect|dnat|queue|nfqueue|return|f2b.*|log-?drop|delude|chaos)$/i;

const jumpsOf = (given: Arguments): readonly string[] => valuesOf(given, ['-j', '--jump', '-g', '--goto']);

const isDenial = (given: Arguments): boolean => jumpsOf(given).some((target) => DENIES.test(target));

const adding = (given: Arguments): boolean => CHANGES.some((option) => given.options.has(option));

/** One address or another port than that of SSH: the administrator’s way is not touched, as far as the rule says. */
function isNarrow(given: Arguments): boolean {
  const ports = valuesOf(given, ['--dport', '--dports', '--destination-port', '--destination-ports']).join(',');
  if (ports !== '') return !/(^|[,:])(22|ssh|0)(?=$|[,:])/.test(ports) && !ports.includes(':');
  const sources = valuesOf(given, ['-s', '--source', '--src', '-d', '--destination', '--dst']);
  return sources.length > 0 && !sources.some((source) => /\/[0-9]$|\/1[0-5]$|^(0\.0\.0\.0|any|::)/.test(source));
}

const isNat = (given: Arguments): boolean =>
  valuesOf(given, ['-t', '--table']).some((table) => /^(nat|mangle|raw)$/.test(table));

const dropsAll = (given: Arguments): boolean => textsOf(given.operands).some((text) => /^(drop|reject)$/i.test(text));

export const IPTABLES_RULES: readonly Rule[] = [
  helps('iptables', ['--help', '-h', '--version', '-V']),
  reads({
    id: 'iptables.look',
    when: {
      anyOption: ['-L', '--list', '-S', '--list-rules', '-C', '--check'],
      noOption: ['-F', '-Z', '-D', '-A', '-I', '-P', '-X', '--flush', '--zero'],
    },
    targets: 'none',
    why: 'Shows or checks rules.',
    matches: [
      'iptables -L -n -v',
      'iptables -t nat -S',
      'iptables -L DROP',
      'iptables -C INPUT -p tcp --dport 22 -j ACCEPT',
      'ip6tables -nvL INPUT --line-numbers',
    ],
    misses: ['iptables -F', 'iptables -A INPUT -j DROP', 'iptables -P INPUT DROP'],
  }),
  adds({
    id: 'iptables.allow',
    when: { test: (given) => adding(given) && !isDenial(given) },
    ...FIREWALL,
    why: 'Adds a rule that lets something through, counts or translates; -D undoes it.',
    matches: [
      'iptables -A INPUT -p tcp --dport 443 -j ACCEPT',
      'iptables -I INPUT 1 -s 10.0.0.0/8 -j ACCEPT',
      'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE',
    ],
    misses: ['iptables -A INPUT -j DROP', 'iptables -D INPUT 1'],
  }),
  adds({
    id: 'iptables.new_chain',
    when: { anyOption: ['-N', '--new-chain', '-Z', '--zero', '-E', '--rename-chain'] },
    ...FIREWALL,
    why: 'Makes a chain that nothing leads to yet, or sets counters to zero.',
    matches: ['iptables -N DROPLOG', 'iptables -Z'],
    misses: ['iptables -X DROPLOG', 'iptables -F'],
  }),
  harms('network_lockout', 'critical', {
    id: 'iptables.deny',
    when: {
      test: (given) => adding(given) && isDenial(given) && !isNarrow(given) && !/^return$/i.test(jumpsOf(given).join()),
    },
    ...FIREWALL,
    why: 'Adds a rule that can shut out those who administer the host.',
    matches: [
      'iptables -A INPUT -j DROP',
      'iptables -I INPUT -p tcp --dport 22 -j DROP',
      'iptables -I INPUT 1 -j REJECT',
      'ip6tables -A INPUT -p tcp -m multiport --dports 22,80 -j DROP',
      'iptables -A OUTPUT -j DROP',
    ],
    misses: [
      'iptables -A INPUT -p tcp --dport 22 -j ACCEPT',
      'iptables -L DROP',
      'iptables -A INPUT -p tcp --dport 3306 -j DROP',
    ],
  }),
  harms('network_lockout', 'high', {
    id: 'iptables.deny_some',
    when: { test: (given) => adding(given) && isDenial(given) && isNarrow(given) },
    ...FIREWALL,
    why: 'Adds a rule that shuts some out; where it names the wrong ones, services are gone for them.',
    matches: ['iptables -A INPUT -p tcp --dport 3306 -j DROP', 'iptables -I INPUT -s 203.0.113.7 -j DROP'],
    misses: ['iptables -A INPUT -j DROP', 'iptables -A INPUT -s 203.0.113.7 -j ACCEPT'],
  }),
  harms('network_lockout', 'critical', {
    id: 'iptables.flush',
    when: { anyOption: ['-F', '--flush', '-X', '--delete-chain'], test: (given) => !isNat(given) },
    ...FIREWALL,
    breadth: 'all',
    why: 'Throws rules away: where the policy drops, nobody gets in any more; where it accepts, everybody does.',
    matches: ['iptables -F', 'iptables --flush INPUT', 'ip6tables -F', 'iptables -X', 'iptables -w 5 -F'],
    misses: ['iptables -S', 'iptables -L -F -h', 'iptables -N F'],
  }),
  harms('network_lockout', 'high', {
    id: 'iptables.flush_nat',
    when: { anyOption: ['-F', '--flush', '-X', '--delete-chain'], test: isNat },
    ...FIREWALL,
    breadth: 'all',
    why: 'Throws translations away: containers and published ports are not reached any more.',
    matches: ['iptables -t nat -F', 'iptables -t mangle -X'],
    misses: ['iptables -t nat -S', 'iptables -F'],
  }),
  harms('network_lockout', 'critical', {
    id: 'iptables.policy_drop',
    when: { anyOption: ['-P', '--policy'], test: dropsAll },
    ...FIREWALL,
    breadth: 'all',
    why: 'Drops everything that no rule lets through, the own session too.',
    matches: ['iptables -P INPUT DROP', 'iptables --policy OUTPUT DROP', 'ip6tables -P FORWARD DROP'],
    misses: ['iptables -P INPUT ACCEPT', 'iptables -S INPUT'],
  }),
  harms('security_disable', 'high', {
    id: 'iptables.policy_accept',
    when: { anyOption: ['-P', '--policy'], test: (given) => !dropsAll(given) },
    ...FIREWALL,
    breadth: 'all',
    why: 'Lets everything in that no rule drops.',
    matches: ['iptables -P INPUT ACCEPT'],
    misses: ['iptables -P INPUT DROP', 'iptables -A INPUT -j ACCEPT'],
  }),
  harms('network_lockout', 'high', {
    id: 'iptables.delete',
    when: { anyOption: ['-D', '--delete'] },
    ...FIREWALL,
    why: 'Takes a rule away: that which lets the administrator in, perhaps, or that which keeps others out.',
    matches: [
      'iptables -D INPUT 3',
      'iptables -D INPUT -p tcp --dport 22 -j ACCEPT',
      'iptables -t nat -D PREROUTING 1',
    ],
    misses: ['iptables -L INPUT 3', 'iptables -A INPUT -d 10.0.0.1 -j ACCEPT'],
  }),
];

/** What is read from a file or a pipe replaces all rules, unless it is only tested. */
export const RESTORE_RULES: readonly Rule[] = [
  rehearses({
    id: 'iptables-restore.test',
    when: { anyOption: ['-t', '--test', '-h', '--help', '-V', '--version'] },
    targets: 'none',
    why: 'Only reads the rules and says whether they are right.',
    matches: ['iptables-restore --test < rules.v4', 'iptables-restore -t rules.v4'],
    misses: ['iptables-restore < rules.v4'],
  }),
  harms('network_lockout', 'critical', {
    id: 'iptables-restore.load',
    when: {},
    ...FIREWALL,
    breadth: 'all',
    why: 'Replaces every rule of the firewall by those of a file.',
    matches: [
      'iptables-restore < /etc/iptables/rules.v4',
      'ip6tables-restore rules.v6',
      'iptables-restore -n rules.v4',
    ],
    misses: ['iptables-restore --test < rules.v4', 'iptables-save'],
  }),
];
