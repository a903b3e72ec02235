import type { Program } from '../program.js';
import { adds, harms, reads, rehearses, textOf } from '../rule-kinds.js';

export const CLOUD_COPIES: readonly Program[] = [
  {
    names: ['rclone'],
    style: {
      subcommands: 2,
      valued: [
        '--config',
        '--transfers',
        '--checkers',
        '--bwlimit',
        '--include',
        '--exclude',
        '--filter',
        '--filter-from',
        '--include-from',
        '--exclude-from',
        '--files-from',
        '--max-age',
        '--min-age',
        '--max-size',
        '--min-size',
        '--log-file',
        '--log-level',
        '--backup-dir',
        '--suffix',
        '--max-delete',
        '--drive-x',
        '--stats',
        '--retries',
        '--compare-dest',
        '--copy-dest',
        '--rc-addr',
        '--cache-dir',
        '--vfs-cache-mode',
        '--s3-provider',
        '--timeout',
        '--max-depth',
        '--format',
        '-o',
        '--tpslimit',
        '--dir-cache-time',
        '--buffer-size',
      ],
    },
    rules: [
      rehearses({
        id: 'rclone.preview',
        when: { anyOption: ['-n', '--dry-run', '--help', '-h'] },
        why: 'With --dry-run rclone only says what it would do.',
        matches: [
          'rclone sync --dry-run a b:c',
          'rclone -n purge b:c',
          'rclone delete b:c --dry-run',
          'rclone sync -nv a b:',
        ],
        misses: ['rclone sync a b:c'],
      }),
      harms('sync_delete', 'high', {
        id: 'rclone.sync_deletes',
        when: { subcommand: ['sync|bisync'] },
        targets: 'last',
        targetKind: 'path',
        targetClass: 'ordinary',
        breadth: 'many',
        why: 'Deletes everything in {target} that the source does not have.',
        matches: ['rclone sync /srv/a remote:b', 'rclone --config x sync a: b:', 'rclone bisync a b: --resync'],
        misses: ['rclone copy a b:', 'rclone ls b:sync', 'rclone check a b:', 'rclone sync -n a b:', 'rclone size b:'],
      }),
      harms('sync_delete', 'critical', {
        id: 'rclone.deletes',
        when: { subcommand: ['purge|delete|cleanup|rmdirs'] },
        targets: 'last',
        targetKind: 'path',
        targetClass: 'ordinary',
        breadth: 'all',
        why: 'Deletes {target} and everything in it.',
        matches: ['rclone purge remote:backup', 'rclone delete remote:x --min-age 30d', 'rclone cleanup remote:'],
        misses: [
          'rclone lsf remote:delete',
          'rclone delete --dry-run remote:x',
          'rclone tree remote:',
          'rclone copy purge remote:',
        ],
      }),
      harms('filesystem_delete', 'high', {
        id: 'rclone.deletes_one',
        when: {
          subcommand: ['deletefile|dedupe|move|moveto'],
          test: (given) =>
            given.subcommand[0] !== 'dedupe' || !['list', 'skip', 'rename'].includes(textOf(given.plain[1])),
        },
        targets: 'first',
        targetKind: 'path',
        targetClass: 'ordinary',
        why: 'Deletes {target}, or takes it away from where it is.',
        matches: ['rclone deletefile b:x', 'rclone move /srv/a b:c', 'rclone dedupe newest b:'],
        misses: ['rclone dedupe list b:', 'rclone copy a b:', 'rclone copyto a b:c'],
      }),
      harms('credential_removal', 'high', {
        id: 'rclone.config',
        when: { subcommand: ['config', 'delete|disconnect|password'] },
        targetKind: 'key',
        why: 'Removes the login {target}.',
        matches: ['rclone config delete remote'],
        misses: ['rclone config show', 'rclone config file', 'rclone listremotes'],
      }),
      adds({
        id: 'rclone.copies',
        when: {
          subcommand: [
            'copy|copyto|copyurl|mkdir|rmdir|mount|serve|touch|rcat|settier|link|config|rcd|gendocs|selfupdate|backend|authorize|rc|genautocomplete|completion',
          ],
        },
        targets: 'last',
        targetKind: 'path',
        why: 'Copies to {target}.',
        matches: ['rclone copy a b:c', 'rclone mount b: /mnt/b', 'rclone copyto a b:c'],
        misses: ['rclone ls b:'],
      }),
      reads({
        id: 'rclone.reads',
        when: {
          subcommand: [
            'ls|lsd|lsl|lsf|lsjson|tree|size|about|check|cryptcheck|cryptdecode|hashsum|md5sum|sha1sum|cat|listremotes|version|help|ncdu|obscure|checksum|test|archive|reveal',
          ],
        },
        why: 'Lists or compares.',
        matches: ['rclone ls b:', 'rclone size b:', 'rclone check a b:', 'rclone listremotes', 'rclone lsf b:'],
        misses: ['rclone sync a b:'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Copies to and from clouds.',
  },
  {
    names: [
      'unison',
      'csync2',
      'lsyncd',
      'syncthing',
      'osync.sh',
      'freefilesync',
      'mutagen',
      'nextcloudcmd',
      'owncloudcmd',
      'insync',
      'onedrive',
      'drive',
      'gdrive',
      'mc-mirror',
      'dropbox',
      'megacmd',
      'mega-rm',
    ],
    style: {
      singleDashLong: true,
      subcommands: 1,
      valued: ['-ignore', '-path', '-prefer', '-force', '-root', '-config'],
    },
    rules: [
      rehearses({
        id: 'unison.reads',
        when: { anyOption: ['--help', '--version', '--dry-run', '--display-config', '--doc'] },
        why: 'Only prints.',
        matches: ['unison -version', 'onedrive --dry-run --synchronize'],
        misses: ['unison -batch -force a a b'],
      }),
      reads({
        id: 'unison.lists',
        when: { subcommand: ['status|ls|list|version|help|about|quota|filestatus|monitor|info'] },
        why: 'Only prints.',
        matches: ['dropbox status', 'mutagen list'],
        misses: ['unison a b'],
      }),
      harms('sync_delete', 'high', {
        id: 'unison.deletes',
        when: {
          test: (given, { program }) =>
            (program === 'unison' &&
              ['--force', '--batch', '--auto', '--prefer'].some((option) => given.options.has(option))) ||
            program === 'freefilesync' ||
            (program === 'csync2' && [...given.options].some((option) => /^-[a-zA-Z]*[FfR]/.test(option))) ||
            (program === 'syncthing' &&
              (['--reset-database', '--reset-deltas'].some((option) => given.options.has(option)) ||
                given.plain.some((word) =>
                  /^(delete|remove|revert|override|restart|shutdown|reset)$/.test(textOf(word)),
                ))) ||
            (program === 'mutagen' && /^(terminate|reset)$/.test(textOf(given.plain[1]))) ||
            program === 'mega-rm' ||
            (program === 'onedrive' &&
              ['--resync', '--upload-only-x', '--cleanup-local-files'].some((option) => given.options.has(option))) ||
            (['gdrive', 'drive'].includes(program ?? '') &&
              ['delete', 'trash', 'emptytrash', 'sync'].includes(given.subcommand[0] ?? '')),
        },
        targets: 'last',
        targetKind: 'path',
        breadth: 'many',
        why: 'Carries deletions over to {target} without asking.',
        matches: [
          'unison -batch a b',
          'unison -force a a b',
          'onedrive --synchronize --resync',
          'gdrive delete x',
          'csync2 -xvF',
          'syncthing --reset-database',
          'mutagen sync terminate a',
        ],
        misses: ['unison -version', 'dropbox status', 'onedrive --dry-run --resync'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Keeps two places the same.',
  },
];
