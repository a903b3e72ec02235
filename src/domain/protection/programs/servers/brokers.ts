import type { Program } from '../program.js';
import { words } from '../reading/outputs.js';
import { adds, harms, helps, reads, rehearses, textOf } from '../rule-kinds.js';

/** Queues and clusters that keep data and are steered by a program of their own. */
export const BROKERS: readonly Program[] = [
  {
    names: ['rabbitmqctl', 'rabbitmq-diagnostics', 'rabbitmqadmin', 'rabbitmq-queues'],
    style: { subcommands: 1, valued: ['-n', '--node', '-p', '--vhost', '-t', '--timeout', '-u', '-H', '-P'] },
    rules: [
      helps('rabbitmqctl'),
      reads({
        id: 'rabbitmqctl.look',
        when: {
          test: ({ subcommand }) =>
            /^(list|status|cluster_status|report|ping|environment|node_health|check|help|version|show|get|await|authenticate|overview|memory|alarms|listeners|is_|quorum_status)/.test(
              subcommand[0] ?? '',
            ),
        },
        targets: 'none',
        why: 'Lists queues, users and nodes.',
        matches: ['rabbitmqctl list_queues', 'rabbitmqctl cluster_status'],
        misses: ['rabbitmqctl reset'],
      }),
      harms('database_destroy', 'high', {
        id: 'rabbitmqctl.destroys',
        when: {
          test: ({ subcommand }) =>
            /^(reset|force_reset|delete|purge|clear|forget|force_boot|remove)/.test(subcommand[0] ?? ''),
        },
        targetKind: 'database',
        why: 'Deletes {target} with the messages in it.',
        matches: ['rabbitmqctl reset', 'rabbitmqctl delete_queue orders', 'rabbitmqctl purge_queue orders'],
        misses: ['rabbitmqctl list_queues'],
      }),
      harms('service_disruption', 'medium', {
        id: 'rabbitmqctl.stops',
        when: {
          test: ({ subcommand }) => /^(stop|stop_app|shutdown|close|suspend|rotate|disable)/.test(subcommand[0] ?? ''),
        },
        targets: () => ['rabbitmq'],
        targetKind: 'unit',
        why: 'Stops the broker, or cuts its clients off.',
        matches: ['rabbitmqctl stop_app', 'rabbitmqctl shutdown'],
        misses: ['rabbitmqctl start_app', 'rabbitmqctl status'],
      }),
      adds({
        id: 'rabbitmqctl.adds',
        when: {
          test: ({ subcommand }) =>
            /^(start_app|add|set|declare|join_cluster|enable|sync|import|resume|publish)/.test(subcommand[0] ?? ''),
        },
        targets: 'none',
        why: 'Adds or sets something.',
        matches: ['rabbitmqctl add_user bob x', 'rabbitmqctl start_app'],
        misses: ['rabbitmqctl stop_app'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a message broker.',
  },
  {
    names: words(
      'kafka-topics.sh kafka-topics kafka-consumer-groups.sh kafka-consumer-groups kafka-configs.sh kafka-configs',
      'kafka-acls.sh kafka-acls',
    ),
    style: {
      singleDashLong: true,
      valued: [
        '--bootstrap-server',
        '--topic',
        '--group',
        '--command-config',
        '--entity-type',
        '--entity-name',
        '--zookeeper',
        '--partitions',
        '--replication-factor',
        '--config',
        '--add-config',
        '--delete-config',
      ],
    },
    rules: [
      rehearses({
        id: 'kafka-topics.dry_run',
        when: { anyOption: ['--dry-run'], noOption: ['--execute', '--delete', '--delete-offsets'] },
        targets: 'none',
        why: 'Only says where readers would stand.',
        matches: [
          'kafka-consumer-groups.sh --bootstrap-server k:9092 --group g --topic t --reset-offsets --to-earliest --dry-run',
        ],
        misses: [
          'kafka-consumer-groups.sh --bootstrap-server k:9092 --group g --topic t --reset-offsets --to-earliest --execute',
        ],
      }),
      reads({
        id: 'kafka-topics.look',
        when: { anyOption: ['--list', '--describe', '--version', '--help'], noOption: ['--delete'] },
        targets: 'none',
        why: 'Lists topics and groups.',
        matches: ['kafka-topics.sh --bootstrap-server k:9092 --list'],
        misses: ['kafka-topics.sh --bootstrap-server k:9092 --delete --topic x'],
      }),
      harms('database_destroy', 'high', {
        id: 'kafka-topics.deletes',
        when: {
          anyOption: ['--delete', '--delete-offsets', '--reset-offsets', '--remove', '--delete-config'],
          noOption: ['--dry-run'],
        },
        targets: (given) => given.valuesOf('--topic').map(textOf),
        targetKind: 'database',
        why: 'Deletes {target} with the messages in it, or where its readers stand.',
        matches: ['kafka-topics.sh --bootstrap-server k:9092 --delete --topic orders'],
        misses: ['kafka-topics.sh --bootstrap-server k:9092 --list'],
      }),
      adds({
        id: 'kafka-topics.adds',
        when: { anyOption: ['--create', '--add'] },
        targets: 'none',
        why: 'Adds a topic.',
        matches: ['kafka-topics.sh --bootstrap-server k:9092 --create --topic x'],
        misses: ['kafka-topics.sh --bootstrap-server k:9092 --delete --topic x'],
      }),
      harms('config_overwrite', 'medium', {
        id: 'kafka-topics.alters',
        when: { anyOption: ['--alter', '--add-config'] },
        targets: 'none',
        why: 'Changes a topic; a shorter retention deletes messages.',
        matches: [
          'kafka-configs.sh --bootstrap-server k:9092 --alter --entity-type topics --entity-name x --add-config retention.ms=1',
        ],
        misses: ['kafka-topics.sh --bootstrap-server k:9092 --list'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Looks after the topics of a message broker.',
  },
  {
    names: [
      'kafka-console-consumer.sh',
      'kafka-console-consumer',
      'kafka-dump-log.sh',
      'kcat',
      'kafkacat',
      'kafka-log-dirs.sh',
    ],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows messages.',
  },
  {
    names: ['nodetool'],
    style: { subcommands: 1, valued: ['-h', '--host', '-p', '--port', '-u', '--username', '-pw', '-pwf'] },
    rules: [
      helps('nodetool'),
      reads({
        id: 'nodetool.look',
        when: {
          test: ({ subcommand }) =>
            /^(status|info|ring|describe|tpstats|tablestats|cfstats|netstats|compactionstats|compactionhistory|datapaths|rangekeysample|profileload|clientstats|proxyhistograms|tablehistograms|gossipinfo|version|list|get|help|failuredetector|statusbackup|statusgossip|statusbinary|toppartitions|viewbuildstatus|verify)/.test(
              subcommand[0] ?? '',
            ),
        },
        targets: 'none',
        why: 'Shows how the cluster is.',
        matches: ['nodetool status', 'nodetool tpstats'],
        misses: ['nodetool decommission'],
      }),
      harms('database_destroy', 'high', {
        id: 'nodetool.destroys',
        when: {
          subcommand: [
            'decommission|removenode|assassinate|clearsnapshot|truncatehints|cleanup|garbagecollect|import|move|resetlocalschema|drop|rebuild',
          ],
        },
        targetKind: 'database',
        why: 'Takes data or a member of the cluster away.',
        matches: ['nodetool decommission', 'nodetool clearsnapshot'],
        misses: ['nodetool status'],
      }),
      harms('service_disruption', 'medium', {
        id: 'nodetool.stops',
        when: {
          subcommand: [
            'drain|stopdaemon|disablebinary|disablegossip|disablethrift|disablehandoff|pausehandoff|stop|disableautocompaction|disablebackup|invalidatekeycache',
          ],
        },
        targets: () => ['cassandra'],
        targetKind: 'unit',
        why: 'Takes this member out of service.',
        matches: ['nodetool drain', 'nodetool stopdaemon'],
        misses: ['nodetool flush'],
      }),
      adds({
        id: 'nodetool.keeps',
        when: {
          subcommand: [
            'flush|snapshot|repair|compact|refresh|scrub|enablebinary|enablegossip|resumehandoff|setcompactionthroughput|setlogginglevel|upgradesstables|reloadschema',
          ],
        },
        targets: 'none',
        why: 'Writes, repairs or copies; nothing is lost.',
        matches: ['nodetool flush', 'nodetool snapshot'],
        misses: ['nodetool clearsnapshot'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a Cassandra cluster.',
  },
];
