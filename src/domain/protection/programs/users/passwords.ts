import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { USER } from './account-words.js';
import { DOMAIN_RULES } from './domain-rules.js';

const shutsOut = (given: Arguments): boolean =>
  valuesOf(given, ['-s', '--shell']).some((shell) => /\/(nologin|false|true|null)$/.test(shell));

export const PASSWORDS: readonly Program[] = [
  {
    names: [
      'passwd',
      'chpasswd',
      'chgpasswd',
      'gpasswd',
      'chage',
      'chsh',
      'chfn',
      'pwconv',
      'pwunconv',
      'grpconv',
      'grpunconv',
      'faillock',
      'pam_tally2',
      'smbpasswd',
      'pdbedit',
      'kadmin',
      'kadmin.local',
      'samba-tool',
      'ipa',
      'ldapdelete',
      'ldapmodify',
      'ldapadd',
      'dsconf',
      'authselect',
      'pam-auth-update',
    ],
    style: {
      valued: [
        '-n',
        '-x',
        '-w',
        '-i',
        '-R',
        '-E',
        '-I',
        '-m',
        '-M',
        '-W',
        '--shell',
        '-a',
        '-A',
        '-D',
        '-H',
        '-b',
        '-f',
        '-q',
        '-c',
        '-s',
      ],
    },
    rules: [
      ...DOMAIN_RULES,
      reads({
        id: 'passwd.look',
        when: {
          test: (given, execution) =>
            has(given, '-S', '--status', '--help', '--list-shells') ||
            (/^(chage|faillock|pam_tally2|pdbedit)$/.test(execution.program ?? '') &&
              (has(given, '-l', '--list', '-L') || (execution.program === 'faillock' && !has(given, '--reset')))) ||
            /^(domain (info|level show|passwordsettings show)|dns (query|zonelist|zoneinfo)|drs showrepl|fsmo show|gpo list\w*|computer list|ou list|user list|group list|user show|user-find|user-show|list_principals|get_principal|current|check|show|test|list)/.test(
              textsOf(given.plain).join(' '),
            ) ||
            (execution.program === 'chsh' && has(given, '-l')),
        },
        targets: 'none',
        why: 'Shows how accounts are.',
        matches: ['passwd -S bob', 'chage -l bob', 'faillock --user bob', 'pdbedit -L'],
        misses: ['passwd -l bob', 'chage -E 0 bob', 'passwd -d bob'],
      }),
      harms('user_account', 'high', {
        id: 'passwd.lock',
        when: {
          test: (given, execution) =>
            !has(given, '-S', '--status', '--help') &&
            ((/^(passwd|smbpasswd|chage|gpasswd)$/.test(execution.program ?? '') &&
              has(
                given,
                '-l',
                '--lock',
                '-d',
                '--delete',
                '-e',
                '--expire',
                '-x',
                '-E',
                '-I',
                '-r',
                '--remove-password',
                '-R',
                '-M',
                '--members',
                '-A',
                '--administrators',
                '-m',
                '-W',
                '--maxdays',
                '--inactive',
                '--expiredate',
              ) &&
              !(execution.program === 'chage' && has(given, '-l', '--list'))) ||
              /^(pwunconv|grpunconv|ldapdelete|ldapmodify|authselect|pam-auth-update)$/.test(execution.program ?? '') ||
              (execution.program === 'pdbedit' && has(given, '-x', '-r')) ||
              /\b(delete|del|disable|user-del|group-del|user-disable|delete_principal|delprinc|delpol|remove|removemembers|host-del|demote|setpassword|ktremove)\b/.test(
                textsOf(given.plain).join(' ') + valuesOf(given, ['-q']).join(' '),
              )),
        },
        targets: 'last',
        ...USER,
        why: 'Shuts {target} out, or lets them in without a password.',
        matches: [
          'passwd -l bob',
          'passwd -d root',
          'chage -E 0 bob',
          'gpasswd -d bob sudo',
          'passwd --expire bob',
          'smbpasswd -x bob',
          'samba-tool user delete bob',
          'pwunconv',
        ],
        misses: ['passwd -S bob', 'chage -l bob', 'gpasswd -a bob docker'],
      }),
      harms('credential_removal', 'high', {
        id: 'passwd.change',
        when: {
          test: (given, execution) =>
            /^(passwd|chpasswd|chgpasswd|smbpasswd)$/.test(execution.program ?? '') &&
            !has(
              given,
              '-S',
              '--status',
              '--help',
              '-l',
              '--lock',
              '-d',
              '--delete',
              '-e',
              '--expire',
              '-u',
              '--unlock',
              '-x',
              '-n',
              '-w',
              '-i',
              '-a',
            ),
        },
        targets: 'last',
        ...USER,
        why: 'Gives {target} another password; the earlier one is gone.',
        matches: ['passwd bob', 'passwd', 'chpasswd', 'smbpasswd bob'],
        misses: ['passwd -S bob', 'chage -l bob'],
      }),
      adds({
        id: 'passwd.add',
        when: {
          test: (given, execution) =>
            (/^(gpasswd|smbpasswd|pdbedit)$/.test(execution.program ?? '') && has(given, '-a', '--add')) ||
            has(given, '-u', '--unlock', '--reset') ||
            (/^(chsh|chfn|pwconv|grpconv|ldapadd)$/.test(execution.program ?? '') &&
              !has(given, '-l') &&
              !shutsOut(given)) ||
            (execution.program === 'chage' &&
              !has(given, '-l', '--list', '-E', '--expiredate', '-I', '--inactive', '-M', '-m', '-W', '--maxdays')) ||
            /\b(user-add|user (create|add|enable)|addprinc|add_principal|group (add|addmembers))\b/.test(
              textsOf(given.plain).join(' '),
            ),
        },
        targets: 'last',
        targetKind: 'user',
        why: 'Adds a member, or lets somebody in again.',
        matches: ['gpasswd -a bob docker', 'passwd -u bob', 'chsh -s /bin/bash bob', 'faillock --user bob --reset'],
        misses: ['passwd -l bob', 'gpasswd -d bob sudo'],
      }),
      harms('user_account', 'high', {
        id: 'chsh.shuts_out',
        when: { test: (given, { program }) => program === 'chsh' && shutsOut(given) },
        targets: 'last',
        targetKind: 'user',
        why: 'Gives {target} a program for a shell that lets nobody in.',
        matches: ['chsh -s /usr/sbin/nologin bob', 'chsh --shell /bin/false root'],
        misses: ['chsh -s /bin/zsh bob', 'chsh -l'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes passwords and accounts.',
  },
  {
    names: ['visudo', 'vipw', 'vigr', 'sudoedit', 'sudo_logsrvd', 'pwck', 'grpck'],
    style: { valued: ['-f'] },
    rules: [
      rehearses({
        id: 'visudo.check',
        when: { anyOption: ['-c', '--check', '-r', '--read-only', '-V', '-h', '--help'] },
        targets: 'none',
        why: 'Only checks.',
        matches: ['visudo -c', 'pwck -r'],
        misses: ['visudo'],
      }),
      harms('user_account', 'high', {
        id: 'visudo.edit',
        when: {},
        targets: 'operands',
        ...USER,
        why: 'Edits by hand who may do what; what will be written is not known.',
        matches: ['visudo', 'vipw -s', 'sudoedit /etc/hosts'],
        misses: ['visudo -c'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Edits accounts by hand.',
  },
];
