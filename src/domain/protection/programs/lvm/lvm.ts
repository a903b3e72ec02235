import type { Program } from '../program.js';
import { adds, harms, helps, hides, rehearses, textOf } from '../rule-kinds.js';
import { valuedBut, rehearsal } from './lvm-options.js';

const shrinks = (values: readonly string[]): boolean => values.some((value) => !value.startsWith('+'));

export const LVM: readonly Program[] = [
  {
    names: ['lvresize'],
    style: { valued: valuedBut('-f', '-n') },
    rules: [
      rehearsal('lvresize'),
      harms('raid_lvm_change', 'critical', {
        id: 'lvresize.may_shrink',
        when: {
          test: (given) =>
            shrinks(['-L', '--size', '-l', '--extents'].flatMap((option) => given.valuesOf(option)).map(textOf)),
        },
        targetKind: 'logical_volume',
        targets: 'first',
        why: 'Gives {target} a size that may be smaller; what lies behind the new end is lost.',
        matches: ['lvresize -L 10G vg0/data', 'lvresize -L -5G vg0/data', 'lvresize --resizefs --size 10G vg0/data'],
        misses: ['lvresize -L +5G vg0/data', 'lvresize -l +100%FREE vg0/data', 'lvresize -t -L 1G vg0/data'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Grows a volume.',
  },
  {
    names: [
      'lvextend',
      'lvcreate',
      'lvrename',
      'vgrename',
      'vgcreate',
      'vgextend',
      'vgcfgbackup',
      'vgimport',
      'vgmknodes',
      'vgimportclone',
      'vgimportdevices',
      'pvresize',
      'lvmconfig',
      'lvmdevices',
      'lvmpolld',
      'pvchange',
      'lvm_import_vdo',
      'blkdeactivate',
    ],
    style: { valued: valuedBut('-f', '-s', '-p') },
    rules: [
      rehearsal('lvextend'),
      harms('disk_format', 'critical', {
        id: 'vgcreate.formats',
        when: {
          // A disk that has something on it is refused by vgextend.
          test: (given, { program }) =>
            (program === 'vgcreate' && given.operands.length > 1) || program === 'vgimportclone',
        },
        targets: 'all_but_first',
        targetClass: 'device',
        why: 'Makes {target} a part of a group; what was on that disk is lost.',
        matches: ['vgcreate vg0 /dev/sdb', 'vgcreate -f vg0 /dev/sdb1 /dev/sdc1'],
        misses: [
          'vgextend vg0 /dev/sdb1',
          'lvextend -L +1G vg0/x',
          'vgcfgbackup vg0',
          'lvcreate -L 1G -n x vg0',
          'lvcreate -s -L 1G -n snap vg0/data',
          'vgcreate --test vg0 /dev/sdb',
        ],
      }),
      harms('raid_lvm_change', 'high', {
        id: 'pvresize.shrinks',
        when: { anyOption: ['--setphysicalvolumesize'] },
        targetKind: 'device',
        why: 'Makes {target} smaller.',
        matches: ['pvresize --setphysicalvolumesize 10G /dev/sdb1'],
        misses: ['pvresize /dev/sdb1'],
      }),
      harms('service_disruption', 'high', {
        id: 'lvm.renames_or_deactivates',
        when: {
          test: (given, { program }) =>
            program === 'vgrename' ||
            program === 'blkdeactivate' ||
            (program === 'lvrename' && given.operands.length > 0),
        },
        targetKind: 'logical_volume',
        targets: 'first',
        why: 'Gives {target} another name or takes it away: fstab and the boot loader no longer find it.',
        matches: ['vgrename vg0 vg1', 'lvrename vg0 data old', 'blkdeactivate -l wholevg'],
        misses: ['lvextend -L +1G vg0/x', 'lvcreate -L 1G -n x vg0'],
      }),
      harms('raid_lvm_change', 'high', {
        id: 'lvmdevices.forgets',
        when: { anyOption: ['--deldev', '--delpvid', '--delnotfound'] },
        targetKind: 'device',
        targets: 'none',
        why: 'LVM no longer sees the disk, nor the volumes on it.',
        matches: ['lvmdevices --deldev /dev/sdb', 'lvmdevices --delpvid abc'],
        misses: ['lvmdevices --check', 'lvmdevices --adddev /dev/sdb', 'lvmdevices'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Adds to LVM, or grows a volume.',
  },
  {
    names: ['lvconvert'],
    style: { valued: valuedBut('-f', '-s', '-Z') },
    rules: [
      rehearsal('lvconvert'),
      harms('raid_lvm_change', 'critical', {
        id: 'lvconvert.changes',
        when: { minOperands: 1 },
        targetKind: 'logical_volume',
        targets: 'last',
        why: 'Changes how {target} is built, merges a snapshot back, or takes its mirror or cache away.',
        matches: [
          'lvconvert --merge vg0/snap',
          'lvconvert -m0 vg0/data',
          'lvconvert --uncache vg0/data',
          'lvconvert --repair vg0/pool',
          'lvconvert --type thin-pool vg0/x',
          'lvconvert --splitcache vg0/data',
        ],
        misses: ['lvconvert --test --merge vg0/snap', 'lvs -a', 'lvconvert --help'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Rebuilds volumes in another way.',
  },
  {
    names: ['lvchange', 'vgchange'],
    style: { valued: valuedBut('-f', '-s', '-u', '-x') },
    rules: [
      rehearsal('lvchange'),
      harms('service_disruption', 'high', {
        id: 'lvchange.deactivates',
        when: {
          test: (given) =>
            ['-a', '--activate']
              .flatMap((option) => given.valuesOf(option))
              .some((word) => textOf(word).endsWith('n') || word.unknown) ||
            ['-p', '--permission'].flatMap((option) => given.valuesOf(option)).some((word) => textOf(word) === 'r'),
        },
        targetKind: 'logical_volume',
        why: 'Takes {target} away from what uses it, or makes it read-only.',
        matches: [
          'lvchange -an vg0/data',
          'vgchange -an',
          'vgchange -a n vg0',
          'lvchange --activate n vg0/data',
          'lvchange -pr vg0/data',
        ],
        misses: [
          'lvchange -ay vg0/data',
          'vgchange -ay',
          'lvchange --addtag x vg0/data',
          'vgchange -a y vg0',
          'lvchange -prw vg0/data',
        ],
      }),
      harms('raid_lvm_change', 'high', {
        id: 'lvchange.identity',
        when: { anyOption: ['-u', '--uuid', '--rebuild', '--lockstart-x', '--systemid', '--locktype', '--discards-x'] },
        targetKind: 'volume_group',
        why: 'Gives {target} another identity, or builds a part of it anew.',
        matches: ['vgchange -u vg0', 'vgchange --systemid other vg0', 'lvchange --rebuild /dev/sdb1 vg0/data'],
        misses: ['vgchange -ay vg0'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Sets values of volumes, or activates them.',
  },
  {
    names: ['pvmove'],
    style: { valued: valuedBut() },
    rules: [
      rehearsal('pvmove'),
      harms('raid_lvm_change', 'high', {
        id: 'pvmove.moves',
        when: { minOperands: 1 },
        targetKind: 'device',
        targets: 'first',
        why: 'Moves all data away from {target} while it is in use.',
        matches: ['pvmove /dev/sdb1', 'pvmove -n data /dev/sdb1 /dev/sdc1'],
        misses: ['pvmove --test /dev/sdb1', 'pvs'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Moves data between disks of a group.',
  },
  {
    names: [
      'lvs',
      'vgs',
      'pvs',
      'lvdisplay',
      'vgdisplay',
      'pvdisplay',
      'lvscan',
      'vgscan',
      'pvscan',
      'lvmdiskscan',
      'lvmdump',
      'lvm-list',
      'pvck',
      'vgck',
      'lvmsar',
      'lvmreport',
      'fsadm-check',
      'dmstats',
      'dmeventd-info',
    ],
    style: { valued: valuedBut('-a', '-c', '-s', '-f', '-p', '-l', '-x', '-m', '-u', '-n', '-R', '-Z', '-i') },
    rules: [
      harms('raid_lvm_change', 'critical', {
        id: 'pvck.repairs',
        when: { anyOption: ['--repair', '--repairtype', '--updatemetadata'] },
        targetKind: 'device',
        why: 'Writes the metadata of {target} anew.',
        matches: ['pvck --repair -f x /dev/sdb1', 'vgck --updatemetadata vg0'],
        misses: ['pvck /dev/sdb1', 'vgck vg0', 'pvs', 'lvs -a -o +devices', 'vgdisplay -v'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Lists volumes, groups and disks of LVM.',
  },
  {
    names: ['lvm'],
    style: { subcommands: 1, valued: valuedBut('-f') },
    rules: [
      helps('lvm'),
      rehearsal('lvm'),
      harms('raid_lvm_change', 'critical', {
        id: 'lvm.destroys',
        when: {
          subcommand: [
            'lvremove|lvreduce|lvresize|vgremove|vgreduce|pvremove|pvcreate|vgcfgrestore|lvconvert|vgexport|vgmerge|vgsplit|vgcreate|vgextend|pvmove|vgrename|lvrename',
          ],
        },
        targetKind: 'logical_volume',
        why: 'Changes or removes {target}.',
        matches: ['lvm lvremove vg0/data', 'lvm vgremove -f vg0', 'lvm pvcreate /dev/sdb'],
        misses: ['lvm lvs', 'lvm version', 'lvm lvremove --test vg0/data'],
      }),
      harms('service_disruption', 'high', {
        id: 'lvm.changes',
        when: { subcommand: ['lvchange|vgchange'] },
        targetKind: 'logical_volume',
        why: 'Changes {target}.',
        matches: ['lvm vgchange -an vg0'],
        misses: ['lvm vgs'],
      }),
      adds({
        id: 'lvm.adds',
        when: { subcommand: ['lvcreate|lvextend|vgcfgbackup|vgimport|pvresize|vgmknodes'] },
        why: 'Adds to LVM.',
        matches: ['lvm lvcreate -L 1G -n x vg0'],
        misses: ['lvm lvs'],
      }),
      rehearses({
        id: 'lvm.reads',
        when: {
          subcommand: [
            'lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|lvscan|vgscan|pvscan|version|help|dumpconfig|config|fullreport|segtypes|formats|tags|lastlog|lvmconfig|devtypes',
          ],
        },
        why: 'Lists volumes.',
        matches: ['lvm lvs', 'lvm version', 'lvm pvs'],
        misses: ['lvm lvremove vg0/x'],
      }),
      hides('high', {
        id: 'lvm.shell',
        when: { test: (given) => given.plain.length === 0 && given.options.size === 0 },
        why: 'Reads commands of LVM that are not known here.',
        matches: ['lvm'],
        misses: ['lvm lvs', 'lvm version'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Runs the commands of LVM.',
  },
];
