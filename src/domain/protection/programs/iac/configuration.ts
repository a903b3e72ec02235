import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, hides, reads, rehearses, textsOf } from '../rule-kinds.js';
import { verb } from './iac-words.js';

export const CONFIGURATION: readonly Program[] = [
  {
    names: [
      'salt',
      'salt-call',
      'salt-ssh',
      'salt-key',
      'salt-run',
      'salt-cp',
      'salt-cloud',
      'puppet',
      'chef-client',
      'chef-solo',
      'knife',
      'cf-agent',
      'chezmoi',
      'nixos-rebuild',
      'home-manager',
      'pyinfra',
      'fab',
      'mgmt',
    ],
    style: {
      subcommands: 2,
      valued: [
        '--timeout',
        '-l',
        '--log-level',
        '-c',
        '--config',
        '-E',
        '-b',
        '--batch',
        '--out',
        '-o',
        '-j',
        '-r',
        '--override-runlist',
        '-p',
        '--environment',
        '--server',
        '-I',
        '-f',
      ],
    },
    rules: [
      rehearses({
        id: 'salt.test',
        when: {
          test: (given) =>
            has(given, '--noop', '--why-run', '-W', '--dry-run', '-n', '--help', '--version', '-h') ||
            textsOf(given.plain).some((text) => /^test=true$/i.test(text)) ||
            /^(dry-activate|dry-build|dry-run)$/.test(verb(given)),
        },
        targets: 'none',
        why: 'Only says what it would change.',
        matches: [
          'puppet agent -t --noop',
          "salt '*' state.apply test=True",
          'chef-client --why-run',
          'nixos-rebuild dry-activate',
        ],
        misses: ['puppet agent -t', "salt '*' state.apply"],
      }),
      reads({
        id: 'salt.look',
        when: {
          test: (given, execution) =>
            textsOf(given.plain).some((text) =>
              /^(test\.ping|test\.version|grains\.(items?|get|ls)|pillar\.(items?|get|ls)|status\.\w+|disk\.usage|network\.(interfaces|ip_addrs|ping)|pkg\.(list_pkgs|version|list_upgrades)|service\.(status|get_all)|sys\.doc|state\.show_\w+|manage\.(up|down|status)|jobs\.\w+|cmd\.which)$/.test(
                text,
              ),
            ) ||
            asksPuppet(given, execution) ||
            (execution.program === 'salt-key' && has(given, '-L', '--list-all', '-l', '-F', '-f', '-p')) ||
            (/^(puppet|knife|chezmoi|home-manager)$/.test(execution.program ?? '') &&
              (/^(lookup|facts|config|help|describe|module list|parser|diff|status|managed|data|doctor|cat|dump|generations|packages|news|search|verify)$/.test(
                verb(given),
              ) ||
                /^(list|show|print|search|status)$/.test(given.subcommand[1] ?? '')) &&
              !/^(set|delete)$/.test(given.subcommand[1] ?? '')),
        },
        targets: 'none',
        why: 'Shows hosts and what they are.',
        matches: [
          "salt '*' test.ping",
          'salt-key -L',
          'puppet config print',
          'knife node list',
          "salt '*' grains.items",
          'puppet resource service nginx',
          'puppet node find web',
        ],
        misses: ["salt '*' state.apply", 'salt-key -D -y'],
      }),
      harms('credential_removal', 'high', {
        id: 'salt.key',
        when: {
          test: (given, execution) =>
            (execution.program === 'salt-key' &&
              has(given, '-d', '-D', '-r', '-R', '--delete', '--delete-all', '--reject', '--reject-all')) ||
            (/^(knife|puppet|salt-cloud)$/.test(execution.program ?? '') &&
              (/^(delete|bulk|revoke|clean|deactivate|destroy|purge|uninstall)$/.test(given.subcommand[1] ?? '') ||
                has(given, '-d', '--destroy'))),
        },
        targets: 'operands',
        targetKind: 'key',
        why: 'Takes hosts out of the management.',
        matches: ['salt-key -D -y', 'knife node delete web -y', 'puppet cert clean web', 'salt-cloud -d web'],
        misses: ['salt-key -L', 'knife node list'],
      }),
      hides('high', {
        id: 'salt.run',
        when: {
          test: (given, execution) =>
            !(execution.program === 'salt-key') &&
            !asksPuppet(given, execution) &&
            !/^(list|show|print|search|status|delete|bulk|clean|purge)$/.test(given.subcommand[1] ?? '') &&
            !textsOf(given.plain).some((text) =>
              /^(test\.|grains\.|pillar\.|status\.|disk\.(usage|percent|inodeusage|blkid)$|disk\.usage|network\.|pkg\.list|service\.status|service\.get_all|sys\.doc|state\.show|manage\.|jobs\.)/.test(
                text,
              ),
            ) &&
            !/^(lookup|facts|config|help|describe|parser|diff|status|managed|data|doctor|cat|dump|generations|packages)$/.test(
              verb(given),
            ),
        },
        targets: 'operands',
        why: 'Does on hosts what its states say; what that is, the command does not show.',
        matches: [
          "salt '*' state.apply",
          "salt 'web*' cmd.run 'reboot'",
          'puppet agent -t',
          'chef-client',
          'nixos-rebuild switch',
        ],
        misses: ["salt '*' test.ping", 'puppet agent -t --noop'],
      }),
      adds({
        id: 'salt.accept',
        when: {
          test: (given, execution) =>
            execution.program === 'salt-key' && has(given, '-a', '-A', '--accept', '--accept-all'),
        },
        targets: 'operands',
        targetKind: 'key',
        why: 'Takes a host under management.',
        matches: ['salt-key -a web'],
        misses: ['salt-key -D'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings hosts to what is described.',
  },
];

/** `puppet resource service nginx` without a wish behind it only shows. */
function asksPuppet(given: Arguments, { program }: Execution): boolean {
  if (program !== 'puppet') return false;
  const [verb = '', second = ''] = textsOf(given.plain);
  if (verb === 'resource')
    return !textsOf(given.plain).some((text) => text.includes('=')) && !has(given, '--edit', '-e');
  return (
    /^(node|catalog|report|ssl|cert|ca|plugin|status|device)$/.test(verb) &&
    /^(find|search|list|show|verify|fingerprint|print|info|compile|select)$/.test(second)
  );
}
