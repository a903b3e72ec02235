import type { Program, Rule } from '../program.js';
import { argumentTexts, harms, helps, rehearses, textOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';
import { FORMATS } from './formatting-words.js';

const EXT = ['mke2fs', 'mkfs.ext2', 'mkfs.ext3', 'mkfs.ext4', 'mkfs.ext4dev'];

const OTHER_MKFS = [
  'mkfs',
  'mkfs.bfs',
  'mkfs.minix',
  'mkfs.cramfs',
  'mkfs.reiserfs',
  'mkreiserfs',
  'mkfs.jfs',
  'jfs_mkfs',
  'mkfs.nilfs2',
  'mkfs.exfat',
  'mkexfatfs',
  'mkfs.hfs',
  'mkfs.hfsplus',
  'mkfs.gfs2',
  'mkfs.ocfs2',
  'mkfs.udf',
  'mkudffs',
  'mkfs.bcachefs',
  'mkfs.zonefs',
  'newfs',
  'mkfs.vmfs',
  'mkfs.lustre',
  'mkfs.ubifs',
];

const FAT = ['mkfs.vfat', 'mkfs.fat', 'mkfs.msdos', 'mkdosfs', 'mformat'];

/** On an image file below /tmp nothing is lost. */
const deviceOrImage = (target: string): 'scratch' | 'device' =>
  /^\/(var\/)?tmp\/./.test(target) && !target.includes('..') ? 'scratch' : 'device';

const imageOnly = ({ operands }: Arguments): boolean =>
  operands.length > 0 && operands.every((word) => !word.unknown && deviceOrImage(textOf(word)) === 'scratch');

function previews(name: string, dry: readonly string[], dryNames: string): readonly Rule[] {
  if (dry.length === 0) return [];
  return [
    rehearses({
      id: `${name}.preview`,
      when: { anyOption: dry },
      why: `With ${dryNames} it only prints what it would do.`,
      matches: [`${name} ${dry[0] ?? ''} /dev/sdb1`],
      misses: [`${name} /dev/sdb1`],
    }),
  ];
}

function formatter(
  names: readonly string[],
  style: Program['style'],
  dry: readonly string[],
  dryNames: string,
): Program {
  const name = names[0] ?? '';
  return {
    names,
    style,
    rules: [
      helps(name, ['--help', '--version']),
      ...previews(name, dry, dryNames),
      harms('disk_format', 'critical', {
        id: `${name}.formats`,
        when: { test: (given) => !imageOnly(given) },
        targets: 'first',
        targetClass: 'device',
        why: FORMATS,
        matches: [`${name} /dev/sdb1`, `sudo ${name} /dev/nvme0n1p1`, `${name} /dev/mapper/vg-data`],
        misses: [
          `${name} --help`,
          `man ${name}`,
          `which ${name}`,
          `echo ${name} /dev/sdb1`,
          'lsblk -f',
          'blkid /dev/sdb1',
          `${name} /tmp/test.img`,
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes a file system.',
  };
}

/** New file systems. */
export const FORMATTING: readonly Program[] = [
  formatter(
    EXT,
    {
      valued: [
        '-b',
        '-C',
        '-d',
        '-e',
        '-E',
        '-f',
        '-g',
        '-G',
        '-i',
        '-I',
        '-J',
        '-L',
        '-l',
        '-m',
        '-M',
        '-N',
        '-o',
        '-O',
        '-r',
        '-T',
        '-t',
        '-U',
        '-z',
      ],
    },
    ['-n'],
    '-n',
  ),
  formatter(['mkfs.xfs'], { valued: ['-b', '-c', '-d', '-i', '-l', '-L', '-m', '-n', '-p', '-r', '-s'] }, ['-N'], '-N'),
  formatter(
    ['mkfs.btrfs'],
    {
      valued: [
        '-d',
        '--data',
        '-m',
        '--metadata',
        '-L',
        '--label',
        '-n',
        '--nodesize',
        '-s',
        '--sectorsize',
        '-O',
        '--features',
        '-R',
        '-U',
        '--uuid',
        '--csum',
        '--checksum',
        '-b',
        '-r',
        '--rootdir',
      ],
    },
    [],
    '',
  ),
  formatter(
    ['mkfs.f2fs'],
    {
      valued: [
        '-a',
        '-c',
        '-C',
        '-d',
        '-e',
        '-E',
        '-g',
        '-i',
        '-l',
        '-o',
        '-O',
        '-R',
        '-s',
        '-t',
        '-T',
        '-U',
        '-w',
        '-z',
        '-Z',
      ],
    },
    [],
    '',
  ),
  formatter(
    ['mkfs.ntfs', 'mkntfs'],
    { valued: ['-s', '-p', '-H', '-S', '-c', '-L', '-z', '--cluster-size', '--label'] },
    ['-n', '--no-action'],
    '-n',
  ),
  formatter(
    FAT,
    { valued: ['-b', '-D', '-f', '-F', '-g', '-h', '-i', '-m', '-M', '-n', '-r', '-R', '-s', '-S'] },
    [],
    '',
  ),
  formatter(
    OTHER_MKFS,
    { valued: ['-t', '--type', '-L', '-b', '-N', '-n', '-i', '-U', '-m', '-S', '-p', '-j'] },
    [],
    '',
  ),
  {
    names: ['mksquashfs', 'mkisofs', 'genisoimage', 'xorriso', 'mkfs.erofs', 'mkfs.jffs2'],
    style: { singleDashLong: true },
    rules: [
      harms('data_overwrite', 'critical', {
        id: 'mksquashfs.over_device',
        when: {
          test: (_given, execution) =>
            argumentTexts(execution).some((text) => /^(stdio:)?\/dev\/(?!null|stdout|zero)/.test(text)),
        },
        targets: (_given, execution) =>
          argumentTexts(execution).filter((text) => /^(stdio:)?\/dev\/(?!null|stdout|zero)/.test(text)),
        targetClass: 'device',
        why: 'Writes an image over {target}.',
        matches: ['mksquashfs /srv/x /dev/sdb', 'xorriso -outdev stdio:/dev/sdb -map x /', 'mkisofs -o /dev/sdb x'],
        misses: ['mksquashfs /srv/x x.sqfs', 'mkisofs -o x.iso dir', 'xorriso -indev x.iso -ls /'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes an image of a directory.',
  },
];
