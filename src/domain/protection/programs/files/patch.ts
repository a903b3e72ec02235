import type { Program } from '../program.js';
import { rehearses } from '../rule-kinds.js';
import { overwriteRules } from './written-paths.js';

export const PATCH: readonly Program[] = [
  {
    names: ['patch'],
    style: {
      valued: [
        '-p',
        '--strip',
        '-i',
        '--input',
        '-d',
        '--directory',
        '-o',
        '--output',
        '-r',
        '--reject-file',
        '-B',
        '-F',
        '-V',
        '-z',
        '-Y',
        '-D',
        '-x',
      ],
    },
    rules: [
      rehearses({
        id: 'patch.preview',
        when: { anyOption: ['--dry-run', '-C', '--check', '--help', '-v', '--version'] },
        why: 'Only says whether it would fit.',
        matches: ['patch --dry-run -p1 < x.diff', 'patch --check -p1 < x.diff'],
        misses: ['patch -p1 < x.diff'],
      }),
      ...overwriteRules(
        'patch',
        (given) => [
          ...given.operands.slice(0, 1),
          ...given.valuesOf('-o'),
          ...given.valuesOf('--output'),
          ...given.valuesOf('-d'),
          ...given.valuesOf('--directory'),
        ],
        {
          device: { matches: ['patch /dev/sda x.diff'], misses: ['patch -p1 -i x.diff'] },
          config: {
            matches: ['patch /etc/ssh/sshd_config < x.diff', 'patch -p0 -d /etc -i x.diff'],
            misses: ['patch -p1 < x.diff', 'patch --dry-run /etc/fstab x.diff', 'patch -p1 -d src -i x.diff'],
          },
          data: { matches: ['patch /var/log/auth.log x.diff'], misses: ['patch a.txt x.diff'] },
        },
      ),
    ],
    otherwise: 'reversible',
    why: 'Applies a patch; with -R it is taken back.',
  },
];
