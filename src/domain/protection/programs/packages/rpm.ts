import type { Program } from '../program.js';
import { adds, harms, has, reads, rehearses } from '../rule-kinds.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';

/** Package managers whose verbs are options. */
export const RPM: readonly Program[] = [
  {
    names: ['rpm', 'rpmdb', 'rpmkeys'],
    style: {
      valued: [
        '--root',
        '-r',
        '--dbpath',
        '--qf',
        '--queryformat',
        '-D',
        '--define',
        '--prefix',
        '--relocate',
        '--rcfile',
        '-E',
        '--eval',
        '--excludepath',
      ],
    },
    rules: [
      rehearses({
        id: 'rpm.test',
        when: { anyOption: ['--test', '--help', '--version'] },
        ...NONE,
        why: 'Only looks whether it would work.',
        matches: ['rpm -e --test nginx'],
        misses: ['rpm -e nginx'],
      }),
      reads({
        id: 'rpm.query',
        when: {
          anyOption: ['-q', '--query', '-V', '--verify', '-K', '--checksig', '--eval', '-E', '--showrc', '--querytags'],
          noOption: ['-e', '--erase', '-F', '--freshen', '--rebuilddb', '--initdb'],
        },
        ...NONE,
        why: 'Shows packages.',
        matches: ['rpm -qa', 'rpm -qi erase', 'rpm -Va', 'rpm -q --changelog nginx'],
        misses: ['rpm -e nginx', 'rpm -Uvh x.rpm'],
      }),
      adds({
        id: 'rpm.add',
        when: {
          anyOption: [
            '-i',
            '--install',
            '-U',
            '--upgrade',
            '-F',
            '--freshen',
            '--import',
            '--rebuilddb',
            '--reinstall',
            '--setperms',
            '--setugids',
          ],
          test: (given) =>
            !has(
              given,
              '-q',
              '--query',
              '-e',
              '--erase',
              '--nodeps',
              '--force',
              '-V',
              '--oldpackage',
              '--replacefiles',
            ),
        },
        targetKind: 'package',
        why: 'Adds packages.',
        matches: ['rpm -ivh x.rpm', 'rpm -Uvh x.rpm', 'rpm --import key.asc'],
        misses: ['rpm -e nginx', 'rpm -qi nginx'],
      }),
      harms('package_removal', 'high', {
        id: 'rpm.force',
        when: {
          anyOption: ['-i', '-U', '-F', '--install', '--upgrade', '--initdb'],
          test: (given) =>
            !has(given, '-q', '--query') &&
            has(given, '--nodeps', '--force', '--oldpackage', '--replacefiles', '--initdb'),
        },
        targetKind: 'package',
        why: 'Goes on where packages would break each other.',
        matches: ['rpm -Uvh --force --nodeps x.rpm'],
        misses: ['rpm -Uvh x.rpm'],
      }),
      ...removalRules({
        program: 'rpm',
        holds: (given) => has(given, '-e', '--erase') && !has(given, '-q', '--query', '--eval'),
        sample: (name) => `rpm -e ${name}`.trim(),
        misses: ['rpm -qi nginx', 'rpm -Uvh nginx.rpm'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
];
