import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('database_destroy', 'high');

/** Search engines and columns: what stands beside their interface over HTTP. */
export const SEARCH_ENGINES: readonly Program[] = [
  verbTool({
    names: 'elasticsearch-plugin opensearch-plugin kibana-plugin logstash-plugin opensearch-dashboards-plugin',
    why: 'Adds and removes parts of a search engine.',
    kind: 'package',
    reads: told(/^list\b/, 'elasticsearch-plugin list'),
    adds: told(/^(install|update|generate) /, 'elasticsearch-plugin install analysis-icu'),
    losses: [
      loses('package_removal', 'medium')(
        /^(remove|uninstall|prune) /,
        'Removes {target}: an index that needs it does not open any more.',
        'elasticsearch-plugin remove analysis-icu',
      ),
    ],
  }),
  verbTool({
    names: 'elasticsearch-node opensearch-node elasticsearch-shard opensearch-shard',
    why: 'Repairs a member by throwing away what it cannot read.',
    kind: 'database',
    losses: [
      destroys(
        /^/,
        'Throws parts of an index or of the state of the cluster away.',
        'elasticsearch-node unsafe-bootstrap',
        'elasticsearch-shard remove-corrupted-data --index i --shard-id 0',
      ),
    ],
  }),
  verbTool({
    names:
      'elasticsearch-reset-password elasticsearch-setup-passwords elasticsearch-users elasticsearch-service-tokens',
    why: 'Changes who may log in to a search engine.',
    kind: 'user',
    reads: told(/^list\b/, 'elasticsearch-users list'),
    adds: told(/^(useradd|create) /, 'elasticsearch-users useradd bob -p x -r viewer'),
    losses: [
      loses('user_account', 'medium')(
        /^(?!list|useradd|create)/,
        'Changes or deletes an account or its password.',
        'elasticsearch-reset-password -u elastic',
        'elasticsearch-users userdel bob',
      ),
    ],
  }),
  verbTool({
    names: 'elasticsearch-keystore opensearch-keystore kibana-keystore logstash-keystore',
    why: 'Keeps secrets of a search engine.',
    kind: 'key',
    reads: told(/^(list|show|has-passwd)\b/, 'elasticsearch-keystore list'),
    adds: told(/^(add|add-file|upgrade) /, 'elasticsearch-keystore add s3.client.default.access_key'),
    losses: [
      loses('credential_removal', 'medium')(
        /^(remove|passwd|create) /,
        'Removes a secret; what needs it does not start any more.',
        'elasticsearch-keystore remove s3.client.default.secret_key',
      ),
    ],
  }),
  verbTool({
    names: 'curator_cli curator es_cli',
    why: 'Looks after indices; as its file says it deletes them.',
    kind: 'database',
    valued: '--config --host --http_auth --url --id --logfile --loglevel',
    rehearsed: told(/ --(dry-run|help|version) /, 'curator --dry-run delete.yml'),
    reads: told(/^(show[-_][a-z]+)\b/, 'curator_cli show-indices'),
    adds: told(/^(snapshot|open|alias|rollover|allocation|replicas) /, 'curator_cli snapshot --repository r'),
    losses: [
      destroys(
        /^(?!show|snapshot|open|alias|rollover|allocation|replicas)/,
        'Deletes, closes or shrinks indices: {target}.',
        'curator_cli delete-indices',
        'curator delete.yml',
      ),
    ],
  }),
  verbTool({
    names: 'elasticdump multielasticdump',
    why: 'Copies an index.',
    kind: 'database',
    style: { subcommands: 0 },
    losses: [
      destroys(
        / --(delete|bulkAction|overwrite|deleteIndex) /,
        'Deletes what it has copied, or writes over it.',
        'elasticdump --input=/b/i.json --output=http://a/i --delete',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'clickhouse-backup',
    why: 'Makes and restores copies of ClickHouse.',
    kind: 'backup',
    valued: '-c --config -t --table --tables --env',
    reads: told(/^(list|tables|default-config|print-config|status|help)\b/, 'clickhouse-backup list'),
    adds: told(/^(create|create_remote|upload|download|server|watch) /, 'clickhouse-backup create b1'),
    losses: [
      loses('backup_destroy', 'high')(
        /^(delete|clean|clean_remote_broken|clean_local_broken|clean_broken_retention) /,
        'Deletes {target}.',
        'clickhouse-backup delete local b1',
      ),
      destroys(/^(restore|restore_remote) /, 'Writes a copy over what is there.', 'clickhouse-backup restore --rm b1'),
    ],
  }),
  verbTool({
    names: 'sstableverify sstablemetadata sstabledump sstableutil sstablepartitions sstableexpiredblockers',
    why: 'Shows the files of Cassandra.',
    kind: 'table',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'sstablescrub sstablelevelreset sstableofflinerelevel sstablerepairedset sstablesplit sstableloader',
    why: 'Writes the files of Cassandra anew.',
    kind: 'table',
    losses: [
      destroys(/^/, 'Writes the files of {target} anew; rows that cannot be read are left out.', 'sstablescrub ks t'),
    ],
  }),
  verbTool({
    names: 'mongofiles',
    why: 'Keeps files in MongoDB.',
    kind: 'table',
    valued: '-d --db --uri --host --port -u -p --prefix -l --local',
    reads: told(/^(list|search|get|get_id|get_regex)\b/, 'mongofiles list'),
    adds: told(/^put /, 'mongofiles put a.pdf'),
    losses: [
      loses('database_destroy', 'medium')(
        /^(delete|delete_id|put_id) /,
        'Deletes {target}.',
        'mongofiles delete a.pdf',
      ),
    ],
  }),
  verbTool({
    names: 'mongod mongos',
    why: 'Runs the server of a database.',
    kind: 'database',
    style: { subcommands: 0 },
    valued: '--dbpath -f --config --port --logpath --bind_ip --replSet --keyFile --pidfilepath',
    losses: [
      destroys(
        / --(repair|upgrade|restore) /,
        'Writes the files of the database anew.',
        'mongod --repair --dbpath /var/lib/mongodb',
      ),
      loses('service_disruption', 'high')(
        / --shutdown /,
        'Stops the server.',
        'mongod --shutdown --dbpath /var/lib/mongodb',
      ),
      loses('security_disable', 'medium')(/ --noauth /, 'Starts the server without accounts.', 'mongod --noauth'),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'redis-check-aof valkey-check-aof redis-check-dump',
    why: 'Checks the log of Redis.',
    kind: 'path',
    style: { subcommands: 0 },
    losses: [
      loses('data_overwrite', 'high')(
        / --(fix|truncate-to-timestamp) /,
        'Cuts off what is damaged in {target}.',
        'redis-check-aof --fix appendonly.aof',
      ),
    ],
    otherwise: 'read_only',
  }),
];
