import type { Program } from '../program.js';
import { argumentTexts, harms, hides, reads, rehearses, textOf } from '../rule-kinds.js';

const said = (execution: Parameters<typeof argumentTexts>[0]): string => argumentTexts(execution).join(' ');

export const BACKUP_MEDIA: readonly Program[] = [
  {
    names: [
      'bconsole',
      'bacula',
      'bextract',
      'bscan',
      'btape',
      'bls',
      'bdirjson',
      'bareos-dbcheck',
      'dbcheck',
      'amadmin',
      'amdump',
      'amrecover',
      'amlabel',
      'amrmtape',
      'amcheck',
      'mt',
      'mtx',
      'sg_tape',
    ],
    style: { valued: ['-c', '-f', '-D', '-V', '-d'] },
    rules: [
      harms('backup_destroy', 'critical', {
        id: 'bacula.deletes',
        when: {
          test: (_given, execution) => {
            const text = `${said(execution)}\n${execution.stdin.kind === 'text' ? execution.stdin.text : ''}`;
            const { program } = execution;
            if (program === 'bconsole')
              return /\b(purge|prune|delete|truncate|cancel|disable|unmount|release|relabel|restore|label)\b/i.test(
                text,
              );
            if (program === 'mt') return /\b(erase|weof|eof|wset|mkpartition|partseek-x)\b/.test(text);
            if (program === 'amadmin') return /\b(delete|force-x|no-reuse-x|reuse)\b/.test(text);
            if (program === 'mtx') return /\b(erase|transfer-x)\b/.test(text);
            return (
              ['amrmtape', 'amlabel', 'btape'].includes(program ?? '') ||
              ((program ?? '').endsWith('dbcheck') && /-[a-z]*f/.test(text))
            );
          },
        },
        targets: 'none',
        breadth: 'many',
        why: 'Deletes backups, or writes over the medium that they are on.',
        matches: [
          "bconsole <<'EOF'\npurge volume=x\nEOF",
          'echo "delete volume=x yes" | bconsole',
          'mt -f /dev/st0 erase',
          'mt -f /dev/nst0 weof',
          'amrmtape daily x',
          'amlabel -f daily x',
        ],
        misses: [
          'echo "status dir" | bconsole',
          'mt -f /dev/st0 status',
          'mt -f /dev/st0 rewind',
          'echo list jobs | bconsole',
          'amcheck daily',
          'bls -V x FileStorage',
          'mtx -f /dev/sg1 status',
          'amadmin daily find',
        ],
      }),
      hides('high', {
        id: 'bconsole.unknown_input',
        when: {
          test: (_given, execution) =>
            execution.program === 'bconsole' && (execution.stdin.kind === 'opaque' || execution.stdin.kind === 'file'),
        },
        why: 'Does what commands say that are not known before.',
        matches: ['make-commands | bconsole', 'bconsole < x'],
        misses: ['echo "status dir" | bconsole', 'bconsole'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Keeps backups on tapes and disks.',
  },
  {
    names: ['timeshift', 'timeshift-launcher'],
    style: {
      valued: [
        '--comments',
        '--tags',
        '--snapshot',
        '--snapshot-device',
        '--target',
        '--target-device',
        '--grub-device',
      ],
    },
    rules: [
      rehearses({
        id: 'timeshift.lists',
        when: { anyOption: ['--list', '--list-snapshots', '--list-devices', '--help', '--version'] },
        why: 'Lists.',
        matches: ['timeshift --list', 'timeshift --list-devices'],
        misses: ['timeshift --delete-all'],
      }),
      harms('backup_destroy', 'critical', {
        id: 'timeshift.deletes',
        when: { anyOption: ['--delete', '--delete-all'] },
        targets: (given) => given.valuesOf('--snapshot').flatMap(({ values }) => values),
        why: 'Deletes the snapshot {target}.',
        matches: ['timeshift --delete --snapshot x', 'timeshift --delete-all'],
        misses: ['timeshift --list', 'timeshift --create'],
      }),
      harms('data_overwrite', 'critical', {
        id: 'timeshift.restores',
        when: { anyOption: ['--restore'] },
        targets: () => ['/'],
        why: 'Puts the whole system back to a snapshot.',
        matches: ['timeshift --restore --snapshot x', 'timeshift --restore --yes'],
        misses: ['timeshift --create --comments restore'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes snapshots of the system.',
  },
  {
    names: ['duplicati-cli', 'duplicati-commandline', 'Duplicati.CommandLine', 'Duplicati.CommandLine.exe'],
    style: { subcommands: 1, valued: [] },
    rules: [
      rehearses({
        id: 'duplicati-cli.preview',
        when: { anyOption: ['--dry-run'] },
        why: 'Only says what it would do.',
        matches: ['duplicati-cli delete file:///b --version=1 --dry-run'],
        misses: ['duplicati-cli delete file:///b --version=1'],
      }),
      harms('backup_destroy', 'critical', {
        id: 'duplicati-cli.deletes',
        when: { subcommand: ['delete|purge|purge-broken-files|compact|repair|system-x'] },
        targets: 'first',
        why: 'Deletes backups from {target}.',
        matches: ['duplicati-cli delete file:///b --version=1', 'duplicati-cli purge file:///b x'],
        misses: ['duplicati-cli find file:///b', 'duplicati-cli backup file:///b /srv'],
      }),
      harms('data_overwrite', 'high', {
        id: 'duplicati-cli.restores',
        when: { subcommand: ['restore'], anyOption: ['--overwrite'] },
        targets: 'first',
        why: 'Restores over what is there.',
        matches: ['duplicati-cli restore file:///b "*" --overwrite=true'],
        misses: ['duplicati-cli restore file:///b "*" --restore-path=/srv/new'],
      }),
      reads({
        id: 'duplicati-cli.reads',
        when: {
          subcommand: [
            'find|compare|test|affected|list|help|test-filters|list-broken-files|create-report|examples|changelog',
          ],
        },
        why: 'Lists or checks.',
        matches: ['duplicati-cli find file:///b', 'duplicati-cli test file:///b all'],
        misses: ['duplicati-cli backup file:///b /srv'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes backups to clouds.',
  },
  {
    names: ['vma', 'proxmox-file-restore'],
    style: {},
    rules: [
      reads({
        id: 'vma.reads',
        when: { test: (given) => ['list', 'config', 'verify', 'status', 'help'].includes(textOf(given.plain[0])) },
        why: 'Reads a backup.',
        matches: ['vma config x.vma', 'vma verify x.vma', 'proxmox-file-restore list x /'],
        misses: ['vma extract x.vma /srv/x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Takes files out of backups.',
  },
];
