import type { Program } from '../program.js';
import { adds, harms, has, helps, rehearses, valuesOf } from '../rule-kinds.js';
import { USER } from './account-words.js';

/** Options of usermod that shut somebody out or give somebody rights. */
const USERMOD_HARM = [
  '-L',
  '--lock',
  '-e',
  '--expiredate',
  '-s',
  '--shell',
  '-d',
  '--home',
  '-m',
  '--move-home',
  '-u',
  '--uid',
  '-l',
  '--login',
  '-p',
  '--password',
  '-R',
  '-r',
  '--remove',
  '-o',
  '--non-unique',
  '-f',
];

export const ACCOUNTS: readonly Program[] = [
  {
    names: ['userdel', 'deluser', 'delgroup', 'groupdel'],
    style: { valued: ['-R', '--root', '-P', '--prefix', '--conf', '--backup-to'] },
    rules: [
      helps('userdel', ['--help', '-h', '--version']),
      harms('user_account', 'critical', {
        id: 'userdel.with_home',
        when: { anyOption: ['-r', '--remove', '--remove-home', '--remove-all-files', '-f', '--force'], minOperands: 1 },
        targets: 'first',
        ...USER,
        why: 'Removes {target} with all files in the home directory.',
        matches: ['userdel -r bob', 'deluser --remove-home bob', 'userdel -rf bob', 'deluser --remove-all-files bob'],
        misses: ['userdel bob', 'userdel --help'],
      }),
      harms('user_account', 'high', {
        id: 'userdel.remove',
        when: { minOperands: 1 },
        targets: 'first',
        ...USER,
        why: 'Removes {target}, or takes them out of a group.',
        matches: ['userdel bob', 'groupdel media', 'deluser bob sudo', 'delgroup media'],
        misses: ['userdel --help', 'id bob'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Removes users and groups.',
  },
  {
    names: ['useradd', 'adduser', 'groupadd', 'addgroup', 'newusers', 'groupmems', 'newgrp', 'sg'],
    style: {
      valued: [
        '-G',
        '--groups',
        '-g',
        '--gid',
        '-s',
        '--shell',
        '-d',
        '--home',
        '--home-dir',
        '-u',
        '--uid',
        '-c',
        '--comment',
        '-p',
        '--password',
        '-e',
        '--expiredate',
        '-k',
        '--skel',
        '--ingroup',
        '--gecos',
        '-a',
        '-K',
        '--firstuid',
        '-h',
      ],
    },
    rules: [
      rehearses({
        id: 'useradd.show',
        when: {
          test: (given) =>
            has(given, '--help', '--version') ||
            (has(given, '-D', '--defaults') && !has(given, '-s', '-b', '-g', '-e', '-f')),
        },
        targets: 'none',
        why: 'Prints how it is used, or the defaults.',
        matches: ['useradd -D', 'adduser --help'],
        misses: ['useradd bob'],
      }),
      harms('user_account', 'high', {
        id: 'useradd.root',
        when: { test: (given) => has(given, '-o', '--non-unique') || valuesOf(given, ['-u', '--uid']).includes('0') },
        targets: 'first',
        ...USER,
        why: 'Makes a second root.',
        matches: ['useradd -o -u 0 bob', 'useradd -u 0 -o toor'],
        misses: ['useradd -m bob', 'adduser bob sudo'],
      }),
      adds({
        id: 'useradd.add',
        when: {
          minOperands: 1,
          test: (given) => !has(given, '-o', '--non-unique') && !valuesOf(given, ['-u', '--uid']).includes('0'),
        },
        targets: 'first',
        targetKind: 'user',
        why: 'Adds a user, a group or a member; undone by removing it.',
        matches: ['useradd -m -s /bin/bash bob', 'adduser userdel', 'groupadd media', 'adduser bob docker'],
        misses: ['useradd -o -u 0 bob', 'useradd -D'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Adds users and groups.',
  },
  {
    names: ['usermod', 'groupmod'],
    style: {
      valued: [
        '-G',
        '--groups',
        '-g',
        '--gid',
        '-s',
        '--shell',
        '-d',
        '--home',
        '-u',
        '--uid',
        '-c',
        '--comment',
        '-e',
        '--expiredate',
        '-f',
        '--inactive',
        '-l',
        '--login',
        '-p',
        '--password',
        '-R',
        '--root',
        '-v',
        '-V',
        '-w',
        '-W',
        '-n',
        '--new-name',
      ],
    },
    rules: [
      helps('usermod', ['--help', '-h']),
      harms('user_account', 'high', {
        id: 'usermod.harm',
        when: {
          test: (given) =>
            USERMOD_HARM.some((option) => given.options.has(option)) ||
            (has(given, '-G', '--groups') && !has(given, '-a', '--append')) ||
            has(given, '-g', '--gid', '-n', '--new-name'),
        },
        targets: 'last',
        ...USER,
        why: 'Shuts {target} out, takes groups away, or changes who they are.',
        matches: [
          'usermod -L bob',
          'usermod -G media bob',
          'usermod -s /usr/sbin/nologin bob',
          'usermod -u 0 -o bob',
          'usermod -l robert bob',
          'groupmod -n film media',
          'usermod --expiredate 1 bob',
        ],
        misses: ['usermod -aG docker bob', 'usermod -U bob', "usermod -c 'locked -L' bob"],
      }),
      adds({
        id: 'usermod.add',
        when: {
          test: (given) =>
            !USERMOD_HARM.some((option) => given.options.has(option)) &&
            !(has(given, '-G', '--groups') && !has(given, '-a', '--append')) &&
            !has(given, '-g', '--gid', '-n', '--new-name'),
        },
        targets: 'last',
        targetKind: 'user',
        why: 'Adds {target} to groups, or lets them in again.',
        matches: ['usermod -aG docker bob', 'usermod -U bob', "usermod -c 'Bob' bob"],
        misses: ['usermod -L bob', 'usermod -G media bob'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes users and groups.',
  },
];
