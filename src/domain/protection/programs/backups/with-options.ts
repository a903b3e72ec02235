import type { Program } from '../program.js';
import { harms, helps, reads, rehearses, textOf } from '../rule-kinds.js';

/** Backup programs whose options, not verbs, say what they do. */
export const BACKUPS_WITH_OPTIONS: readonly Program[] = [
  {
    names: ['duplicity'],
    style: {
      subcommands: 1,
      valued: [
        '--encrypt-key',
        '--sign-key',
        '--include',
        '--exclude',
        '--full-if-older-than',
        '-t',
        '--time',
        '--restore-time',
        '--file-to-restore',
        '--name',
        '--archive-dir',
        '--tempdir',
        '--volsize',
        '--log-file',
        '--gpg-options',
        '--ssh-options',
      ],
    },
    rules: [
      rehearses({
        id: 'duplicity.preview',
        when: {
          test: (given) =>
            given.options.has('--dry-run') ||
            (/^(remove-|cleanup)/.test(given.subcommand[0] ?? '') && !given.options.has('--force')),
        },
        why: 'Without --force, and with --dry-run, it only lists what it would delete.',
        matches: [
          'duplicity remove-older-than 30D file:///b',
          'duplicity --dry-run /srv file:///b',
          'duplicity cleanup file:///b',
        ],
        misses: ['duplicity remove-older-than 30D --force file:///b'],
      }),
      harms('backup_destroy', 'critical', {
        id: 'duplicity.deletes',
        when: {
          subcommand: ['remove-older-than|remove-all-but-n-full|remove-all-inc-of-but-n-full|cleanup'],
          anyOption: ['--force'],
        },
        targets: 'last',
        why: 'Deletes backups from {target}.',
        matches: ['duplicity remove-older-than 30D --force file:///b', 'duplicity cleanup --force file:///b'],
        misses: ['duplicity collection-status file:///b', 'duplicity cleanup file:///b'],
      }),
      harms('data_overwrite', 'high', {
        id: 'duplicity.restores',
        when: { test: (given) => given.options.has('--force') && !/^(remove|cleanup)/.test(given.subcommand[0] ?? '') },
        targets: 'last',
        targetKind: 'path',
        why: 'Restores over {target}.',
        matches: ['duplicity restore --force file:///b /etc', 'duplicity --force file:///b /srv'],
        misses: ['duplicity restore file:///b /srv/new', 'duplicity verify file:///b /srv'],
      }),
      reads({
        id: 'duplicity.reads',
        when: { subcommand: ['collection-status|list-current-files|verify'] },
        why: 'Lists or compares.',
        matches: ['duplicity collection-status file:///b', 'duplicity verify file:///b /srv'],
        misses: ['duplicity full /srv file:///b'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes encrypted backups.',
  },
  {
    names: ['rdiff-backup', 'rdiff-backup-delete'],
    style: {
      subcommands: 1,
      valued: [
        '--remove-older-than',
        '-r',
        '--restore-as-of',
        '--include',
        '--exclude',
        '--remote-schema',
        '--older-than',
        '--at',
        '--api-version',
      ],
    },
    rules: [
      helps('rdiff-backup', ['--help', '--version', '-V']),
      harms('backup_destroy', 'critical', {
        id: 'rdiff-backup.deletes',
        when: {
          test: (given, { program }) =>
            program === 'rdiff-backup-delete' ||
            given.options.has('--remove-older-than') ||
            given.subcommand[0] === 'remove' ||
            given.options.has('--check-destination-dir') ||
            given.subcommand[0] === 'regress',
        },
        targets: 'last',
        why: 'Deletes increments from {target}.',
        matches: [
          'rdiff-backup --remove-older-than 4W /b',
          'rdiff-backup remove increments --older-than 1Y /b',
          'rdiff-backup-delete /b/x',
        ],
        misses: ['rdiff-backup --list-increments /b', 'rdiff-backup /srv /b', 'rdiff-backup list increments /b'],
      }),
      harms('data_overwrite', 'high', {
        id: 'rdiff-backup.restores',
        when: { test: (given) => given.options.has('--force') },
        targets: 'last',
        targetKind: 'path',
        why: 'Restores over {target}.',
        matches: ['rdiff-backup --force -r now /b /srv'],
        misses: ['rdiff-backup -r now /b /srv/new'],
      }),
      reads({
        id: 'rdiff-backup.reads',
        when: {
          test: (given) =>
            [
              '--list-increments',
              '-l',
              '--list-at-time',
              '--list-changed-since',
              '--compare',
              '--verify',
              '--list-increment-sizes',
              '--test-server',
            ].some((option) => given.options.has(option)) ||
            ['list', 'compare', 'verify', 'info', 'test', 'calculate'].includes(given.subcommand[0] ?? ''),
        },
        why: 'Lists or compares.',
        matches: ['rdiff-backup -l /b', 'rdiff-backup list increments /b', 'rdiff-backup verify /b'],
        misses: ['rdiff-backup backup /srv /b'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes backups with increments.',
  },
  {
    names: ['rsnapshot'],
    style: { valued: ['-c'] },
    rules: [
      rehearses({
        id: 'rsnapshot.preview',
        when: {
          test: (given) =>
            given.options.has('-t') ||
            ['configtest', 'du', 'help', 'diff'].includes(textOf(given.operands[0])) ||
            given.options.has('-h') ||
            (given.options.has('-V') && given.operands.length === 0),
        },
        why: 'Only says what it would do.',
        matches: ['rsnapshot -t daily', 'rsnapshot configtest', 'rsnapshot du'],
        misses: ['rsnapshot daily'],
      }),
      harms('backup_destroy', 'medium', {
        id: 'rsnapshot.rotates',
        when: { minOperands: 1, test: (given) => !/^(alpha|hourly|sync)$/.test(textOf(given.operands[0])) },
        why: 'Rotates {target}: the oldest copies are deleted.',
        matches: ['rsnapshot daily', 'rsnapshot -c x weekly'],
        misses: ['rsnapshot -t daily', 'rsnapshot configtest', 'rsnapshot sync'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes and rotates copies.',
  },
  {
    names: ['tarsnap'],
    style: { valued: ['-f', '--keyfile', '--cachedir', '-C', '-T', '-X', '--exclude', '--newer'] },
    rules: [
      rehearses({
        id: 'tarsnap.preview',
        when: {
          anyOption: ['--dry-run', '--list-archives', '--print-stats', '-t', '--version', '--fsck-x'],
          test: ({ options }) =>
            !['-d', '--nuke', '-x'].some((option) => options.has(option)) || options.has('--dry-run'),
        },
        why: 'Only lists.',
        matches: ['tarsnap --list-archives', 'tarsnap -t -f x', 'tarsnap --dry-run -c -f x /srv'],
        misses: ['tarsnap -d -f x'],
      }),
      harms('backup_destroy', 'critical', {
        id: 'tarsnap.deletes',
        when: { anyOption: ['-d', '--nuke', '--fsck-prune'] },
        targets: (given) => given.valuesOf('-f').flatMap(({ values }) => values),
        why: 'Deletes the backup {target}.',
        matches: ['tarsnap -d -f x', 'tarsnap --nuke', 'tarsnap --fsck-prune'],
        misses: ['tarsnap -c -f x /srv', 'tarsnap --list-archives'],
      }),
      harms('data_overwrite', 'medium', {
        id: 'tarsnap.restores',
        when: {
          anyOption: ['-x'],
          test: (given) =>
            given.valuesOf('-C').some((word) => /^\/(etc|usr|var)?\/?$/.test(textOf(word))) || given.options.has('-P'),
        },
        targets: (given) => given.valuesOf('-C').flatMap(({ values }) => values),
        targetKind: 'path',
        why: 'Restores over {target}.',
        matches: ['tarsnap -x -f x -C /', 'tarsnap -xP -f x'],
        misses: ['tarsnap -x -f x', 'tarsnap -t -f x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Keeps backups elsewhere.',
  },
];
