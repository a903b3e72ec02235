import type { Program } from '../program.js';
import { harms, rehearses } from '../rule-kinds.js';
import { valuedBut, rehearsal } from './lvm-options.js';

interface Destroying {
  readonly name: string;
  readonly kind: 'logical_volume' | 'volume_group' | 'device';
  readonly severity: 'high' | 'critical';
  readonly why: string;
  readonly matches: readonly string[];
  readonly misses?: readonly string[];
  readonly flags?: readonly string[];
}

/** These destroy by their name alone. */
const DESTROYING: readonly Destroying[] = [
  {
    name: 'lvremove',
    kind: 'logical_volume',
    severity: 'critical',
    flags: ['-f'],
    why: 'Removes {target} with all that is in it.',
    matches: ['lvremove /dev/vg0/data', 'lvremove -f vg0/data', 'lvremove -y vg0'],
    misses: [
      'lvs',
      'lvdisplay vg0/data',
      'lvremove --test vg0/data',
      'echo lvremove vg0',
      'man lvremove',
      'lvremove --help',
      'lvs -o lv_name',
      'lvscan',
      'lvcreate -n lvremove -L 1G vg',
      'grep lvremove /root/.history',
    ],
  },
  {
    name: 'lvreduce',
    kind: 'logical_volume',
    severity: 'critical',
    flags: ['-f', '-n'],
    why: 'Makes {target} smaller; what lies behind its new end is lost.',
    matches: ['lvreduce -L 10G vg0/data', 'lvreduce -L -5G /dev/vg0/data', 'lvreduce -r -L 10G vg0/data'],
    misses: ['lvextend -L +5G vg0/data', 'lvreduce -t -L 10G vg0/data'],
  },
  {
    name: 'vgremove',
    kind: 'volume_group',
    severity: 'critical',
    flags: ['-f'],
    why: 'Removes the group {target} with every volume in it.',
    matches: ['vgremove vg0', 'vgremove -ff -y vg0'],
    misses: ['vgs', 'vgdisplay vg0', 'vgcfgbackup vg0'],
  },
  {
    name: 'vgreduce',
    kind: 'volume_group',
    severity: 'critical',
    flags: ['-f', '-a'],
    why: 'Takes disks out of {target}; with --removemissing the volumes on them go.',
    matches: ['vgreduce vg0 /dev/sdb1', 'vgreduce --removemissing --force vg0'],
    misses: ['vgextend vg0 /dev/sdb1', 'pvmove /dev/sdb1'],
  },
  {
    name: 'pvremove',
    kind: 'device',
    severity: 'critical',
    flags: ['-f'],
    why: 'Wipes the label of {target}: its group loses that disk.',
    matches: ['pvremove /dev/sdb1', 'pvremove -ff -y /dev/sdb1'],
    misses: ['pvs', 'pvdisplay /dev/sdb1', 'pvscan'],
  },
  {
    name: 'pvcreate',
    kind: 'device',
    severity: 'critical',
    flags: ['-f'],
    why: 'Writes a label over {target}; what was on that disk is lost.',
    matches: ['pvcreate /dev/sdb1', 'pvcreate -ff -y /dev/sdb', 'pvcreate --uuid x --restorefile f /dev/sdb'],
    misses: ['pvs', 'pvck /dev/sdb1'],
  },
  {
    name: 'vgcfgrestore',
    kind: 'volume_group',
    severity: 'critical',
    flags: ['-l'],
    why: 'Replaces the metadata of {target} by older ones: volumes made since are lost.',
    matches: ['vgcfgrestore vg0', 'vgcfgrestore -f backup vg0', 'vgcfgrestore --force vg0'],
    misses: ['vgcfgrestore --list vg0', 'vgcfgbackup vg0', 'vgcfgrestore -l vg0'],
  },
  {
    name: 'vgmerge',
    kind: 'volume_group',
    severity: 'high',
    why: 'Joins two groups into {target}; one of them is no more.',
    matches: ['vgmerge vg0 vg1'],
  },
  {
    name: 'vgsplit',
    kind: 'volume_group',
    severity: 'high',
    why: 'Divides {target}: volumes get other names.',
    matches: ['vgsplit vg0 vg1 /dev/sdb1'],
  },
  {
    name: 'vgexport',
    kind: 'volume_group',
    severity: 'high',
    flags: ['-a'],
    why: 'Takes {target} away from this host.',
    matches: ['vgexport vg0', 'vgexport -a'],
    misses: ['vgimport vg0'],
  },
  {
    name: 'lvmsadc',
    kind: 'device',
    severity: 'high',
    why: 'Is not in use any more; what it does to {target} is not known.',
    matches: ['lvmsadc x'],
  },
];

function destroyer({ name, kind, severity, why, matches, misses = [], flags = [] }: Destroying): Program {
  return {
    names: [name],
    style: { valued: valuedBut(...flags) },
    rules: [
      rehearsal(name),
      ...(name === 'vgcfgrestore'
        ? [
            rehearses({
              id: `${name}.lists`,
              when: { anyOption: ['-l', '--list'] },
              why: 'Lists copies of the metadata.',
              matches: [`${name} --list vg0`],
              misses: [`${name} vg0`],
            }),
          ]
        : []),
      harms('raid_lvm_change', severity, {
        id: `${name}.destroys`,
        when: {},
        targetKind: kind,
        targets: ['vgreduce', 'vgcfgrestore', 'vgsplit', 'vgmerge'].includes(name) ? 'first' : 'operands',
        why,
        matches,
        misses,
      }),
    ],
    otherwise: 'destructive',
    why,
  };
}

export const LVM_DESTROYING: readonly Program[] = DESTROYING.map(destroyer);
