import type { Program, Rule } from '../program.js';
import { adds, harms, helps, textOf } from '../rule-kinds.js';
import { filesOf, GUARDED, isMade, isRecursive, isVital } from './paths.js';

const OWNERS: readonly Rule[] = [
  helps('chown', ['--help', '--version']),
  harms('permission_change', 'critical', {
    id: 'chown.recursive_vital',
    when: { test: (given) => isRecursive(given) && filesOf(given).some(isVital) },
    targets: (given) => filesOf(given).filter(isVital),
    targetKind: 'path',
    breadth: 'all',
    why: 'Changes the owners of everything below {target}; the earlier ones are written down nowhere.',
    matches: [
      'chown -R www-data /',
      'chown -R bob:bob /etc',
      'chgrp -R users /usr',
      'chown --recursive nobody /var/lib/postgresql',
    ],
    misses: ['chown -R bob /tmp/build', 'chown root:root /etc/motd'],
  }),
  harms('permission_change', 'high', {
    id: 'chown.recursive',
    when: { test: (given) => isRecursive(given) && filesOf(given).some((path) => !isVital(path) && !isMade(path)) },
    targets: (given) => filesOf(given).filter((path) => !isVital(path) && !isMade(path)),
    targetKind: 'path',
    breadth: 'many',
    why: 'Changes the owners of everything below {target}; the earlier ones are written down nowhere.',
    matches: ['chown -R www-data:www-data /var/www/html', 'chgrp -R media /srv/media/films'],
    misses: ['chown www-data /var/www/html/index.html', 'chown -R bob /tmp/build'],
  }),
  harms('permission_change', 'high', {
    id: 'chown.guarded',
    when: {
      test: (given) =>
        !isRecursive(given) &&
        filesOf(given).some((path) => GUARDED.test(path)) &&
        !/^(root|0)?(:(root|0|shadow|ssl-cert|wheel|adm)?)?$/.test(textOf(given.operands[0])),
    },
    targets: (given) => filesOf(given).filter((path) => GUARDED.test(path)),
    targetKind: 'path',
    why: 'The owner of {target} decides who gets into the host.',
    matches: ['chown nobody /etc/shadow', 'chown bob /etc/sudoers', 'chown www-data /etc'],
    misses: ['chown root:shadow /etc/shadow', 'chown root:root /etc/motd'],
  }),
  adds({
    id: 'chown.one',
    when: { minOperands: 1 },
    targets: filesOf,
    targetKind: 'path',
    why: 'Changes the owner of single files; undone by the earlier owner.',
    matches: [
      'chown www-data:www-data /var/www/html/index.html',
      'chown -R bob /tmp/build',
      'chgrp docker /srv/app/compose.yml',
    ],
    misses: ['chown --help'],
  }),
];

export const OWNERS_PROGRAMS: readonly Program[] = [
  {
    names: ['chown', 'chgrp', 'lchown'],
    style: {
      abbreviates: ['--recursive', '--reference', '--preserve-root', '--no-preserve-root', '--from'],
      valued: ['--reference', '--from'],
    },
    rules: OWNERS,
    otherwise: 'opaque',
    why: 'Changes owners of files.',
  },
];
