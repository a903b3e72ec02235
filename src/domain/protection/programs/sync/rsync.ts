import type { Execution } from '../../../../platform/shell/reading.js';
import { placePath, harmOfWriting } from '../files/written-paths.js';
import { classifyPath } from '../classify-path.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, helps, hides, rehearses, textOf } from '../rule-kinds.js';
import { destination, isRemote } from './remote-paths.js';

const DELETES = [
  '--delete',
  '--del',
  '--delete-before',
  '--delete-during',
  '--delete-delay',
  '--delete-after',
  '--delete-excluded',
  '--delete-missing-args',
];

const RSYNC_LONG = [
  ...DELETES,
  '--dry-run',
  '--remove-source-files',
  '--remove-sent-files',
  '--list-only',
  '--rsh',
  '--rsync-path',
  '--archive',
  '--inplace',
  '--backup',
  '--ignore-existing',
  '--existing',
  '--write-batch',
  '--only-write-batch',
  '--exclude',
  '--include',
];

const RSYNC_VALUED = [
  '-e',
  '--rsh',
  '-f',
  '--filter',
  '--exclude',
  '--exclude-from',
  '--include',
  '--include-from',
  '--files-from',
  '-T',
  '--temp-dir',
  '--compare-dest',
  '--copy-dest',
  '--link-dest',
  '-B',
  '--block-size',
  '--rsync-path',
  '--bwlimit',
  '--timeout',
  '--contimeout',
  '--max-size',
  '--min-size',
  '--max-delete',
  '--backup-dir',
  '--suffix',
  '--log-file',
  '--log-file-format',
  '--password-file',
  '--port',
  '--out-format',
  '--chmod',
  '--chown',
  '--usermap',
  '--groupmap',
  '--partial-dir',
  '--info',
  '--debug',
  '-M',
  '--remote-option',
  '--write-batch',
  '--only-write-batch',
  '--read-batch',
  '--address',
  '--sockopts',
  '--iconv',
  '--compress-level',
  '--zl',
  '--skip-compress',
  '--modify-window',
  '-@',
  '--checksum-choice',
  '--stop-after',
  '--stop-at',
  '--outbuf',
  '--protocol',
  '--early-input',
];

const DELICATE = new Set(['root', 'system', 'critical', 'credential', 'database']);

const delicate = (given: Arguments, execution: Execution): readonly string[] =>
  given.operands.length < 2
    ? []
    : destination(given).flatMap(({ values }) =>
        values.filter(
          (value) =>
            !isRemote(value) &&
            DELICATE.has(classifyPath(placePath(value, execution))) &&
            harmOfWriting(placePath(value, execution)) !== 'none',
        ),
      );

const RSYNC: Program = {
  names: ['rsync', 'rrsync', 'grsync', 'rsync-ssl'],
  style: { valued: RSYNC_VALUED, abbreviates: RSYNC_LONG },
  rules: [
    helps('rsync'),
    rehearses({
      id: 'rsync.preview',
      when: { anyOption: ['-n', '--dry-run', '--list-only'] },
      why: 'With --dry-run rsync only says what it would do.',
      matches: [
        'rsync -avn --delete /a/ /b/',
        'rsync --dry-run -a --delete /a/ host:/b/',
        'rsync -a --delete --dry-r /a/ /b/',
        'rsync --list-only host::x',
        'rsync -a --delete /a/ /b/ -n',
      ],
      misses: ['rsync -a --delete /a/ /b/', 'rsync -a --exclude -n --delete /a/ /b/'],
    }),
    harms('sync_delete', 'high', {
      id: 'rsync.deletes',
      when: { anyOption: DELETES },
      targets: 'last',
      breadth: 'many',
      why: 'Deletes everything in {target} that the source does not have; an empty or wrong source empties it.',
      matches: [
        'rsync -a --delete /srv/a/ /srv/b/',
        'rsync -av --delete-after /empty/ host:/data/',
        'rsync -a --del /a/ /b/',
        'rsync -rlt --delete-excluded src/ dst/',
        'rsync -a --delete-b /a/ /b/',
        'rsync -a --delete /empty/ /mnt/user/media/',
      ],
      misses: [
        'rsync -a /srv/a/ /srv/b/',
        'rsync -avn --delete /a/ /b/',
        'rsync -a --max-delete=0 /a/ /b/',
        'rsync --help',
        'echo rsync --delete',
        'rsync -a --exclude delete /a/ /b/',
        'rsync -a --exclude=--delete /a/ /b/',
        'rsync -a --backup /a/ /b/',
        'rsync host::',
        'rsync --version',
      ],
    }),
    harms('filesystem_delete', 'high', {
      id: 'rsync.removes_source',
      when: { anyOption: ['--remove-source-files', '--remove-sent-files'] },
      targets: 'all_but_last',
      breadth: 'many',
      why: 'Deletes the files of {target} once they are copied.',
      matches: ['rsync -a --remove-source-files /srv/a/ /srv/b/', 'rsync --remove-so -a x host:y'],
      misses: ['rsync -a /a/ /b/', 'rsync -n --remove-source-files /a/ /b/'],
    }),
    harms('data_overwrite', 'high', {
      id: 'rsync.over_system',
      when: { test: (given, execution) => delicate(given, execution).length > 0 },
      targets: delicate,
      breadth: 'many',
      why: 'Writes over {target}, which the host or a database stands on.',
      matches: [
        'rsync -a /srv/restore/ /',
        'rsync -a backup/etc/ /etc/',
        'rsync -a host:/var/lib/mysql/ /var/lib/mysql/',
      ],
      misses: [
        'rsync -a /etc/ /srv/copies/etc/',
        'rsync -a / host:/srv/full/',
        'rsync -an backup/ /etc/',
        'rsync -a a/ /srv/b/',
        'rsync -a tool /usr/local/bin/',
      ],
    }),
    hides('high', {
      id: 'rsync.runs',
      when: {
        test: (given) =>
          ['-e', '--rsh']
            .flatMap((option) => given.valuesOf(option))
            .some(
              (word) =>
                !/^(\/usr\/bin\/)?(ssh|rsh)( |$)/.test(textOf(word)) ||
                /ProxyCommand|LocalCommand|;|\||`/.test(textOf(word)),
            ) ||
          given
            .valuesOf('--rsync-path')
            .some((word) => !/^(sudo (-n )?)?[\w/.-]*rsync$/.test(textOf(word)) || word.unknown),
      },
      targets: (given) =>
        ['-e', '--rsh', '--rsync-path'].flatMap((option) => given.valuesOf(option)).flatMap(({ values }) => values),
      why: 'rsync starts {target}.',
      matches: ["rsync -e 'sh -c x' a b:", "rsync --rsync-path='rm -rf /srv; rsync' a b:/x"],
      misses: ['rsync -e ssh a b:x', "rsync -e 'ssh -p 2222' a b:x", "rsync --rsync-path='sudo rsync' a b:x"],
    }),
  ],
  otherwise: 'reversible',
  why: 'Copies files; what has the same name is replaced by what is newer.',
};

export const RSYNC_PROGRAMS: readonly Program[] = [RSYNC];
