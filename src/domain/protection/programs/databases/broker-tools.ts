import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('database_destroy', 'high');
const disrupts = loses('service_disruption', 'high');

const KAFKA =
  '--bootstrap-server --broker-list --topic --command-config --zookeeper --reassignment-json-file --throttle -c --config -t --cluster-id --application-id --offset-json-file';

/** Brokers of messages beside those with tables of their own. */
export const BROKER_TOOLS: readonly Program[] = [
  verbTool({
    names:
      'kafka-broker-api-versions.sh kafka-broker-api-versions kafka-replica-verification.sh kafka-get-offsets.sh kafka-get-offsets kafka-verifiable-consumer.sh kafka-consumer-perf-test.sh kafka-dump-log kafka-log-dirs kafka-e2e-latency.sh kafka-jmx.sh',
    why: 'Shows brokers, topics and offsets.',
    kind: 'resource',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'kafka-console-producer.sh kafka-console-producer kafka-producer-perf-test.sh kafka-verifiable-producer.sh kafka-mirror-maker.sh kafka-server-start.sh zookeeper-server-start.sh connect-distributed.sh connect-standalone.sh',
    why: 'Sends messages, or starts a broker.',
    kind: 'resource',
    losses: [],
    otherwise: 'reversible',
  }),
  verbTool({
    names:
      'kafka-reassign-partitions.sh kafka-reassign-partitions kafka-leader-election.sh kafka-leader-election kafka-preferred-replica-election.sh',
    why: 'Moves the parts of topics between brokers.',
    kind: 'cluster',
    valued: KAFKA,
    reads: told(
      / --(verify|list|generate|help|version) (?!.*--(execute|cancel) )/,
      'kafka-reassign-partitions.sh --bootstrap-server k1:9092 --reassignment-json-file r.json --verify',
    ),
    losses: [
      loses('service_disruption', 'medium')(
        / --(execute|cancel|election-type|all-topic-partitions|path-to-json-file) /,
        'Moves parts of topics; an unclean choice of a leader loses messages.',
        'kafka-reassign-partitions.sh --bootstrap-server k1:9092 --reassignment-json-file r.json --execute',
        'kafka-leader-election.sh --bootstrap-server k1:9092 --election-type unclean --all-topic-partitions',
      ),
    ],
  }),
  verbTool({
    names:
      'kafka-delete-records.sh kafka-delete-records kafka-streams-application-reset.sh kafka-streams-application-reset',
    why: 'Deletes messages, or where an application stands.',
    kind: 'resource',
    valued: KAFKA,
    rehearsed: told(
      / (--dry-run|--help|--version) /,
      'kafka-streams-application-reset.sh --application-id a --dry-run',
    ),
    losses: [
      destroys(
        /./,
        'Deletes messages, or sets an application back to where it began.',
        'kafka-delete-records.sh --bootstrap-server k1:9092 --offset-json-file o.json',
        'kafka-streams-application-reset.sh --application-id a',
      ),
    ],
  }),
  verbTool({
    names: 'kafka-server-stop.sh kafka-server-stop zookeeper-server-stop.sh zookeeper-server-stop connect-stop.sh',
    why: 'Stops a broker.',
    kind: 'unit',
    losses: [disrupts(/^/, 'Stops the broker.', 'kafka-server-stop.sh', 'zookeeper-server-stop.sh')],
  }),
  verbTool({
    names:
      'kafka-metadata-quorum.sh kafka-metadata-quorum kafka-storage.sh kafka-storage kafka-features.sh kafka-features kafka-cluster.sh kafka-transactions.sh kafka-delegation-tokens.sh kafka-metadata-shell.sh',
    why: 'Looks after what brokers keep of themselves.',
    kind: 'cluster',
    valued: `${KAFKA} --formatter --from-file`,
    reads: told(
      /^(describe|info|random-uuid|cluster-id|list|list-endpoints|describe-producers|describe-transactions|find-hanging|version-mapping|feature-dependencies)\b| --describe /,
      'kafka-metadata-quorum.sh --bootstrap-server k1:9092 describe --status',
      'kafka-storage.sh info -c server.properties',
    ),
    losses: [
      destroys(
        /^(format|unregister|abort|force-terminate|remove-controller|downgrade|disable) | --(expire|force) /,
        'Formats where a broker keeps its messages, or takes it from the cluster.',
        'kafka-storage.sh format -t abc -c server.properties',
        'kafka-cluster.sh unregister --bootstrap-server k1:9092 --id 3',
      ),
      loses('config_overwrite', 'medium')(
        /^(upgrade|add-controller) /,
        'Changes the features of a cluster; not every one can be taken back.',
        'kafka-features.sh --bootstrap-server k1:9092 upgrade --metadata 3.8',
      ),
    ],
  }),
  verbTool({
    names: 'rpk',
    why: 'Steers Redpanda.',
    kind: 'cluster',
    valued:
      '-X --config --profile --brokers -b -o --offset -p --partitions -r --replicas --format -g --hosts --admin-url',
    rehearsed: told(/ (--dry|--dry-run) /, 'rpk group seek g --to start --dry-run'),
    reads: told(
      /^(topic (list|describe|consume|describe-storage)|cluster (health|info|metadata|logdirs|config (get|export|status|list)|license info|partitions (list|balancer-status)|storage list-mount)|group (list|describe)|redpanda (admin (brokers|partitions|config) (list|print)|check)|acl list|security (user|acl|role) (list|describe)|(profile|container|connect|transform|registry) (list|status|print|current|get|version)|version|debug (info|remote-bundle status)|help) /,
      'rpk topic list',
      'rpk cluster health',
    ),
    adds: told(
      /^(topic (create|produce|add-partitions)|profile (create|use|set)|container start|acl create|(security|acl) (user|acl) create|cluster (partitions transfer-leadership|maintenance disable)|redpanda (start|tune|admin brokers recommission)|plugin install) /,
      'rpk topic create orders',
    ),
    losses: [
      destroys(
        /^(topic (delete|trim-prefix|alter-config)|group (delete|seek|offset-delete)|redpanda admin brokers decommission|cluster (storage (unmount|recovery|restore|cancel-mount)|partitions (unsafe-recover|move|toggle)|txn)|registry (schema|subject) delete|transform delete|container purge|(security|acl) (user |acl |role )?delete|acl user delete|(profile|plugin|cloud) [a-z ]*(delete|uninstall)) /,
        'Deletes {target} with what it holds, or takes a broker away.',
        'rpk topic delete orders',
        'rpk topic trim-prefix orders -o 1000',
        'rpk redpanda admin brokers decommission 3',
      ),
      disrupts(
        /^(cluster (maintenance enable|config (set|import|edit|force-reset)|quotas)|redpanda (stop|mode|config)|container stop|transform pause|debug remote-bundle cancel) /,
        'Stops a broker or changes its settings.',
        'rpk cluster maintenance enable 3',
        'rpk redpanda stop',
      ),
    ],
  }),
  verbTool({
    names: 'nats',
    why: 'Steers NATS and what its streams hold.',
    kind: 'resource',
    valued: '-s --server --user --password --creds --context --nkey --subject --timeout',
    reads: told(
      /^((stream|s|consumer|con|kv|object|server|srv|account|a|context|ctx|micro|service|schema|auth|errors|events|top|rtt|trace|audit) ?(ls|list|info|report|state|status|get|view|subjects|find|graph|ping|check|gaps|history|watch|show|search|lookup|events)?\b(?! (rm|purge))|sub|subscribe|latency|cheat|rtt|events|top|server (list|info|report|check|ping|request|mappings)) /,
      'nats stream ls',
      'nats kv ls',
      'nats stream info ORDERS',
    ),
    adds: told(
      /^((stream|s|consumer|con|kv|object) (add|create|put|backup|copy|cp|upgrade)|pub|publish|request|req|reply|context (add|save|select|create)|bench) /,
      'nats kv put cfg a b',
      'nats pub a b',
    ),
    losses: [
      destroys(
        /^((stream|s|consumer|con|kv|object|backup) (rm|del|delete|purge|rmm|seal|restore|edit|update|destroy|compact|revert)|account (purge|restore)|context (rm|edit)|auth [a-z]+ (rm|del|edit|push)) /,
        'Deletes {target} with the messages in it.',
        'nats stream purge ORDERS -f',
        'nats consumer rm ORDERS c1 -f',
      ),
      loses('service_disruption', 'medium')(
        /^((server|srv) (raft|cluster|request (kick|reload)|stop|config|run)|(stream|consumer) (cluster|pause|unpin)) /,
        'Moves leaders, or takes a member away.',
        'nats server raft step-down',
        'nats stream cluster step-down ORDERS',
      ),
    ],
  }),
];
