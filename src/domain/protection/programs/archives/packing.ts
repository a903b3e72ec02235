import type { Program } from '../program.js';
import { argumentTexts, harms, helps, hides, rehearses, textOf } from '../rule-kinds.js';
import { values, extractsInto } from './extraction.js';

export const PACKING: readonly Program[] = [
  {
    names: ['zip', 'pkzip', 'zipcloak', 'zipnote', 'zipsplit'],
    style: { valued: ['-b', '-n', '-O', '-P', '-s', '-t', '-tt', '-x', '-i', '-TT'] },
    rules: [
      rehearses({
        id: 'zip.tests',
        when: { anyOption: ['-sf', '--show-files', '--help', '-h', '-v-x', '--version'] },
        why: 'Only shows.',
        matches: ['zip -sf a.zip', 'zip --help'],
        misses: ['zip -m a.zip x'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'zip.moves',
        when: { anyOption: ['-m', '--move'] },
        targets: 'all_but_first',
        why: 'Deletes {target} once it is in the archive.',
        matches: ['zip -m a.zip /srv/x', 'zip -rm a.zip docs', 'zip --move a.zip x'],
        misses: ['zip -r a.zip docs', 'zip -sf a.zip', 'unzip -l a.zip', 'zip -u a.zip x'],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'zip.deletes',
        when: { anyOption: ['-d', '--delete', '-FS', '--filesync'] },
        targets: 'first',
        why: 'Deletes from the archive {target}.',
        matches: ['zip -d a.zip x', 'zip --delete a.zip x'],
        misses: ['zip a.zip x'],
      }),
      hides('high', {
        id: 'zip.runs',
        when: { anyOption: ['-TT', '--unzip-command'] },
        why: 'zip runs a command to test the archive.',
        matches: ['zip -T -TT "sh -c x" a.zip x'],
        misses: ['zip -T a.zip x'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Packs archives.',
  },
  {
    names: [
      'unzip',
      '7z',
      '7za',
      '7zz',
      '7zr',
      'p7zip',
      'rar',
      'unrar',
      'unar',
      'atool',
      'aunpack',
      'dtrx',
      'unp',
      'arj',
      'lha',
      'unsquashfs',
      'cabextract',
      'ar',
      'rpm2archive',
      'apack',
      'als',
      'acat',
      'patool',
      'ouch',
      'zpaq',
      'jar',
    ],
    style: {
      singleDashLong: false,
      valued: ['-d', '-x', '-dest', '-o', '-P', '-C', '-f-x'].filter((option) => option !== '-o'),
    },
    rules: [
      rehearses({
        id: 'unzip.lists',
        when: {
          test: (given, { program }) =>
            (/^(unzip|unsquashfs|cabextract)$/.test(program ?? '') &&
              ['-l', '-t', '-v', '-Z', '-z', '-p', '-c', '-ll', '-s', '-lls', '--list', '--test', '-h', '--help'].some(
                (option) => given.options.has(option),
              )) ||
            (/^(7z|7za|7zz|7zr|rar|unrar|ar|jar|arj|lha|patool|ouch)$/.test(program ?? '') &&
              /^(l|t|v|i|lb|lt|vt|vb|b|h|p|list|test|tf|tvf|tv)$/.test(textOf(given.plain[0]))) ||
            ['als', 'acat'].includes(program ?? ''),
        },
        why: 'Lists or tests an archive.',
        matches: [
          'unzip -l a.zip',
          'unzip -t a.zip',
          '7z l a.7z',
          '7z t a.7z',
          'unrar l a.rar',
          'rar t a.rar',
          'unzip -p a.zip x',
          'jar tf a.jar',
          'ar t a.a',
        ],
        misses: ['unzip -o a.zip -d /etc', '7z d a.7z x'],
      }),
      extractsInto(
        'unzip',
        (given, execution) => {
          const { program } = execution;
          if (/^(7z|7za|7zz|7zr|p7zip|rar|unrar|arj|lha|ar)$/.test(program ?? '')) {
            if (!/^[xe]/.test(textOf(given.plain[0]))) return undefined;
            const into = argumentTexts(execution)
              .filter((text) => /^-o./.test(text))
              .map((text) => text.slice(2));
            const last = given.plain.slice(2).filter((word) => textOf(word).endsWith('/'));
            return [
              ...into.map((text) => ({ source: text, values: [text], unknown: false, glob: false, maySplit: false })),
              ...last,
            ];
          }
          return values(given, ['-d', '-C', '-dest']);
        },
        {
          matches: [
            'unzip -o a.zip -d /etc',
            'unzip a.zip -d /',
            '7z x a.7z -o/usr',
            'cd /etc && unzip -o /srv/a.zip',
            'unrar x a.rar /etc/',
            'unsquashfs -f -d / x.sqfs',
          ],
          misses: [
            'unzip a.zip',
            'unzip a.zip -d /srv/x',
            '7z x a.7z -o/srv/x',
            'unzip -l a.zip',
            '7z a a.7z /etc',
            'unrar x a.rar',
            'unzip -o a.zip -d /tmp/x',
            '7z l a.7z',
            'unzip a.zip -d /opt/app',
            'unar a.rar',
            'rar a a.rar /etc',
          ],
        },
      ),
      harms('filesystem_delete', 'high', {
        id: 'unzip.deletes',
        when: {
          test: (given, execution) =>
            /^(7z|7za|7zz|7zr|rar|ar|arj|lha)$/.test(execution.program ?? '') &&
            (/^(d|m|mf)$/.test(textOf(given.plain[0])) ||
              argumentTexts(execution).some((text) => /^-(sdel|df|dw|dr)$/.test(text))),
        },
        targets: 'all_but_first',
        why: 'Deletes {target}, from the archive or once it is in there.',
        matches: ['7z d a.7z x', '7z a -sdel a.7z /srv/x', 'rar m a.rar /srv/x', 'rar a -df a.rar x', 'ar d a.a x.o'],
        misses: ['7z a a.7z x', '7z l a.7z', 'rar a a.rar x', 'unrar x a.rar'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Unpacks archives.',
  },
  {
    names: ['cpio', 'bsdcpio', 'pax', 'afio', 'shar', 'uudecode'],
    style: {
      valued: ['-F', '--file', '-D', '--directory', '-I', '-O', '-H', '-E', '-R', '-f', '-C', '-o-x'].filter(
        (option) => option !== '-f',
      ),
    },
    rules: [
      helps('cpio', ['--help', '--version']),
      rehearses({
        id: 'cpio.lists',
        when: { anyOption: ['-t', '--list'] },
        why: 'Lists an archive.',
        matches: ['cpio -it < a.cpio', 'cpio -t -F a.cpio'],
        misses: ['cpio -id -D /etc < a.cpio'],
      }),
      extractsInto(
        'cpio',
        (given, execution) =>
          given.options.has('-i') ||
          given.options.has('--extract') ||
          given.options.has('-p') ||
          (execution.program === 'pax' && given.options.has('-r'))
            ? [...values(given, ['-D', '--directory']), ...(given.options.has('-p') ? given.operands.slice(-1) : [])]
            : undefined,
        {
          matches: ['cpio -idu -D / < a.cpio', 'cd / && cpio -idmv < a.cpio', 'find . | cpio -pdu /etc'],
          misses: ['cpio -id < a.cpio', 'cpio -it -D / < a.cpio', 'find . | cpio -o > a.cpio'],
        },
      ),
    ],
    otherwise: 'reversible',
    why: 'Packs and unpacks archives.',
  },
];
