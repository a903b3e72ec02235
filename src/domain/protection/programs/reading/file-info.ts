import type { Program } from '../program.js';
import { adds, harms, hides } from '../rule-kinds.js';
import { judgeOutputOptions, readers } from './outputs.js';

export const FILE_INFO: readonly Program[] = [
  readers('Shows what files there are and how they are.', [
    'ls ll la l dir vdir exa eza lsd stat readlink realpath basename dirname pwd namei pathchk',
    'getfacl lsattr getfattr getcap mountpoint findmnt filefrag du df dfc duf dust pydf di cloc',
    'tokei scc lsof lslocks lsfd inotifywait inotifywatch fatrace agedu isoinfo ldd nm readelf',
    'size objdump pkg-config trid',
  ]),
  readers('Finds where something is.', [
    'which whereis locate plocate mlocate slocate autojump zoxide command_not_found_handle',
  ]),
  readers('Shows what a picture, film or document is.', [
    'ffprobe mediainfo identify pdfinfo pdffonts exifprobe sndfile-info soxi zipinfo lsar lsdvd',
    'dvd-info',
  ]),
  {
    names: ['tree'],
    style: { valued: ['-o', '-L', '-P', '-I', '-H', '-T', '--filelimit'] },
    rules: [],
    judge: judgeOutputOptions('-o'),
    otherwise: 'read_only',
    why: 'Shows directories as a tree.',
  },
  {
    names: ['file'],
    style: { valued: ['-m', '-f', '-F', '-e', '-P'] },
    rules: [
      adds({
        id: 'file.compile',
        when: { anyOption: ['-C', '--compile'] },
        targets: 'none',
        why: 'Writes a compiled copy of the rules by which files are told apart.',
        matches: ['file -C -m magic'],
        misses: ['file /bin/ls', 'file -m magic x'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Says what kind of file it is.',
  },
  {
    names: [
      'updatedb',
      'mandb',
      'ldconfig',
      'update-mime-database',
      'update-desktop-database',
      'gtk-update-icon-cache',
      'fc-cache',
      'glib-compile-schemas',
      'depmod',
      'systemd-hwdb',
      'makewhatis',
      'catman',
      'newaliases',
      'postmap',
      'postalias',
    ],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Builds an index anew out of what is there.',
  },
  {
    names: ['mktemp', 'tempfile', 'sync', 'fsync'],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Makes a temporary file, or writes back what is in memory.',
  },
  {
    names: ['ncdu', 'gdu', 'ranger', 'nnn', 'lf', 'vifm', 'dua', 'broot', 'midnight-commander'],
    style: { valued: ['-o', '-f'] },
    rules: [
      hides('high', {
        id: 'ncdu.export',
        when: { anyOption: ['-e'], test: (_given, { program }) => program !== 'ncdu' && program !== 'gdu' },
        why: 'Edits or runs what it is given.',
        matches: ['ranger -e /etc/hosts'],
        misses: ['ncdu -x /', 'ncdu -e /'],
      }),
    ],
    judge: judgeOutputOptions('-o'),
    otherwise: 'read_only',
    why: 'Looks at files in a terminal; what a person then does there, that person does.',
  },
  {
    names: ['exiftool'],
    style: { singleDashLong: true, valued: ['-o', '-w'] },
    rules: [
      harms('data_overwrite', 'medium', {
        id: 'exiftool.change',
        when: {
          test: (_given, { args }) =>
            args.some((word) =>
              word.values.some((value) => /^-[\w:*]+[+-]?<?=/.test(value) && !value.startsWith('-api')),
            ),
        },
        why: 'Changes what is kept within {target}.',
        matches: ['exiftool -all= photo.jpg'],
        misses: ['exiftool photo.jpg', 'exiftool -DateTimeOriginal photo.jpg'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows what a picture says of itself.',
  },
];
