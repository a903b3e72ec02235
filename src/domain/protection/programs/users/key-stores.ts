import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, rehearses, textsOf } from '../rule-kinds.js';

export const KEY_STORES: readonly Program[] = [
  {
    names: ['gpg', 'gpg2', 'gpgconf', 'gpg-connect-agent'],
    style: {
      valued: [
        '-o',
        '--output',
        '-r',
        '--recipient',
        '-u',
        '--local-user',
        '--keyserver',
        '--homedir',
        '--passphrase',
        '--passphrase-file',
        '--keyring',
        '--cipher-algo',
        '--trust-model',
        '--status-fd',
      ],
    },
    rules: [
      harms('credential_removal', 'critical', {
        id: 'gpg.delete_secret',
        when: {
          anyOption: [
            '--delete-secret-keys',
            '--delete-secret-key',
            '--delete-secret-and-public-key',
            '--delete-secret-and-public-keys',
          ],
        },
        targetKind: 'key',
        why: 'Deletes the secret key {target}: what is encrypted for it can never be read again.',
        matches: ['gpg --delete-secret-keys ABCD', 'gpg --batch --yes --delete-secret-and-public-key ABCD'],
        misses: ['gpg --list-secret-keys', 'gpg --export-secret-keys ABCD'],
      }),
      harms('credential_removal', 'high', {
        id: 'gpg.delete',
        when: { anyOption: ['--delete-keys', '--delete-key', '--edit-key', '--quick-revoke-uid', '--quick-revuid'] },
        targetKind: 'key',
        why: 'Deletes or changes the key {target}.',
        matches: ['gpg --delete-keys ABCD', 'gpg --batch --delete-key ABCD'],
        misses: ['gpg --list-keys', 'gpg --verify a.sig a'],
      }),
      rehearses({
        id: 'gpg.look',
        when: {
          test: (given) =>
            [...given.options].some((option) =>
              /^(--(list-.*|fingerprint|verify.*|check-.*|export.*|version|help|with-.*|show-.*|print-md.*|card-status|dump-options|armor)|-k|-K|-h)$/.test(
                option,
              ),
            ) &&
            ![...given.options].some((option) =>
              /^--(delete|import|gen|full|quick|edit|recv|send|refresh|sign|encrypt|decrypt|dearmor|output)|^-[sdeco]$/.test(
                option,
              ),
            ),
        },
        targets: 'none',
        why: 'Shows keys.',
        matches: ['gpg --list-keys', 'gpg --verify a.sig a', 'gpg -K', 'gpg --export -a ABCD'],
        misses: ['gpg --delete-keys ABCD'],
      }),
      adds({
        id: 'gpg.add',
        when: { test: (given) => ![...given.options].some((option) => /^--(delete|edit-key|quick-rev)/.test(option)) },
        targets: 'none',
        targetKind: 'key',
        why: 'Makes keys, encrypts, decrypts or signs.',
        matches: ['gpg --import key.asc', 'gpg -e -r bob a.txt', 'gpg -d a.gpg', 'gpg --gen-key'],
        misses: ['gpg --delete-keys ABCD'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Encrypts and signs.',
  },
  {
    names: ['htpasswd', 'htdigest'],
    style: { valued: ['-C'] },
    rules: [
      rehearses({
        id: 'htpasswd.print',
        when: { test: (given) => has(given, '-n', '-v') },
        targets: 'none',
        why: 'Only prints or checks.',
        matches: ['htpasswd -nb bob pw', 'htpasswd -v f bob'],
        misses: ['htpasswd -D f bob'],
      }),
      harms('credential_removal', 'high', {
        id: 'htpasswd.remove',
        when: { anyOption: ['-D', '-c'] },
        targets: 'operands',
        targetKind: 'key',
        why: 'Takes a user away, or makes the file anew without the others.',
        matches: ['htpasswd -D /etc/nginx/.htpasswd bob', 'htpasswd -c .htpasswd bob', 'htpasswd -bc f bob pw'],
        misses: ['htpasswd -b f bob pw', 'htpasswd -nb bob pw'],
      }),
      adds({
        id: 'htpasswd.add',
        when: { noOption: ['-D', '-c', '-n', '-v'] },
        targets: 'first',
        targetKind: 'key',
        why: 'Adds a user, or gives one another password.',
        matches: ['htpasswd -b f bob pw'],
        misses: ['htpasswd -D f bob'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps passwords of a web server.',
  },
  {
    names: [
      'pass',
      'gopass',
      'vault',
      'bao',
      'op',
      'bw',
      'secret-tool',
      'keyctl',
      'ykman',
      'age-plugin-yubikey',
      'doppler',
      'infisical',
      'keytool',
      'certutil',
      'security',
      'kdestroy',
    ],
    style: {
      subcommands: 2,
      valued: [
        '-address',
        '-namespace',
        '-format',
        '-field',
        '-n',
        '-alias',
        '-keystore',
        '-storepass',
        '-d',
        '--vault',
        '-mount',
        '-t',
        '-a',
        '-s',
        '-i',
      ],
    },
    rules: [
      helps('pass', ['--help', '-h', '--version', '-help']),
      harms('credential_removal', 'high', {
        id: 'pass.remove',
        when: {
          test: (given, execution) =>
            (given.subcommand.some(
              (word, at) =>
                at < 2 &&
                /^(rm|remove|delete|destroy|revoke|disable|seal|step-down|purge|clear|unlink|trash|reset|rekey|rotate|unset|move|mv|delete-.*|reset-all)$/.test(
                  word,
                ),
            ) &&
              !/^(list|ls|show|get|read|find|grep|status)$/.test(given.subcommand[0] ?? '')) ||
            (has(given, '-delete', '--delete', '-D') && /^(keytool|certutil)$/.test(execution.program ?? '')) ||
            /^kv (delete|destroy|metadata delete)|^kv metadata delete|^operator (seal|rekey|step-down|raft remove-peer|raft snapshot restore|generate-root)/.test(
              textsOf(given.plain).join(' '),
            ),
        },
        targets: 'operands',
        targetKind: 'key',
        why: 'Takes secrets away, or shuts all of them in.',
        matches: [
          'pass rm -f mail/bob',
          'vault kv delete secret/app',
          'vault operator seal',
          'vault secrets disable kv',
          'keytool -delete -alias web -keystore k.jks',
          'vault token revoke abc',
          'op item delete x',
        ],
        misses: ['pass show rm', 'vault kv get secret/delete', 'pass ls'],
      }),
      reads({
        id: 'pass.look',
        when: {
          test: (given, execution) =>
            (given.plain.length === 0 && !has(given, '-delete', '-D', '-import', '-importcert', '-genkeypair', '-A')) ||
            /^(show|ls|list|find|grep|search|get|read|status|git|version|info|lookup|help|otp|find-.*|dump-.*|verify-.*|clip)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            /^(list|get|lookup|read|status|info|show|capabilities|export)$/.test(given.subcommand[1] ?? '') ||
            // The certutil of Windows shows and checks by these.
            (execution.program === 'certutil' &&
              /^-(verify|hashfile|dump|store|viewstore|ping|cainfo|template|catemplates|asn|error|decodehex)$/i.test(
                textsOf(execution.args.slice(0, 1))[0] ?? '',
              )) ||
            (has(given, '-list', '-L', '-printcert', '-exportcert') &&
              /^(keytool|certutil)$/.test(execution.program ?? '')),
        },
        targets: 'none',
        why: 'Shows secrets.',
        matches: [
          'pass show rm',
          'vault kv get secret/delete',
          'vault status',
          'keytool -list -keystore k.jks',
          'pass',
        ],
        misses: ['pass rm mail', 'vault kv delete secret/app'],
      }),
      adds({
        id: 'pass.add',
        when: {
          test: (given, execution) =>
            (given.subcommand.some(
              (word, at) =>
                at < 2 &&
                /^(insert|generate|edit|init|cp|copy|put|write|login|enable|unseal|create|add|set|store|sync|unlock|lock|run|encrypt|decrypt|upload|import|server|agent|patch|tune|kv-put|renew|wrap|unwrap|ssh|token|signin|item|exec|edit|inject|updatekeys|join|snapshot)$/.test(
                  word,
                ),
            ) &&
              !given.subcommand.some((word) =>
                /^(rm|remove|delete|destroy|revoke|disable|seal|get|list|lookup|show)$/.test(word),
              )) ||
            (has(given, '-importcert', '-import', '-genkeypair', '-genkey', '-A') &&
              /^(keytool|certutil)$/.test(execution.program ?? '')),
        },
        targets: 'none',
        targetKind: 'key',
        why: 'Adds or uses a secret.',
        matches: ['pass insert mail/bob', 'vault kv put secret/a b=c', 'vault operator unseal', 'vault login'],
        misses: ['vault kv delete secret/a', 'pass rm x'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps secrets.',
  },
];
