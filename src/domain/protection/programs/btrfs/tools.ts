import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';

export const BTRFS_TOOLS: readonly Program[] = [
  {
    names: [
      'btrfstune',
      'btrfs-convert',
      'btrfs-image',
      'btrfs-select-super',
      'btrfs-zero-log',
      'btrfsck',
      'btrfs-map-logical',
      'btrfs-find-root',
      'btrfs-debug-tree',
    ],
    style: {
      valued: ['-c', '-t', '-s', '-U', '-M', '-w', '-b', '-l', '-L', '-N', '-O'].filter((option) => option !== '-L'),
    },
    rules: [
      harms('btrfs_change', 'critical', {
        id: 'btrfstune.changes',
        when: {
          test: (given, { program }) =>
            ['btrfs-zero-log', 'btrfs-select-super', 'btrfs-convert'].includes(program ?? '') ||
            (program === 'btrfstune' && given.operands.length > 0) ||
            (program === 'btrfsck' && given.options.has('--repair')) ||
            (program === 'btrfs-image' && given.options.has('-r')),
        },
        targets: 'last',
        targetKind: 'device',
        why: 'Rewrites the file system on {target}.',
        matches: [
          'btrfstune -f -u /dev/sdb1',
          'btrfs-convert /dev/sdb1',
          'btrfs-convert -d /dev/sdb1',
          'btrfs-zero-log /dev/sdb1',
          'btrfsck --repair /dev/sdb1',
        ],
        misses: ['btrfsck /dev/sdb1', 'btrfs-find-root /dev/sdb1', 'btrfs-image /dev/sdb1 x.img'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Tools of btrfs.',
  },
  {
    names: ['snapper'],
    style: {
      subcommands: 1,
      valued: [
        '-c',
        '--config',
        '-t',
        '--type',
        '-d',
        '--description',
        '--pre-number',
        '-u',
        '--userdata',
        '--cleanup-algorithm',
        '-r',
        '--root',
        '--columns',
        '--table-style',
        '--csvout-x',
        '--input',
        '-i',
        '--command',
        '--ambit',
        '-a',
      ],
    },
    rules: [
      harms('backup_destroy', 'high', {
        id: 'snapper.deletes',
        when: { subcommand: ['delete|remove|rm|del|delete-config'] },
        targetKind: 'snapshot',
        why: 'Deletes the snapshot {target}.',
        matches: ['snapper delete 5', 'snapper -c root delete 1-20', 'snapper rm 3', 'snapper -c home delete-config'],
        misses: [
          'snapper list',
          'snapper status 1..2',
          'snapper create -d delete',
          'snapper diff 1..2',
          'snapper list-configs',
        ],
      }),
      harms('data_overwrite', 'high', {
        id: 'snapper.undoes',
        when: { subcommand: ['undochange|rollback'] },
        targetKind: 'snapshot',
        why: 'Replaces what is there by what was in {target}.',
        matches: ['snapper undochange 1..2', 'snapper rollback 5', 'snapper --ambit classic rollback'],
        misses: ['snapper status 1..2', 'snapper list'],
      }),
      harms('backup_destroy', 'medium', {
        id: 'snapper.cleanup',
        when: { subcommand: ['cleanup'] },
        targetKind: 'snapshot',
        breadth: 'many',
        why: 'Deletes snapshots as the policy says.',
        matches: ['snapper cleanup number', 'snapper -c root cleanup timeline'],
        misses: ['snapper list'],
      }),
      reads({
        id: 'snapper.reads',
        when: { subcommand: ['list|ls|status|diff|xadiff|list-configs|get-config|help'] },
        why: 'Lists snapshots.',
        matches: ['snapper list', 'snapper -c root list', 'snapper diff 1..2'],
        misses: ['snapper delete 1'],
      }),
      adds({
        id: 'snapper.adds',
        when: { subcommand: ['create|create-config|modify|set-config|mount|umount|setup-quota'] },
        why: 'Adds a snapshot or a setting.',
        matches: ['snapper create -d before', 'snapper -c root create --type pre'],
        misses: ['snapper list'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Manages snapshots.',
  },
  {
    names: ['bees', 'beesd', 'duperemove', 'compsize', 'btdu', 'btrfs-list', 'btrfs-heatmap', 'grub-btrfsd'],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Looks at btrfs, or joins blocks that are the same.',
  },
];
