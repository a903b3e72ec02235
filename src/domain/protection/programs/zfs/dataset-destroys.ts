import type { Word } from '../../../../platform/shell/reading.js';
import type { Arguments } from '../read-arguments.js';
import type { Rule } from '../program.js';

const DATASET = { effect: 'destructive', type: 'zfs_dataset_destroy', targetKind: 'dataset', targets: 'last' } as const;

export const DESTROYS: readonly Rule[] = [
  {
    ...DATASET,
    id: 'zfs.destroy_many',
    when: {
      subcommand: ['destroy'],
      test: (given, { moreArgs }) => moreArgs !== null || isRecursive(given) || given.operands.some(isRange),
    },
    severity: 'critical',
    breadth: 'many',
    why: 'Destroys {target} with all that is below it or depends on it: datasets, snapshots, clones.',
    matches: [
      'zfs destroy -r tank/data',
      'zfs destroy -R tank/data@snap',
      'zfs destroy -rf tank',
      'zfs destroy tank/data@a%b',
      'zfs destroy -v tank/data@%',
      'zfs destroy tank/data@a,b,c',
      'zfs list -H -o name | xargs -n1 zfs destroy',
    ],
    misses: [
      'zfs destroy -nr tank/data',
      'zfs list -r tank/data',
      'zfs destroy tank/data@one',
      'zfs snapshot -r tank@destroy',
      'zfs hold -r keep tank@a',
    ],
  },
  {
    ...DATASET,
    id: 'zfs.destroy',
    when: { subcommand: ['destroy'] },
    severity: 'high',
    why: 'Destroys {target}; there is no way back but a replica or a backup.',
    matches: [
      'zfs destroy tank/data',
      'zfs destroy tank/data@one',
      'sudo zfs destroy -f tank/data',
      'zfs destroy -d tank/data@one',
      'zfs list -H -o name | xargs -n1 zfs destroy',
    ],
    misses: [
      'zfs destroy -nv tank/data',
      'zfs list -t snapshot',
      'zfs get all tank/destroy',
      'echo zfs destroy tank',
      'zfs snapshot tank/data@before-destroy',
      'zfs create tank/destroy',
      'zfs hold destroy tank/data@a',
      'zfs send tank/destroy@a',
      'man zfs-destroy',
      'zfs diff tank/data@a',
    ],
  },
  {
    ...DATASET,
    id: 'zfs.destroy_pool_root',
    when: {
      subcommand: ['destroy'],
      test: ({ operands }) => operands.some((word) => word.values.some((value) => /^[^/@#]+$/.test(value))),
    },
    severity: 'critical',
    breadth: 'all',
    why: 'Destroys the root dataset of the pool {target}.',
    matches: ['zfs destroy tank', 'zfs destroy -r tank'],
    misses: ['zfs destroy tank/data', 'zfs destroy tank@old'],
  },
  {
    ...DATASET,
    id: 'zfs.rollback_many',
    when: { subcommand: ['rollback'], anyOption: ['-r', '-R'] },
    severity: 'critical',
    why: 'Rolls back to {target} and destroys every newer snapshot on the way.',
    matches: ['zfs rollback -r tank/data@monday', 'zfs rollback -Rf tank/data@monday'],
    misses: ['zfs rollback tank/data@monday', 'zfs diff tank/data@monday tank/data'],
  },
  {
    ...DATASET,
    id: 'zfs.rollback',
    when: { subcommand: ['rollback'] },
    severity: 'high',
    why: 'Throws away all that was written since {target}.',
    matches: ['zfs rollback tank/data@monday', 'zfs rollback -f tank/data@monday'],
    misses: ['zfs snapshot tank/data@rollback', 'zfs clone tank/data@monday tank/look'],
  },
  {
    ...DATASET,
    id: 'zfs.receive_force',
    when: { subcommand: ['receive|recv'], anyOption: ['-F'] },
    severity: 'critical',
    why: 'Rolls {target} back and may destroy its snapshots and datasets before it receives the stream.',
    matches: [
      'zfs recv -F tank/copy',
      'zfs send tank/a@1 | zfs receive -duF backup',
      'zfs receive -Fdu backup < stream',
    ],
    misses: ['zfs recv tank/copy', 'zfs recv -nF tank/copy', 'zfs recv -s tank/copy'],
  },
  {
    ...DATASET,
    id: 'zfs.receive_abort',
    when: { subcommand: ['receive|recv'], anyOption: ['-A'] },
    severity: 'medium',
    why: 'Throws away the partly received state of {target}.',
    matches: ['zfs receive -A tank/copy'],
    misses: ['zfs receive -s tank/copy'],
  },
  {
    ...DATASET,
    id: 'zfs.unavailable',
    when: { subcommand: ['unmount|umount|unshare|unload-key|unjail|unzone'] },
    type: 'service_disruption',
    severity: 'medium',
    why: 'Takes {target} away from whoever uses it.',
    matches: [
      'zfs umount tank/data',
      'zfs unmount -a',
      'zfs unshare tank/data',
      'zfs unload-key tank/secret',
      'zfs umount -f tank/data',
    ],
    misses: ['zfs mount tank/data', 'zfs share -a', 'zfs load-key tank/secret', 'zfs mount'],
  },
  {
    ...DATASET,
    id: 'zfs.set_risky',
    when: {
      subcommand: ['set'],
      test: ({ operands }) => operands.some((word) => word.values.some((value) => RISKY_PROPERTY.test(value))),
    },
    type: 'service_disruption',
    severity: 'medium',
    why: 'Sets a property of {target} that moves or hides its data from those who use it, or takes a protection of it away.',
    matches: [
      'zfs set mountpoint=none tank/data',
      'zfs set canmount=off tank/data',
      'zfs set readonly=on tank/data',
      'zfs set sharenfs=off tank/data',
      'zfs set quota=1G tank/data',
      'zfs set checksum=off tank',
      'zfs set sync=disabled tank/vm',
      'zfs set volsize=1G tank/vm',
    ],
    misses: [
      'zfs set compression=lz4 tank/data',
      'zfs set atime=off tank',
      'zfs get mountpoint tank',
      'zfs set recordsize=1M tank/media',
      'zfs set com.sun:auto-snapshot=true tank',
      'zfs set readonly=off tank/data',
      'zfs create -o mountpoint=none tank/x',
      'zfs set sync=standard tank',
      'zfs set quota=none tank/data',
    ],
  },
  {
    ...DATASET,
    id: 'zfs.inherit_risky',
    when: {
      subcommand: ['inherit'],
      test: ({ operands }) =>
        operands.some((word) =>
          word.values.some((value) => /^(mountpoint|canmount|readonly|share(nfs|smb)|checksum)$/.test(value)),
        ),
    },
    type: 'service_disruption',
    severity: 'medium',
    why: 'Gives {target} another place or another share: those who use it may lose it.',
    matches: ['zfs inherit mountpoint tank/data', 'zfs inherit -r sharenfs tank'],
    misses: ['zfs inherit compression tank/data', 'zfs inherit -r atime tank'],
  },
  {
    ...DATASET,
    id: 'zfs.change_key',
    when: { subcommand: ['change-key'] },
    type: 'credential_removal',
    severity: 'high',
    why: 'Replaces the key of {target}: the old one no longer opens it.',
    matches: ['zfs change-key tank/secret', 'zfs change-key -i tank/secret/child'],
    misses: ['zfs load-key tank/secret', 'zfs get keystatus tank/secret'],
  },
  {
    ...DATASET,
    id: 'zfs.release',
    when: { subcommand: ['release'] },
    severity: 'medium',
    why: 'Removes the hold that keeps {target} from being destroyed.',
    matches: ['zfs release keep tank/data@a', 'zfs release -r keep tank@a'],
    misses: ['zfs hold keep tank/data@a', 'zfs holds tank/data@a'],
  },
  {
    ...DATASET,
    id: 'zfs.irreversible_upgrade',
    when: { subcommand: ['upgrade'] },
    severity: 'medium',
    why: 'Upgrades the on-disk version of {target}; older systems cannot read it any more.',
    matches: ['zfs upgrade tank/data', 'zfs upgrade -a'],
    misses: ['zfs upgrade', 'zfs upgrade -v'],
  },
  {
    ...DATASET,
    id: 'zfs.unallow',
    when: { subcommand: ['unallow'] },
    type: 'permission_change',
    severity: 'medium',
    targetKind: 'dataset',
    why: 'Takes delegated rights on {target} away.',
    matches: ['zfs unallow -u backup tank/data', 'zfs unallow -r -e tank'],
    misses: ['zfs allow tank/data'],
  },
  {
    ...DATASET,
    id: 'zfs.rename_forced',
    when: { subcommand: ['rename'], anyOption: ['-f'] },
    type: 'service_disruption',
    severity: 'medium',
    targets: 'first',
    why: 'Unmounts {target} by force to rename it.',
    matches: ['zfs rename -f tank/a tank/b'],
    misses: ['zfs rename tank/a tank/b', 'zfs rename tank/a@x y'],
  },
];

const RISKY_PROPERTY =
  /^(mountpoint|canmount=(off|noauto)|readonly=on|share(nfs|smb)=off|(ref)?(quota|reservation)=\d|(user|group|project)quota@|filesystem_limit=\d|snapshot_limit=\d|checksum=off|sync=disabled|volsize|zoned=on|setuid=off|exec=off|devices=off|version=|keylocation=)/;

function isRecursive({ options }: Arguments): boolean {
  return ['-r', '-R'].some((option) => options.has(option));
}

function isRange({ values }: Word): boolean {
  return values.some((value) => /@.*[%,]/.test(value));
}
