import type { Program } from '../program.js';
import { adds, harms, hides, rehearses, textOf } from '../rule-kinds.js';
import { readers, words } from './outputs.js';

const CLEARS = ['-C', '--clear', '-c', '--read-clear'];

/** Journals, kernel messages, disks’ own records. */
export const SYSTEM_RECORDS: readonly Program[] = [
  {
    names: ['journalctl'],
    style: {
      valued: words(
        '-u --unit -n -S --since -U --until -o --output -p --priority -g --grep -t --identifier -D',
        '--directory -M --machine --user-unit -b -c --cursor -F --field --file -T --facility --root',
        '--vacuum-size --vacuum-time --vacuum-files --output-fields --namespace',
      ),
      abbreviates: [
        '--vacuum-size',
        '--vacuum-time',
        '--vacuum-files',
        '--rotate',
        '--flush',
        '--sync',
        '--unit',
        '--since',
        '--until',
      ],
    },
    rules: [
      rehearses({
        id: 'journalctl.help',
        when: {
          test: (_given, { args }) =>
            args.some((word) => !word.unknown && /^(-h|--help|--version)$/.test(word.values.join())),
        },
        targets: 'none',
        why: 'Prints how it is used, and does nothing else.',
        matches: ['journalctl --vacuum-size --help', 'journalctl -h'],
        misses: ['journalctl --vacuum-time=1s'],
      }),
      harms('audit_tamper', 'high', {
        id: 'journalctl.vacuum',
        when: { anyOption: ['--vacuum-size', '--vacuum-time', '--vacuum-files'] },
        targets: 'none',
        targetKind: 'log',
        why: 'Deletes older parts of the journal for good.',
        matches: [
          'journalctl --vacuum-time=7d',
          'journalctl --vacuum-size 100M',
          'journalctl --rotate --vacuum-time=1s',
          'journalctl --vacuum-f=1',
        ],
        misses: ['journalctl -u nginx --since today', 'journalctl --disk-usage', "journalctl -g 'vacuum-time'"],
      }),
      adds({
        id: 'journalctl.rotate',
        when: {
          anyOption: [
            '--rotate',
            '--flush',
            '--sync',
            '--relinquish-var',
            '--smart-relinquish-var',
            '--update-catalog',
            '--setup-keys',
          ],
        },
        targets: 'none',
        why: 'Begins a new file of the journal, or writes it to disk.',
        matches: ['journalctl --rotate', 'journalctl --flush'],
        misses: ['journalctl -f', 'journalctl --list-boots', 'journalctl --verify'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows the journal.',
  },
  {
    names: ['dmesg'],
    style: {
      valued: [
        '-n',
        '--console-level',
        '-l',
        '--level',
        '-f',
        '--facility',
        '-s',
        '-F',
        '--file',
        '--since',
        '--until',
      ],
      abbreviates: ['--clear', '--read-clear', '--level', '--follow'],
    },
    rules: [
      harms('audit_tamper', 'medium', {
        id: 'dmesg.clear',
        when: { anyOption: CLEARS },
        targets: 'none',
        targetKind: 'log',
        why: 'Empties the messages of the kernel.',
        matches: ['dmesg -C', 'dmesg -c', 'dmesg --clear', 'dmesg --read-clear'],
        misses: ['dmesg -T', 'dmesg --level=err', 'dmesg -w', 'dmesg --color=always'],
      }),
      adds({
        id: 'dmesg.console',
        when: { anyOption: ['-n', '--console-level', '-D', '-E', '--console-off', '--console-on'] },
        targets: 'none',
        why: 'Says which messages of the kernel are shown on the console.',
        matches: ['dmesg -n 1', 'dmesg -D'],
        misses: ['dmesg', 'dmesg -H'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows the messages of the kernel.',
  },
  {
    names: [
      'logread',
      'coredumpctl',
      'ausearch',
      'lnstat',
      'abrt-cli',
      'logcheck',
      'swatchdog',
      'goaccess',
      'pflogsumm',
      'mailq',
      'qshape',
      'exinext',
      'exiwhat',
      'logwatch',
    ],
    style: { subcommands: 1 },
    rules: [
      hides('high', {
        id: 'coredumpctl.debug',
        when: { subcommand: ['debug|gdb'] },
        why: 'Starts a debugger, which can do anything.',
        matches: ['coredumpctl debug 123'],
        misses: ['coredumpctl list', 'coredumpctl info'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows what is on record.',
  },
  {
    names: ['logger', 'systemd-cat', 'wall', 'write', 'notify-send'],
    style: {},
    rules: [
      harms('config_overwrite', 'critical', {
        id: 'write.erases',
        when: { test: (given, { program }) => program === 'write' && /^(era|er)/.test(textOf(given.operands[0])) },
        targets: 'none',
        targetKind: 'host',
        why: 'On a switch or router that erases what it starts with.',
        matches: ["ssh admin@switch1 'write erase'", 'write erase'],
        misses: ['write alice', "ssh admin@switch1 'write memory'"],
      }),
    ],
    otherwise: 'reversible',
    why: 'Writes a message for people or for the log; what stands in it is text.',
  },
  readers('Shows what the board of the host knows.', [
    'ipmi-sensors bmc-info ipmi-fru ipmi-chassis-status ipmi-locate',
  ]),
];
