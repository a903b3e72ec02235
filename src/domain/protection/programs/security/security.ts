import type { Program } from '../program.js';
import { adds, harms, has, reads, rehearses, someOperand } from '../rule-kinds.js';

const NONE = { targets: 'none', targetKind: 'host', targetClass: 'critical' } as const;

export const SECURITY: readonly Program[] = [
  {
    names: ['setenforce', 'getenforce', 'sestatus', 'selinuxenabled'],
    style: {},
    rules: [
      reads({
        id: 'getenforce.look',
        when: { test: (_given, execution) => execution.program !== 'setenforce' },
        ...NONE,
        why: 'Shows whether the policy is enforced.',
        matches: ['getenforce', 'sestatus -v'],
        misses: ['setenforce 0'],
      }),
      harms('security_disable', 'high', {
        id: 'setenforce.off',
        when: {
          test: (given, execution) => execution.program === 'setenforce' && !someOperand(/^(1|enforcing)$/i)(given),
        },
        ...NONE,
        why: 'The policy of the host is not enforced any more.',
        matches: ['setenforce 0', 'setenforce Permissive'],
        misses: ['setenforce 1', 'getenforce'],
      }),
      adds({
        id: 'setenforce.on',
        when: {
          test: (given, execution) => execution.program === 'setenforce' && someOperand(/^(1|enforcing)$/i)(given),
        },
        ...NONE,
        why: 'Enforces the policy.',
        matches: ['setenforce 1'],
        misses: ['setenforce 0'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Turns SELinux on and off.',
  },
  {
    names: [
      'aa-disable',
      'aa-teardown',
      'aa-complain',
      'aa-remove-unknown',
      'aa-enforce',
      'aa-status',
      'apparmor_status',
      'aa-enabled',
      'aa-unconfined',
      'apparmor_parser',
      'aa-logprof',
      'aa-genprof',
      'aa-audit',
      'aa-cleanprof',
    ],
    style: { valued: ['-d', '--dir'] },
    rules: [
      reads({
        id: 'aa-status.look',
        when: {
          test: (given, execution) =>
            /^(aa-status|apparmor_status|aa-enabled|aa-unconfined)$/.test(execution.program ?? '') ||
            has(given, '-p', '-Q', '--preprocess', '--skip-kernel-load', '-h', '--help'),
        },
        ...NONE,
        why: 'Shows profiles.',
        matches: ['aa-status', 'apparmor_parser -Q p'],
        misses: ['aa-disable /usr/sbin/mysqld', 'aa-teardown'],
      }),
      harms('security_disable', 'high', {
        id: 'aa-disable.off',
        when: {
          test: (given, execution) =>
            /^(aa-disable|aa-teardown|aa-complain|aa-remove-unknown)$/.test(execution.program ?? '') ||
            (execution.program === 'apparmor_parser' && has(given, '-R', '--remove', '-C', '--Complain')),
        },
        targets: 'operands',
        targetKind: 'host',
        targetClass: 'critical',
        why: 'Takes the confinement of programs away.',
        matches: ['aa-teardown', 'aa-disable /usr/sbin/mysqld', 'aa-complain nginx', 'apparmor_parser -R p'],
        misses: ['aa-status', 'aa-enforce nginx', 'apparmor_parser -r p'],
      }),
      adds({
        id: 'aa-enforce.on',
        when: {
          test: (given, execution) =>
            /^(aa-enforce|aa-logprof|aa-genprof|aa-audit|aa-cleanprof)$/.test(execution.program ?? '') ||
            (execution.program === 'apparmor_parser' && !has(given, '-R', '--remove', '-C', '-p', '-Q')),
        },
        targets: 'operands',
        targetKind: 'host',
        targetClass: 'ordinary',
        why: 'Confines a program.',
        matches: ['aa-enforce nginx', 'apparmor_parser -r p'],
        misses: ['aa-disable nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Confines programs.',
  },
  {
    names: ['semanage', 'setsebool', 'semodule', 'getsebool', 'sesearch', 'seinfo', 'audit2why', 'audit2allow'],
    style: { subcommands: 1, valued: ['-t', '-s', '-p', '-r', '-b', '-M', '-i', '--type', '-X'] },
    rules: [
      rehearses({
        id: 'semanage.look',
        when: {
          test: (given, execution) =>
            /^(getsebool|sesearch|seinfo|audit2why)$/.test(execution.program ?? '') ||
            (has(given, '-l', '--list', '-lfull', '--help', '-h', '-E') && !has(given, '-d', '-D', '-r', '-a')) ||
            (execution.program === 'audit2allow' && !has(given, '-M')),
        },
        ...NONE,
        why: 'Shows the policy.',
        matches: ['semanage fcontext -l', 'getsebool -a', 'semodule -l'],
        misses: ['semanage permissive -a httpd_t', 'semodule -r x'],
      }),
      harms('security_disable', 'high', {
        id: 'semanage.weaken',
        when: {
          test: (given, execution) =>
            (execution.program === 'semanage' &&
              (has(given, '-d', '-D', '--delete', '--deleteall') ||
                (given.subcommand[0] === 'permissive' && has(given, '-a', '--add')) ||
                given.subcommand[0] === 'dontaudit')) ||
            (execution.program === 'semodule' &&
              has(given, '-r', '-d', '-D', '--remove', '--disable', '-B', '--disable_dontaudit')),
        },
        targets: 'operands',
        targetKind: 'host',
        targetClass: 'critical',
        why: 'Takes part of the policy away.',
        matches: [
          'semanage permissive -a httpd_t',
          'semodule -r mymod',
          'semanage fcontext -d /srv',
          'semodule -d mymod',
        ],
        misses: ['semanage fcontext -l', 'semanage port -a -t http_port_t -p tcp 8080'],
      }),
      adds({
        id: 'semanage.add',
        when: {
          test: (given, execution) =>
            /^(setsebool)$/.test(execution.program ?? '') ||
            (execution.program === 'audit2allow' && has(given, '-M')) ||
            (!has(given, '-l', '--list', '-d', '-D', '--delete', '--deleteall', '-r', '-B') &&
              has(given, '-a', '--add', '-m', '--modify', '-i', '--install', '-e', '--enable', '-E') &&
              given.subcommand[0] !== 'permissive'),
        },
        targets: 'operands',
        targetKind: 'host',
        targetClass: 'ordinary',
        why: 'Adds to the policy; undone by its opposite.',
        matches: [
          'setsebool -P httpd_can_network_connect on',
          'semanage port -a -t http_port_t -p tcp 8080',
          'semodule -i mymod.pp',
        ],
        misses: ['semodule -r mymod'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes the policy of SELinux.',
  },
  {
    names: [
      'update-crypto-policies',
      'fips-mode-setup',
      'tpm2-clear',
      'usbguard',
      'systemd-cryptenroll',
      'clevis',
      'authconfig',
      'update-rc',
      'aide',
      'tripwire',
      'rkhunter',
      'chkrootkit',
      'lynis',
    ],
    style: { subcommands: 1, valued: ['--set', '-d', '-s', '-x', '--key', '--wipe-slot', '--tpm2-device'] },
    rules: [
      reads({
        id: 'crypto-policies.look',
        when: {
          test: (given, execution) =>
            /^(lynis|chkrootkit)$/.test(execution.program ?? '') ||
            has(
              given,
              '--show',
              '--check',
              '--is-applied',
              '--sb-state',
              '--list-enrolled',
              '--list-new',
              '-l',
              '--list',
              '--help',
              '--compare',
              '-c',
              '--version',
              '--print-report',
              '-m',
            ) ||
            /^(list-.*|status|verify|get-.*|show-.*|list|read|check|audit|watch|generate-policy)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (given.plain.length === 0 && given.options.size === 0 && !/clear/.test(execution.program ?? '')),
        },
        ...NONE,
        why: 'Shows how the host is protected.',
        matches: [
          'update-crypto-policies --show',
          'fips-mode-setup --check',
          'lynis audit system',
          'usbguard list-devices',
        ],
        misses: ['update-crypto-policies --set LEGACY', 'tpm2-clear'],
      }),
      harms('security_disable', 'high', {
        id: 'crypto-policies.off',
        when: {
          test: (given, execution) =>
            /clear/.test(execution.program ?? '') ||
            has(
              given,
              '--set',
              '--disable',
              '--disable-validation',
              '--delete',
              '--reset',
              '-d',
              '--revoke-import',
              '--wipe-slot',
              '--disableselinux',
              '--import',
              '-i',
              '--update',
              '-u',
              '--init',
              '--propupd',
            ) ||
            /^(remove-keys|reset|unenroll|block-device|reject-device|remove-rule|set-parameter|regen|unbind|rotate-keys|unlock|erase)$/.test(
              given.subcommand[0] ?? '',
            ),
        },
        targets: 'none',
        targetKind: 'host',
        targetClass: 'critical',
        why: 'Weakens or replaces what protects the host, its keys or its boot.',
        matches: [
          'update-crypto-policies --set LEGACY',
          'tpm2-clear',
          'fips-mode-setup --disable',
          'systemd-cryptenroll --wipe-slot=tpm2 /dev/sda3',
          'usbguard block-device 5',
        ],
        misses: ['update-crypto-policies --show'],
      }),
      adds({
        id: 'crypto-policies.on',
        when: {
          test: (given) =>
            (has(
              given,
              '--enable',
              '--enable-validation',
              '--password',
              '--tpm2-device',
              '--fido2-device',
              '--recovery-key',
              '--timeout',
            ) &&
              !has(given, '--wipe-slot')) ||
            /^(sign|sign-all|bundle|create-keys|enroll-keys|bind|allow-device|append-rule|luks|encrypt|decrypt)$/.test(
              given.subcommand[0] ?? '',
            ),
        },
        ...NONE,
        targetClass: 'ordinary',
        why: 'Adds protection.',
        matches: ['fips-mode-setup --enable'],
        misses: ['fips-mode-setup --disable'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes what protects the host.',
  },
];
