import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, rehearses, textOf, valuesOf } from '../rule-kinds.js';
import { KEY } from './cloud-words.js';

export const CERTIFICATES: readonly Program[] = [
  {
    names: ['certbot', 'certbot-auto', 'letsencrypt'],
    style: {
      subcommands: 1,
      valued: [
        '-d',
        '--domains',
        '--domain',
        '--cert-name',
        '-m',
        '--email',
        '-w',
        '--webroot-path',
        '--config-dir',
        '--cert-path',
        '--reason',
        '--deploy-hook',
        '--pre-hook',
        '--post-hook',
        '--key-type',
        '--preferred-challenges',
        '--server',
        '--authenticator',
        '-a',
        '-i',
        '--installer',
      ],
    },
    rules: [
      helps('certbot', ['--help', '-h', '--version']),
      rehearses({
        id: 'certbot.dry_run',
        when: {
          anyOption: ['--dry-run'],
          test: (given) => /^(renew|certonly|reconfigure)$/.test(given.subcommand[0] ?? ''),
        },
        targets: 'none',
        why: 'Tries with the test server and keeps nothing.',
        matches: ['certbot renew --dry-run', 'certbot certonly --dry-run -d a.example'],
        misses: ['certbot delete --cert-name a', 'certbot revoke --cert-name a --dry-run'],
      }),
      reads({
        id: 'certbot.look',
        when: { subcommand: ['certificates|plugins|show_account'] },
        targets: 'none',
        why: 'Shows certificates.',
        matches: ['certbot certificates'],
        misses: ['certbot delete --cert-name certificates'],
      }),
      harms('credential_removal', 'high', {
        id: 'certbot.delete',
        when: { subcommand: ['delete|revoke|unregister|rollback'] },
        targets: (given) => valuesOf(given, ['--cert-name', '--cert-path']),
        ...KEY,
        why: 'Deletes or revokes {target}; services that use it cannot start, or are not trusted.',
        matches: ['certbot delete --cert-name a.example', 'certbot revoke --cert-path c.pem'],
        misses: ['certbot certificates', 'certbot certonly -d delete.example'],
      }),
      adds({
        id: 'certbot.add',
        when: {
          test: (given) =>
            /^(|renew|certonly|run|install|enhance|register|update_account|reconfigure|update_symlinks)$/.test(
              given.subcommand[0] ?? '',
            ),
        },
        targets: 'none',
        ...KEY,
        why: 'Fetches certificates; the earlier ones are kept.',
        matches: ['certbot renew', 'certbot certonly --standalone -d a.example', 'certbot --nginx -d a.example'],
        misses: ['certbot delete --cert-name a'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Fetches certificates.',
  },
  {
    names: ['acme.sh', 'lego', 'dehydrated', 'step', 'step-ca', 'mkcert', 'cfssl', 'easyrsa'],
    style: {
      subcommands: 2,
      valued: [
        '-d',
        '--domain',
        '--domains',
        '-w',
        '--webroot',
        '--home',
        '--path',
        '-m',
        '--email',
        '--config',
        '--server',
        '--dns',
        '--days',
        '--adapter',
        '--from',
        '--to',
      ],
    },
    rules: [
      harms('credential_removal', 'high', {
        id: 'acme.revoke',
        when: {
          test: (given) =>
            (has(
              given,
              '--revoke',
              '-r',
              '--remove',
              '--uninstall',
              '--deactivate',
              '--deactivate-account',
              '-uninstall',
            ) &&
              !has(given, '--renew', '--issue')) ||
            /^(revoke|revoke-renewed|init-pki|clean-all|uninstall|untrust|stop|remove|reset|delete|expire)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            /^(revoke|uninstall|remove|delete)$/.test(given.subcommand[1] ?? ''),
        },
        targets: (given) => valuesOf(given, ['-d', '--domain', '--domains']),
        ...KEY,
        why: 'Revokes or forgets certificates.',
        matches: [
          'acme.sh --revoke -d a.example',
          'acme.sh --remove -d a.example',
          'lego --domains a.example revoke',
          'easyrsa revoke web',
        ],
        misses: ['acme.sh --list', 'acme.sh --issue -d a.example'],
      }),
      reads({
        id: 'acme.look',
        when: {
          test: (given) =>
            has(given, '--list', '--info', '--help', '--version', '-h', '--check', '-CAROOT', '--env') ||
            /^(list|version|help|validate|fmt|adapt|show-.*|list-modules|environ|inspect|certinfo|build-info|verify)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            /^(inspect|verify|lint|fingerprint|needs-renewal|list)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        why: 'Shows certificates.',
        matches: ['acme.sh --list', 'step certificate inspect a.pem'],
        misses: ['acme.sh --revoke -d a.example'],
      }),
      adds({
        id: 'acme.add',
        when: {
          test: (given) =>
            (!has(given, '--revoke', '--remove', '--uninstall', '--deactivate', '-uninstall') &&
              (has(
                given,
                '--issue',
                '--renew',
                '--renew-all',
                '--cron',
                '--install',
                '--install-cert',
                '--register-account',
                '--upgrade',
                '-c',
                '--set-default-ca',
                '--deploy',
                '--signcsr',
                '--installcert',
                '--force',
                '-install',
              ) ||
                /^(run|renew|start|reload|gen.*|build.*|sign.*|ca|certificate|crypto|oauth|ssh|path|selfsign|bundle|gencert|trust|file-server|reverse-proxy|respond|hash-password|storage|upgrade|add-package|serve|import.*|set-.*|update-db)$/.test(
                  given.subcommand[0] ?? '',
                )) &&
              !/^(revoke|uninstall|remove|inspect|verify)$/.test(given.subcommand[1] ?? '')) ||
            (given.plain.length === 1 && /\./.test(textOf(given.plain[0]))),
        },
        targets: 'none',
        ...KEY,
        why: 'Makes or fetches certificates.',
        matches: ['acme.sh --issue -d a.example -w /srv', 'lego --domains a.example run', 'mkcert a.example'],
        misses: ['acme.sh --revoke -d a.example'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Fetches certificates.',
  },
];
