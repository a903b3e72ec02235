import type { Program } from '../program.js';
import { adds, harms, reads, rehearses, textOf } from '../rule-kinds.js';
import { FIREWALL } from './firewall-words.js';

export const PACKET_FILTERS: readonly Program[] = [
  {
    names: ['ipset'],
    style: { subcommands: 1, valued: ['-o', '-f', '-file', '-output'] },
    rules: [
      reads({
        id: 'ipset.look',
        when: { subcommand: ['list|save|test|version|help'] },
        targets: 'none',
        why: 'Shows sets of addresses.',
        matches: ['ipset list', 'ipset test flush 10.0.0.1'],
        misses: ['ipset flush', 'ipset destroy list'],
      }),
      adds({
        id: 'ipset.add',
        when: { subcommand: ['create|add|new|n|a|rename'] },
        targets: 'first',
        targetKind: 'firewall',
        why: 'Adds a set or an address; del undoes it.',
        matches: ['ipset add blocklist 203.0.113.9', 'ipset create flush hash:ip'],
        misses: ['ipset flush'],
      }),
      harms('network_lockout', 'high', {
        id: 'ipset.lose',
        when: { subcommand: ['destroy|flush|del|swap|restore|x|f|d|w'] },
        targets: 'first',
        targetKind: 'firewall',
        why: 'Changes at once what all rules that use the set let in.',
        matches: ['ipset flush', 'ipset destroy allowlist', 'ipset del allow 10.0.0.1'],
        misses: ['ipset list flush', 'ipset add flush 10.0.0.1'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps sets of addresses for the firewall.',
  },
  {
    names: ['conntrack'],
    style: { valued: ['-s', '-d', '-p', '--sport', '--dport', '-f', '-o'] },
    rules: [
      reads({
        id: 'conntrack.look',
        when: { anyOption: ['-L', '-G', '-C', '-S', '-E', '--dump', '--count', '--stats', '--event', '--get'] },
        targets: 'none',
        why: 'Shows connections.',
        matches: ['conntrack -L'],
        misses: ['conntrack -F'],
      }),
      harms('network_lockout', 'high', {
        id: 'conntrack.drop',
        when: { anyOption: ['-F', '--flush', '-D', '--delete'] },
        ...FIREWALL,
        why: 'Forgets connections; those that are translated break, the own one perhaps.',
        matches: ['conntrack -F', 'conntrack -D -s 10.0.0.1'],
        misses: ['conntrack -L'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Shows and changes the connections that the kernel tracks.',
  },
  {
    names: ['pfctl'],
    style: { valued: ['-s', '-f', '-F', '-t', '-T', '-a', '-k', '-K', '-i', '-o', '-p', '-x', '-D'] },
    rules: [
      rehearses({
        id: 'pfctl.check',
        when: { anyOption: ['-n'] },
        targets: 'none',
        why: 'Only reads the rules.',
        matches: ['pfctl -nf /etc/pf.conf'],
        misses: ['pfctl -f /etc/pf.conf'],
      }),
      harms('network_lockout', 'critical', {
        id: 'pfctl.change',
        when: { anyOption: ['-f', '-F', '-d', '-k', '-K'] },
        ...FIREWALL,
        why: 'Replaces, throws away or turns off the firewall.',
        matches: ['pfctl -d', 'pfctl -F all', 'pfctl -f /etc/pf.conf'],
        misses: ['pfctl -s rules', 'pfctl -nf /etc/pf.conf'],
      }),
      reads({
        id: 'pfctl.look',
        when: { test: (given) => given.options.has('-s') || /^(show|test)$/.test(textOf(given.valuesOf('-T')[0])) },
        targets: 'none',
        why: 'Shows the firewall.',
        matches: ['pfctl -s rules'],
        misses: ['pfctl -d'],
      }),
      adds({
        id: 'pfctl.add',
        when: { test: (given) => given.options.has('-e') || textOf(given.valuesOf('-T')[0]) === 'add' },
        ...FIREWALL,
        why: 'Turns the firewall on or adds an address.',
        matches: ['pfctl -e'],
        misses: ['pfctl -d'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the firewall of BSD.',
  },
];
