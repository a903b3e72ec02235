import type { Program } from '../program.js';
import { harms, has, helps, rehearses, textOf } from '../rule-kinds.js';
import { loses, told, verbTool } from '../verb-tool.js';
import { ARRAY } from './array-words.js';

/** Arrays of the firmware, caches, mirrors between hosts. */
export const OTHER_ARRAYS: readonly Program[] = [
  {
    names: ['dmraid'],
    style: { valued: ['-f', '-i', '-D'].filter((option) => option === '-f') },
    rules: [
      harms('raid_lvm_change', 'critical', {
        ...ARRAY,
        id: 'dmraid.erases',
        when: {
          anyOption: ['-E', '-x', '-R', '-an', '-C', '--remove', '--rebuild'],
          test: (given) =>
            given.options.has('-E') ||
            given.options.has('-x') ||
            given.options.has('-R') ||
            given.options.has('-C') ||
            given.options.has('-an'),
        },
        why: 'Erases or stops the array {target} of the firmware.',
        matches: ['dmraid -r -E /dev/sdb', 'dmraid -an', 'dmraid -x isw_x'],
        misses: ['dmraid -r', 'dmraid -s', 'dmraid -ay'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Uses arrays of the firmware.',
  },
  {
    names: ['make-bcache'],
    style: {
      valued: [
        '-B',
        '--bdev',
        '-C',
        '--cache',
        '-b',
        '--bucket',
        '-w',
        '--block',
        '-o',
        '--data-offset',
        '--cset-uuid',
      ],
    },
    rules: [
      helps('make-bcache', ['--help', '-h']),
      harms('disk_format', 'critical', {
        id: 'make-bcache.formats',
        when: {},
        targets: (given) =>
          [...given.operands, ...['-B', '--bdev', '-C', '--cache'].flatMap((option) => given.valuesOf(option))].flatMap(
            ({ values }) => values,
          ),
        targetClass: 'device',
        why: 'Writes a header of bcache over {target}.',
        matches: ['make-bcache -B /dev/sdb -C /dev/nvme0n1', 'make-bcache --wipe-bcache -B /dev/sdb'],
        misses: ['bcache-super-show /dev/sdb', 'make-bcache --help'],
      }),
    ],
    otherwise: 'destructive',
    why: 'Formats disks for bcache.',
  },
  {
    names: ['bcache'],
    style: { subcommands: 2 },
    rules: [
      rehearses({
        id: 'bcache.reads',
        when: { subcommand: ['show|show-super|list|version|help|fs-usage|usage|status'] },
        why: 'Lists caches.',
        matches: ['bcache show', 'bcache show -m'],
        misses: ['bcache make -B /dev/sdb'],
      }),
      harms('raid_lvm_change', 'critical', {
        id: 'bcache.changes',
        when: { subcommand: ['make|unregister|detach|set-cachemode|format|device|fs|fsck|attach'] },
        targetKind: 'device',
        why: 'Formats, detaches or takes away {target}.',
        matches: ['bcache make -B /dev/sdb', 'bcache unregister /dev/sdb', 'bcache detach a b'],
        misses: ['bcache show'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Manages caches of disks.',
  },
  {
    names: ['bcachefs'],
    style: { subcommands: 2 },
    rules: [
      rehearses({
        id: 'bcachefs.reads',
        when: { subcommand: ['show-super|list|version|help|fs|list_journal|dump'] },
        why: 'Reads file systems.',
        matches: ['bcachefs show-super /dev/sdb', 'bcachefs fs usage /srv'],
        misses: ['bcachefs format /dev/sdb'],
      }),
      harms('disk_format', 'critical', {
        id: 'bcachefs.formats',
        when: { subcommand: ['format|migrate|migrate-superblock|remove-passphrase|set-passphrase|fsck'] },
        targets: 'last',
        targetClass: 'device',
        why: 'Formats or converts {target}.',
        matches: ['bcachefs format /dev/sdb', 'bcachefs migrate -f /srv'],
        misses: ['bcachefs show-super /dev/sdb'],
      }),
      harms('raid_lvm_change', 'critical', {
        id: 'bcachefs.device',
        when: { subcommand: ['device', 'remove|evacuate|offline|set-state|resize|add'] },
        targets: 'first',
        targetKind: 'device',
        why: 'Takes {target} out of its file system.',
        matches: ['bcachefs device remove /dev/sdb /srv', 'bcachefs device offline /dev/sdb'],
        misses: ['bcachefs device online /dev/sdb'],
      }),
      harms('btrfs_change', 'high', {
        id: 'bcachefs.subvolume',
        when: { subcommand: ['subvolume', 'delete|destroy'] },
        why: 'Deletes {target}.',
        matches: ['bcachefs subvolume delete /srv/x'],
        misses: ['bcachefs subvolume create /srv/x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Manages bcachefs.',
  },
  {
    names: [
      'bcache-super-show',
      'mdmon',
      'mdstat',
      'lsmd',
      'raid-check',
      'checkarray',
      'mdmonitor',
      'ledmon',
      'ledctl',
    ],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Shows or checks arrays.',
  },
  {
    names: ['drbdadm', 'drbdsetup', 'drbdmeta', 'drbdmanage', 'linstor'],
    style: { subcommands: 2 },
    rules: [
      rehearses({
        id: 'drbdadm.reads',
        when: { anyOption: ['--dry-run', '-d', '--help'] },
        why: 'Only prints what it would call.',
        matches: ['drbdadm --dry-run down r0', 'drbdadm -d adjust r0'],
        misses: ['drbdadm down r0'],
      }),
      rehearses({
        id: 'drbdadm.shows',
        when: { subcommand: ['status|dump|role|cstate|dstate|show|events|events2|sh-nop|help|get-gi|show-gi|list'] },
        why: 'Shows resources.',
        matches: ['drbdadm status', 'drbdadm dump all', 'drbdsetup status'],
        misses: ['drbdadm down r0'],
      }),
      harms('raid_lvm_change', 'critical', {
        id: 'drbdadm.changes',
        when: {
          subcommand: [
            'create-md|wipe-md|invalidate|invalidate-remote|down|detach|disconnect|secondary|outdate|apply-al|new-current-uuid|del-peer|forget-peer|del-minor|del-resource|resource|resource-definition|volume|node|storage-pool|snapshot',
          ],
          test: (given, { program }) =>
            program !== 'linstor' ||
            /^(delete|d|lost|rollback|evacuate|toggle-disk|deactivate)$/.test(given.subcommand[1] ?? ''),
        },
        targetKind: 'array',
        why: 'Takes {target} down, or throws one of its copies away.',
        matches: [
          'drbdadm create-md r0',
          'drbdadm invalidate r0',
          'drbdadm down all',
          'drbdadm wipe-md r0',
          'linstor resource delete n1 r0',
        ],
        misses: ['drbdadm status', 'drbdadm adjust r0', 'drbdadm up r0', 'linstor resource list'],
      }),
      harms('raid_lvm_change', 'critical', {
        id: 'drbdadm.forces',
        when: {
          test: (given) =>
            has(given, '--force', '--discard-my-data', '--overwrite-data-of-peer') ||
            // Behind `--` stands what drbdsetup is given.
            given.plain.some((word) =>
              /^(--(force|discard-my-data|overwrite-data-of-peer|clear-bitmap)|new-current-uuid)$/.test(textOf(word)),
            ),
        },
        targetKind: 'array',
        targets: 'last',
        why: 'Makes one copy of {target} the true one and throws the other away.',
        matches: [
          'drbdadm primary --force r0',
          'drbdadm -- --overwrite-data-of-peer primary r0',
          'drbdadm -- --clear-bitmap new-current-uuid r0',
          'drbdadm connect --discard-my-data r0',
        ],
        misses: ['drbdadm primary r0', 'drbdadm connect r0'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Mirrors disks between hosts.',
  },
  verbTool({
    names: 'sas2flash sas3flash lsiutil',
    why: 'Writes the firmware of a controller.',
    kind: 'device',
    style: { subcommands: 0, singleDashLong: true },
    reads: told(
      / -(listall|list|listsasadd|help|h|ver|v|testlsall|s) (?!.*-(o|e|f|b|sasadd|cflash) )/,
      'sas3flash -listall',
      'sas2flash -list -c 0',
    ),
    losses: [
      loses('raid_lvm_change', 'critical')(
        / -(e|o|f|b|sasadd|sasaddhi|cflash|r|fwall|biosall) /,
        'Erases or writes the firmware: a wrong one leaves the controller useless.',
        'sas3flash -o -e 6',
        'sas2flash -f fw.bin -b bios.rom',
      ),
    ],
  }),
];
