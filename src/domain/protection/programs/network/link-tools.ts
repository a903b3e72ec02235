import type { Program } from '../program.js';
import { adds, harms, reads, rehearses, someOperand, textOf, textsOf } from '../rule-kinds.js';
import { ADDED, WAY } from './network-words.js';

export const LINK_TOOLS: readonly Program[] = [
  {
    names: ['ethtool'],
    style: {},
    rules: [
      harms('network_lockout', 'high', {
        id: 'ethtool.change',
        when: {
          anyOption: [
            '-s',
            '--change',
            '-r',
            '--negotiate',
            '-K',
            '--offload',
            '--features',
            '-L',
            '--set-channels',
            '-G',
            '--set-ring',
            '-A',
            '--pause',
            '-E',
            '--change-eeprom',
            '-f',
            '--flash',
            '-t',
            '--test',
            '--reset',
            '-N',
            '-U',
            '-X',
            '-C',
            '--coalesce',
            '--set-priv-flags',
            '--set-eee',
            '--set-fec',
          ],
        },
        targets: 'first',
        ...WAY,
        why: 'Changes {target}; its link may go down.',
        matches: [
          'ethtool -s eth0 speed 100 duplex full autoneg off',
          'ethtool -K eth0 tso off',
          'ethtool -r eth0',
          'ethtool -G eth0 rx 4096',
        ],
        misses: ['ethtool eth0', 'ethtool -i eth0', 'ethtool -k eth0', 'ethtool -S eth0'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows how an interface is set.',
  },
  {
    names: ['tc'],
    style: { singleDashLong: true },
    rules: [
      reads({
        id: 'tc.look',
        when: {
          test: (given) => given.plain.length < 2 || /^(show|list|ls|sh|monitor|s|get)$/.test(textOf(given.plain[1])),
        },
        targets: 'none',
        why: 'Shows how traffic is queued.',
        matches: ['tc qdisc show dev eth0', 'tc -s qdisc'],
        misses: ['tc qdisc del dev eth0 root', 'tc qdisc add dev eth0 root netem loss 100%'],
      }),
      harms('network_lockout', 'high', {
        id: 'tc.change',
        when: { test: (given) => /^(add|del|delete|replace|change|flush|link|a|d)$/.test(textOf(given.plain[1])) },
        targets: (given) => textsOf(given.plain.slice(3, 4)),
        ...WAY,
        why: 'Changes how fast, or whether, packets of {target} go.',
        matches: ['tc qdisc add dev eth0 root netem loss 100%', 'tc qdisc del dev eth0 root'],
        misses: ['tc qdisc show dev eth0'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Shapes traffic.',
  },
  {
    names: ['iw', 'iwconfig', 'wpa_cli', 'rfkill', 'iwctl', 'mmcli', 'bluetoothctl'],
    style: { valued: ['-i', '-p'] },
    rules: [
      reads({
        id: 'iw.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            (given.plain.length === 1 &&
              /^wlan|^wlp|^list|^dev$|^phy$|^reg$|^show|^devices$|^status$|^scan|^list_networks$|^info$/.test(
                textOf(given.plain[0]),
              )) ||
            (someOperand(
              /^(info|list|link|scan|station|dump|get|event|show|status|devices|scan_results|list_networks)$/,
            )(given) &&
              !someOperand(/^(block|disconnect|del|set|remove|unblock|terminate|down)$/)(given)),
        },
        targets: 'none',
        why: 'Shows radios.',
        matches: ['iw dev', 'rfkill list', 'iw dev wlan0 link', 'wpa_cli -i wlan0 status', 'iwconfig wlan0'],
        misses: ['rfkill block all', 'iw dev wlan0 disconnect'],
      }),
      harms('network_lockout', 'high', {
        id: 'iw.off',
        when: {
          test: someOperand(
            /^(block|disconnect|del|remove|terminate|disable|disable_network|remove_network|set|txpower|power|essid|reassociate|down|off|disconnect_ap|interface|leave)$/,
          ),
        },
        targets: 'first',
        ...WAY,
        why: 'Takes a radio link away.',
        matches: [
          'rfkill block all',
          'iw dev wlan0 disconnect',
          'wpa_cli -i wlan0 disable_network 0',
          'iwconfig wlan0 txpower off',
        ],
        misses: ['rfkill list', 'rfkill unblock wifi'],
      }),
      adds({
        id: 'iw.on',
        when: {
          test: someOperand(/^(unblock|enable|connect|pair|trust|add_network|enable_network|save_config|reconfigure)$/),
        },
        targets: 'none',
        ...ADDED,
        why: 'Turns a radio on.',
        matches: ['rfkill unblock wifi'],
        misses: ['rfkill block wifi'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers radios.',
  },
  {
    names: ['wondershaper', 'ifenslave', 'vconfig', 'teamdctl', 'teamnl'],
    style: {},
    rules: [
      rehearses({
        id: 'ifenslave.help',
        when: { anyOption: ['--help', '-h'] },
        targets: 'none',
        why: 'Prints how it is used.',
        matches: ['ifenslave --help'],
        misses: ['ifenslave -d bond0 eth0'],
      }),
      harms('network_lockout', 'high', {
        id: 'ifenslave.change',
        when: { test: (given) => !/^(state|getoption|ports|options)$/.test(textOf(given.plain[1])) },
        ...WAY,
        why: 'Changes what an interface hangs on.',
        matches: ['ifenslave -d bond0 eth0', 'vconfig rem eth0.10'],
        misses: ['ifenslave --help', 'teamdctl team0 state'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Changes bonds and VLANs.',
  },
];
