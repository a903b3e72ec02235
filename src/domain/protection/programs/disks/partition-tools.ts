import type { Program } from '../program.js';
import { argumentTexts, harms, helps, hides, reads, rehearses, someOperand, textOf } from '../rule-kinds.js';
import { TABLE } from './partition-words.js';

export const PARTITION_TOOLS: readonly Program[] = [
  {
    names: ['partprobe', 'partx', 'kpartx', 'delpart', 'addpart', 'resizepart', 'blockdev'],
    style: {
      valued: ['-t', '--type', '-n', '--nr', '-o', '--output', '-b', '-S', '-p', '--setra', '--setfra', '--setbsz'],
    },
    rules: [
      rehearses({
        id: 'partx.reads',
        when: {
          anyOption: [
            '-l',
            '--list',
            '-s',
            '--show',
            '--dry-run',
            '-h',
            '--help',
            '-V',
            '--version',
            '--report',
            '--getsize64',
            '--getsz',
            '--getss',
            '--getbsz',
            '--getpbsz',
            '--getro',
            '--getra',
            '--getsize',
            '--getfra',
            '--getiomin',
            '--getioopt',
            '--getalignoff',
            '--getmaxsect',
            '--getdiskseq',
            '--getzonesz',
          ],
          test: ({ options }) =>
            !['-d', '-a', '-u', '--delete', '--add', '--update', '--setro', '--rereadpt', '--flushbufs'].some(
              (option) => options.has(option),
            ),
        },
        why: 'Shows partitions or sizes.',
        matches: [
          'partx --show /dev/sda',
          'kpartx -l disk.img',
          'blockdev --getsize64 /dev/sda',
          'blockdev --report',
          'blockdev --getss /dev/sda',
        ],
        misses: ['blockdev --setro /dev/sda', 'kpartx -d disk.img'],
      }),
      harms('service_disruption', 'medium', {
        id: 'partx.removes',
        // `partprobe -d` only rehearses.
        when: { anyOption: ['-d', '--delete', '--setro'], test: (_given, { program }) => program !== 'partprobe' },
        targetKind: 'device',
        why: 'Takes partitions of {target} away from the running system, or makes it read-only.',
        matches: ['partx -d /dev/sdb', 'kpartx -d disk.img', 'blockdev --setro /dev/sda'],
        misses: [
          'partx -a /dev/sdb',
          'kpartx -av disk.img',
          'partprobe /dev/sdb',
          'partprobe -d -s',
          'blockdev --getro /dev/sda',
          'blockdev --rereadpt /dev/sdb',
          'blockdev --setra 256 /dev/sda',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Tells the kernel about partitions.',
  },
  {
    names: [
      'testdisk',
      'photorec',
      'gpart',
      'ms-sys',
      'install-mbr',
      'extlinux-mbr',
      'fatlabel',
      'e2label',
      'swaplabel',
      'exfatlabel',
      'ntfslabel',
    ],
    style: { valued: ['-L', '--label', '-U', '--uuid', '-i', '--volume-id'] },
    rules: [
      reads({
        id: 'testdisk.lists',
        when: {
          test: (given) =>
            ['/list', '-l'].some(
              (word) => given.plain.some((plain) => textOf(plain) === word) || given.options.has(word),
            ),
        },
        why: 'Lists partitions.',
        matches: ['testdisk /list /dev/sda'],
        misses: ['testdisk /dev/sda'],
      }),
      harms('partition_change', 'critical', {
        id: 'testdisk.writes',
        when: {
          test: (given, { program }) =>
            ['testdisk', 'gpart', 'ms-sys', 'install-mbr'].includes(program ?? '') &&
            !someOperand(/^(\/list|show|status|list|backup)$/)(given) &&
            given.operands.length > 0,
        },
        why: TABLE,
        matches: ['testdisk /dev/sda', 'ms-sys -m /dev/sda', 'install-mbr /dev/sda'],
        misses: ['testdisk /list /dev/sda', 'gpart show', 'e2label /dev/sda1', 'fatlabel /dev/sdb1 DATA'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Names and finds partitions.',
  },
  {
    names: ['diskutil'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'diskutil.reads',
        when: { subcommand: ['list|info|activity|verifydisk|verifyvolume'] },
        why: 'Reads disks.',
        matches: ['diskutil list', 'diskutil info disk0'],
        misses: ['diskutil eraseDisk APFS x disk2'],
      }),
      harms('disk_format', 'critical', {
        id: 'diskutil.erases',
        when: {
          subcommand: [
            'erasedisk|erasevolume|reformat|zerodisk|randomdisk|secureerase|partitiondisk|splitpartition|mergepartitions|resizevolume|apfs|ar|cs',
          ],
        },
        targets: 'last',
        why: 'Erases or divides {target}.',
        matches: ['diskutil eraseDisk APFS x disk2', 'diskutil partitionDisk disk2 1 GPT APFS x 0'],
        misses: ['diskutil list'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Manages disks of macOS.',
  },
  {
    names: ['gparted', 'partitionmanager', 'gnome-disks'],
    style: {},
    rules: [
      helps('gparted'),
      hides('high', {
        id: 'gparted.opens',
        when: { test: (_given, execution) => !argumentTexts(execution).includes('--help') },
        why: 'Opens an editor of partitions that nothing here can look into.',
        matches: ['gparted /dev/sda', 'gparted'],
        misses: ['gparted --help'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Edits partitions in a window.',
  },
];
