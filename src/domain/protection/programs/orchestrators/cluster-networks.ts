import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const deletes = loses('orchestrator_delete', 'high');

/** Tools for the network, the policies and the certificates within a cluster. */
export const CLUSTER_NETWORKS: readonly Program[] = [
  verbTool({
    names: 'calicoctl',
    why: 'Steers the network of a cluster.',
    kind: 'resource',
    valued: '-n --namespace -o --output -c --config -f --filename --context --ip',
    reads: told(
      /^(get|version|help|(node (status|checksystem|diags))|ipam (show|check)|convert|validate|cluster diags)\b/,
      'calicoctl get globalnetworkpolicy -o wide',
      'calicoctl node status',
      'calicoctl ipam show',
    ),
    adds: told(/^(create|apply|label|node run|datastore migrate export) /, 'calicoctl apply -f p.yaml'),
    losses: [
      deletes(
        /^(delete|replace|patch|ipam (release|configure|split)|datastore migrate (import|lock)|node stop) /,
        'Deletes or replaces {target}: what it let through or kept out changes.',
        'calicoctl delete networkpolicy allow-dns',
        'calicoctl ipam release --ip=10.0.0.1',
      ),
    ],
  }),
  verbTool({
    names: 'hubble cilium-dbg',
    why: 'Looks at the network of a cluster.',
    kind: 'resource',
    valued: '-n --namespace -o --output --server --since --last',
    reads: told(
      /^(observe|status|list|watch|version|record|help|(endpoint|bpf [a-z0-9]+|service|policy|node|identity|map|ip|fqdn cache|kvstore|prefilter|lrp|debuginfo|metrics|encrypt|monitor|config|nodeid|troubleshoot|build-config|cgroups|shell) ?(list|get|status|health|log|trace|-o)?)\b(?!.*\b(delete|remove|regenerate|disconnect|update|set|import|flush|clean|wait)\b)/,
      'hubble observe --follow',
      'cilium-dbg endpoint list',
    ),
    adds: told(
      /^(config (set|view|reset)|endpoint (labels|regenerate)|policy (import|wait)|service update) /,
      'hubble config set server a:1',
    ),
    losses: [
      deletes(
        /\b(delete|disconnect|flush|cleanup|post-uninstall-cleanup|remove) /,
        'Takes rules or endpoints of the network away.',
        'cilium-dbg endpoint disconnect 12',
        'cilium-dbg policy delete --all',
        'cilium-dbg bpf ct flush global',
      ),
    ],
  }),
  verbTool({
    names: 'cmctl kyverno gator trivy-operator kor kube-capacity ketall kubectl-neat rakkess kubepug',
    why: 'Checks what is in a cluster, or what would go there.',
    kind: 'resource',
    style: { subcommands: 2 },
    losses: [
      deletes(
        /^(delete|remove|uninstall|renew|deny|migrate-api-version) | --(delete|cleanup|remediate) /,
        'Removes or renews something in the cluster.',
        'cmctl deny -n web cr-1',
        'kor all --delete --no-interactive',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'kubedb kubevirt virtctl',
    why: 'Steers virtual machines and databases in a cluster.',
    kind: 'vm',
    valued: '-n --namespace --context --kubeconfig',
    reads: told(
      /^(version|guestosinfo|fslist|userlist|help|options|list|describe|connect|port-forward|vnc|console|ssh|scp|guestfs|memory-dump get|usbredir) /,
      'virtctl guestosinfo web',
      'virtctl console web',
    ),
    adds: told(
      /^(start|unpause|create|image-upload|expose|addvolume|vmexport (create|download)|adm|credentials|permitted-devices|resume) /,
      'virtctl start web',
    ),
    losses: [
      loses('vm_destroy', 'high')(
        /^(stop|restart|soft-reboot|pause|migrate|migrate-cancel|evacuate-cancel|removevolume|reset|vmexport delete|memory-dump remove|delete) /,
        'Stops {target}, or takes something away from it.',
        'virtctl stop web --force --grace-period=0',
        'virtctl removevolume web --volume-name=data',
      ),
    ],
  }),
];
