import type { Program } from '../program.js';
import { adds, harms, helps, reads, someOperand, textOf } from '../rule-kinds.js';
import { ADDED, NET, WAY } from './network-words.js';

export const MANAGERS: readonly Program[] = [
  {
    names: ['netplan'],
    style: { subcommands: 1, valued: ['--root-dir', '--timeout', '--config-file', '--origin-hint'] },
    rules: [
      helps('netplan', ['--help', '-h']),
      reads({
        id: 'netplan.look',
        when: { subcommand: ['get|status|info|help|ip|rebind'] },
        targets: 'none',
        why: 'Shows what is configured.',
        matches: ['netplan get', 'netplan status --all'],
        misses: ['netplan apply'],
      }),
      adds({
        id: 'netplan.try',
        when: { subcommand: ['try|generate'] },
        ...NET,
        targetClass: 'ordinary',
        why: 'Writes what would be used, or tries it and goes back by itself unless somebody confirms.',
        matches: ['netplan try --timeout 60', 'netplan generate'],
        misses: ['netplan apply'],
      }),
      harms('config_overwrite', 'medium', {
        id: 'netplan.set',
        when: { subcommand: ['set'] },
        ...NET,
        why: 'Writes over how the network is set up; the next apply or boot puts it into force.',
        matches: ['netplan set ethernets.eth0.dhcp4=true'],
        misses: ['netplan get', 'netplan try'],
      }),
      harms('network_lockout', 'critical', {
        id: 'netplan.apply',
        when: { subcommand: ['apply'] },
        ...NET,
        why: 'Puts new settings of the network into force with no way back.',
        matches: ['netplan apply', 'netplan --debug apply'],
        misses: ['netplan try', 'netplan generate', 'netplan get apply'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Configures the network of Ubuntu.',
  },
  {
    names: ['networkctl'],
    style: { subcommands: 1, valued: ['-n', '--lines', '--json'] },
    rules: [
      reads({
        id: 'networkctl.look',
        when: {
          test: (given) => /^(|list|status|lldp|label|cat|help|address-labels)$/.test(given.subcommand[0] ?? ''),
        },
        targets: 'none',
        why: 'Shows links.',
        matches: ['networkctl', 'networkctl status eth0', 'networkctl list down'],
        misses: ['networkctl down eth0'],
      }),
      harms('network_lockout', 'critical', {
        id: 'networkctl.down',
        when: { subcommand: ['down|delete|mask|reconfigure|edit|forcerenew'] },
        ...WAY,
        why: 'Takes {target} down, or sets it up anew.',
        matches: ['networkctl down eth0', 'networkctl reconfigure eth0'],
        misses: ['networkctl status down'],
      }),
      harms('network_lockout', 'high', {
        id: 'networkctl.renew',
        when: { subcommand: ['renew|reload'] },
        ...WAY,
        why: 'Asks for a new address, or takes changed settings in.',
        matches: ['networkctl renew eth0', 'networkctl reload'],
        misses: ['networkctl status'],
      }),
      adds({
        id: 'networkctl.up',
        when: { subcommand: ['up|unmask|persistent-storage'] },
        ...ADDED,
        why: 'Brings {target} up.',
        matches: ['networkctl up eth0'],
        misses: ['networkctl down eth0'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the network of systemd.',
  },
  {
    names: ['ovs-vsctl', 'ovs-ofctl', 'ovs-appctl', 'ovs-dpctl', 'ovn-nbctl', 'ovn-sbctl'],
    style: { valued: ['-t', '--timeout', '--db', '-O'] },
    rules: [
      reads({
        id: 'ovs-vsctl.look',
        when: {
          test: (given) =>
            /^(show|list|list-br|list-ports|list-ifaces|get|find|dump-.*|br-exists|br-to-.*|port-to-br|iface-to-br|get-.*|snoop|fdb\/show|vlog\/list|bond\/show|lr-list|ls-list|.*-list)$/.test(
              textOf(given.plain[0]),
            ),
        },
        targets: 'none',
        why: 'Shows switches.',
        matches: ['ovs-vsctl show', 'ovs-ofctl dump-flows br0'],
        misses: ['ovs-vsctl del-br br0'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ovs-vsctl.change',
        when: {
          test: someOperand(
            /^(del-.*|emer-reset|add-port|set|clear|remove|destroy|del|mod-.*|.*-del|replace-flows|del-controller|set-controller|set-fail-mode|add-flows?|exit|init)$/,
          ),
        },
        ...NET,
        why: 'Changes a switch that the host’s own address may sit on.',
        matches: ['ovs-vsctl del-br br0', 'ovs-vsctl add-port br0 eth0', 'ovs-ofctl del-flows br0'],
        misses: ['ovs-vsctl show', 'ovs-vsctl add-br br9'],
      }),
      adds({
        id: 'ovs-vsctl.add',
        when: { test: (given) => /^(add-br|--may-exist|ls-add|lr-add)$/.test(textOf(given.plain[0])) },
        ...ADDED,
        targets: 'none',
        why: 'Makes a switch.',
        matches: ['ovs-vsctl add-br br9'],
        misses: ['ovs-vsctl del-br br9'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers virtual switches.',
  },
  {
    names: ['dhclient', 'dhcpcd', 'udhcpc', 'pump'],
    style: { valued: ['-i', '-s', '-p', '-lf', '-cf', '-sf', '-pf', '-t', '-T', '-e'] },
    rules: [
      reads({
        id: 'dhclient.look',
        when: { anyOption: ['--version', '--help', '-T', '--test', '-U', '--dumplease'] },
        targets: 'none',
        why: 'Prints its version, or asks without changing anything.',
        matches: ['dhclient --version'],
        misses: ['dhclient -r eth0'],
      }),
      harms('network_lockout', 'critical', {
        id: 'dhclient.release',
        when: { anyOption: ['-r', '-x', '-k', '--release', '--exit'] },
        ...WAY,
        why: 'Gives the address of {target} back.',
        matches: ['dhclient -r eth0', 'dhcpcd -k eth0', 'dhclient -r'],
        misses: ['dhclient --version', 'dhclient -v eth1'],
      }),
      harms('network_lockout', 'high', {
        id: 'dhclient.renew',
        when: { noOption: ['-r', '-x', '-k', '--release', '--exit', '--version', '--help', '-T', '-U'] },
        ...WAY,
        why: 'Asks for an address for {target}; another one may come.',
        matches: ['dhclient eth0', 'udhcpc -i eth0', 'dhcpcd -n eth0'],
        misses: ['dhclient --version'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Asks for addresses.',
  },
];
