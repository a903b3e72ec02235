import type { Program } from '../program.js';
import { adds, harms, has, rehearses } from '../rule-kinds.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';

/** Package managers whose verbs are options. */
export const PACMAN: readonly Program[] = [
  {
    names: ['pacman', 'yay', 'paru', 'pikaur', 'trizen', 'yaourt', 'pacaur', 'aura'],
    style: {
      valued: [
        '-b',
        '--dbpath',
        '-r',
        '--root',
        '--config',
        '--cachedir',
        '--gpgdir',
        '--logfile',
        '--arch',
        '--ignore',
        '--assume-installed',
        '--print-format',
        '--overwrite',
        '--color',
      ],
    },
    rules: [
      rehearses({
        id: 'pacman.print',
        when: {
          anyOption: ['-p', '--print', '-h', '--help', '-V', '--version'],
          test: (given) =>
            has(given, '--print', '--help', '--version', '-h') ||
            (has(given, '-V') && given.plain.length === 0) ||
            (has(given, '-p') && has(given, '-S', '-R', '-U')),
        },
        ...NONE,
        why: 'Only says what it would do.',
        matches: ['pacman -Rs --print nginx', 'pacman -Sp nginx'],
        misses: ['pacman -R nginx', 'pacman -Rns nginx'],
      }),
      rehearses({
        id: 'pacman.query',
        when: {
          noOption: ['--remove'],
          test: (given) =>
            has(given, '-Q', '--query', '-F', '--files', '-T', '--deptest') ||
            (has(given, '-S', '--sync') &&
              has(given, '-s', '--search', '-i', '--info', '-l', '--list', '-g', '--groups') &&
              !has(given, '-y', '-u', '-R')) ||
            (has(given, '-P') && !has(given, '-S', '-R')),
        },
        ...NONE,
        why: 'Shows packages.',
        matches: ['pacman -Q', 'pacman -Qi nginx', 'pacman -Ss remove', 'pacman -Ql R', 'pacman -F /bin/ls'],
        misses: ['pacman -R nginx', 'pacman -Syu'],
      }),
      adds({
        id: 'pacman.add',
        when: {
          test: (given) =>
            (has(given, '-S', '--sync', '-U', '--upgrade', '-D', '--database', '-G') ||
              (given.plain.length === 0 && given.options.size === 0)) &&
            !has(given, '-R', '--remove', '-Q') &&
            !(has(given, '-S', '--sync') && has(given, '-c', '--clean')) &&
            ![...given.options].some((option) => /^--(overwrite|nodeps)|^-d$|^-dd$/.test(option) && !has(given, '-D')),
        },
        targetKind: 'package',
        why: 'Adds packages, or newer versions of them; the earlier ones are in the cache.',
        matches: ['pacman -S nginx', 'pacman -Syu --noconfirm', 'pacman -U x.pkg.tar.zst'],
        misses: ['pacman -R nginx', 'pacman -Scc'],
      }),
      harms('package_removal', 'medium', {
        id: 'pacman.clean',
        when: {
          test: (given) =>
            (has(given, '-S', '--sync') && has(given, '-c', '--clean')) ||
            (has(given, '-S', '-U') && (has(given, '--overwrite', '--nodeps', '-d') || has(given, '-dd'))),
        },
        ...NONE,
        why: 'Deletes the earlier versions that one could go back to, or goes on where packages would break each other.',
        matches: ['pacman -Scc', 'pacman -Sc --noconfirm', "pacman -S --overwrite '*' nginx"],
        misses: ['pacman -S nginx', 'pacman -Qc nginx'],
      }),
      ...removalRules({
        program: 'pacman',
        holds: (given) => has(given, '-R', '--remove'),
        sample: (name) => `pacman -Rns ${name}`.trim(),
        misses: ['pacman -Qi nginx', 'pacman -S nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
];
