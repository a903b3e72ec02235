import type { ActionType } from '../../detect/action-types.js';
import type { Program, Rule } from '../program.js';
import { adds, harms, textOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';
import { words } from '../reading/outputs.js';

/** Tools that are told by a verb what to do. What only looks is known by its verb; what takes something away as well; all else is held. */
interface Steered {
  readonly names: readonly string[];
  readonly type: ActionType;
  readonly why: string;
}

const STEERED: readonly Steered[] = [
  {
    names: words(
      'kustomize kubeseal kubens kubectx krew helm-docs skaffold tilt devspace telepresence okteto garden kompose kpt kapp',
      'vendir imgpkg kbld argo argo-rollouts tkn crane regctl oras cosign notation dive kubestr',
    ),
    type: 'orchestrator_delete',
    why: 'Steers what runs in a cluster, or the images for it.',
  },
  {
    names: words('drone woodpecker-cli act circleci buildkite-agent concourse gitlab-runner gitea forgejo gogs'),
    type: 'service_disruption',
    why: 'Steers builds and those who run them.',
  },
  {
    names: words('ollama llm aider claude codex gemini opencode goose huggingface-cli hf wandb mlflow dvc openai'),
    type: 'filesystem_delete',
    why: 'Fetches, runs and keeps language models and what belongs to them.',
  },
  {
    names: words(
      'rancher rspamc rspamadm sa-learn traefik caddy varnishadm icinga2 icingacli netdatacli collectdctl omd cmk',
    ),
    type: 'service_disruption',
    why: 'Steers a mail filter, a web server or what watches over hosts.',
  },
  {
    names: words(
      'logcli mimirtool cortextool thanos vmctl tempo-cli grafana-cli filebeat metricbeat auditbeat heartbeat',
    ),
    type: 'audit_tamper',
    why: 'Reads and steers what keeps logs and measurements.',
  },
  {
    names: words('vector logstash fluentd fluent-bit td-agent datadog-agent newrelic consul-template'),
    type: 'service_disruption',
    why: 'Collects logs and measurements.',
  },
  {
    names: words(
      'gitlab-ctl gitlab-rake jenkins-cli kcadm.sh kc.sh authelia authentik wazuh-control ossec-control zeekctl',
    ),
    type: 'service_disruption',
    why: 'Steers an application and the services that it is made of.',
  },
  {
    names: words('camcontrol geli jexec kldstat freebsd-update portsnap sysrc gmirror gstripe graid glabel'),
    type: 'disk_format',
    why: 'Steers disks, jails or the system of FreeBSD.',
  },
  {
    names: words('nix-channel nixos-option kdumpctl kpatch canonical-livepatch cloud-init cset tuned tlp snapd'),
    type: 'package_removal',
    why: 'Steers the system: its store, its kernel, its first start.',
  },
  {
    names: words('pg_probackup dolt litestream yb-admin'),
    type: 'database_destroy',
    why: 'Steers servers of databases, or their copies.',
  },
  {
    names: words('liquibase sqitch dbmate alembic prisma sequelize knex typeorm diesel sqlx flyway migrate atlas'),
    type: 'database_destroy',
    why: 'Changes how the data of an application is laid out.',
  },
  {
    names: words('nsc pulsar-admin emqx_ctl artemis activemq zkCli.sh zkServer.sh'),
    type: 'database_destroy',
    why: 'Steers a broker and the messages in it.',
  },
  {
    names: words('aws-nuke cloud-nuke saml2aws aws-sso granted tfenv tfswitch atlantis waagent'),
    type: 'iac_destroy',
    why: 'Steers what is rented from a cloud, or how it is reached.',
  },
  {
    names: words('drbd-overview cephfs-shell mas softwareupdate xcode-select'),
    type: 'package_removal',
    why: 'Steers stores or packages.',
  },
  {
    names: words(
      'realm sssctl synodsmnotify subscription-manager insights-client rhsmcertd landscape-client pveam pmgsh omv-salt omv-rpc vzctl vmware-cmd',
    ),
    type: 'service_disruption',
    why: 'Steers how a host is looked after.',
  },
  {
    names: words(
      'git-annex git-crypt git-secret pre-commit yadm tmsu snyk stcli ha zabbix_server hassio tmutil scutil',
    ),
    type: 'vcs_discard',
    why: 'Keeps files, versions or settings.',
  },
  {
    names: words('networksetup pmset spctl csrutil defaults dscl hdiutil plutil mdutil kea-admin keactrl falcoctl'),
    type: 'config_overwrite',
    why: 'Steers settings of a system.',
  },
];

/** Verbs that take something away, in any tool. */
const TAKES =
  /^(delete|del|rm|remove|destroy|drop|purge|prune|wipe|erase|clean|cleanup|clear|reset|uninstall|unregister|flush|truncate|nuke|revoke|rollback|restore|terminate|kill|stop|shutdown|disable|evict|expire|forget|undo|down|fresh|obsolete|decommission|drain|gc|--gc|--delete|reap-tombstones|unpublish|deactivate|detach)$/;
const TAKES_COMPOUND =
  /^((delete|remove|destroy|drop|purge|wipe|clear|reset|flush|del|stop|disable|uninstall|revoke|kill|rm)[-_:][\w:.-]+|[\w:.-]+[-_:](delete|del|rm|remove|destroy|drop|purge|prune|wipe|clear|clean|reset|flush|fresh|rollback|disable|down|stop|uninstall|revoke|kill|truncate|restore))$/;
/** Verbs that add, or are undone by their opposite. */
const GIVES =
  /^(pull|fetch|download|create|add|new|init|install|login|build|start|enable|serve|reload|refresh|sync|export|backup|dump|snapshot|clone|tag|sign|render|generate|gen|fmt|format|template|test|open|use|switch|connect|register|import|upload|push|publish|join|whoami|chat)$/;

const verbs = (given: Arguments): readonly string[] =>
  given.plain.slice(0, 3).map((word) => textOf(word).toLowerCase());
/** A cache is filled again by whoever uses it: `cache:clear`, `cache flush`. */
const FILLED_AGAIN =
  /(^|[ :])caches?[ :_-](clear|clean|flush|rebuild|gc|prune|warm\w*)( |$)|(^| )(cr|config:cache|route:cache|view:clear)( |$)/;

const clearsCache = (given: Arguments): boolean => FILLED_AGAIN.test(verbs(given).join(' '));
const takes = (given: Arguments): boolean =>
  !clearsCache(given) &&
  (verbs(given).some((verb) => TAKES.test(verb) || TAKES_COMPOUND.test(verb)) || given.options.has('--delete'));

/** A table for tools of one kind, named for the first of them. */
export function steered({ names, type, why }: Steered, more: readonly Rule[] = []): Program {
  const name = names[0] ?? '';
  return {
    names,
    style: {
      subcommands: 3,
      valued: ['-n', '--namespace', '-c', '--config', '-s', '-H', '--host', '-h', '-o', '--output'],
    },
    rules: [
      harms(type, 'high', {
        id: `${name}.takes`,
        when: { test: takes },
        targets: 'all_but_first',
        targetKind: 'resource',
        why: 'By its verb that takes something away, stops it or sets it back: {target}.',
        matches: [`${name} delete web`, `${name} queue:clear`],
        misses: [`${name} list`, `${name} status`, `${name} cache:clear`],
      }),
      adds({
        id: `${name}.gives`,
        when: {
          test: (given) => (verbs(given).some((verb) => GIVES.test(verb)) && !takes(given)) || clearsCache(given),
        },
        targets: 'none',
        why: 'By its verb it adds something, or its opposite undoes it.',
        matches: [`${name} create web`, `${name} cache:clear`],
        misses: [`${name} list`, `${name} delete web`],
      }),
      ...more,
    ],
    otherwise: 'opaque',
    why,
  };
}

export const STEERED_TOOLS: readonly Program[] = STEERED.map((row) => steered(row));
