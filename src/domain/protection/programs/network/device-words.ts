import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const CUT = 'Cuts connections that go through a switch, a router or a firewall: {target}.';

/** The first words of what switches, routers and firewalls are told at their own prompt, mostly through ssh. */
export const DEVICE_WORDS: readonly Program[] = [
  told({
    names: 'clear',
    valued: '-T',
    looks: [/^ {2}$|^ -/, '', '-x'],
    gives: [
      /^ (counters|arp-statistics|statistics|interface statistics|mac address-table|screen|terminal|host|dns|cdp|lldp|ip (cache|dhcp snooping statistics)|access-list counters|platform|cpu)\b/i,
      'counters',
      'mac address-table dynamic',
    ],
    harms: [
      [
        'log',
        'audit_tamper',
        'high',
        /^ (log|logging|logfile|syslog|archive|crashinfo|event|audit|security log)\b/i,
        ['logging', 'log messages'],
        'Deletes what a device has logged.',
        'log',
      ],
      [
        'cuts',
        'network_lockout',
        'high',
        /^ (?!counters|arp-statistics|statistics|interface statistics|mac address-table|screen|terminal|host|dns|cdp|lldp|ip (cache|dhcp snooping statistics)|access-list counters|platform|cpu|log|logging|logfile|syslog|archive|crashinfo|event|audit|security log)[a-z]/i,
        ["ip bgp '*'", 'arp', 'crypto sa', 'line vty 0', 'ip route', 'xlate', 'conn', 'bgp neighbor all'],
        CUT,
        'route',
      ],
    ],
    why: 'Clears the terminal, or what a device has learnt.',
  }),
  told({
    names: 'reload',
    pretends: [/^ (\?|cancel|config|status)( |$)|--help/, 'cancel'],
    harms: [
      [
        'restarts',
        'power_state',
        'critical',
        /^(?! (\?|cancel|config|status)( |$)|.*--help)/,
        ['', 'in 5', 'at 23:00', 'force'],
        'Restarts a device: all that goes through it stops.',
        'host',
      ],
    ],
    why: 'Restarts a device.',
  }),
  told({
    names: 'erase',
    harms: [
      [
        'erases',
        'config_overwrite',
        'critical',
        /./,
        ['startup-config', 'nvram:', 'flash:'],
        'Erases what a device goes by, or its system: {target}.',
      ],
    ],
    why: 'Erases the memory of a device.',
  }),
  told({
    names: 'factory-reset zeroize reset-configuration restore-factory set-default zeroise',
    harms: [
      ['resets', 'config_overwrite', 'critical', /./, ['', 'all'], 'Sets a device back to how it was made.', 'host'],
    ],
    why: 'Sets a device back to how it was made.',
  }),
  told({
    names: 'request',
    looks: [
      /^ (system (software (list|validate)|storage cleanup dry-run|snapshot list|license (check|info))|support (info|information)|chassis \S+ list|license (info|check)|stats|certificate show|content upgrade (info|check)|system (info|software (info|check)))/,
      'system software list',
      'system software info',
    ],
    harms: [
      [
        'power',
        'power_state',
        'critical',
        /^ (system (reboot|halt|power-off|power-cycle|restart|shutdown|private-data-reset)|restart (system|dataplane|software)|shutdown system|chassis .*(offline|restart|online)|vmhost (reboot|halt|power-off)|high-availability state suspend|node)/,
        ['system reboot', 'system halt', 'restart system'],
        'Takes a device down: all that goes through it stops.',
        'host',
      ],
      [
        'erases',
        'config_overwrite',
        'critical',
        /^ (system (zeroize|storage cleanup|software (add|delete|rollback|install|abort)|configuration rescue delete|recover|autorecovery|private-data-reset)|security (pki|idp)|content|license delete|logging-service-forwarding|logdb)/,
        ['system zeroize', 'system storage cleanup', 'system software add x.tgz'],
        'Erases a device, or puts another system on it.',
        'host',
      ],
    ],
    why: 'Asks a device to do something at once.',
  }),
  told({
    names: 'configure config conf configuration',
    looks: [/^ (show|list|get|display)\b|--help/, 'show'],
    otherwise: 'opaque',
    why: 'Opens the settings of a device.',
  }),
  told({
    names: 'no undo',
    harms: [
      [
        'removes',
        'network_lockout',
        'high',
        /^ \S/,
        ['ip route 0.0.0.0 0.0.0.0', 'shutdown', 'vlan 10', 'access-list 101'],
        'Takes a setting of a device away: {target}.',
        'route',
      ],
    ],
    why: 'Takes a setting of a device away.',
  }),
  told({
    names: 'rollback',
    looks: [/^ (\?|compare)/, 'compare 1'],
    harms: [
      [
        'sets_back',
        'config_overwrite',
        'high',
        /^(?! (\?|compare))/,
        ['1', 'rescue', 'running-config checkpoint x'],
        'Sets a device back to earlier settings.',
      ],
    ],
    why: 'Sets a device back.',
  }),
  told({
    names: 'delete',
    looks: [/^ \?/, '?'],
    harms: [
      [
        'deletes',
        'config_overwrite',
        'high',
        /^(?! \?) ./,
        [
          'flash:vlan.dat',
          '/force /recursive flash:ios',
          'interfaces ethernet eth1',
          'firewall name WAN_IN',
          'nsconfig',
        ],
        'Deletes settings or files of a device: {target}.',
      ],
    ],
    why: 'Deletes settings or files of a device.',
  }),
  told({
    names: 'undebug',
    gives: [/./, 'all'],
    why: 'Ends what a device was asked to tell.',
  }),
  told({
    names: 'debug',
    harms: [
      [
        'floods',
        'service_disruption',
        'medium',
        /^ \S/,
        ['ip packet', 'all'],
        'Makes a device tell all that it does: it may be too busy to do it.',
        'host',
      ],
    ],
    why: 'Makes a device tell what it does.',
  }),
];
