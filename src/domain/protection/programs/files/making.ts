import type { Program } from '../program.js';
import { harms, helps, hides, rehearses, textOf, textsOf } from '../rule-kinds.js';
import { classifyPath } from '../classify-path.js';
import { overwriteRules, whereWords } from './written-paths.js';

const LOCKS_OUT = /^\/(etc|run|var\/run)\/nologin$|^\/etc\/hosts\.deny$/;

/** Files below these are looked for by their name. */
const KEPT_BY_NAME = /^\/(etc|boot|usr|lib|lib64|bin|sbin)\//;
const renamedAway = whereWords(
  ({ operands }) => operands.slice(1),
  (path) => KEPT_BY_NAME.test(path) && classifyPath(path) !== 'rebuildable',
);

/** A pipe, a terminal, /dev/null and its like: no disk and no memory. */
function isPlainNode([, kind = '', major = '', minor = '']: readonly string[]): boolean {
  return kind === 'p' || (/^[cu]$/.test(kind) && (major === '5' || (major === '1' && /^[35789]$/.test(minor))));
}

/** New files, names, sizes. */
export const MAKING: readonly Program[] = [
  {
    names: [
      'mkdir',
      'gmkdir',
      'mkfifo',
      'link',
      'symlink',
      'mkdirhier',
      'makepp-dir',
      'install-info',
      'lockfile',
      'dotlockfile',
      'mkhomedir_helper',
      'setfattr',
      'stow',
      'update-alternatives-list',
      'detox-n',
      'z',
      'cpdir',
    ],
    style: {
      valued: ['-m', '--mode', '-Z', '--context', '-n', '-v', '-x', '-d', '-t'].filter(
        (option) => !['-v', '-n', '-Z'].includes(option),
      ),
    },
    rules: [],
    otherwise: 'reversible',
    why: 'Makes something new; nothing is written over.',
  },
  {
    names: ['mknod'],
    style: { valued: ['-m', '--mode', '-Z', '--context'] },
    rules: [
      hides('high', {
        id: 'mknod.names_device',
        when: { test: ({ operands }) => !isPlainNode(textsOf(operands)) },
        targets: 'first',
        targetKind: 'device',
        why: 'Makes {target} another name of a device, by which it can be written to.',
        matches: ['mknod /tmp/notes b 8 0', 'mknod x c 1 1'],
        misses: ['mknod /tmp/pipe p', 'mknod -m 666 /dev/null c 1 3'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes a special file.',
  },
  {
    names: ['touch', 'gtouch'],
    style: { valued: ['-d', '--date', '-r', '--reference', '-t', '--time'] },
    rules: [
      helps('touch'),
      harms('network_lockout', 'high', {
        id: 'touch.locks_out',
        when: { test: ({ operands }) => textsOf(operands).some((path) => LOCKS_OUT.test(path)) },
        targetKind: 'path',
        why: 'While {target} is there nobody but root may log in.',
        matches: ['touch /etc/nologin', 'touch /run/nologin'],
        misses: ['touch /srv/x', 'touch nologin', 'rm /etc/nologin', 'cat /etc/nologin'],
      }),
      hides('high', {
        id: 'touch.names_option',
        when: { test: ({ operands }) => textsOf(operands).some((path) => /(^|\/)--?[a-z]/i.test(path)) },
        targetKind: 'path',
        why: 'A file named {target} is an option to every program that is given all files of its directory.',
        matches: ["touch -- '--checkpoint=1'", "touch './-rf'"],
        misses: ['touch a-b', 'touch -t 202601010000 a'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Makes an empty file or sets a date; what is in a file stays.',
  },
  {
    names: ['truncate', 'gtruncate'],
    style: {
      valued: ['-s', '--size', '-r', '--reference'],
      abbreviates: ['--size', '--reference', '--no-create', '--io-blocks'],
    },
    rules: [
      helps('truncate'),
      harms('data_overwrite', 'high', {
        id: 'truncate.cuts',
        when: {
          test: (given) => {
            const sizes = [...given.valuesOf('-s'), ...given.valuesOf('--size')];
            return (
              sizes.length === 0 ||
              sizes.some(
                (word) =>
                  word.unknown ||
                  !/^([+>%]|\d+(\.\d+)?[KMGTP]i?B?$)/.test(textOf(word)) ||
                  textOf(word).startsWith('0'),
              )
            );
          },
        },
        why: 'Cuts {target}: what lies behind its new end is lost.',
        matches: [
          'truncate -s 0 /srv/app.bin',
          'truncate --size=0 report.txt',
          'truncate -s -1M x',
          'truncate -s 0 /var/log/syslog',
          'truncate -r small big',
          'truncate -cs 0 x',
        ],
        misses: [
          'truncate -s +1G x.img',
          'truncate -s 10G disk.img',
          'truncate --help',
          'truncate -s ">1M" x',
          'echo truncate -s 0 x',
          'ls truncate',
          'truncate -s 1T sparse.img',
          'fallocate -l 1G x',
          'stat truncate',
        ],
      }),
      ...overwriteRules(
        'truncate',
        (given) =>
          /^[+>%]/.test(textOf([...given.valuesOf('-s'), ...given.valuesOf('--size')][0])) ? [] : given.operands,
        {
          device: { matches: ['truncate -s 1G /dev/sda'], misses: ['truncate -s +1G x'] },
          config: { matches: ['truncate -s 0 /etc/fstab'], misses: ['truncate -s 1G x.img'] },
          data: { matches: ['truncate -s 1K /var/lib/mysql/ibdata1'], misses: ['truncate -s 1G x.img'] },
        },
      ),
    ],
    otherwise: 'reversible',
    why: 'Gives a file another size.',
  },
  {
    names: [
      'rename',
      'prename',
      'perl-rename',
      'file-rename',
      'rename.ul',
      'mmv',
      'detox',
      'vidir',
      'qmv',
      'brename',
      'f2',
      'krename',
      'convmv',
    ],
    style: { valued: ['-e', '-E', '-s', '-f', '-r', '-t'].filter((option) => !['-f', '-s', '-r'].includes(option)) },
    rules: [
      rehearses({
        id: 'rename.preview',
        when: { anyOption: ['-n', '--no-act', '--nono', '--dry-run', '--just-print', '--help', '--version'] },
        why: 'Only says how it would rename.',
        matches: ["rename -n 's/a/b/' *.txt", 'rename --no-act a b *.txt', 'detox -n *'],
        misses: ["rename 's/a/b/' /etc/*"],
      }),
      harms('data_overwrite', 'medium', {
        id: 'rename.forces',
        when: { anyOption: ['-f', '--force'] },
        targets: 'all_but_first',
        breadth: 'many',
        why: 'Renames files over others that have that name already.',
        matches: ["rename -f 's/a/b/' *.txt", "prename --force 's/.*/x/' *"],
        misses: ["rename 's/a/b/' *.txt", "rename -n -f 's/a/b/' *.txt"],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'rename.away',
        when: { test: renamedAway.test },
        targets: renamedAway.targets,
        why: 'Takes {target} from where the host or a service looks for it.',
        matches: ["rename 's/conf$/off/' /etc/apache2/sites-enabled/*.conf", "prename 's/^/x/' /etc/cron.d/*"],
        misses: ["rename 's/a/b/' *.txt", "rename -n 's/a/b/' /etc/nginx/*", "rename 's/JPG/jpg/' /srv/photos/*.JPG"],
      }),
      ...overwriteRules('rename', ({ operands }) => operands.slice(1), {
        device: { matches: ["rename 's/a/b/' /dev/sda"], misses: ["rename 's/a/b/' x"] },
        config: {
          matches: ["rename 's/conf/old/' /etc/ssh/sshd_config", 'rename .conf .off /etc/nginx/nginx.conf'],
          misses: ["rename 's/a/b/' *.txt", "rename -n 's/a/b/' /etc/nginx/*"],
        },
        data: { matches: ["rename 's/a/b/' /var/lib/mysql/ibdata1"], misses: ["rename 's/a/b/' *.jpg"] },
      }),
    ],
    otherwise: 'reversible',
    why: 'Renames files.',
  },
  {
    names: ['logrotate'],
    style: { valued: ['-s', '--state', '-l', '--log', '-m', '--mail'] },
    rules: [
      rehearses({
        id: 'logrotate.preview',
        when: { anyOption: ['-d', '--debug', '--help', '--version'] },
        why: 'With -d nothing is done.',
        matches: ['logrotate -d /etc/logrotate.conf', 'logrotate -df /etc/logrotate.conf'],
        misses: ['logrotate -f /etc/logrotate.conf'],
      }),
      harms('audit_tamper', 'medium', {
        id: 'logrotate.forces',
        when: { anyOption: ['-f', '--force'] },
        targetKind: 'log',
        breadth: 'many',
        why: 'Rotates every log now; the oldest ones are deleted before their time.',
        matches: ['logrotate -f /etc/logrotate.conf', 'logrotate -vf /etc/logrotate.conf'],
        misses: ['logrotate -d /etc/logrotate.conf', 'logrotate /etc/logrotate.conf'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Rotates logs when they are due.',
  },
];
