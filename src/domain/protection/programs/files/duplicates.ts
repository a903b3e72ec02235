import type { Program } from '../program.js';
import { harms, rehearses } from '../rule-kinds.js';

/** Files that are alike become one. */
export const DUPLICATES: readonly Program[] = [
  {
    names: ['hardlink', 'hadori', 'freedup', 'dupeguru'],
    style: {
      valued: [
        '-x',
        '--exclude',
        '-i',
        '--include',
        '-s',
        '--minimum-size',
        '-S',
        '--maximum-size',
        '-b',
        '--io-size',
        '-r',
        '--cache-size',
        '-y',
        '--method',
      ],
    },
    rules: [
      rehearses({
        id: 'hardlink.preview',
        when: { anyOption: ['-n', '--dry-run', '--help', '-h', '--version', '-V'] },
        why: 'Only says which files it would link.',
        matches: ['hardlink --dry-run /srv/mirror', 'hardlink -n -v /srv/mirror'],
        misses: ['hardlink /srv/mirror'],
      }),
      harms('data_overwrite', 'medium', {
        id: 'hardlink.links',
        when: { minOperands: 1 },
        breadth: 'many',
        why: 'Replaces files of {target} that are alike by one: who writes into it changes all of them.',
        matches: ['hardlink /srv/mirror', 'hardlink -t -o /srv/mirror'],
        misses: ['hardlink -n /srv/mirror'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Links files that are alike.',
  },
];
