import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const CUT = 'Cuts the host, or networks behind it, off: {target}.';

/** Access points, meshes, Bluetooth, and small tools that change a link. */
export const RADIOS: readonly Program[] = [
  told({
    names: 'hostapd_cli',
    valued: '-i -p -a -P -G -B',
    looks: [
      /^ (status|ping|all_sta|sta|list_sta|get_config|get|interface|mib|signature|help|driver_flags|show_neighbor|pmksa|relog|version|get_neighbor)( |$)/,
      'all_sta',
      'status',
    ],
    gives: [/^ (wps_\S+|enable|note|set_qos_map_set|accept_acl ADD_MAC)/, 'enable', 'wps_pbc'],
    harms: [
      [
        'drops',
        'network_lockout',
        'medium',
        /^ (deauthenticate|disassociate|disable|terminate|reload|update_beacon|set|chan_switch|deny_acl|ban|remove)/,
        ['deauthenticate aa:bb:cc:dd:ee:ff', 'disable'],
        'Throws stations off the air, or stops it.',
        'interface',
      ],
    ],
    why: 'Steers an access point.',
  }),
  told({
    names: 'batctl',
    valued: '-m',
    looks: [
      /^ (\S+ )?(n|neighbors|o|originators|if|interface|s|statistics|tg|tl|transglobal|translocal|gwl|ping|p|tr|traceroute|td|tcpdump|bisect\S*|dc|cl|mf|ll|-v|help|-h|throughputmeter|ev|event|hp|rp)( \S+)? $/,
      'n',
      'if',
      'o',
    ],
    harms: [
      [
        'removes',
        'network_lockout',
        'medium',
        /^ (\S+ )?(if|interface) (del|remove|destroy|-m)|^ (\S+ )?(gw|gw_mode|bl|ap|ag|it|orig_interval|bonding|bridge_loop_avoidance) \S/,
        ['if del eth0'],
        CUT,
        'interface',
      ],
    ],
    why: 'Steers a mesh.',
  }),
  told({
    names: 'hciconfig hcitool btmgmt rfcomm',
    valued: '-i --index',
    looks: [
      /^ (\S+ )?(-a|name|features|version|revision|class|con|dev|inq|scan|lescan|info|leinfo|rssi|lq|tpl|clock|config|list|advinfo|extinfo|find|settings|show|cinfo) |^ {2}$|^ hci\d+ $| -a /,
      'dev',
      'scan',
      '-a',
    ],
    gives: [/^ (\S+ )?(up|cc|auth|enc|power on|connectable|discov|pair|piscan|pscan|leadv|connect|bind)\b/, 'hci0 up'],
    harms: [
      [
        'drops',
        'network_lockout',
        'low',
        /^ (\S+ )?(down|reset|dc|power off|unpair|disconnect|block|release|rm-\S+|noscan|ledc)\b/,
        ['hci0 down', 'unpair aa:bb:cc:dd:ee:ff'],
        'Turns a radio off, or drops what is paired.',
        'interface',
      ],
    ],
    why: 'Steers Bluetooth.',
  }),
  told({
    names: 'upnpc natpmpc',
    valued: '-u -m -z -g -e',
    looks: [/ (-l|-L|-s|-S|-P|-h|-c) /, '-l', '-s'],
    gives: [/ (-a|-r|-A|-n) /, '-a 10.0.0.2 80 80 TCP'],
    harms: [
      [
        'removes',
        'network_lockout',
        'medium',
        / (-d|-D|-N|-U) /,
        ['-d 80 TCP'],
        'Closes a port that a router had opened.',
        'firewall',
      ],
    ],
    why: 'Asks a router to open ports.',
  }),
  told({
    names: 'conntrackd',
    valued: '-C',
    looks: [/ (-s|-i|-e|-v|-h|-I)\b/, '-s', '-i'],
    gives: [/ (-c|-R|-B|-n|-t|-d)\b/, '-n'],
    harms: [
      [
        'stops',
        'network_lockout',
        'high',
        / (-k|-f|-F)\b/,
        ['-k', '-f'],
        'Forgets connections, or stops them from being kept in step.',
        'firewall',
      ],
    ],
    why: 'Keeps connections in step between firewalls.',
  }),
  told({
    names: 'macchanger tcpkill ifmetric',
    valued: '-m --mac -i',
    looks: [/ (-s|--show|-l\S*|--list\S*|-h|--help|-V|--version) /, '-s eth0'],
    harms: [
      [
        'changes',
        'network_lockout',
        'high',
        /^(?!.* (-s|--show|-l\S*|--list\S*|-h|--help|-V|--version) )/,
        ['-r eth0'],
        CUT,
        'interface',
      ],
    ],
    why: 'Changes a link, or cuts connections.',
  }),
  told({
    names: 'snmpset snmptrap',
    valued: '-v -c -u -l -a -A -x -X',
    harms: [
      [
        'sets',
        'config_overwrite',
        'medium',
        /./,
        ['-v2c -c private sw1 IF-MIB::ifAdminStatus.5 i 2'],
        'Sets something on a device: a port or the power may go.',
      ],
    ],
    why: 'Sets a value of a device.',
  }),
];
