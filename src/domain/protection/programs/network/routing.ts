import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const CUT = 'Cuts the host, or networks behind it, off: {target}.';

/** Routing daemons, managers of links and what is plugged into them, beside what has tables of its own. */
export const ROUTING: readonly Program[] = [
  readers('Shows what a link, a fabric or the air carries.', [
    'ibstat ibstatus ibv_devinfo ibv_devices ibnetdiscover ibhosts ibswitches ibnodes iblinkinfo perfquery sminfo smpquery ibqueryerrors saquery',
    'ibcheckerrors ibdiagnet ibtracert ibping opainfo opafabricinfo hcidump l2ping ike-scan rtl_433 lswifi iwevent wpa_gui',
    'bgpq3 bgpq4 tcpick netsniff-ng flowtop',
  ]),
  told({
    names: 'birdc birdcl',
    valued: '-s',
    looks: [
      /^ (-?show|s|sh|configure check|help|\?|dump|echo|exit|quit|eval)( |$)/,
      'show protocols',
      "'configure check'",
      "'show route for 10.0.0.0/8'",
    ],
    gives: [
      /^ (configure(?! check)( soft| timeout| confirm| "\S*")?|enable|reload|graceful|debug|mrtdump|timeformat|configure undo) /,
      'configure soft',
      'enable bgp1',
      'configure confirm',
    ],
    harms: [
      [
        'stops',
        'network_lockout',
        'high',
        /^ (disable|restart|down)/,
        ['disable bgp1', 'down', "'restart bgp1'"],
        CUT,
        'route',
      ],
    ],
    why: 'Steers a routing daemon.',
  }),
  told({
    names: 'gobgp',
    valued: '-p --port -u --host -a --address-family --target -j',
    looks: [
      /^ (neighbor|global|global rib( summary)?|vrf|policy|bmp|rpki server|rpki table|mrt dump|monitor( \S+)*|help|completion|version) $|^ neighbor( \S+)?( (adj-in|adj-out|local|accepted-in|policy|timers|route-map|filtered|rejected)\S*)?( \S+)? $(?<!(reset|shutdown|disable|enable|softreset\w*|add \S+|del \S+|update \S+) $)|^ global (rib|policy)( (summary|\d\S*))? $|^ global rib( [\d.:/]+)? $/,
      'neighbor',
      'global rib',
      'neighbor 10.0.0.1',
      'neighbor 10.0.0.1 adj-in',
    ],
    gives: [
      /^ (neighbor (add|\S+ (enable|softreset\w*))|global rib add|vrf add|policy \S+ add|rpki server \S+ enable|mrt (inject|enable)|global as|bmp add|vrf \S+ rib add)/,
      'global rib add 10.0.0.0/24',
      'neighbor add 10.0.0.2 as 65001',
      'neighbor 10.0.0.1 enable',
    ],
    harms: [
      [
        'drops',
        'network_lockout',
        'high',
        /^ (neighbor (del|delete|\S+ (reset|shutdown|disable))|global( rib)? del|global (policy|del)|vrf (del|\S+ rib del)|policy .*(del|set)|rpki server \S+ (reset|disable|del\w*)|bmp del\w*)\b/,
        ['neighbor del 10.0.0.1', 'global rib del all', 'neighbor 10.0.0.1 reset', 'neighbor 10.0.0.1 shutdown'],
        CUT,
        'route',
      ],
    ],
    why: 'Steers a routing daemon.',
  }),
  told({
    names: 'exabgpcli',
    looks: [/^ (show|version|help|ping|status|neighbors?|rib show|api version)/, 'show neighbor summary', 'version'],
    gives: [/^ (announce|neighbor \S+ announce|reload|flush adj-rib)/, 'announce route 10.0.0.0/24 next-hop self'],
    harms: [
      [
        'withdraws',
        'network_lockout',
        'high',
        /^ (withdraw|teardown|neighbor \S+ (withdraw|teardown)|shutdown|restart|clear|rib clear)/,
        ['withdraw route 10.0.0.0/24', 'shutdown'],
        CUT,
        'route',
      ],
    ],
    why: 'Steers a routing daemon.',
  }),
  told({
    names: 'wicked',
    valued: '--config --debug --log-level --log-target --root-directory --timeout',
    looks: [
      /^ (show|show-xml|show-config|ifstatus|ifcheck|xpath|lldp|getnames|duid( get)?|iaid get|firmware (interfaces|extensions)|ethtool \S+( --?show\S*| --get\S*)? $|test|help|convert)/,
      'show all',
      'ifstatus eth0',
      'show-config',
      'ifcheck all',
    ],
    gives: [/^ (ifup|arp verify|nanny enable)/, 'ifup eth0'],
    harms: [
      [
        'takes_down',
        'network_lockout',
        'high',
        /^ (ifdown|ifreload|nanny|ethtool|arp notify|duid (set|update|del)|iaid (set|del)|firmware (enable|disable)|redfish|wireless|ifrename)/,
        ['ifdown eth0', 'ifreload all'],
        CUT,
        'interface',
      ],
    ],
    why: 'Manages links.',
  }),
  told({
    names: 'connmanctl',
    looks: [
      /^ (state|services|technologies|peers|clock|monitor|scan|help|vpnconnections|tethering_clients)/,
      'services',
      'state',
    ],
    gives: [/^ (enable|connect|peer_service|agent on|vpnagent)/, 'enable wifi', 'connect wifi_x'],
    harms: [
      [
        'drops',
        'network_lockout',
        'high',
        /^ (disable|disconnect|config|tether|move-\S+)/,
        ['disable ethernet', 'disconnect ethernet_x_cable', 'config ethernet_x --ipv4 off'],
        CUT,
        'interface',
      ],
    ],
    why: 'Manages connections.',
  }),
  told({
    names: 'nmstatectl nmstate-autoconf',
    valued: '--timeout -t',
    looks: [
      /^ (show|s|gc|format|fmt|validate|v|policy|p|statistic|st|version|help|f)( |$)/,
      'show',
      'show eth0 --json',
    ],
    gives: [/^ (commit|rollback|c|r)( |$)/, 'commit', 'rollback'],
    harms: [
      [
        'applies',
        'network_lockout',
        'high',
        /^ (apply|set|a|edit|service|ps)( |$)/,
        ['apply eth0.yml', 'set eth0.yml', 'edit eth0'],
        'Rewrites how the host is connected, by what a file says.',
        'interface',
      ],
    ],
    why: 'Sets the network to a state.',
  }),
  told({
    names: 'ipvsadm',
    valued: '-t -u -f -r -s -w -p -M -x -y -O',
    looks: [/ (-l|-L|-Ln|-S|--list|--save|-h|--help|-v|--version) /, '-Ln', '-S -n', '-L --stats'],
    gives: [/ (-A|-a|--add-server|--add-service|-Z|--zero|--set|--start-daemon) /, '-A -t 10.0.0.1:80 -s rr', '-Z'],
    harms: [
      [
        'removes',
        'network_lockout',
        'high',
        / (-C|-D|-d|-R|-E|-e|--clear|--delete-service|--delete-server|--restore|--stop-daemon|--edit-service|--edit-server) /,
        ['-C', '-D -t 10.0.0.1:80', '-d -t 10.0.0.1:80 -r 10.0.0.2', '-R < x'],
        'Takes servers out of what is balanced, or all of it: {target}.',
        'route',
      ],
    ],
    why: 'Balances connections over servers.',
  }),
  told({
    names: 'devlink rdma dcb tipc vdpa',
    valued: '-N --Netns -n',
    looks: [
      /^( [\w:./-]+){0,4} (show|list|info|get|diagnose|help|monitor|stats|dump|statistic|ls|sa)\b|^ (monitor|help|system) |^ \w+ $| -V /,
      'dev show',
      'link show',
      'port show eth0',
      'health show',
    ],
    gives: [
      /^ (region new|health (diagnose|test|recover)|sb occupancy snapshot|dev (add|selftests run))/,
      'region new pci/0/cr',
    ],
    harms: [
      [
        'changes',
        'network_lockout',
        'high',
        /^ \S+( \S+)? (set|del|delete|reload|flash|eswitch set|split|unsplit|param set|function set|reset|clear|flush|replace|occupancy clearmax|add|enable|disable)\b/,
        [
          'dev reload pci/0000:03:00.0',
          'dev flash pci/0 file x',
          'port split eth0 count 4',
          'dev eswitch set pci/0 mode switchdev',
        ],
        'Restarts or changes a network card: {target}.',
        'interface',
      ],
    ],
    why: 'Steers network cards.',
  }),
  told({
    names: 'ovsdb-client ovsdb-tool',
    valued: '--timeout -t',
    looks: [
      /^ (list-\S+|get-\S+|dump|monitor\S*|query|show-log|db-\S+|schema-\S+|needs-conversion|needs-conversion|check-cluster|version|help|wait|compare-versions)/,
      'dump',
      'list-dbs',
      'show-log',
    ],
    gives: [/^ (backup|create|compact|lock)\b/, 'backup'],
    harms: [
      [
        'changes',
        'network_lockout',
        'high',
        /^ (transact|restore|convert|cluster-to-standalone|create-cluster|join-cluster|steal|set-\S+|rebuild)/,
        ['restore < x.db', 'transact x'],
        'Changes the database by which switches are set up.',
        'database',
      ],
    ],
    why: 'Keeps the settings of virtual switches.',
  }),
];
