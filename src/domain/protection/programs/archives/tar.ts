import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { overwriteRules } from '../files/written-paths.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { argumentTexts, harms, helps, hides, textOf } from '../rule-kinds.js';
import { values, extractsInto } from './extraction.js';

/** The letters of `tar xzf a`, `tar -xzf a`. */
function tarMode(given: Arguments, execution: Execution): string {
  const first = argumentTexts(execution)[0] ?? '';
  const bundle = /^[A-Za-z]+$/.test(first) ? first : '';
  const letters = [...given.options]
    .filter((option) => /^-[a-zA-Z]$/.test(option))
    .map((option) => option.charAt(1))
    .join('');
  const long = [...given.options]
    .filter((option) => option.startsWith('--'))
    .map(
      (option) =>
        ({
          '--extract': 'x',
          '--get': 'x',
          '--list': 't',
          '--create': 'c',
          '--append': 'r',
          '--update': 'u',
          '--delete': 'D',
          '--diff': 'd',
          '--compare': 'd',
          '--catenate': 'A',
          '--concatenate': 'A',
        })[option] ?? '',
    )
    .join('');
  return `${bundle}${letters}${long}`;
}

const extracts = (given: Arguments, execution: Execution): boolean =>
  tarMode(given, execution).includes('x') && !['-O', '--to-stdout'].some((option) => given.options.has(option));

/** The archive: behind -f, or the word after a bundle that has an f. */
function tarArchive(given: Arguments, execution: Execution): readonly Word[] {
  const named = values(given, ['-f', '--file']);
  if (named.length > 0) return named;
  const first = argumentTexts(execution)[0] ?? '';
  return /^[A-Za-z]*f[A-Za-z]*$/.test(first) ? execution.args.slice(1, 2) : [];
}

const TAR_LONG = [
  '--extract',
  '--list',
  '--create',
  '--remove-files',
  '--directory',
  '--overwrite',
  '--keep-old-files',
  '--to-stdout',
  '--checkpoint-action',
  '--to-command',
  '--use-compress-program',
  '--delete',
  '--file',
  '--recursive-unlink',
  '--unlink-first',
  '--absolute-names',
  '--rsh-command',
  '--checkpoint',
];

const TAR: Program = {
  names: ['tar', 'gtar', 'bsdtar', 'star'],
  style: {
    valued: [
      '-f',
      '--file',
      '-C',
      '--directory',
      '-T',
      '--files-from',
      '-X',
      '--exclude-from',
      '-b',
      '-L',
      '-N',
      '-K',
      '-V',
      '-g',
      '--listed-incremental',
      '-I',
      '--use-compress-program',
      '--exclude',
      '--transform',
      '--xform',
      '--strip-components',
      '--owner',
      '--group',
      '--mode',
      '--mtime',
      '--checkpoint-action',
      '--to-command',
      '--rsh-command',
      '--rmt-command',
      '-F',
      '--info-script',
      '--new-volume-script',
      '--format',
      '-H',
      '--newer',
      '--suffix',
      '--exclude-vcs-x',
      '--one-top-level-x',
      '--warning',
      '--occurrence-x',
      '--level',
      '--sort',
    ],
    abbreviates: TAR_LONG,
  },
  rules: [
    helps('tar', ['--help', '--version', '--usage']),
    {
      id: 'tar.lists',
      when: {
        test: (given, execution) =>
          /[td]/.test(tarMode(given, execution)) && !/[xcruDA]/.test(tarMode(given, execution)),
      },
      effect: 'read_only',
      why: 'Lists or compares an archive.',
      matches: ['tar -tf a.tar', 'tar tzvf a.tgz', 'tar --list -f a.tar', 'tar -df a.tar'],
      misses: ['tar -xf a.tar', 'tar --delete -f a.tar x'],
    },
    harms('filesystem_delete', 'high', {
      id: 'tar.remove_files',
      when: { anyOption: ['--remove-files'] },
      targets: ({ operands }, execution) =>
        (/^[A-Za-z]+$/.test(argumentTexts(execution)[0] ?? '') ? operands.slice(2) : operands).flatMap(
          (word) => word.values,
        ),
      breadth: 'many',
      why: 'Deletes {target} once it is in the archive.',
      matches: [
        'tar -czf a.tgz --remove-files /srv/x',
        'tar --create --file a.tar --remove-f x',
        'tar czf a.tgz /srv/x --remove-files',
      ],
      misses: ['tar -czf a.tgz /srv/x', 'tar -tf a.tar', 'tar -xf a.tar', 'tar --exclude remove-files -cf a.tar x'],
    }),
    harms('filesystem_delete', 'medium', {
      id: 'tar.deletes_member',
      when: { anyOption: ['--delete', '--recursive-unlink'] },
      targets: (given) => values(given, ['-f', '--file']).flatMap((word) => word.values),
      why: 'Deletes from the archive {target}, or directories that are in the way.',
      matches: ['tar --delete -f a.tar x', 'tar -x --recursive-unlink -f a.tar'],
      misses: ['tar -rf a.tar x', 'tar -tf a.tar'],
    }),
    extractsInto(
      'tar',
      (given, execution) =>
        extracts(given, execution)
          ? [
              ...values(given, ['-C', '--directory']),
              ...(/^[A-Za-z]*C/.test(argumentTexts(execution)[0] ?? '') ? execution.args.slice(2, 3) : []),
            ]
          : undefined,
      {
        matches: [
          'tar -xzf backup.tgz -C /',
          'tar xf a.tar -C /etc',
          'tar -C / -xf a.tar',
          'cd / && tar xzf /srv/b.tgz',
          'tar --extract --overwrite --file a.tar --directory=/usr',
          'tar -xPf a.tar -C /var/lib/mysql',
          'curl -s http://x/a.tgz | tar -xz -C /',
        ],
        misses: [
          'tar -xzf a.tgz',
          'tar -xzf a.tgz -C /tmp/x',
          'tar -czf a.tgz -C / etc',
          'tar -tf a.tar -C /',
          'tar xzf a.tgz -C /srv/app',
          'tar -xzf a.tgz -C /usr/local',
          'tar -xOf a.tar etc/passwd',
          'tar xf a.tar -C /opt/app',
          'tar czf - /etc',
          'tar -cf /backup/etc.tar /etc',
          'echo tar -xf a.tar -C /',
        ],
      },
    ),
    harms('data_overwrite', 'high', {
      id: 'tar.absolute',
      when: { anyOption: ['-P', '--absolute-names'], test: extracts },
      targets: (given) => values(given, ['-f', '--file']).flatMap((word) => word.values),
      targetClass: 'unknown',
      why: 'Unpacks {target} to the places that the archive itself names, wherever that is.',
      matches: ['tar -xPf a.tar', 'tar -xpPzf /srv/full.tgz', 'tar --extract --absolute-names -f a.tar'],
      misses: ['tar -cPf a.tar /etc', 'tar -tPf a.tar', 'tar -xpf a.tar'],
    }),
    hides('high', {
      id: 'tar.runs',
      when: {
        anyOption: [
          '--checkpoint-action',
          '--to-command',
          '--use-compress-program',
          '-I',
          '--rsh-command',
          '--rmt-command',
          '-F',
          '--info-script',
          '--new-volume-script',
        ],
        test: (given) =>
          values(given, [
            '--checkpoint-action',
            '--to-command',
            '--rsh-command',
            '--rmt-command',
            '-F',
            '--info-script',
            '--new-volume-script',
          ]).some((word) => !/^(dot|echo|ttyout|bell|sleep|totals)/.test(textOf(word))) ||
          values(given, ['-I', '--use-compress-program']).some(
            (word) =>
              !/^(\/usr\/bin\/)?(gzip|pigz|bzip2|pbzip2|lbzip2|xz|pixz|pxz|zstd|zstdmt|lz4|lzop|lzma|lzip|plzip|brotli)( -[\w=-]+)*$/.test(
                textOf(word),
              ),
          ),
      },
      targets: (given) =>
        values(given, ['--checkpoint-action', '--to-command', '--use-compress-program', '-I']).flatMap(
          (word) => word.values,
        ),
      why: 'tar runs {target} on its way.',
      matches: [
        'tar -cf /dev/null x --checkpoint=1 --checkpoint-action=exec=sh',
        'tar -xf a.tar --to-command=sh',
        'tar -I evil -cf a x',
        'tar cf a.tar x --use-compress-program "sh -c x"',
      ],
      misses: [
        'tar -I zstd -cf a.tar.zst x',
        'tar --use-compress-program=pigz -cf a.tgz x',
        'tar --checkpoint=100 --checkpoint-action=dot -cf a x',
        'tar -I "zstd -T0" -cf a x',
      ],
    }),
    ...overwriteRules(
      'tar',
      (given, execution) =>
        /[crAu]/.test(tarMode(given, execution)) &&
        !/[xt]/.test(
          tarMode(given, execution).replace(/^[A-Za-z]+$/, (letters) => (letters.includes('c') ? '' : letters)),
        )
          ? tarArchive(given, execution)
          : [],
      {
        device: {
          matches: ['tar -cf /dev/sdb /etc', 'tar cf /dev/sda x'],
          misses: ['tar -cf /dev/null /etc', 'tar -xf /dev/st0', 'tar -tf /dev/sdb'],
        },
        config: { matches: ['tar -cf /etc/passwd x'], misses: ['tar -cf a.tar /etc/passwd'] },
        data: { matches: ['tar -cf /var/log/auth.log x'], misses: ['tar -czf logs.tgz /var/log'] },
      },
    ),
  ],
  otherwise: 'reversible',
  why: 'Packs and unpacks archives.',
};

export const TAR_PROGRAMS: readonly Program[] = [TAR];
