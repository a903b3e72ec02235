import type { Program } from '../program.js';
import { adds, harms, helps, reads, textsOf } from '../rule-kinds.js';

export const BESIDE_ENGINES: readonly Program[] = [
  {
    names: ['skopeo'],
    style: {
      subcommands: 1,
      valued: [
        '--authfile',
        '--creds',
        '--src-creds',
        '--dest-creds',
        '--policy',
        '--command-timeout',
        '--src',
        '--dest',
        '-s',
        '-d',
        '--format',
        '-f',
      ],
    },
    rules: [
      reads({
        id: 'skopeo.look',
        when: { subcommand: ['inspect|list-tags|manifest-digest|standalone-verify|help'] },
        targets: 'none',
        why: 'Looks at images in a registry.',
        matches: ['skopeo inspect docker://delete'],
        misses: ['skopeo delete docker://r.example/x:1'],
      }),
      adds({
        id: 'skopeo.copy',
        when: { subcommand: ['copy|sync|login|logout|standalone-sign|generate-sigstore-key'] },
        targets: 'last',
        targetKind: 'image',
        why: 'Copies images.',
        matches: ['skopeo copy docker://a docker://b'],
        misses: ['skopeo delete docker://copy'],
      }),
      harms('container_remove', 'high', {
        id: 'skopeo.delete',
        when: { subcommand: ['delete'] },
        targetKind: 'image',
        why: 'Deletes {target} from the registry.',
        matches: ['skopeo delete docker://r.example/x:1'],
        misses: ['skopeo inspect docker://delete'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Works with images in registries.',
  },
  {
    names: ['buildah', 'img', 'kaniko'],
    style: {
      subcommands: 1,
      valued: ['--root', '--runroot', '--storage-driver', '-t', '-f', '--build-arg', '--format'],
    },
    rules: [
      reads({
        id: 'buildah.look',
        when: { subcommand: ['containers|ps|images|inspect|info|version|ls|help|mount'] },
        targets: 'none',
        why: 'Shows what there is.',
        matches: ['buildah images'],
        misses: ['buildah rmi images'],
      }),
      harms('container_prune', 'medium', {
        id: 'buildah.remove',
        when: { subcommand: ['rm|rmi|prune|delete'] },
        targetKind: 'image',
        why: 'Deletes working containers or images.',
        matches: ['buildah rm --all', 'buildah rmi -a -f', 'buildah prune'],
        misses: ['buildah inspect rm'],
      }),
      adds({
        id: 'buildah.build',
        when: {
          subcommand: [
            'build|bud|from|commit|pull|push|tag|copy|add|config|login|logout|run|umount|unmount|rename|source|manifest',
          ],
        },
        targetKind: 'image',
        why: 'Builds an image.',
        matches: ['buildah bud -t x .'],
        misses: ['buildah rmi -a'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Builds images.',
  },
  {
    names: ['docker-machine', 'colima', 'rdctl', 'minikube', 'kind', 'k3d', 'ctlptl'],
    style: {
      subcommands: 2,
      valued: ['-p', '--profile', '--name', '-n', '--driver', '--cpus', '--memory', '--disk', '--config', '--image'],
    },
    rules: [
      helps('docker-machine', ['--help']),
      harms('orchestrator_delete', 'high', {
        id: 'docker-machine.delete',
        when: {
          test: (given) =>
            given.subcommand.some(
              (word, at) => at < 2 && /^(delete|rm|remove|factory-reset|reset|kill|prune|purge)$/.test(word),
            ) && !/^(logs|status|ssh|get|list|ls)$/.test(given.subcommand[0] ?? ''),
        },
        targetKind: 'cluster',
        why: 'Deletes a machine or cluster with all that runs in it.',
        matches: [
          'minikube delete --all',
          'kind delete cluster --name dev',
          'colima delete -f',
          'k3d cluster delete dev',
          'docker-machine rm -f default',
        ],
        misses: ['minikube status', 'kind get clusters', 'k3d cluster list', 'minikube logs delete'],
      }),
      harms('service_disruption', 'medium', {
        id: 'docker-machine.stop',
        when: {
          test: (given) => given.subcommand.some((word, at) => at < 2 && /^(stop|pause|restart|shutdown)$/.test(word)),
        },
        targetKind: 'cluster',
        why: 'Stops a machine or cluster with all that runs in it.',
        matches: ['minikube stop', 'colima stop', 'k3d cluster stop dev'],
        misses: ['minikube start', 'colima status'],
      }),
      reads({
        id: 'docker-machine.look',
        when: {
          test: (given) =>
            /^(status|ls|list|logs|get|version|ip|inspect|env|config|url|active|help|profile|service|addons|ssh-config|docker-env|image|api|info)$/.test(
              given.subcommand[0] ?? '',
            ) || /^(list|ls|get|info)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        why: 'Shows machines or clusters.',
        matches: ['minikube status', 'colima list', 'kind get clusters'],
        misses: ['minikube delete', 'colima stop'],
      }),
      adds({
        id: 'docker-machine.start',
        when: {
          test: (given) =>
            textsOf(given.plain.slice(0, 2)).some((word) =>
              /^(start|create|load|unpause|tunnel|dashboard|import|export|cp|mount|update|nerdctl|kubernetes|node)$/.test(
                word,
              ),
            ) && !given.subcommand.some((word) => /^(delete|rm|stop)$/.test(word)),
        },
        targetKind: 'cluster',
        why: 'Makes or starts a machine or cluster.',
        matches: ['minikube start', 'kind create cluster', 'colima start --cpus 4'],
        misses: ['minikube delete', 'minikube stop'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Runs local machines or clusters for containers.',
  },
];
