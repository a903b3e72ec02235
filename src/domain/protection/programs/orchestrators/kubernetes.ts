import type { Program } from '../program.js';
import { adds, harms, rehearses } from '../rule-kinds.js';
import { words } from './cluster-words.js';

const CLUSTER = { targets: 'none', targetKind: 'cluster', targetClass: 'critical' } as const;

export const KUBERNETES: readonly Program[] = [
  {
    names: [
      'k3s-uninstall.sh',
      'k3s-agent-uninstall.sh',
      'rke2-uninstall.sh',
      'k3s-killall.sh',
      'rke2-killall.sh',
      'k0s-uninstall',
    ],
    style: {},
    rules: [
      harms('orchestrator_delete', 'critical', {
        id: 'k3s.uninstall',
        when: {},
        ...CLUSTER,
        breadth: 'all',
        why: 'Removes the cluster from the host with all its data, or ends all of its containers.',
        matches: ['k3s-uninstall.sh', '/usr/local/bin/k3s-uninstall.sh', 'k3s-killall.sh'],
        misses: ['k3s kubectl get nodes'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Removes a cluster.',
  },
  {
    names: [
      'kubeadm',
      'k3s',
      'k0s',
      'rke',
      'rke2',
      'microk8s',
      'eksctl',
      'kops',
      'k0sctl',
      'kubespray',
      'clusterctl',
      'talosctl',
      'istioctl',
      'linkerd',
      'cilium',
      'flux',
      'argocd',
      'kubeone',
    ],
    style: {
      subcommands: 2,
      valued: [
        '-n',
        '--nodes',
        '--namespace',
        '-e',
        '--endpoints',
        '--talosconfig',
        '--context',
        '--kubeconfig',
        '--name',
        '--region',
        '-f',
        '--file',
        '-o',
        '--output',
        '--config',
        '--cluster',
        '--state',
        '-c',
        '--version',
        '--server',
      ],
    },
    rules: [
      rehearses({
        id: 'kubeadm.dry_run',
        when: { anyOption: ['--dry-run', '--help', '-h', '--preview'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['kubeadm reset --dry-run'],
        misses: ['kubeadm reset -f'],
      }),
      harms('orchestrator_delete', 'critical', {
        id: 'kubeadm.reset',
        when: {
          test: (given) =>
            given.subcommand.some((word) =>
              /^(reset|delete|remove|uninstall|destroy|wipe|prune|disable|leave|remove-node|reboot|shutdown|stop|rollback|edit|patch|terminate|terminate-resources|kill|undo|restore|suspend)$/.test(
                word,
              ),
            ) ||
            ['--prune', '--cluster-reset', '--cluster-reset-restore-path', '--auto-prune', '--replace'].some((option) =>
              given.options.has(option),
            ) ||
            /^(app|proj|cluster|repo|repocreds|cert|gpg|account|appset) (rm|delete-[a-z]+|terminate-op|remove-[a-z-]+)( |$)/.test(
              words(given),
            ) ||
            /^etcd (remove-member|leave|forfeit-leadership)|^etcd-snapshot (delete|prune)|secrets-encrypt rotate|certificate rotate/.test(
              words(given),
            ),
        },
        ...CLUSTER,
        why: 'Takes nodes or clusters apart, deletes their backups, or stops them.',
        matches: [
          'kubeadm reset -f',
          'talosctl reset --graceful=false -n 10.0.0.5',
          'microk8s reset',
          'eksctl delete cluster --name prod',
          'argocd app delete web',
          'k3s etcd-snapshot delete s1',
          'talosctl etcd remove-member n1',
          'k3s server --cluster-reset',
          'argocd cluster rm https://k8s.example.com',
          'argocd app terminate-op web',
        ],
        misses: ['kubeadm token list', 'talosctl get members', 'microk8s status'],
      }),
      harms('service_disruption', 'high', {
        id: 'kubeadm.upgrades',
        when: {
          test: (given) =>
            /^(upgrade (apply|node)|certs renew|upgrade-k8s|rotate-ca|upgrade) /.test(`${words(given)} `) &&
            !/^upgrade (plan|diff)/.test(words(given)) &&
            given.subcommand[0] !== 'image',
        },
        ...CLUSTER,
        why: 'Brings the cluster to another version, or renews its certificates: its parts restart.',
        matches: ['kubeadm upgrade apply v1.30.0', 'kubeadm certs renew all'],
        misses: ['kubeadm upgrade plan', 'kubeadm certs check-expiration'],
      }),
      rehearses({
        id: 'kubeadm.look',
        when: {
          test: (given) =>
            !/^(reset|stop|delete|remove|uninstall|destroy|disable|leave|reboot|shutdown)$/.test(
              given.subcommand[0] ?? '',
            ) &&
            ((/^(version|get|logs|status|list|health|dmesg|memory|containers|processes|ps|services|service|time|netstat|stats|cp|read|ls|df|du|usage|dashboard|inspect|describe|check|analyze|proxy-status|ps|validate|help|info|etcd|check-config|sysinfo|stat|diff|tree|trace|events|export|viz|proxy-config|mounts|interfaces|routes|conformance|support|completion)$/.test(
              given.subcommand[0] ?? '',
            ) &&
              !/remove|leave|defrag|snapshot/.test(given.subcommand[1] ?? '')) ||
              /^(list|get|print|describe|logs|view|status|show|images|check-expiration|plan|ls|history|diff|manifests|info|ls|wait|resources)$/.test(
                given.subcommand[1] ?? '',
              ) ||
              given.plain.length === 0),
        },
        targets: 'none',
        why: 'Shows nodes and clusters.',
        matches: [
          'kubeadm token list',
          'kubeadm certs check-expiration',
          'talosctl get members',
          'argocd app list',
          'flux get all',
          'microk8s status',
        ],
        misses: ['kubeadm reset', 'argocd app delete web'],
      }),
      adds({
        id: 'kubeadm.add',
        when: {
          test: (given) =>
            !given.subcommand.some((word) =>
              /^(reset|delete|remove|uninstall|destroy|wipe|prune|disable|leave|reboot|shutdown|stop|rollback|edit|patch|terminate)$/.test(
                word,
              ),
            ) &&
            given.subcommand.some((word) =>
              /^(init|join|create|token|config|upgrade|certs|server|agent|start|enable|install|apply|bootstrap|backup|schedule|kubectl|crictl|ctr|sync|reconcile|login|add|set|kubeconfig|gen|apply-config|resume|etcd-snapshot|logout|import|refresh|add-node|image|up|rollout|update|scale|generate|snapshot|restart|helm3?|inject|hubble|connectivity|cluster|app|repo|proj|account)$/.test(
                word,
              ),
            ),
        },
        ...CLUSTER,
        targetClass: 'ordinary',
        why: 'Makes a cluster, or adds to one.',
        matches: ['kubeadm init', 'k3s etcd-snapshot save', 'flux reconcile kustomization apps', 'argocd app sync web'],
        misses: ['kubeadm reset', 'microk8s stop'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Makes and steers clusters.',
  },
];
