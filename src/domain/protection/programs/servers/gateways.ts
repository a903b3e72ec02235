import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const CUT = 'Changes how the appliance is reached, or restarts what it is reached by: {target}.';
const WIPED = 'Sets the appliance back to how it was made, or puts another system on it.';

/** OpenWrt, pfSense, OPNsense, UniFi and their like. */
export const GATEWAYS: readonly Program[] = [
  readers('Shows how a gateway is doing.', [
    'devstatus ifstatus wlinfo iwinfo ubnt-tools ubnt-device-info mca-status opnsense-version',
  ]),
  told({
    names: 'ubus',
    valued: '-s -t',
    looks: [
      /^ (list|listen|wait_for|monitor|subscribe|call \S+ (info|status|dump|get\w*|board|list|show|read\w*|state|get_features|get_clients|configs|assoclist|iwinfo|devices|changes|stat|lookup|host\w*|file\b.*stat))\b/,
      'list',
      'call system board',
      'call network.interface.lan status',
    ],
    gives: [/^ (send|call \S+ (up|add|start|enable|notify|log))\b/, 'send foo', 'call network.interface.wan up'],
    harms: [
      [
        'orders',
        'network_lockout',
        'high',
        /^ call (\S+ (down|remove|delete|set|restart|reload|stop|kill|del_client|disable|apply|commit|sysupgrade|write|exec|factory|revert|rollback|signal|reboot|rename|switch_chan|renew|add_dynamic)\w*|rc init)\b/,
        ['call network.interface.lan down', 'call system reboot', 'call uci delete x'],
        CUT,
        'interface',
      ],
    ],
    why: 'Gives orders to what runs on a gateway.',
  }),
  told({
    names: 'wifi',
    looks: [/^ (status|config|detect)( |$)/, 'status', 'detect'],
    gives: [/^ up\b/, 'up'],
    harms: [
      [
        'takes_down',
        'network_lockout',
        'medium',
        /^ (down|reload|reload_legacy|reconf)\b|^ {2}$/,
        ['down', 'reload', ''],
        CUT,
        'interface',
      ],
    ],
    why: 'Takes radios up and down.',
  }),
  told({
    names: 'sysupgrade',
    valued: '-d -b -r -f',
    looks: [
      / (-T|--test|-l|--list-backup|--help|-h|-b=\S+|--create-backup=\S+) /,
      '-T fw.bin',
      '-l',
      '-b /tmp/backup.tar.gz',
    ],
    harms: [
      [
        'flashes',
        'boot_change',
        'critical',
        /^(?!.* (-T|--test|-l|--list-backup|--help|-h|-b=\S+|--create-backup=\S+) )/,
        ['-n fw.bin', 'fw.bin', '-r /tmp/backup.tar.gz'],
        WIPED,
        'boot',
      ],
    ],
    why: 'Puts another system on the appliance.',
  }),
  told({
    names: 'firstboot jffs2reset jffs2mark syswrapper.sh',
    looks: [/ (-h|--help) /, '--help'],
    harms: [
      ['resets', 'config_overwrite', 'critical', /^(?!.* (-h|--help) )/, ['-y', 'restore-default', ''], WIPED, 'host'],
    ],
    why: 'Sets the appliance back.',
  }),
  told({
    names: 'mtd',
    valued: '-e -d -s -j -p -o -l -c -F',
    looks: [/^ (verify|dump|check)\b/, 'verify fw.bin firmware', 'dump art'],
    harms: [
      [
        'writes',
        'boot_change',
        'critical',
        /^ (write|erase|unlock|jffs2write|fixtrx|fixseama|fixwrg|refresh|resetbc)\b/,
        ['write fw.bin firmware', 'erase rootfs_data', '-r write fw.bin firmware'],
        'Writes into the memory that the appliance starts from: {target}.',
        'device',
      ],
    ],
    why: 'Writes the memory of the appliance.',
  }),
  told({
    names: 'fw3 fw4',
    looks: [/^ (print|check|network|device|zone|help)( |$)/, 'print', 'check'],
    gives: [/^ (start|reload-sets|gc)\b/, 'start'],
    harms: [
      [
        'stops',
        'security_disable',
        'high',
        /^ (stop|flush|restart|reload)\b/,
        ['stop', 'flush', 'restart'],
        'Takes the firewall of a gateway away, or sets it up anew.',
        'firewall',
      ],
    ],
    why: 'The firewall of a gateway.',
  }),
  told({
    names: 'swconfig block umbim uqmi reload_config luci-reload',
    valued: '-d -p -m',
    looks: [
      /^ (list|dev \S+ (show|get \S+|help|vlan \S+ (show|get)|port \S+ (show|get))|info|detect|caps|status|registration|subscriber|home|device)\b| --(get|list)-\S+ |^ dev \S+ (vlan|port) \S+ (show|get)/,
      'list',
      'dev switch0 show',
      'info',
      '-d /dev/cdc-wdm0 --get-signal-info',
    ],
    gives: [/^ (mount|autofs|remount)\b/, 'mount'],
    harms: [
      [
        'sets',
        'network_lockout',
        'high',
        /^ (dev \S+ .*(set|load|reset|apply)\b|umount|connect|disconnect|radio|attach|detach|extroot)| --(stop|set|network-\S+|reset|start)\S* |^ {2}$/,
        ['dev switch0 set reset', 'umount', 'disconnect'],
        CUT,
        'interface',
      ],
    ],
    why: 'Sets up parts of a gateway.',
  }),
  told({
    names: 'configctl',
    looks: [
      /^ (-\w )?\S+( \S+)* (list\w*|status|show\S*|info|stats?|get\w*|diag\w*|check\w*|dump|version|health|read|tail|query|test|probe|overview|uuid|state)\b|^ (system (event|diag|show)|interface (list|show|gateways status))/,
      'interface list ifconfig',
      'firmware status',
      'unbound status',
    ],
    gives: [
      /^ (\S+ )+(start|reconfigure|backup|sync|health|template reload|fetch|generate)\b|^ template reload/,
      'unbound start',
      'template reload OPNsense/Unbound',
    ],
    harms: [
      [
        'orders',
        'service_disruption',
        'high',
        /^ (\S+ )+(stop|restart|reload|reboot|halt|poweroff|flush|reset|delete|remove|upgrade|update|install|reinstall|disable|kill|down|clear|destroy|revert|unlock|unban|ban|newip|reconfigure all|linkup)\b(?<!template reload)/,
        ['unbound stop', 'system reboot', 'firmware upgrade', 'filter kill states', 'interface reconfigure all'],
        CUT,
        'unit',
      ],
    ],
    why: 'Gives orders to what runs on OPNsense.',
  }),
  told({
    names: 'pluginctl',
    valued: '-c -g -s -x -d -r',
    looks: [/ (-g|-s|-i|-I|-f|-l|-h|-g=\S+|-4|-6) (?!.*(stop|restart|reload))/, '-g system', '-s'],
    harms: [
      [
        'orders',
        'service_disruption',
        'high',
        / (-d=|-r=|-c=)|(stop|restart|reload)( |$)/,
        ['-s unbound stop', '-s openssh restart'],
        CUT,
        'unit',
      ],
    ],
    why: 'Gives orders to what runs on OPNsense.',
  }),
  told({
    names: 'opnsense-update opnsense-patch opnsense-revert opnsense-bootstrap opnsense-shell opnsense-importer',
    valued: '-r -m -n -a -A -i',
    looks: [/ (-c|-v|-M|-N|-O|-R|-V|-l|-h|-s) $|^ (banner|status)/, '-c', '-v'],
    harms: [
      [
        'updates',
        'package_removal',
        'high',
        /^(?!.* (-c|-v|-M|-N|-O|-R|-V|-l|-h|-s) $)(?! (banner|status))/,
        ['-bkp', '-r 24.7', 'unbound', ''],
        WIPED,
        'package',
      ],
    ],
    why: 'Puts another version on OPNsense.',
  }),
  told({
    names: 'pfSsh.php viconf clixml php-shell pfSense-upgrade pfSense-repoc',
    looks: [
      /^ playback (gatewaystatus|svc status.*|showarp|uptime|versiondump|pfanchordrill)( |$)| -c $/,
      'playback gatewaystatus',
      'playback svc status dhcpd',
    ],
    harms: [
      [
        'changes',
        'network_lockout',
        'high',
        /^ playback (disablereferercheck|svc (stop|restart)|enableallowallwan|restartallwan|resetwebgui\w*|removepkgconfig|removeshaper|changepassword|disabledhcpd|uninstallpkg|cvssync|gitsync|restartdhcpd|restartipsec|pftabledrill|installpkg|externalconfiglocator|removeallpackages|disablecarp\w*|enablecarp\w*|enablesshd)|^ {2}$| -[yd] /,
        ['playback enableallowallwan', 'playback svc stop dhcpd', ''],
        CUT,
        'firewall',
      ],
    ],
    why: 'Changes pfSense by scripts.',
  }),
  told({
    names: 'easyrule',
    looks: [/^ (showblock|help)|--help/, 'showblock wan'],
    harms: [
      [
        'rules',
        'network_lockout',
        'medium',
        /^ (block|unblock|pass)\b/,
        ['block wan 10.0.0.1', 'unblock wan 10.0.0.1', 'pass wan tcp 0.0.0.0/0 192.168.0.4 80'],
        'Lets through, or keeps out: {target}.',
        'firewall',
      ],
    ],
    why: 'Adds rules to pfSense.',
  }),
  told({
    names: 'mca-cli mca-ctrl mca-cli-op unifi-os ubios-udapi-client ubntbox',
    valued: '-t',
    looks: [
      /^ (info|status|version|help|dump|show|GET|ubnt-tools|get\S*)( |$)| -t=(dump|dump-cfg) /,
      'info',
      '-t dump',
      'GET /interfaces',
    ],
    harms: [
      [
        'orders',
        'network_lockout',
        'high',
        /^ (set-default|set-inform|upgrade|reboot|restart|stop|shell|uninstall|update|PUT|POST|DELETE|PATCH|poweroff|factory\S*|restore-default|reset\S*|fwupdate)\b/,
        ['set-default', 'restart', 'PUT /interfaces x', 'set-inform http://x:8080/inform'],
        CUT,
        'host',
      ],
    ],
    why: 'Gives orders to a UniFi device.',
  }),
];
