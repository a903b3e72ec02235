import type { Program } from '../program.js';
import { harms, reads, rehearses } from '../rule-kinds.js';

const FSCK = [
  'fsck',
  'e2fsck',
  'fsck.ext2',
  'fsck.ext3',
  'fsck.ext4',
  'fsck.vfat',
  'fsck.fat',
  'dosfsck',
  'fsck.msdos',
  'fsck.f2fs',
  'fsck.exfat',
  'fsck.jfs',
  'jfs_fsck',
  'fsck.minix',
  'fsck.hfsplus',
  'fsck.nfs',
  'fsck.xfs',
  'fsck.btrfs',
  'reiserfsck',
  'ntfsfix',
  'fsck.reiserfs',
  'fsck.gfs2',
  'fsck.ocfs2',
  'fsck_hfs',
  'fsck.cramfs',
];

/** Checking, tuning and resizing file systems. */
export const FILESYSTEMS: readonly Program[] = [
  {
    names: FSCK,
    style: { valued: ['-t', '-b', '-B', '-j', '-l', '-L', '-z', '-E'] },
    rules: [
      rehearses({
        id: 'fsck.checks_only',
        when: {
          anyOption: ['-n', '-N', '--no-action', '-V', '--version', '--help', '--check'],
          test: ({ options }) =>
            !['-y', '-p', '-a', '-f', '--fix-fixable', '--rebuild-tree', '--rebuild-sb'].some((option) =>
              options.has(option),
            ) ||
            options.has('-n') ||
            options.has('-N'),
        },
        why: 'It checks without repairing.',
        matches: [
          'fsck -n /dev/sdb1',
          'e2fsck -fn /dev/sdb1',
          'fsck -N /dev/sda1',
          'ntfsfix -n /dev/sdb1',
          'fsck.vfat -n /dev/sdc1',
          'fsck -V',
        ],
        misses: ['fsck -y /dev/sdb1', 'e2fsck -p /dev/sdb1'],
      }),
      harms('data_overwrite', 'critical', {
        id: 'fsck.rebuilds',
        when: {
          anyOption: ['--rebuild-tree', '--rebuild-sb', '-d', '--clear-dirty', '-b', '-z'],
          test: (given, { program }) =>
            /reiserfs|e2fsck|ext|ntfsfix/.test(program ?? '') || given.options.has('--rebuild-tree'),
        },
        targetKind: 'device',
        why: 'Builds the file system on {target} anew from what it finds.',
        matches: ['reiserfsck --rebuild-tree /dev/sdb1', 'e2fsck -b 32768 /dev/sdb1'],
        misses: ['reiserfsck --check /dev/sdb1', 'fsck -n /dev/sdb1'],
      }),
      harms('data_overwrite', 'high', {
        id: 'fsck.repairs',
        when: {
          test: ({ options, operands }) =>
            operands.length > 0 || ['-A', '-a', '-y', '-p'].some((option) => options.has(option)),
        },
        targetKind: 'device',
        targetClass: 'device',
        why: 'Repairs {target} by changing it: what it cannot join again it throws away, and on a mounted file system it destroys.',
        matches: [
          'fsck -y /dev/sdb1',
          'e2fsck -fy /dev/sdb1',
          'fsck.ext4 -p /dev/sda2',
          'fsck /dev/sdb1',
          'fsck -A -y',
          'ntfsfix /dev/sdb1',
        ],
        misses: [
          'fsck -n /dev/sdb1',
          'e2fsck -n -f /dev/sdb1',
          'dumpe2fs -h /dev/sdb1',
          'man fsck',
          'fsck --help',
          'fsck -N /dev/sda1',
          'echo fsck -y /dev/sda1',
          'grep fsck /etc/fstab',
          'xfs_repair -n /dev/sdb1',
          'git fsck',
          'fsck --version',
        ],
      }),
    ],
    otherwise: 'read_only',
    why: 'Checks and repairs file systems.',
  },
  {
    names: ['tune2fs'],
    style: {
      valued: [
        '-c',
        '-C',
        '-e',
        '-E',
        '-g',
        '-i',
        '-I',
        '-J',
        '-L',
        '-m',
        '-M',
        '-o',
        '-O',
        '-Q',
        '-r',
        '-T',
        '-u',
        '-U',
        '-z',
      ],
    },
    rules: [
      reads({
        id: 'tune2fs.lists',
        when: { anyOption: ['-l'] },
        why: 'Prints the superblock.',
        matches: ['tune2fs -l /dev/sda1'],
        misses: ['tune2fs -L data /dev/sda1'],
      }),
      harms('data_overwrite', 'high', {
        id: 'tune2fs.format_change',
        when: { anyOption: ['-O', '-I', '-E', '-f', '-U', '-z', '-Q', '-J'] },
        targetKind: 'device',
        targetClass: 'device',
        why: 'Changes how {target} is laid out or named: it may no longer be mounted.',
        matches: [
          'tune2fs -O ^has_journal /dev/sda1',
          'tune2fs -U random /dev/sda1',
          'tune2fs -f -O ^metadata_csum /dev/sdb1',
        ],
        misses: [
          'tune2fs -l /dev/sda1',
          'tune2fs -m 1 /dev/sda1',
          'tune2fs -c 30 /dev/sda1',
          'tune2fs -L data /dev/sdb1',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sets values of an ext file system.',
  },
  {
    names: ['resize2fs', 'xfs_growfs', 'resize.f2fs', 'ntfsresize', 'resize_reiserfs', 'fatresize', 'resize4fs'],
    style: { valued: ['-d', '-S', '-D', '-L', '-R', '-m', '-s', '--size', '-e', '-x'] },
    rules: [
      rehearses({
        id: 'resize2fs.reads',
        when: {
          test: ({ options }, { program }) =>
            options.has('-P') ||
            (program === 'ntfsresize' && ['-n', '--no-action', '-i', '--info'].some((option) => options.has(option))) ||
            (program === 'xfs_growfs' && options.has('-n')) ||
            options.has('--help') ||
            options.has('-V'),
        },
        why: 'Only says what would come out.',
        matches: [
          'resize2fs -P /dev/sda1',
          'ntfsresize -n -s 10G /dev/sdb1',
          'xfs_growfs -n /srv',
          'ntfsresize --info /dev/sdb1',
        ],
        misses: ['resize2fs -M /dev/sda1', 'ntfsresize -s 10G /dev/sdb1'],
      }),
      harms('data_overwrite', 'critical', {
        id: 'resize2fs.shrinks',
        when: {
          test: ({ options, operands, unknown }, { program }) =>
            program !== 'xfs_growfs' &&
            (unknown ||
              options.has('-M') ||
              options.has('-f') ||
              operands.length > 1 ||
              options.has('-s') ||
              options.has('--size')),
        },
        targets: 'first',
        targetKind: 'device',
        targetClass: 'device',
        why: 'Gives {target} another size; where that is too small, or it is stopped between, data is lost.',
        matches: [
          'resize2fs -M /dev/sda1',
          'resize2fs /dev/vg/data 10G',
          'ntfsresize -s 10G /dev/sdb1',
          'resize2fs -f /dev/sda1',
        ],
        misses: [
          'resize2fs /dev/vg/data',
          'xfs_growfs /srv',
          'resize2fs -P /dev/sda1',
          'resize2fs -p /dev/vg/data',
          'xfs_growfs -d /mnt/data',
        ],
      }),
    ],
    otherwise: 'reversible',
    why: 'Grows a file system into its device.',
  },
];
