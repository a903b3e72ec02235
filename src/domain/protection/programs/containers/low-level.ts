import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';

export const LOW_LEVEL: readonly Program[] = [
  {
    names: ['ctr'],
    style: {
      subcommands: 2,
      valued: [
        '-n',
        '--namespace',
        '-a',
        '--address',
        '--timeout',
        '--connect-timeout',
        '-s',
        '--signal',
        '--snapshotter',
      ],
    },
    rules: [
      reads({
        id: 'ctr.look',
        when: {
          test: (given) =>
            /^(ls|list|info|ps|check|metrics|tree|usage|diff|version|mounts|events|get|help)$/.test(
              given.subcommand[1] ?? given.subcommand[0] ?? '',
            ) || given.plain.length < 2,
        },
        targets: 'none',
        why: 'Shows containers and images.',
        matches: ['ctr -n k8s.io containers ls', 'ctr images ls', 'ctr version'],
        misses: ['ctr images rm x', 'ctr tasks kill ls'],
      }),
      harms('container_remove', 'high', {
        id: 'ctr.remove',
        when: {
          subcommand: [
            'containers|container|c|images|image|i|tasks|task|t|snapshots|snapshot|content|namespaces|namespace|ns|leases|lease|sandboxes|sandbox',
            'rm|remove|delete|del|kill|pause|prune',
          ],
        },
        targetKind: 'container',
        why: 'Removes or ends {target} behind the back of what manages it.',
        matches: [
          'ctr -n k8s.io containers rm web',
          'ctr task kill -s SIGKILL web',
          'ctr images rm docker.io/library/nginx:latest',
        ],
        misses: ['ctr images ls', 'ctr images pull rm'],
      }),
      adds({
        id: 'ctr.add',
        when: {
          subcommand: [
            'containers|container|c|images|image|i|tasks|task|t|snapshots|namespaces|namespace|ns|content|leases',
            'pull|push|import|export|tag|create|start|resume|label|fetch|mount|unmount|convert|attach|exec|prepare|view|commit',
          ],
        },
        targetKind: 'image',
        why: 'Fetches or starts; nothing is lost.',
        matches: ['ctr images pull docker.io/library/nginx:latest', 'ctr images import rm.tar'],
        misses: ['ctr images rm x'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Speaks to containerd itself.',
  },
  {
    names: ['crictl'],
    style: {
      subcommands: 1,
      valued: [
        '-r',
        '--runtime-endpoint',
        '-i',
        '--image-endpoint',
        '-t',
        '--timeout',
        '-c',
        '--config',
        '-o',
        '--output',
        '--name',
        '--state',
        '--label',
        '--namespace',
        '--tail',
      ],
    },
    rules: [
      reads({
        id: 'crictl.look',
        when: {
          subcommand: [
            'ps|pods|images|image|img|inspect|inspecti|inspectp|logs|info|stats|statsp|version|imagefsinfo|events|metricsp|metricdescs|runtime-config|completion|help',
          ],
        },
        targets: 'none',
        why: 'Shows pods and containers.',
        matches: ['crictl ps -a', 'crictl logs rm', 'crictl inspect stop'],
        misses: ['crictl rm ps'],
      }),
      harms('container_remove', 'high', {
        id: 'crictl.remove',
        when: { subcommand: ['rm|rmp|stop|stopp'] },
        targetKind: 'container',
        why: 'Stops or removes {target}.',
        matches: ['crictl rm -fa', 'crictl stopp abc', 'crictl rmp -f abc'],
        misses: ['crictl ps --name rm', 'crictl logs rm'],
      }),
      harms('container_prune', 'medium', {
        id: 'crictl.rmi',
        when: { subcommand: ['rmi'] },
        targetKind: 'image',
        why: 'Deletes images.',
        matches: ['crictl rmi --prune'],
        misses: ['crictl images'],
      }),
      adds({
        id: 'crictl.add',
        when: {
          subcommand: [
            'pull|start|create|runp|run|exec|attach|port-forward|update|update-runtime-config|checkpoint|config',
          ],
        },
        targetKind: 'container',
        why: 'Fetches or starts.',
        matches: ['crictl pull nginx'],
        misses: ['crictl rm pull'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Speaks to the container runtime of a Kubernetes node.',
  },
  {
    names: ['runc', 'crun', 'runsc'],
    style: { subcommands: 1, valued: ['--root', '--log', '--log-format', '--criu'] },
    rules: [
      reads({
        id: 'runc.look',
        when: { subcommand: ['list|state|ps|events|spec|features|help'] },
        targets: 'none',
        why: 'Shows containers.',
        matches: ['runc list'],
        misses: ['runc delete list'],
      }),
      harms('container_remove', 'high', {
        id: 'runc.delete',
        when: { subcommand: ['delete|kill|pause'] },
        targets: 'first',
        targetKind: 'container',
        why: 'Ends or removes {target} behind the back of its engine.',
        matches: ['runc delete -f web', 'runc kill web KILL'],
        misses: ['runc state delete'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Runs containers without an engine.',
  },
];
