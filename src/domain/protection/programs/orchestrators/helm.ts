import type { Program } from '../program.js';
import { adds, harms, reads, rehearses, textOf } from '../rule-kinds.js';

export const HELM: readonly Program[] = [
  {
    names: ['helm', 'helmfile'],
    style: {
      subcommands: 1,
      valued: [
        '-n',
        '--namespace',
        '--kube-context',
        '--kubeconfig',
        '-f',
        '--values',
        '--set',
        '--set-string',
        '--set-file',
        '--version',
        '--repo',
        '--timeout',
        '-o',
        '--output',
        '-e',
        '--environment',
        '-l',
        '--selector',
        '--history-max',
        '--revision',
        '--description',
        '-s',
        '--show-only',
      ],
    },
    rules: [
      rehearses({
        id: 'helm.dry_run',
        when: { anyOption: ['--dry-run', '--help', '-h'] },
        targets: 'none',
        why: 'Only shows what would be sent.',
        matches: ['helm uninstall web --dry-run', 'helm upgrade web ./c --dry-run=server'],
        misses: ['helm uninstall web', 'helm upgrade web ./c'],
      }),
      reads({
        id: 'helm.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            /^(list|ls|status|history|hist|get|show|inspect|search|template|lint|env|version|verify|diff|test|help|completion|build|write-values|deps)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(repo|plugin|dependency|dep)$/.test(given.subcommand[0] ?? '') &&
              /^(list|ls)$/.test(textOf(given.operands[0]))),
        },
        targets: 'none',
        why: 'Shows releases.',
        matches: [
          'helm list -A',
          'helm status uninstall',
          'helm template web ./c',
          'helm -n delete ls',
          'helm diff upgrade web ./c',
          'helmfile diff',
        ],
        misses: ['helm uninstall list', 'helm rollback web 1'],
      }),
      harms('orchestrator_delete', 'high', {
        id: 'helm.uninstall',
        when: { subcommand: ['uninstall|delete|del|un|destroy'] },
        targetKind: 'resource',
        why: 'Removes the release {target} with all that it made.',
        matches: ['helm uninstall web', 'helm -n shop delete web', 'helmfile destroy'],
        misses: ['helm status delete', 'helm list --uninstalled'],
      }),
      harms('orchestrator_delete', 'medium', {
        id: 'helm.rollback',
        when: { subcommand: ['rollback'] },
        targets: 'first',
        targetKind: 'resource',
        why: 'Brings an earlier version of {target} back.',
        matches: ['helm rollback web 3'],
        misses: ['helm history rollback'],
      }),
      harms('orchestrator_delete', 'high', {
        id: 'helm.force',
        when: {
          subcommand: ['upgrade|install|sync|apply'],
          anyOption: ['--force', '--force-replace', '--reset-values', '--cleanup-on-fail'],
        },
        targets: 'first',
        targetKind: 'resource',
        why: 'Deletes what cannot be changed and makes it anew.',
        matches: ['helm upgrade --force web ./c'],
        misses: ['helm upgrade web ./c'],
      }),
      adds({
        id: 'helm.add',
        when: {
          subcommand: [
            'install|upgrade|repo|pull|fetch|push|package|create|dependency|dep|plugin|registry|sync|apply|cache|init|repos|fetch',
          ],
          noOption: ['--force', '--force-replace', '--reset-values', '--cleanup-on-fail'],
        },
        targets: 'first',
        targetKind: 'resource',
        why: 'Installs a release, or a newer version of it; rollback undoes it.',
        matches: ['helm upgrade --install web ./c -f values.yml', 'helm repo update', 'helm install delete ./c'],
        misses: ['helm uninstall web', 'helm upgrade --force web ./c'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs charts into a cluster.',
  },
];
