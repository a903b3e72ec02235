import type { Program } from '../program.js';
import { adds, harms, rehearses, textOf, textsOf, valuesOf } from '../rule-kinds.js';
import { GUARDED, isRecursive } from './paths.js';

export const ATTRIBUTES: readonly Program[] = [
  {
    names: ['setfacl'],
    style: { valued: ['-m', '--modify', '-x', '--remove', '-M', '-X', '--set', '--set-file', '--restore'] },
    rules: [
      rehearses({
        id: 'setfacl.test',
        when: { anyOption: ['--test', '--help', '--version', '-v', '-h'] },
        targets: 'none',
        why: 'Only shows what the rights would be.',
        matches: ['setfacl --test -b /srv'],
        misses: ['setfacl -b /srv'],
      }),
      harms('permission_change', 'high', {
        id: 'setfacl.lose',
        when: {
          test: (given) =>
            [
              '-b',
              '--remove-all',
              '-k',
              '--remove-default',
              '-x',
              '--remove',
              '--set',
              '--set-file',
              '--restore',
              '-X',
              '-M',
            ].some((option) => given.options.has(option)) ||
            isRecursive(given) ||
            valuesOf(given, ['-m', '--modify']).some((entry) => /(^|,)(d:)?(o|other)::?[r-]*w/.test(entry)) ||
            textsOf(given.operands).some((path) => GUARDED.test(path)),
        },
        targetKind: 'path',
        why: 'Takes rights away, opens {target} to everybody, or changes a whole tree.',
        matches: [
          'setfacl -b /srv/share',
          'setfacl -R -m u:bob:rwx /srv',
          'setfacl -m o::rw /srv/a',
          'setfacl --restore=acl.txt',
        ],
        misses: ['setfacl -m u:bob:r /srv/a.txt', 'getfacl -R /srv'],
      }),
      adds({
        id: 'setfacl.add',
        when: { anyOption: ['-m', '--modify'] },
        targetKind: 'path',
        why: 'Gives one more somebody a right; -x undoes it.',
        matches: ['setfacl -m u:bob:r /srv/a.txt'],
        misses: ['setfacl --test -b /srv'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes who may do what with files.',
  },
  {
    names: ['chattr'],
    style: { valued: ['-v', '-p'] },
    rules: [
      harms('permission_change', 'high', {
        id: 'chattr.remove',
        when: {
          test: (given) =>
            [...given.options].some((option) => /^-[a-zA-Z]*[iaA]/.test(option) && !/^-R+[fV]*$/.test(option)) ||
            textsOf(given.operands).some((text) => text.startsWith('=')),
        },
        targets: (given) => textsOf(given.operands).filter((text) => !/^[+=]/.test(text)),
        targetKind: 'path',
        why: 'Takes the protection against changes from {target}.',
        matches: ['chattr -i /etc/passwd', 'chattr -R -i /srv/backups', 'chattr -a /var/log/audit/audit.log'],
        misses: ['chattr +i /etc/resolv.conf', 'lsattr /etc'],
      }),
      harms('permission_change', 'high', {
        id: 'chattr.freeze',
        when: {
          test: (given) =>
            textsOf(given.operands).some((text) => /^\+[a-zA-Z]*[i]/.test(text)) &&
            (given.options.has('-R') || textsOf(given.operands).some((path) => GUARDED.test(path) && path !== '')),
        },
        targets: (given) => textsOf(given.operands).filter((text) => !/^[+=]/.test(text)),
        targetKind: 'path',
        why: 'Nothing may change {target} any more, updates neither.',
        matches: ['chattr -R +i /etc', 'chattr +i /etc/shadow'],
        misses: ['chattr +i /etc/resolv.conf'],
      }),
      adds({
        id: 'chattr.add',
        when: { test: (given) => textsOf(given.operands).some((text) => text.startsWith('+')) },
        targets: (given) => textsOf(given.operands).filter((text) => !/^[+=]/.test(text)),
        targetKind: 'path',
        why: 'Protects {target}; undone by minus.',
        matches: ['chattr +i /etc/resolv.conf', 'chattr +C /srv/vm'],
        misses: ['chattr -V'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Changes the attributes of files.',
  },
  {
    names: ['chcon', 'restorecon', 'setfiles', 'fixfiles', 'semanage-fcontext'],
    style: {
      valued: ['-u', '-r', '-t', '-l', '--type', '--user', '--role', '--range', '--reference', '-e', '-f', '-o'],
    },
    rules: [
      rehearses({
        id: 'restorecon.test',
        when: {
          test: (given, execution) =>
            (['-n', '--help', '--version'].some((option) => given.options.has(option)) &&
              execution.program !== 'chcon') ||
            /^(check|verify)$/.test(textOf(given.operands[0])),
        },
        targets: 'none',
        why: 'Only shows what would change.',
        matches: ['restorecon -nRv /etc', 'fixfiles check'],
        misses: ['restorecon -Rv /var/www'],
      }),
      adds({
        id: 'restorecon.restore',
        when: { test: (_given, execution) => /^(restorecon|setfiles|fixfiles)$/.test(execution.program ?? '') },
        targetKind: 'path',
        why: 'Gives files the labels that the policy has for them.',
        matches: ['restorecon -Rv /var/www'],
        misses: ['restorecon -n /etc'],
      }),
      harms('permission_change', 'high', {
        id: 'chcon.recursive',
        when: {
          test: (given, execution) =>
            execution.program === 'chcon' &&
            (isRecursive(given) || textsOf(given.operands).some((path) => GUARDED.test(path))),
        },
        targetKind: 'path',
        why: 'Gives a whole tree labels that the policy does not know.',
        matches: ['chcon -R -t httpd_sys_content_t /srv', 'chcon -t tmp_t /etc/shadow'],
        misses: ['chcon -t httpd_sys_content_t /srv/www/index.html'],
      }),
      adds({
        id: 'chcon.one',
        when: { test: (given, execution) => execution.program === 'chcon' && !isRecursive(given) },
        targetKind: 'path',
        why: 'Changes a label; restorecon undoes it.',
        matches: ['chcon -t httpd_sys_content_t /srv/www/index.html'],
        misses: ['restorecon -n /etc'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes the security labels of files.',
  },
  {
    names: ['setcap', 'capsh'],
    style: { valued: ['-n'] },
    rules: [
      rehearses({
        id: 'setcap.look',
        when: { anyOption: ['--print', '--help', '-h', '-v', '--decode'] },
        targets: 'none',
        why: 'Shows or checks capabilities.',
        matches: ['capsh --print'],
        misses: ['setcap cap_setuid+ep /usr/bin/python3'],
      }),
      harms('permission_change', 'high', {
        id: 'setcap.set',
        when: {
          test: (given) =>
            !/^cap_net_(bind_service|raw)[=+]+\w+$/.test(textOf(given.operands[0])) || given.options.has('-r'),
        },
        targets: 'last',
        targetKind: 'path',
        why: 'Gives {target} rights of root, or takes them from it.',
        matches: ['setcap cap_setuid+ep /usr/bin/python3', 'setcap -r /usr/bin/ping'],
        misses: ['setcap cap_net_bind_service=+ep /usr/local/bin/web', 'getcap /usr/bin/ping'],
      }),
      adds({
        id: 'setcap.bind',
        when: { test: (given) => /^cap_net_(bind_service|raw)[=+]+\w+$/.test(textOf(given.operands[0])) },
        targets: 'last',
        targetKind: 'path',
        why: 'Lets a program listen on a low port; -r undoes it.',
        matches: ['setcap cap_net_bind_service=+ep /usr/local/bin/web'],
        misses: ['setcap -r /usr/bin/ping', 'capsh --print'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Gives rights of root to programs.',
  },
];
