import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, textOf } from '../rule-kinds.js';
import { dashedModes, filesOf, GUARDED, isMade, isRecursive, isVital } from './paths.js';

const modeOf = (given: Arguments): string =>
  dashedModes(given).length > 0 ? (dashedModes(given)[0] ?? '') : textOf(given.operands[0]);

const opens = (mode: string): boolean =>
  (/^[0-7]?[0-7]{0,2}[2367]$/.test(mode) && mode.length >= 3 && !/^1777$/.test(mode)) ||
  /(^|,)[ugo]*[oa][ugo]*[+=][rxXst]*w/.test(mode) ||
  /(^|,)=[rx]*w/.test(mode);

const lends = (mode: string): boolean =>
  (/^0?[2-7][0-7]{3}$/.test(mode) && mode.replace(/^0(?=....)/, '').length === 4) ||
  /(^|,)[ugoa]*[+=][rwxX]*s/.test(mode);

const shuts = (mode: string): boolean =>
  /^0{1,4}$/.test(mode) ||
  /^-[rwx]+$/.test(mode) ||
  /(^|,)(a|ug?o?|ugo)?-[rwx]*[rx]/.test(mode) ||
  /(^|,)(a|u|ugo)=(,|$)/.test(mode) ||
  /^0?[0-3][0-7]{2}$/.test(mode);

/** Programs of the system: without the right to run them they are gone. */
const PROGRAM = /^\/(usr\/)?(local\/)?s?bin\/./;

const isUnrunnable = (path: string, mode: string): boolean => PROGRAM.test(path) && /^0?[0246][0-7]{2}$/.test(mode);

const CHMOD: readonly Rule[] = [
  helps('chmod', ['--help', '--version']),
  harms('permission_change', 'critical', {
    id: 'chmod.recursive_vital',
    when: { test: (given) => isRecursive(given) && filesOf(given).some(isVital) },
    targets: (given) => filesOf(given).filter(isVital),
    targetKind: 'path',
    breadth: 'all',
    why: 'Changes the modes of everything below {target}; the earlier ones are written down nowhere.',
    matches: ['chmod -R 777 /', 'chmod -R 755 /etc', 'chmod --recursive a-x /usr/bin', 'chmod 700 -R /home'],
    misses: ['chmod 644 /etc/motd', 'chmod -R 755 /tmp/build', 'chmod --help'],
  }),
  harms('permission_change', 'high', {
    id: 'chmod.recursive',
    when: { test: (given) => isRecursive(given) && filesOf(given).some((path) => !isVital(path) && !isMade(path)) },
    targets: (given) => filesOf(given).filter((path) => !isVital(path) && !isMade(path)),
    targetKind: 'path',
    breadth: 'many',
    why: 'Changes the modes of everything below {target}; the earlier ones are written down nowhere.',
    matches: ['chmod -R 775 /srv/media/films', 'chmod -R g+w /var/www/html'],
    misses: ['chmod 644 /srv/media/films/a.mkv', 'chmod -R 755 /tmp/build'],
  }),
  harms('permission_change', 'high', {
    id: 'chmod.open',
    when: {
      test: (given) =>
        !isRecursive(given) &&
        (opens(modeOf(given)) || lends(modeOf(given))) &&
        (lends(modeOf(given)) || filesOf(given).some((path) => !isMade(path))),
    },
    // What lends the rights of root is no less for standing in a temporary place.
    targetClass: 'ordinary',
    targets: filesOf,
    targetKind: 'path',
    why: 'Lets everybody write to {target}, or lends the rights of its owner to who runs it.',
    matches: [
      'chmod 777 /srv/app',
      'chmod o+w /etc/cron.d/job',
      'chmod u+s /usr/local/bin/tool',
      'chmod 4755 /usr/bin/find',
      'chmod a+rwx /srv/data',
    ],
    misses: [
      'chmod 644 /srv/app/a.txt',
      'chmod +x /srv/run.sh',
      'chmod 755 /usr/local/bin/tool',
      'chmod u+w a.txt',
      'chmod 1777 /tmp',
    ],
  }),
  harms('permission_change', 'high', {
    id: 'chmod.shut',
    when: {
      test: (given) =>
        !isRecursive(given) &&
        !opens(modeOf(given)) &&
        filesOf(given).some((path) => isVital(path) && (shuts(modeOf(given)) || isUnrunnable(path, modeOf(given)))),
    },
    targets: (given) => filesOf(given).filter(isVital),
    targetKind: 'path',
    why: 'Nobody may read or run {target} any more.',
    matches: [
      'chmod 000 /etc/shadow',
      'chmod 600 /bin/bash',
      'chmod -x /usr/sbin/sshd',
      'chmod a-rwx /bin/bash',
      'chmod 000 /home',
    ],
    misses: ['chmod 600 /root/.ssh/id_ed25519', 'chmod -x /srv/run.sh', 'chmod go-rwx /root/.ssh'],
  }),
  harms('permission_change', 'high', {
    id: 'chmod.guarded',
    when: {
      test: (given) =>
        !isRecursive(given) &&
        filesOf(given).some((path) => GUARDED.test(path)) &&
        !/^(0?(600|400|700|440|640|1777))$/.test(modeOf(given)),
    },
    targets: (given) => filesOf(given).filter((path) => GUARDED.test(path)),
    targetKind: 'path',
    why: 'The mode of {target} decides who gets into the host.',
    matches: ['chmod 644 /etc/shadow', 'chmod 644 /etc/sudoers', 'chmod 755 /root'],
    misses: ['chmod 600 /etc/shadow', 'chmod 644 /etc/motd'],
  }),
  adds({
    id: 'chmod.one',
    when: { test: (given) => filesOf(given).length > 0 },
    targets: filesOf,
    targetKind: 'path',
    why: 'Changes the mode of single files; undone by the earlier mode.',
    matches: [
      'chmod +x deploy.sh',
      'chmod 600 /root/.ssh/authorized_keys',
      'chmod 644 /etc/nginx/conf.d/a.conf',
      'chmod -R 755 /tmp/build',
      'chmod -x notes.txt',
    ],
    misses: ['chmod --help'],
  }),
];

export const MODES: readonly Program[] = [
  {
    names: ['chmod'],
    style: {
      abbreviates: ['--recursive', '--reference', '--preserve-root', '--no-preserve-root'],
      valued: ['--reference'],
    },
    rules: CHMOD,
    otherwise: 'opaque',
    why: 'Changes modes of files.',
  },
];
