import type { Program } from '../program.js';
import { harms, helps, rehearses, textOf } from '../rule-kinds.js';
import { FORMATS } from './formatting-words.js';

/** What erases or writes signatures of file systems. */
export const SIGNATURES: readonly Program[] = [
  {
    names: ['mkswap'],
    style: {
      valued: [
        '-p',
        '--pagesize',
        '-L',
        '--label',
        '-U',
        '--uuid',
        '-v',
        '-e',
        '--endianness',
        '-o',
        '--offset',
        '-s',
        '--size',
      ],
    },
    rules: [
      helps('mkswap'),
      harms('disk_format', 'critical', {
        id: 'mkswap.formats',
        when: {
          minOperands: 1,
          test: ({ operands }) =>
            !operands
              .slice(0, 1)
              .every((word) => /swap[\w.-]*$|\.img$/.test(textOf(word)) && !textOf(word).startsWith('/dev/')),
        },
        targets: 'first',
        targetClass: 'device',
        why: FORMATS,
        matches: ['mkswap /dev/sdb2', 'mkswap -f -L swap /dev/vg/swap'],
        misses: ['mkswap /swapfile', 'mkswap --help', 'swapon --show', 'mkswap /swap.img'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes swap space; on a swap file nothing is lost.',
  },
  {
    names: ['wipefs'],
    style: {
      valued: ['-o', '--offset', '-t', '--types', '-O', '--output', '--lock'],
      abbreviates: [
        '--all',
        '--no-act',
        '--backup',
        '--force',
        '--offset',
        '--types',
        '--output',
        '--parsable',
        '--noheadings',
      ],
    },
    rules: [
      rehearses({
        id: 'wipefs.preview',
        when: { anyOption: ['-n', '--no-act', '--help', '-h', '--version', '-V'] },
        why: 'With --no-act it does everything but write.',
        matches: ['wipefs -an /dev/sdb', 'wipefs --all --no-act /dev/sdb', 'wipefs -n -a /dev/sdb'],
        misses: ['wipefs -a /dev/sdb'],
      }),
      harms('disk_format', 'critical', {
        id: 'wipefs.erases',
        when: { anyOption: ['-a', '--all', '-o', '--offset'] },
        targetClass: 'device',
        why: 'Erases the signatures on {target}: file systems, RAID members and partition tables on it are no longer found.',
        matches: [
          'wipefs -a /dev/sdb',
          'wipefs --all --force /dev/sdb1',
          'wipefs -o 0x438 /dev/sdb1',
          'wipefs -af /dev/sd[b-e]',
        ],
        misses: [
          'wipefs /dev/sdb',
          'wipefs -n -a /dev/sdb',
          'wipefs -J /dev/sdb',
          'wipefs --help',
          'wipefs -p /dev/sdb',
          'wipefs -O UUID,LABEL /dev/sdb1',
          'lsblk wipefs',
          'man wipefs',
          'echo wipefs -a /dev/sda',
          'blkid',
        ],
      }),
    ],
    otherwise: 'read_only',
    why: 'Without --all it lists signatures.',
  },
  {
    names: ['blkdiscard'],
    style: { valued: ['-o', '--offset', '-l', '--length', '-p', '--step'] },
    rules: [
      helps('blkdiscard', ['--help', '--version', '-V', '-h']),
      harms('disk_format', 'critical', {
        id: 'blkdiscard.discards',
        when: {},
        targetClass: 'device',
        why: 'Discards every block of {target}.',
        matches: ['blkdiscard /dev/nvme0n1', 'blkdiscard -f /dev/sdb', 'blkdiscard -z /dev/sdb'],
        misses: ['blkdiscard --help', 'fstrim -av', 'lsblk --discard', 'lsblk -D'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Discards the blocks of a device.',
  },
];
