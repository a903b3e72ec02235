import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, helps, hides, rehearses, textOf, textsOf, valuesOf } from '../rule-kinds.js';

const first = (given: Arguments): string => textOf(given.operands[0]).toLowerCase();

/** Kinds whose loss takes data, or many others, with it. */
const HEAVY =
  /^(ns|namespaces?|pvc?|persistentvolume(claim)?s?|no|nodes?|crds?|customresourcedefinitions?(\..*)?|statefulsets?|sts|storageclass(es)?|clusterroles?|clusterrolebindings?|secrets?|all|volumes?|projects?|databases?|clusters?)([/.,].*)?$/;

const kinds = (given: Arguments): readonly string[] => first(given).split(',');

const isHeavy = (given: Arguments): boolean =>
  kinds(given).some((kind) => HEAVY.test(kind)) || has(given, '--all', '-A', '--all-namespaces');

const RESOURCE = { targetKind: 'resource' } as const;

export const KUBECTL_RULES: readonly Rule[] = [
  helps('kubectl', ['--help', '-h']),
  rehearses({
    id: 'kubectl.dry_run',
    when: {
      test: (given) =>
        valuesOf(given, ['--dry-run']).some((how) => /^(client|server|true)$/.test(how)) ||
        (has(given, '--dry-run') && given.valuesOf('--dry-run').length === 0),
    },
    targets: 'none',
    why: 'Only shows what would be sent.',
    matches: [
      'kubectl delete pod web --dry-run=client',
      'kubectl apply -f a.yml --dry-run=server',
      'kubectl drain node1 --dry-run=client',
    ],
    misses: ['kubectl delete pod web', 'kubectl delete pod web --dry-run=none'],
  }),
  rehearses({
    id: 'kubectl.look',
    when: {
      test: (given) =>
        given.plain.length === 0 ||
        /^(get|describe|logs|log|top|explain|diff|version|cluster-info|api-resources|api-versions|events|wait|options|kustomize|help|completion|status|whoami|projects)$/.test(
          given.subcommand[0] ?? '',
        ) ||
        (given.subcommand[0] === 'auth' && first(given) !== 'reconcile') ||
        (given.subcommand[0] === 'rollout' && /^(status|history)$/.test(first(given))) ||
        (given.subcommand[0] === 'config' && /^(view|get-.*|current-context)$/.test(first(given))) ||
        given.subcommand[0] === 'plugin',
    },
    targets: 'none',
    why: 'Shows what the cluster holds.',
    matches: [
      'kubectl get pods -A',
      'kubectl -n delete get pods',
      'kubectl describe node drain',
      'kubectl logs -f delete',
      'kubectl top pods',
      'kubectl rollout status deploy/web',
      'kubectl config view',
      'kubectl diff -f a.yml',
      'kubectl get ns delete',
    ],
    misses: ['kubectl delete ns get', 'kubectl drain describe', 'kubectl rollout restart deploy/status'],
  }),
  adds({
    id: 'kubectl.add',
    when: {
      test: (given) =>
        !isSecretlyHarmful(given) &&
        /^(apply|create|run|expose|label|annotate|cordon|uncordon|autoscale|cp|exec|port-forward|proxy|attach|debug|patch|edit|set|certificate|taint|new-app|new-project|login|logout|start-build|import-image|tag|adm|policy|rsh|rsync|process|secrets|rollout|scale|config|auth|project|idle|expose-service|image|observe|alpha|kuberc|ctx|ns|replace)$/.test(
          given.subcommand[0] ?? '',
        ),
    },
    targets: 'operands',
    ...RESOURCE,
    why: 'Brings the cluster to what is described; the earlier description undoes it.',
    matches: [
      'kubectl apply -f deploy.yml',
      'kubectl create ns delete',
      'kubectl label pod web delete=1',
      'kubectl uncordon node1',
      'kubectl cordon node1',
      'kubectl scale deploy web --replicas=3',
      'kubectl config use-context prod',
      'kubectl rollout resume deploy/web',
    ],
    misses: ['kubectl delete ns web', 'kubectl scale deploy web --replicas=0', 'kubectl get pods'],
  }),
  harms('orchestrator_delete', 'critical', {
    id: 'kubectl.delete_heavy',
    when: { subcommand: ['delete'], test: isHeavy },
    targets: 'operands',
    ...RESOURCE,
    targetClass: 'critical',
    breadth: 'many',
    why: 'Deletes {target}: its data, or all that is within it, goes as well.',
    matches: [
      'kubectl delete ns shop',
      'kubectl delete pvc data-db-0',
      'kubectl delete pods --all -A',
      'kubectl -n shop delete all --all',
      'kubectl delete node worker1',
      'kubectl delete sts/db',
    ],
    misses: ['kubectl get ns', 'kubectl delete pod web', 'kubectl describe pvc delete'],
  }),
  harms('orchestrator_delete', 'high', {
    id: 'kubectl.delete',
    when: { subcommand: ['delete'], test: (given) => !isHeavy(given) },
    targets: 'operands',
    ...RESOURCE,
    why: 'Deletes {target} from the cluster.',
    matches: [
      'kubectl delete pod web',
      'kubectl delete -f deploy.yml',
      'kubectl delete deploy/web svc/web',
      'kubectl -n get delete cm settings',
    ],
    misses: ['kubectl get pod delete', 'kubectl delete ns shop', 'kubectl logs delete'],
  }),
  harms('orchestrator_delete', 'high', {
    id: 'kubectl.drain',
    when: { subcommand: ['drain'] },
    targets: 'operands',
    targetKind: 'host',
    why: 'Ends every pod on {target}.',
    matches: ['kubectl drain node1 --ignore-daemonsets --delete-emptydir-data'],
    misses: ['kubectl describe node drain', 'kubectl uncordon node1'],
  }),
  harms('service_disruption', 'medium', {
    id: 'kubectl.taint',
    when: {
      test: (given) =>
        given.subcommand[0] === 'taint' && textsOf(given.operands).some((text) => text.endsWith(':NoExecute')),
    },
    targets: 'first',
    targetKind: 'host',
    why: 'What runs on {target} is ended.',
    matches: ['kubectl taint nodes node1 a=b:NoExecute'],
    misses: ['kubectl cordon node1', 'kubectl get nodes cordon'],
  }),
  harms('orchestrator_delete', 'high', {
    id: 'kubectl.scale_zero',
    when: { subcommand: ['scale|autoscale'], test: (given) => valuesOf(given, ['--replicas', '--max']).includes('0') },
    targets: 'operands',
    ...RESOURCE,
    why: 'Leaves no pod of {target}.',
    matches: ['kubectl scale deploy web --replicas=0', 'kubectl scale --replicas 0 sts/db'],
    misses: ['kubectl scale deploy web --replicas=3', 'kubectl get deploy web'],
  }),
  harms('service_disruption', 'medium', {
    id: 'kubectl.rollout',
    when: { subcommand: ['rollout'], test: (given) => /^(restart|undo|pause|cancel|retry)$/.test(first(given)) },
    targets: 'all_but_first',
    ...RESOURCE,
    why: 'Replaces the pods of {target}, or brings an earlier version back.',
    matches: ['kubectl rollout restart deploy/web', 'kubectl rollout undo deploy/web --to-revision=2'],
    misses: ['kubectl rollout status deploy/web', 'kubectl rollout history deploy/web'],
  }),
  hides('high', {
    id: 'kubectl.run_host',
    when: {
      subcommand: ['run|debug'],
      test: (given) =>
        has(given, '--privileged') ||
        valuesOf(given, ['--overrides']).some((text) => /host(PID|Network|IPC|Path)|privileged/i.test(text)),
    },
    targets: 'none',
    why: 'Starts a pod with the rights of the host that it runs on.',
    matches: ['kubectl run x --image=alpine --privileged', `kubectl run x --image=a --overrides='{"hostPID":true}'`],
    misses: ['kubectl run x --image=alpine --rm -it -- sh'],
  }),
  harms('orchestrator_delete', 'high', {
    id: 'kubectl.replace_force',
    when: { subcommand: ['replace|apply'], test: (given) => has(given, '--force', '--prune', '--cascade') },
    targets: 'none',
    ...RESOURCE,
    why: 'Deletes what is there and makes it anew, or deletes what the files do not name.',
    matches: ['kubectl replace --force -f pod.yml', 'kubectl apply -f . --prune -l app=web'],
    misses: ['kubectl apply -f pod.yml', 'kubectl apply --force-conflicts --server-side -f a.yml'],
  }),
  hides('high', {
    id: 'kubectl.fetched',
    when: {
      subcommand: ['apply|create|replace'],
      test: (given) =>
        valuesOf(given, ['-f', '--filename', '-k', '--kustomize']).some((place) =>
          /^(https?:|git@|github\.com)/i.test(place),
        ),
    },
    targets: (given) => valuesOf(given, ['-f', '--filename', '-k', '--kustomize']),
    why: 'What {target} holds is not known before it is fetched, and can change at any time.',
    matches: ['kubectl apply -f https://example.com/manifest.yaml', 'kubectl create -f https://example.com/a.yaml'],
    misses: ['kubectl apply -f ./manifest.yaml', 'kubectl delete -f https://example.com/manifest.yaml'],
  }),
  harms('config_overwrite', 'medium', {
    id: 'kubectl.patch',
    when: { subcommand: ['patch|edit|replace'], noOption: ['--force'] },
    targets: 'operands',
    ...RESOURCE,
    why: 'Writes over how {target} is described.',
    matches: ['kubectl patch deploy web -p "{}"', 'kubectl replace -f a.yml', 'kubectl edit cm settings'],
    misses: ['kubectl get deploy patch', 'kubectl apply -f a.yml'],
  }),
  harms('credential_removal', 'medium', {
    id: 'kubectl.config_delete',
    when: { subcommand: ['config'], test: (given) => /^(delete-.*|unset)$/.test(first(given)) },
    targets: 'all_but_first',
    targetKind: 'key',
    why: 'Forgets how a cluster is reached.',
    matches: ['kubectl config delete-context prod', 'kubectl config unset users.admin'],
    misses: ['kubectl config view', 'kubectl config use-context prod'],
  }),
  harms('orchestrator_delete', 'high', {
    id: 'kubectl.adm',
    when: {
      subcommand: ['adm|certificate|policy|idle'],
      test: (given) =>
        (!(first(given) === 'prune' && !given.options.has('--confirm')) &&
          /^(drain|prune|cordon|migrate|deny|remove-.*|delete|must-reset|restart-.*|reboot-.*|upgrade)$/.test(
            first(given),
          )) ||
        given.subcommand[0] === 'idle',
    },
    targets: 'all_but_first',
    ...RESOURCE,
    why: 'Takes nodes, images or rights away.',
    matches: ['oc adm drain node1', 'oc adm prune images --confirm', 'kubectl certificate deny csr1'],
    misses: ['oc adm top nodes', 'kubectl certificate approve csr1', 'oc adm prune images --keep-tag-revisions=3'],
  }),
];

function isSecretlyHarmful(given: Arguments): boolean {
  const verb = given.subcommand[0] ?? '';
  if (/^(scale|autoscale)$/.test(verb)) return valuesOf(given, ['--replicas', '--max']).includes('0');
  if (verb === 'rollout') return /^(restart|undo|pause|cancel|retry)$/.test(first(given));
  if (verb === 'apply') return has(given, '--force', '--prune');
  if (/^(patch|edit|replace|idle)$/.test(verb)) return true;
  if (verb === 'config') return /^(delete-.*|unset)$/.test(first(given));
  if (verb === 'taint') return textsOf(given.operands).some((text) => text.endsWith(':NoExecute'));
  return (
    /^(adm|certificate|policy)$/.test(verb) &&
    /^(drain|prune|cordon|migrate|deny|remove-.*|delete|restart-.*|reboot-.*|upgrade)$/.test(first(given))
  );
}
