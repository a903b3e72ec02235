import type { Program } from '../program.js';
import { adds, harms, rehearses, textOf } from '../rule-kinds.js';

/** Snapshots and copies of them, as a policy says. */
export const REPLICATION: readonly Program[] = [
  {
    names: [
      'syncoid',
      'zrepl',
      'znapzendzetup',
      'znapzend',
      'zxfer',
      'zfs-autobackup',
      'zettarepl',
      'pyznap',
      'btrbk',
      'httm',
      'zsys',
      'zsysctl',
      'zfs-prune-snapshots',
      'zfs-auto-snapshot',
      'sanoid',
      'hypermin',
    ],
    style: {
      valued: [
        '--identifier',
        '--compress',
        '--source-bwlimit',
        '--target-bwlimit',
        '--mbuffer-size',
        '--sshkey',
        '--sshport',
        '--exclude',
        '--recvoptions',
        '--sendoptions',
        '--configdir',
        '--cache-dir',
        '-k',
        '--keep',
        '-l',
        '--label',
        '-p',
        '--prefix',
        '-c',
        '--config',
        '-s',
        '--sendoptions',
        '--keep-source',
        '--keep-target',
        '--ssh-source',
        '--ssh-target',
      ],
    },
    rules: [
      rehearses({
        id: 'syncoid.preview',
        when: {
          test: ({ options, plain }, { program }) =>
            options.has('--help') ||
            options.has('--version') ||
            options.has('--readonly') ||
            ((options.has('-n') || options.has('--dry-run') || options.has('--test')) &&
              ['btrbk', 'zfs-auto-snapshot', 'zfs-autobackup', 'zfs-prune-snapshots'].includes(program ?? '')) ||
            (program === 'sanoid' &&
              (options.has('--monitor-health') ||
                options.has('--monitor-snapshots') ||
                options.has('--monitor-capacity'))) ||
            (program === 'btrbk' &&
              /^(list|stats|config|usage|dryrun|origin|diff|ls|extents)$/.test(textOf(plain[0]))) ||
            (program === 'zrepl' && /^(status|version|configcheck|help|test)$/.test(textOf(plain[0]))) ||
            program === 'httm',
        },
        why: 'Only says what it would do, or lists.',
        matches: [
          'btrbk -n run',
          'zfs-auto-snapshot -n --label=daily //',
          'sanoid --monitor-health',
          'btrbk list snapshots',
          'zrepl status',
          'btrbk dryrun',
          'zfs-autobackup --test x pool',
        ],
        misses: ['btrbk run', 'syncoid --force-delete a b'],
      }),
      harms('zfs_dataset_destroy', 'critical', {
        id: 'syncoid.deletes',
        when: {
          anyOption: [
            '--force-delete',
            '--delete-target-snapshots',
            '--destroy-missing',
            '--destroy-incompatible',
            '--rollback',
            '-F',
            '--force',
          ],
        },
        targets: 'last',
        why: 'Destroys in {target} what the source does not have.',
        matches: [
          'syncoid --force-delete tank/a backup/a',
          'syncoid --delete-target-snapshots a b',
          'zfs-autobackup --destroy-missing 30d x b',
          'zxfer -F -R tank backup',
        ],
        misses: ['syncoid tank/a backup/a', 'sanoid --cron', 'syncoid -r --no-rollback a b'],
      }),
      harms('backup_destroy', 'high', {
        id: 'sanoid.prunes',
        when: {
          test: ({ options, plain }, { program }) =>
            options.has('--prune-snapshots') ||
            options.has('--force-prune') ||
            program === 'zfs-prune-snapshots' ||
            (program === 'zfs-auto-snapshot' && options.has('--destroy-only')) ||
            (program === 'btrbk' &&
              /^(prune|clean|run|archive)$/.test(textOf(plain[0])) &&
              (textOf(plain[0]) !== 'run' || options.has('--wipe'))) ||
            (program === 'zrepl' && /\b(release-all|release-stale|reset|stop)\b/.test(plain.map(textOf).join(' '))) ||
            (program === 'zsysctl' && plain.some((word) => /^(remove|delete|gc)$/.test(textOf(word)))) ||
            (program === 'pyznap' && plain.some((word) => textOf(word) === 'snap') && options.has('--clean')),
        },
        targets: 'operands',
        why: 'Destroys snapshots by their age.',
        matches: [
          'sanoid --prune-snapshots',
          'sanoid --force-prune',
          'zfs-prune-snapshots 1M tank',
          'btrbk prune',
          'btrbk clean',
          'zfs-auto-snapshot --destroy-only --keep=1 //',
        ],
        misses: [
          'sanoid --take-snapshots',
          'btrbk snapshot',
          'btrbk -n prune',
          'zfs-auto-snapshot --label=daily --keep=31 //',
          'zfs-prune-snapshots -n 1M tank',
        ],
      }),
      adds({
        id: 'sanoid.takes',
        when: { anyOption: ['--take-snapshots', '--cron', '--monitor-health', '--label'] },
        why: 'Takes snapshots as the policy says.',
        matches: ['sanoid --take-snapshots', 'sanoid --cron'],
        misses: ['sanoid --prune-snapshots', 'sanoid --help'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Takes and replicates snapshots as a policy says.',
  },
];
