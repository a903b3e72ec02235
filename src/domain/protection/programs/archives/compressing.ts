import { overwriteRules, placePath } from '../files/written-paths.js';
import type { Program } from '../program.js';
import { harms, rehearses } from '../rule-kinds.js';
import { isDelicate, values } from './extraction.js';

const KEEPS = [
  '-k',
  '--keep',
  '-c',
  '--stdout',
  '--to-stdout',
  '-t',
  '--test',
  '-l',
  '--list',
  '-L',
  '--license',
  '-h',
  '--help',
  '-H',
  '-V',
  '--version',
  '--robot',
];

const COMPRESSING: Program = {
  names: [
    'gzip',
    'gunzip',
    'pigz',
    'unpigz',
    'bzip2',
    'bunzip2',
    'pbzip2',
    'lbzip2',
    'xz',
    'unxz',
    'lzma',
    'unlzma',
    'pixz',
    'lzip',
    'plzip',
    'lzop',
    'compress',
    'uncompress',
    'zstd',
    'unzstd',
    'zstdmt',
    'lz4',
    'unlz4',
    'brotli',
    'unbrotli',
    'lrzip',
  ],
  style: {
    valued: [
      '-S',
      '--suffix',
      '-b',
      '-p',
      '--processes',
      '-T',
      '--threads',
      '-o',
      '--output',
      '-D',
      '-M',
      '--memlimit',
      '--files',
      '--format',
      '-F',
      '-C',
      '--check',
      '-m',
      '--output-dir-flat',
      '-w',
      '-q',
    ].filter((option) => option !== '-q' && option !== '-F'),
  },
  rules: [
    rehearses({
      id: 'gzip.tests',
      when: {
        anyOption: ['-t', '--test', '-l', '--list', '-h', '--help', '-V', '--version', '-L', '--license'],
        test: ({ options }) => !options.has('--rm'),
      },
      why: 'Tests or lists.',
      matches: ['gzip -t a.gz', 'gzip -l a.gz', 'xz --list a.xz', 'zstd --test a.zst', 'bzip2 -t a.bz2'],
      misses: ['gzip a.txt'],
    }),
    harms('data_overwrite', 'medium', {
      id: 'gzip.takes_away',
      when: {
        test: (given, execution) =>
          !KEEPS.some((option) => given.options.has(option)) &&
          !/^(zstd|zstdmt|unzstd|lz4|unlz4|brotli)$/.test(execution.program ?? '') &&
          given.operands.some((word) => word.values.some((value) => isDelicate(placePath(value, execution)))),
      },
      targets: (given, execution) =>
        given.operands.flatMap((word) => word.values.filter((value) => isDelicate(placePath(value, execution)))),
      why: 'Takes {target} away and leaves a compressed file instead.',
      matches: ['gzip /etc/fstab', 'xz /var/lib/mysql/ibdata1', 'gzip -r /etc'],
      misses: [
        'gzip -k /etc/fstab',
        'gzip -c /etc/fstab > x.gz',
        'gzip notes.txt',
        'gzip -t a.gz',
        'zstd /etc/fstab',
        'gzip --keep /etc/fstab',
        'gzip /var/log/app.log.1',
        'gzip -9 dump.sql',
        'xz -k /etc/hosts',
        'gunzip -c a.gz',
        'bzip2 big.iso',
      ],
    }),
    harms('filesystem_delete', 'medium', {
      id: 'gzip.removes',
      when: { anyOption: ['--rm'] },
      why: 'Deletes {target} once it is compressed.',
      matches: ['zstd --rm big.sql', 'lz4 --rm /srv/x'],
      misses: ['zstd big.sql', 'zstd -k big.sql'],
    }),
    ...overwriteRules('gzip', (given) => values(given, ['-o', '--output']), {
      device: { matches: ['zstd -d image.zst -o /dev/sdb'], misses: ['zstd x -o x.zst'] },
      config: { matches: ['zstd -d -f x.zst -o /etc/fstab'], misses: ['zstd x -o x.zst'] },
      data: { matches: ['zstd -d x.zst -o /var/lib/mysql/ibdata1'], misses: ['zstd x -o x.zst'] },
    }),
  ],
  otherwise: 'reversible',
  why: 'Compresses files; decompressing undoes it.',
};

export const COMPRESSING_PROGRAMS: readonly Program[] = [COMPRESSING];
