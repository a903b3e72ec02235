import type { Program } from '../program.js';
import { adds, harms, helps, reads, textOf } from '../rule-kinds.js';

export const DRIVE_COMMANDS: readonly Program[] = [
  {
    names: [
      'sg_format',
      'sg_sanitize',
      'sg_write_same',
      'sg_unmap',
      'sg_write_buffer',
      'sg_reassign',
      'sg_wr_mode',
      'sg_dd',
      'sgp_dd',
      'sg_write_verify',
      'sg_write_x',
      'sg_persist',
      'sg_reset',
      'sg_rmsn',
      'sg_raw',
      'mmc',
      'mtd_debug',
      'flash_erase',
      'flash_eraseall',
      'nandwrite',
      'ubiformat',
      'flashcp',
      'sedutil-cli',
      'storcli-erase',
      'esp32-erase',
      'fcopy',
      'flashrom',
      'tl-erase',
    ],
    style: { keyValue: true, valued: ['-p', '-w', '-r'] },
    rules: [
      helps('sg_format', ['--help', '--version', '-V']),
      reads({
        id: 'sg_format.reads',
        when: {
          test: (given, { program }) =>
            (program === 'sg_persist' &&
              ['-i', '--in', '-k', '-r', '-s', '-c', '--read-keys', '--read-reservation', '--read-status'].some(
                (option) => given.options.has(option),
              )) ||
            (program === 'sedutil-cli' &&
              ['--scan', '--query', '--isValidSED', '--listLockingRanges'].some((option) =>
                given.options.has(option),
              )) ||
            (program === 'mmc' &&
              /^(extcsd|lsmmc|status)$/.test(textOf(given.plain[0])) &&
              textOf(given.plain[1]) !== 'write') ||
            (program === 'flashrom' && ['-r', '--read', '-L'].some((option) => given.options.has(option))),
        },
        why: 'Reads what the device says.',
        matches: ['sg_persist -k /dev/sda', 'sedutil-cli --scan', 'sedutil-cli --query /dev/sda'],
        misses: ['sedutil-cli --PSIDrevert x /dev/sda'],
      }),
      harms('disk_format', 'critical', {
        id: 'sg_format.erases',
        when: {
          test: (given, { program }) =>
            !(
              program === 'sg_persist' &&
              ['-i', '--in', '-k', '-r', '-s', '-c'].some((option) => given.options.has(option))
            ) &&
            !(
              program === 'sedutil-cli' &&
              ['--scan', '--query', '--isValidSED', '--listLockingRanges'].some((option) => given.options.has(option))
            ) &&
            !(
              program === 'mmc' &&
              /^(extcsd|lsmmc|status)$/.test(textOf(given.plain[0])) &&
              textOf(given.plain[1]) !== 'write'
            ) &&
            !(program === 'flashrom' && ['-r', '--read', '-L'].some((option) => given.options.has(option))),
        },
        targets: (given) =>
          [...given.operands, ...['of', 'if'].flatMap((name) => given.key(name) ?? [])].flatMap(({ values }) =>
            values.filter((value) => value.startsWith('/dev/')),
          ),
        targetClass: 'device',
        why: 'Lets {target} erase or write over itself.',
        matches: [
          'sg_format --format /dev/sdb',
          'sg_sanitize --crypto /dev/sdb',
          'sg_unmap --lba=0 --num=100 /dev/sdb',
          'sedutil-cli --PSIDrevert x /dev/sda',
          'flash_erase /dev/mtd0 0 0',
          'sg_dd if=/dev/zero of=/dev/sdb',
        ],
        misses: ['sg_inq /dev/sda', 'sg_format --help', 'sedutil-cli --scan', 'sg_map'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Gives commands to drives that erase them.',
  },
  {
    names: [
      'smartctl',
      'sg_inq',
      'sg_map',
      'sg_readcap',
      'sg_vpd',
      'sg_logs',
      'sg_modes',
      'sg_scan',
      'sg_turs',
      'sg_ses',
      'sg_luns',
      'sg_opcodes',
      'sg_get_lba_status',
      'lsscsi',
      'skdump',
      'nvme-list',
      'lsnvme',
      'scrutiny-collector',
      'hddtemp',
      'sdparm',
      'seachest_basics',
      'openSeaChest_Basics',
      'smartd',
      'hd-idle',
    ],
    style: {
      valued: [
        '-d',
        '--device',
        '-t',
        '--test',
        '-s',
        '--smart',
        '-o',
        '--offlineauto',
        '-S',
        '--saveauto',
        '-l',
        '--log',
        '-n',
        '--nocheck',
        '-T',
        '--tolerance',
        '-v',
        '-F',
        '-P',
        '-q',
        '-r',
        '-b',
        '-B',
        '--set',
        '--clear',
        '--get',
        '--page',
      ],
    },
    rules: [
      harms('security_disable', 'medium', {
        id: 'smartctl.off',
        when: {
          test: (given, { program }) =>
            program === 'smartctl' &&
            [...given.valuesOf('-s'), ...given.valuesOf('--smart')].some(
              (word) => /^(off|security-freeze|wcache,off|standby,now)/.test(textOf(word)) && textOf(word) === 'off',
            ),
        },
        targetKind: 'device',
        why: 'Switches the self-monitoring of {target} off.',
        matches: ['smartctl -s off /dev/sda', 'smartctl --smart=off /dev/sda'],
        misses: [
          'smartctl -s on /dev/sda',
          'smartctl -a /dev/sda',
          'smartctl -x /dev/sdb',
          'smartctl -t long /dev/sda',
          'smartctl --scan',
          'smartctl -H /dev/sda',
          'smartctl -l selftest /dev/sda',
          'smartctl -c /dev/sda',
          'smartctl -i /dev/nvme0',
          'smartctl --json -a /dev/sda',
        ],
      }),
      adds({
        id: 'smartctl.tests',
        when: {
          test: (given, { program }) =>
            (program === 'smartctl' &&
              ['-t', '--test', '-s', '--smart', '-o', '--offlineauto', '-S', '--saveauto', '-X', '--abort'].some(
                (option) => given.options.has(option),
              )) ||
            (program === 'sdparm' &&
              ['--set', '-s', '--clear', '-c', '--command', '-C'].some((option) => given.options.has(option))),
        },
        why: 'Lets {target} test itself, or sets how it works.',
        matches: [
          'smartctl -t short /dev/sda',
          'smartctl -t long /dev/sda',
          'smartctl -X /dev/sda',
          'smartctl -s on /dev/sda',
        ],
        misses: ['smartctl -a /dev/sda', 'smartctl -H /dev/sda'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Reads what drives say of themselves.',
  },
];
