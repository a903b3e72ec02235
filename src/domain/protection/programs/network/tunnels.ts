import type { Program } from '../program.js';
import { adds, harms, helps, noOperand, reads, rehearses, textOf, textsOf } from '../rule-kinds.js';

const WAY = { targetKind: 'interface', targetClass: 'critical' } as const;
const ADDED = { targetKind: 'interface', targetClass: 'ordinary' } as const;

/** Ways into a network from afar: the session may come through one. */
export const TUNNELS: readonly Program[] = [
  {
    names: ['wg'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'wg.look',
        when: { test: (given) => /^(|show|showconf|genkey|genpsk|pubkey|help)$/.test(given.subcommand[0] ?? '') },
        targets: 'none',
        why: 'Shows tunnels, or makes keys.',
        matches: ['wg', 'wg show wg0', 'wg genkey'],
        misses: ['wg set wg0 peer x remove'],
      }),
      harms('network_lockout', 'critical', {
        id: 'wg.change',
        when: { subcommand: ['set|setconf|syncconf'] },
        targets: 'first',
        ...WAY,
        why: 'Changes the peers of {target}; the own way in may be among them.',
        matches: ['wg set wg0 peer abc remove', 'wg setconf wg0 wg.conf'],
        misses: ['wg show wg0', 'wg addconf wg0 more.conf'],
      }),
      adds({
        id: 'wg.add',
        when: { subcommand: ['addconf'] },
        targets: 'first',
        ...ADDED,
        why: 'Adds peers.',
        matches: ['wg addconf wg0 more.conf'],
        misses: ['wg setconf wg0 wg.conf'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers WireGuard.',
  },
  {
    names: ['wg-quick'],
    style: { subcommands: 1 },
    rules: [
      helps('wg-quick', ['--help', '-h']),
      adds({
        id: 'wg-quick.up',
        when: { subcommand: ['up|strip|save'] },
        ...ADDED,
        why: 'Brings a tunnel up.',
        matches: ['wg-quick up wg0'],
        misses: ['wg-quick down wg0'],
      }),
      harms('network_lockout', 'critical', {
        id: 'wg-quick.down',
        when: { subcommand: ['down'] },
        ...WAY,
        why: 'Takes the tunnel {target} down; the own way in may lead through it.',
        matches: ['wg-quick down wg0'],
        misses: ['wg-quick up down'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings tunnels up and down.',
  },
  {
    names: ['tailscale'],
    style: {
      subcommands: 1,
      valued: [
        '--socket',
        '--authkey',
        '--auth-key',
        '--login-server',
        '--hostname',
        '--exit-node',
        '--advertise-routes',
        '--advertise-tags',
        '--timeout',
        '--operator',
      ],
    },
    rules: [
      helps('tailscale', ['--help', '-h', '--version']),
      rehearses({
        id: 'tailscale.look',
        when: {
          test: (given) =>
            /^(|status|ip|ping|netcheck|version|whois|dns|bugreport|licenses|metrics|file|exit-node|web|syspolicy|appc-routes|debug|help|completion)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(serve|funnel|lock|switch|drive)$/.test(given.subcommand[0] ?? '') &&
              (noOperand(given) || textOf(given.operands[0]) === 'status' || given.options.has('--list'))),
        },
        targets: 'none',
        why: 'Shows the network of peers.',
        matches: ['tailscale status', 'tailscale ping down', 'tailscale serve status'],
        misses: ['tailscale down', 'tailscale logout'],
      }),
      harms('network_lockout', 'critical', {
        id: 'tailscale.down',
        when: { subcommand: ['down|logout|switch'] },
        targets: 'none',
        ...WAY,
        why: 'Takes the host out of its private network; the own way in may lead through it.',
        matches: ['tailscale down', 'tailscale logout', 'tailscale switch other'],
        misses: ['tailscale status', 'tailscale ping down'],
      }),
      harms('network_lockout', 'high', {
        id: 'tailscale.set',
        when: {
          subcommand: ['set|up|lock|update'],
          test: (given) =>
            given.options.has('--reset') ||
            given.options.has('--force-reauth') ||
            given.options.has('--exit-node') ||
            given.options.has('--shields-up') ||
            given.options.has('--ssh=false') ||
            ['disable', 'local-disable', 'remove', 'revoke-keys'].includes(textOf(given.operands[0])) ||
            textOf(given.valuesOf('--ssh')[0]) === 'false',
        },
        targets: 'none',
        ...WAY,
        why: 'Changes how the host is reached.',
        matches: [
          'tailscale up --reset',
          'tailscale set --exit-node=100.64.0.1',
          'tailscale set --ssh=false',
          'tailscale set --shields-up',
        ],
        misses: ['tailscale set --hostname web', 'tailscale up'],
      }),
      adds({
        id: 'tailscale.up',
        when: { subcommand: ['up|login|set|serve|funnel|cert|update|configure|nc|ssh|lock|drive'] },
        targets: 'none',
        ...ADDED,
        why: 'Joins the private network, or offers something in it.',
        matches: ['tailscale up', 'tailscale set --hostname web', 'tailscale cert web.example.ts.net'],
        misses: ['tailscale down'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a private network of peers.',
  },
  {
    names: ['zerotier-cli', 'netbird', 'nebula', 'twingate', 'cloudflared', 'warp-cli', 'headscale'],
    style: { subcommands: 2, valued: ['-D', '--config', '-u', '--user', '-i', '--identifier'] },
    rules: [
      helps('zerotier-cli', ['--help', '-h', '--version']),
      rehearses({
        id: 'zerotier-cli.look',
        when: {
          test: (given) =>
            /^(info|status|listnetworks|listpeers|peers|get|dump|version|list|show)$/.test(given.subcommand[0] ?? '') ||
            (/^(list|info|show|status|ls)$/.test(given.subcommand[1] ?? '') &&
              !/^(down|leave|logout|disconnect|stop|uninstall|delete)$/.test(given.subcommand[0] ?? '')),
        },
        targets: 'none',
        why: 'Shows networks of peers.',
        matches: ['zerotier-cli listnetworks', 'netbird status', 'cloudflared tunnel list'],
        misses: ['zerotier-cli leave 8056c2e21c000001', 'netbird down'],
      }),
      harms('network_lockout', 'critical', {
        id: 'zerotier-cli.leave',
        when: {
          test: (given) =>
            given.subcommand.some((word) =>
              /^(leave|down|logout|delete|disconnect|cleanup|uninstall|stop|deorbit|expire|rm|deregister)$/.test(word),
            ),
        },
        targets: (given) => textsOf(given.plain.slice(1, 3)),
        ...WAY,
        why: 'Leaves a private network; the own way in may lead through it.',
        matches: ['zerotier-cli leave 8056c2e21c000001', 'netbird down', 'cloudflared tunnel delete web'],
        misses: ['zerotier-cli listnetworks', 'netbird status'],
      }),
      adds({
        id: 'zerotier-cli.join',
        when: {
          test: (given) =>
            given.subcommand.some((word) =>
              /^(join|up|login|run|create|route|connect|register|start|orbit|set|ssh|service|install|serve|access|registration|tunnel)$/.test(
                word,
              ),
            ) && !given.subcommand.some((word) => /^(delete|cleanup|uninstall|stop|down)$/.test(word)),
        },
        targets: 'none',
        ...ADDED,
        why: 'Joins a private network.',
        matches: ['zerotier-cli join 8056c2e21c000001', 'netbird up'],
        misses: ['netbird down'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a private network of peers.',
  },
  {
    names: ['ipsec', 'swanctl', 'strongswan', 'openvpn', 'vtysh', 'pppd', 'poff', 'vpnc-disconnect'],
    style: { subcommands: 1, singleDashLong: true, valued: ['-c', '--config', '-s', '-i', '--ike', '--child'] },
    rules: [
      reads({
        id: 'ipsec.look',
        when: {
          test: (given) =>
            /^(status|statusall|listcerts|listall|version|show|list.*)$/.test(given.subcommand[0] ?? '') ||
            [...given.options].some((option) =>
              /^--?(list-.*|show-.*|counters|stats|version|help|log|genkey|dryrun)$/.test(option),
            ) ||
            given
              .valuesOf('-c')
              .some((word) =>
                /^(show|sh|do show|list|ping|traceroute|terminal length|write terminal)( |$)/i.test(textOf(word)),
              ),
        },
        targets: 'none',
        why: 'Shows tunnels and routes.',
        matches: ['ipsec status', 'swanctl --list-sas', 'openvpn --show-ciphers', "vtysh -c 'show ip bgp summary'"],
        misses: ['ipsec stop', 'swanctl --terminate --ike home'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ipsec.down',
        when: {
          test: (given, execution) =>
            /^(stop|down|restart|purgeike|delete|disable|configure)$/.test(given.subcommand[0] ?? '') ||
            [...given.options].some((option) =>
              /^--?(terminate|flush-certs|uninstall|reset|load-.*|rekey)$/.test(option),
            ) ||
            /^(poff|vpnc-disconnect)$/.test(execution.program ?? '') ||
            given
              .valuesOf('-c')
              .some((word) => /^(conf|clear|no |write erase)/i.test(textOf(word)) && execution.program === 'vtysh'),
        },
        targets: 'operands',
        ...WAY,
        why: 'Takes a tunnel or a route away.',
        matches: ['ipsec stop', 'ipsec down home', 'swanctl --terminate --ike home', "vtysh -c 'clear bgp *'"],
        misses: ['ipsec status', 'ipsec up home'],
      }),
      adds({
        id: 'ipsec.up',
        when: {
          test: (given, execution) =>
            /^(start|up|reload|update|rereadall|rereadsecrets|enable)$/.test(given.subcommand[0] ?? '') ||
            given.options.has('--initiate') ||
            given
              .valuesOf('-c')
              .some((word) =>
                /^(write|wr|copy running-config startup-config|write memory|wr mem)$/i.test(textOf(word)),
              ) ||
            (execution.program === 'openvpn' && given.options.has('--config')),
        },
        targets: 'none',
        ...ADDED,
        why: 'Brings a tunnel up.',
        matches: ['ipsec up home', 'swanctl --initiate --child home', 'openvpn --config client.ovpn'],
        misses: ['ipsec down home'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers tunnels and routes.',
  },
];
