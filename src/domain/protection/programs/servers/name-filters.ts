import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const STOPS = 'Stops the name server: nothing is found by its name.';

/** Filters of names, resolvers of a host, and what writes zones from texts. */
export const NAME_FILTERS: readonly Program[] = [
  told({
    names: 'dnscontrol',
    valued: '--creds --config --domains --providers --v --dev',
    looks: [
      /^ (preview|check|check-creds|get-zones?|fmt|print-ir|version|help|write-types|get-certs|ppreview)\b/,
      'preview',
      'check',
    ],
    harms: [
      [
        'pushes',
        'config_overwrite',
        'high',
        /^ (push|ppush|create-domains)/,
        ['push'],
        'Writes zones as the text says: names that are not in it are deleted.',
      ],
    ],
    why: 'Writes zones from a text.',
  }),
  told({
    names: 'octodns-sync',
    valued: '--config-file --target --source',
    looks: [/^(?!.* (--doit|--force) )/, '--config-file x.yaml'],
    harms: [
      [
        'pushes',
        'config_overwrite',
        'high',
        / (--doit|--force) /,
        ['--config-file x.yaml --doit'],
        'Writes zones as the text says: names that are not in it are deleted.',
      ],
    ],
    why: 'Writes zones from a text.',
  }),
  told({
    names: 'pihole',
    looks: [
      /^ (-q|query|status|version|-v|-c|chronometer|-t|tail|api|help|-h)\b|^ (\S+ )?(-q|--query|-v|--version|-c|--chronometer|-t|--tail|-h|--help|-l|--list)\b/,
      '-q doubleclick.net',
      'status',
      'query x',
      '-t',
    ],
    gives: [
      /^ (-g|updateGravity|reloaddns|reloadlists|restartdns|enable|checkout|allow|deny|regex|wildcard|-b|-w|-up|updatePihole|arpflush|networkflush|logging on)|^ .*-(g|up|b|w)\b(?!.* -d )/,
      '-g',
      'enable',
      'restartdns reload',
    ],
    harms: [
      [
        'disables',
        'security_disable',
        'medium',
        /^ (disable|-d|setpassword|-a|tricorder)|^ logging off/,
        ['disable', 'disable 5m'],
        'Names are not filtered any more, or anybody may change that.',
        'unit',
      ],
      [
        'removes',
        'config_overwrite',
        'high',
        /^ (uninstall|flush|-f|repair|-r)|^ .*-(f|d|nr|r)\b|^ .*--(delmode|flush|nuke|wild-delete|remove)/,
        ['uninstall', 'flush', '-f'],
        'Removes the filter, its lists or what it logged.',
      ],
    ],
    why: 'Filters names for a network.',
  }),
  told({
    names: 'resolvconf openresolv',
    valued: '-m -p',
    looks: [/ (-l|-i|-L|--updates-are-enabled|-v|--version|-h)\b/, '-l'],
    gives: [/ (-u|-a|--enable-updates)\b/, '-u'],
    harms: [
      [
        'removes',
        'network_lockout',
        'medium',
        / (-d|-D|-f|--disable-updates|--wipe-runtime-directories)\b/,
        ['-d eth0', '--disable-updates'],
        'Takes name servers away: {target}.',
        'interface',
      ],
    ],
    why: 'Says which name servers are asked.',
  }),
  told({
    names: 'adguardhome AdGuardHome',
    valued: '-s --service -c -w -h -p',
    looks: [/ (-s=status|--service=status|--version|--help|--check-config) /, '-s status', '--check-config'],
    gives: [/ (-s|--service)=(start|install|reload) /, '-s start'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        / (-s|--service)=(stop|restart|uninstall) /,
        ['-s stop', '-s uninstall'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Filters names for a network.',
  }),
  told({
    names: 'kresctl dnsdist',
    valued: '-c -C -e -k --config',
    looks: [
      / (--check-config|--version|-V|-h|--help|-e=\s*(show\w*|dump\w*|top\w*|stat\w*|grep\w*|get\w*)\(.*) |^ (metrics|config get|validate|schema|completion|pids|help)\b/,
      '--check-config',
      'metrics',
    ],
    gives: [/^ (reload|cache clear|convert|migrate)\b/, 'reload'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|config (set|delete))\b|-e=\s*(shutdown|clear|rm|mv)/,
        ['stop', 'config delete /x'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers a name server.',
  }),
  told({
    names: 'nsupdate knsupdate omshell dhcp_release dhcp_release6 kea-shell',
    valued: '-k -y -p -t -u -r -R -l',
    looks: [/ (-V|-h|--help|-P|-T) /, '-V'],
    hides: [/^(?!.* (-V|-h|--help|-P|-T) )/, '-k /etc/x.key'],
    why: 'Changes names or leases by what it is told on its input.',
  }),
  told({
    names:
      'rndc-confgen tsig-keygen ddns-confgen unbound-control-setup unbound-anchor keymgr dnssec-settime dnssec-revoke dnssec-keyfromlabel dnssec-importkey ldns-signzone ldns-keygen ldns-revoke',
    valued: '-b -k -c -t -d -P -A -I -D -R -K -f -C',
    looks: [/ (-l|list|-p=all|-h|--help) /, '-l'],
    gives: [/^(?!.* (-l|list|-p=all|-h|--help|-D=\S+|-R=\S+|-I=\S+|retire|delete|remove) )/, '-k mykey'],
    harms: [
      [
        'retires',
        'credential_removal',
        'high',
        / (-D=\S+|-R=\S+|-I=\S+)| (delete|del-\S+|retire|remove|set) /,
        ['-D now Kx.y.key'],
        'A key of a zone is not used any more: names may not be found.',
        'key',
      ],
    ],
    why: 'Makes keys of name servers.',
  }),
];
