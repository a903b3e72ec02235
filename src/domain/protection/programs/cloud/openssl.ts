import type { Program } from '../program.js';
import { adds, harms, has, valuesOf } from '../rule-kinds.js';
import { KEY } from './cloud-words.js';

export const OPENSSL: readonly Program[] = [
  {
    names: ['openssl'],
    style: {
      subcommands: 1,
      singleDashLong: true,
      valued: [
        '-in',
        '-out',
        '-key',
        '-keyout',
        '-days',
        '-subj',
        '-config',
        '-extensions',
        '-CA',
        '-CAkey',
        '-CAfile',
        '-connect',
        '-servername',
        '-inkey',
        '-passin',
        '-passout',
        '-pass',
        '-newkey',
        '-algorithm',
        '-pkeyopt',
        '-extfile',
        '-revoke',
        '-name',
        '-rand',
        '-certfile',
        '-K',
        '-iv',
        '-S',
        '-cipher',
        '-digest',
        '-sign',
        '-verify',
        '-signature',
        '-addext',
        '-CAserial',
        '-set_serial',
        '-writerand',
        '-crl_reason',
      ],
    },
    rules: [
      harms('credential_removal', 'high', {
        id: 'openssl.over',
        when: {
          test: (given) =>
            valuesOf(given, ['-out', '-keyout']).some((path) => /^\/(etc|boot|root|var\/lib)\//.test(path)),
        },
        targets: (given) => valuesOf(given, ['-out', '-keyout']),
        ...KEY,
        why: 'May write over {target}, which services use.',
        matches: [
          'openssl genrsa -out /etc/ssl/private/server.key 4096',
          'openssl req -x509 -newkey rsa:4096 -keyout /etc/nginx/tls/key.pem -out /tmp/c.pem',
        ],
        misses: ['openssl x509 -in /etc/ssl/certs/a.pem -noout -text', 'openssl genrsa -out ./new.key 4096'],
      }),
      harms('credential_removal', 'high', {
        id: 'openssl.revoke',
        when: { anyOption: ['-revoke', '-updatedb'], test: (given) => given.subcommand[0] === 'ca' },
        targets: (given) => valuesOf(given, ['-revoke']),
        ...KEY,
        why: 'Revokes {target}; nobody trusts it any more.',
        matches: ['openssl ca -revoke web.pem'],
        misses: ['openssl ca -in web.csr -out web.pem'],
      }),
      harms('data_overwrite', 'high', {
        id: 'openssl.out',
        when: {
          test: (given) =>
            valuesOf(given, ['-out', '-keyout', '-writerand']).some((path) =>
              /^\/(dev\/(?!null|stdout|stderr|fd)|boot|usr|bin|sbin|lib|etc\/(passwd|shadow|sudoers|fstab|cron))/.test(
                path,
              ),
            ),
        },
        targets: (given) => valuesOf(given, ['-out', '-keyout', '-writerand']),
        targetKind: 'path',
        why: 'Writes over {target}.',
        matches: ['openssl rand -out /dev/sda 1000000', 'openssl enc -aes-256-cbc -in a -out /etc/passwd'],
        misses: ['openssl rand -hex 32', 'openssl enc -d -in a -out b'],
      }),
      adds({
        id: 'openssl.write',
        when: {
          test: (given) =>
            has(given, '-out', '-keyout') &&
            !valuesOf(given, ['-out', '-keyout']).some((path) => /^\/(dev|etc|boot|usr|bin|var\/lib)\//.test(path)),
        },
        targets: (given) => valuesOf(given, ['-out', '-keyout']),
        targetKind: 'path',
        why: 'Writes a key, a certificate or a text to a file.',
        matches: ['openssl genrsa -out ./new.key 4096', 'openssl enc -d -in a -out b'],
        misses: ['openssl rand -hex 32', 'openssl genrsa -out /etc/ssl/private/server.key'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows certificates and computes.',
  },
];
