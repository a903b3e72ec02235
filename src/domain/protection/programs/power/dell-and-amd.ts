import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** Controllers of Dell servers, and graphics cards of AMD. */
export const RACADM: readonly Program[] = [
  told({
    names: 'racadm',
    valued: '-r -u -p -i -g -o -m -s -f -c -l -a -d',
    looks: [
      /^ (get|get\w+|help|hwinventory|swinventory|inventory|lclog (view|viewconfigresult)|jobqueue view|(raid|storage) get|vflashsd status|serveraction powerstatus|sslcertview|coredump|nicstatistics|ifconfig|netstat|arp|license view|eventfilters get|bioscert view)( |$)/,
      'getsysinfo',
      'getsel',
      'get BIOS.SysProfileSettings',
      'serveraction powerstatus',
    ],
    gives: [
      /^ (serveraction powerup|setled|lclog export|techsupreport (collect|export)|ping|ping6|traceroute|testemail|testtrap|jobqueue create|racdump)\b/,
      'serveraction powerup',
      'racdump',
      'setled -l 1',
    ],
    harms: [
      [
        'power',
        'power_state',
        'high',
        /^ serveraction (powerdown|powercycle|hardreset|graceshutdown|nmi)\b/,
        ['serveraction powerdown', '-r idrac1 -u root -p x serveraction hardreset'],
        'Switches a server off, without asking its system.',
        'host',
      ],
      [
        'clears',
        'audit_tamper',
        'high',
        /^ (clrsel|clrraclog|lclog clear\w*|clearasrscreen)\b/,
        ['clrsel', 'clrraclog'],
        'Deletes what the hardware has logged.',
        'log',
      ],
      [
        'storage',
        'raid_lvm_change',
        'critical',
        /^ (raid|storage) (?!get)/,
        ['storage deletevd:Disk.Virtual.0:RAID.Integrated.1-1', 'raid resetconfig:RAID.Integrated.1-1'],
        'Deletes disks of a controller, or sets it up anew: {target}.',
        'array',
      ],
      [
        'changes',
        'config_overwrite',
        'high',
        /^ (set|config|setniccfg|racreset|racresetcfg|systemerase|sslresetcfg|fwupdate|update|rollback|jobqueue delete|clearpending|closessn|remoteimage|vflashsd initialize|license (delete|import)|sslcertupload|sslkeyupload|usercertupload|plugin uninstall)\b/,
        ['racresetcfg', 'systemerase bios,diag', 'set iDRAC.NIC.DNSRacName x', 'fwupdate -p -u -d /tmp/x'],
        'Rewrites settings or firmware of a server, or erases it.',
        'host',
      ],
    ],
    why: 'Gives orders to what keeps a Dell server.',
  }),
  told({
    names: 'rocm-smi',
    valued: '-d --device',
    looks: [
      /^(?!.* --?(gpureset|set\w+|reset\w+|rasinject|rasenable|rasdisable|load|autorespond|setfan)\b)/,
      '',
      '--showtemp',
      '-a',
    ],
    harms: [
      [
        'resets',
        'process_kill',
        'medium',
        / --?(gpureset|reset\w+|set\w+|rasinject|rasenable|rasdisable|load)\b/,
        ['--gpureset -d 0', '--setperflevel low', '--resetclocks'],
        'Resets graphics cards or changes them: what computes on them may end.',
        'process',
      ],
    ],
    why: 'Shows and sets graphics cards.',
  }),
];
