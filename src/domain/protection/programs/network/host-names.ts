import type { Program } from '../program.js';
import { adds, harms, reads, textsOf } from '../rule-kinds.js';
import { WAY } from './network-words.js';

export const HOST_NAMES: readonly Program[] = [
  {
    names: ['hostnamectl', 'resolvectl', 'systemd-resolve', 'timedatectl', 'localectl', 'hostname', 'domainname'],
    style: {
      subcommands: 1,
      valued: [
        '-H',
        '--host',
        '-M',
        '--machine',
        '-F',
        '--file',
        '-i',
        '--interface',
        '-p',
        '--property',
        '-t',
        '--type',
        '-c',
        '--class',
        '--set-dns',
        '--set-domain',
      ],
    },
    rules: [
      reads({
        id: 'hostnamectl.look',
        when: {
          test: (given, execution) =>
            given.plain.length === 0
              ? !given.options.has('-F') &&
                !['--flush-caches', '--set-dns', '--revert', '--reset-statistics'].some((option) =>
                  given.options.has(option),
                )
              : (execution.program !== 'hostname' &&
                  execution.program !== 'domainname' &&
                  /^(status|show|list-.*|query|statistics|service|openpgp|tlsa|show-timesync|timesync-status|show-cache|show-server-state|monitor|help|hostname|chassis|icon-name|deployment|location)$/.test(
                    given.subcommand[0] ?? '',
                  ) &&
                  (given.operands.length === 0 ||
                    !/^(hostname|chassis|icon-name|deployment|location)$/.test(given.subcommand[0] ?? ''))) ||
                (/^(dns|domain|mdns|llmnr|dnssec|dnsovertls|nta|default-route)$/.test(given.subcommand[0] ?? '') &&
                  given.operands.length < 2),
        },
        targets: 'none',
        why: 'Shows names, times and resolvers.',
        matches: [
          'hostnamectl',
          'resolvectl status',
          'resolvectl query example.org',
          'timedatectl',
          'hostname -f',
          'timedatectl list-timezones',
          'resolvectl dns',
        ],
        misses: ['hostnamectl set-hostname web2', 'hostname web2', 'resolvectl revert eth0'],
      }),
      adds({
        id: 'hostnamectl.set',
        when: {
          test: (given, execution) =>
            /^(set-.*|flush-caches|reset-statistics|reset-server-features|log-level|ntp-servers)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(hostname|chassis|icon-name|deployment|location)$/.test(given.subcommand[0] ?? '') &&
              given.operands.length > 0) ||
            given.options.has('--flush-caches') ||
            (/^(hostname|domainname)$/.test(execution.program ?? '') &&
              (given.plain.length > 0 || given.options.has('-F'))),
        },
        targets: 'none',
        targetKind: 'host',
        targetClass: 'ordinary',
        why: 'Sets a name, a time zone or a language; undone by setting the earlier one.',
        matches: [
          'hostnamectl set-hostname web2',
          'timedatectl set-timezone Europe/Berlin',
          'resolvectl flush-caches',
          'hostname web2',
        ],
        misses: ['resolvectl revert eth0', 'hostname'],
      }),
      harms('network_lockout', 'high', {
        id: 'hostnamectl.resolver',
        when: {
          test: (given) =>
            given.subcommand[0] === 'revert' ||
            (/^(dns|domain|mdns|llmnr|dnssec|dnsovertls|nta|default-route)$/.test(given.subcommand[0] ?? '') &&
              given.operands.length > 1) ||
            given.options.has('--revert') ||
            given.options.has('--set-dns'),
        },
        targets: (given) => textsOf(given.operands.slice(0, 1)),
        ...WAY,
        why: 'Changes by which servers names are found.',
        matches: ['resolvectl revert eth0', 'resolvectl dns eth0 10.0.0.53'],
        misses: ['resolvectl dns', 'resolvectl status'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Sets names, times and resolvers.',
  },
];
