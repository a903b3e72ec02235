import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** CUPS and what belongs to printers and scanners. */
export const PRINTING: readonly Program[] = [
  readers('Shows printers and what waits for them.', [
    'lpq lpstat lpinfo cups-config ippfind sane-find-scanner hp-info hp-check hp-levels hp-probe cupstestppd',
  ]),
  told({
    names: 'lp lpr hp-print enscript a2ps',
    valued: '-d -P -n -o -t -q -H -i -h -U -T -# -C -J',
    gives: [/^(?!.* -i=)/, 'report.pdf', '-d office report.pdf'],
    why: 'Prints.',
  }),
  told({
    names: 'lprm cancel',
    valued: '-P -h -U -u',
    harms: [
      [
        'removes',
        'process_kill',
        'medium',
        /./,
        ['42', '-P office -', '-a'],
        'Removes jobs that wait for a printer: {target}.',
        'resource',
      ],
    ],
    why: 'Removes jobs that wait for a printer.',
  }),
  told({
    names: 'lpadmin',
    valued: '-p -v -P -m -D -L -o -u -c -r -d -i -R -h',
    gives: [/^(?!.* -x)/, '-p office -E -v ipp://x/ipp -m everywhere', '-d office'],
    harms: [
      [
        'removes',
        'config_overwrite',
        'high',
        / -x/,
        ['-x office'],
        'Removes a printer with the jobs that wait for it.',
      ],
    ],
    why: 'Adds and removes printers.',
  }),
  told({
    names: 'lpmove',
    gives: [/./, 'office lab'],
    why: 'Moves jobs to another printer.',
  }),
  told({
    names: 'lpoptions',
    valued: '-p -d -o -r -h -U',
    looks: [/ -l/, '-p office -l'],
    gives: [/ -[odr]/, '-d office'],
    harms: [['removes', 'config_overwrite', 'medium', / -x/, ['-x office'], 'Removes what was set for a printer.']],
    why: 'Shows and sets options of printers.',
  }),
  told({
    names: 'cupsdisable cupsreject reject',
    valued: '-r -h -U --hold',
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /./,
        ['office', '-c office'],
        'Stops a printer for everybody: {target}.',
        'unit',
      ],
    ],
    why: 'Stops a printer.',
  }),
  told({
    names: 'cupsenable cupsaccept accept',
    valued: '-h -U',
    gives: [/./, 'office'],
    why: 'Lets a printer print.',
  }),
  told({
    names: 'cupsctl',
    looks: [/^ {2}$/, ''],
    harms: [
      [
        'sets',
        'security_disable',
        'medium',
        /\S/,
        ['--remote-any', '--no-remote-admin', 'WebInterface=yes'],
        'Changes who may reach the print server, and how.',
        'unit',
      ],
    ],
    why: 'Shows and sets how the print server works.',
  }),
  told({
    names: 'lpc',
    looks: [/^ (status|stat|help|\?)/, 'status all'],
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /^ (abort|clean|disable|down|stop|restart|clear)\b/,
        ['stop all', 'clean office'],
        'Stops a printer, or deletes what waits for it.',
        'unit',
      ],
    ],
    gives: [/^ (enable|start|up|topq|bottomq)\b/, 'start all'],
    why: 'Steers printers.',
  }),
];
