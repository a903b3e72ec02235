import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('database_destroy', 'high');
const disrupts = loses('service_disruption', 'medium');

/** Percona's tools and others beside the client and the server. They do nothing to the data without being told to. */
const PERCONA: readonly Program[] = [
  verbTool({
    names:
      'pt-duplicate-key-checker pt-index-usage pt-slave-find pt-config-diff pt-deadlock-logger pt-diskstats pt-ioprofile pt-mext pt-pmp pt-sift pt-stalk pt-table-usage pt-upgrade pt-variable-advisor pt-visual-explain pt-align pt-fingerprint pt-fk-error-logger pt-mongodb-query-digest pt-mongodb-summary pt-pg-summary pt-secure-collect pt-galera-log-explainer pt-k8s-debug-collector pt-fifo-split pt-table-checksum pt-replica-find pt-eustack-resolver',
    why: 'Looks at a server of MySQL; a checksum writes only a table of its own.',
    kind: 'database',
    style: { subcommands: 0 },
    losses: [destroys(/ --purge /, 'Deletes what it has seen.', 'pt-deadlock-logger --purge h=db1')],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'pt-online-schema-change pt-table-sync pt-archiver gh-ost spirit',
    why: 'Changes or moves rows of a table.',
    kind: 'table',
    style: { subcommands: 0 },
    valued:
      '--alter --source --dest --where --limit --database --table --host --user --password --port --max-load --critical-load --chunk-size --databases --tables --file --progress --statistics -D -t -h -u -p -P',
    rehearsed: told(
      /^(?!.* --execute ).* (--dry-run|--print|--help|--version|--explain-hosts|-version|-help|-noop|--noop) /,
      "pt-online-schema-change --dry-run --alter 'DROP COLUMN c' D=app,t=t",
      'pt-table-sync --print h=db1,D=app,t=t h=db2',
    ),
    losses: [
      destroys(
        / --(execute|purge|sync-to-master|dest|replicate|source) /,
        'Changes, moves or deletes the rows of {target}.',
        "pt-online-schema-change --execute --alter 'DROP COLUMN c' D=app,t=t",
        'pt-table-sync --execute h=db1,D=app,t=t h=db2',
        "pt-archiver --source h=db1,D=app,t=log --purge --where '1=1'",
        "gh-ost --database=app --table=t --alter='DROP COLUMN c' --execute",
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'pt-kill pt-slave-delay pt-heartbeat pt-find',
    why: 'Watches over a server, and acts where it is told to.',
    kind: 'database',
    style: { subcommands: 0 },
    losses: [
      disrupts(
        / --(kill|kill-query|kill-busy-commands|execute-command|skip-count|until-master|until-relay|delay|stop|error-numbers|always) /,
        'Ends sessions, or skips what replication stumbles over.',
        'pt-kill --busy-time 60 --kill',
        'pt-slave-delay --delay 1h h=db2',
      ),
      destroys(
        / --(exec|exec-plus|exec-dsn) /,
        'Runs a statement for each table that it finds.',
        "pt-find --exec 'DROP TABLE %D.%N'",
      ),
    ],
    otherwise: 'reversible',
  }),
];

const SERVERS: readonly Program[] = [
  verbTool({
    names: 'pt-slave-restart pt-replica-restart',
    why: 'Skips what replication stumbles over.',
    kind: 'database',
    style: { subcommands: 0 },
    losses: [disrupts(/^/, 'Skips statements that fail: the copies are not alike any more.', 'pt-slave-restart h=db2')],
  }),
  verbTool({
    names: 'mysqld mariadbd mysqld_safe mariadbd-safe mysqld_multi',
    why: 'Runs the server of a database.',
    kind: 'database',
    style: { subcommands: 1 },
    valued: '--datadir --basedir --user --socket --port --defaults-file --init-file --pid-file',
    rehearsed: told(
      / (--validate-config|--help|--version|--print-defaults|-V|-\?) (?!.*--initialize)/,
      'mysqld --validate-config',
      'mysqld --verbose --help',
    ),
    reads: told(/^report\b/, 'mysqld_multi report'),
    losses: [
      loses('database_destroy', 'high')(
        / --(initialize|initialize-insecure|bootstrap|tc-heuristic-recover|innodb-force-recovery|wsrep-new-cluster|wsrep_new_cluster|init-file) /,
        'Makes the data directory anew, or starts the server in a way that can lose data.',
        'mysqld --initialize-insecure --datadir=/var/lib/mysql',
      ),
      loses('security_disable', 'high')(
        / --(skip-grant-tables|skip-networking=0|skip_grant_tables) /,
        'Starts the server with no accounts at all: everybody may do everything.',
        'mysqld_safe --skip-grant-tables',
      ),
      loses('service_disruption', 'high')(/^(stop|reload) /, 'Stops servers.', 'mysqld_multi stop 1'),
    ],
  }),
  verbTool({
    names:
      'innochecksum mariadb-print-defaults myisam_ftdump perror resolveip mysql_find_rows mysqlaccess msql2mysql aria_ftdump aria_dump_log ibd2sdi mysql-summary tuning-primer.sh',
    why: 'Shows what a server wrote, or how it is set.',
    kind: 'database',
    style: { subcommands: 0 },
    losses: [
      loses('data_overwrite', 'high')(
        / (--write|-w|--no-check|-n) /,
        'Writes checksums into {target}.',
        'innochecksum --write=crc32 /var/lib/mysql/ibdata1',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'isamchk myisampack aria_pack',
    why: 'Checks tables of a stopped server.',
    kind: 'table',
    style: { subcommands: 0 },
    losses: [
      loses('data_overwrite', 'high')(
        / (-r|-o|-q|-B|-z|-S|-R|-u|-f|-A|--recover|--safe-recover|--quick|--force|--backup|--unpack|--sort-index|--sort-records|--update-state|--set-auto-increment|--zerofill|--parallel-recover|-n|--sort-recover) /,
        'Writes the files of {target} anew; a server that runs at the same time breaks them.',
        'isamchk -r t.ISM',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'mysqlrepair mysqloptimize mysqlanalyze mariadb-repair mariadb-optimize mariadb-analyze',
    why: 'Checks tables of a running server.',
    kind: 'table',
    style: { subcommands: 0, attached: ['-p'] },
    valued: '-h --host -u --user -P --port -S --socket --databases --tables',
    losses: [
      loses('database_destroy', 'medium')(
        / (-r|--repair|--auto-repair|--use-frm|-g|--check-upgrade|--fix-db-names|--fix-table-names) /,
        'Repairs tables: rows that cannot be read are thrown away.',
        'mysqlrepair -r shop',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'myloader',
    why: 'Loads what mydumper wrote.',
    kind: 'database',
    style: { subcommands: 0 },
    valued:
      '-d --directory -B --database -s --source-db -h --host -u --user -p --password -P --port -S --socket -t --threads',
    losses: [
      destroys(
        / (-o|--overwrite-tables|--drop-table|--purge-mode) /,
        'Deletes tables before it loads them.',
        'myloader -o -d /backup -B app',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'mysql_config_editor',
    why: 'Keeps passwords for clients.',
    kind: 'key',
    valued: '-G --login-path -h --host -u --user -S --socket -P --port',
    reads: told(/^print\b/, 'mysql_config_editor print --all'),
    adds: told(/^set /, 'mysql_config_editor set --login-path=a --host=b --user=c --password'),
    losses: [
      loses('credential_removal', 'medium')(
        /^(remove|reset) /,
        'Forgets how servers are reached.',
        'mysql_config_editor reset',
        'mysql_config_editor remove --login-path=a',
      ),
    ],
  }),
  verbTool({
    names: 'mysql_secure_installation mariadb-secure-installation',
    why: 'Takes accounts and the test database away.',
    kind: 'user',
    losses: [
      loses('user_account', 'medium')(
        /^/,
        'Takes accounts and the test database away, and changes the password of root.',
        'mysql_secure_installation --use-default',
      ),
    ],
  }),
];

/** Clusters of MySQL, and what steers them. */
const CLUSTERS: readonly Program[] = [
  verbTool({
    names: 'galera_new_cluster',
    why: 'Starts a cluster from this member alone.',
    kind: 'database',
    losses: [
      loses('service_disruption', 'high')(
        /^/,
        'Starts a cluster of its own: what the other members have is thrown away when they join.',
        'galera_new_cluster',
      ),
    ],
  }),
  verbTool({
    names: 'orchestrator-client orchestrator',
    why: 'Steers replication.',
    kind: 'database',
    style: { subcommands: 0 },
    valued: '-i -d -a -alias -s -n -o -q -R -t -u -b -P -H -h',
    reads: told(
      /^(topology|topology-tabulated|clusters|clusters-alias|discover|which-[a-z-]+|instance|instance-status|search|replication-analysis|cluster-pool-instances|dominant-dc|raft-leader|raft-health|raft-status|all-instances|can-replicate-from|is-replicating|ack-cluster-recoveries|help|api|recoveries|last-pseudo-gtid|registered-[a-z]+|in-maintenance|downtimed|submit-masters-to-kv-stores)\b/,
      'orchestrator-client -c topology -i db1',
      'orchestrator-client -c clusters',
    ),
    losses: [
      disrupts(
        /^(forget|forget-cluster|graceful-master-takeover|graceful-master-takeover-auto|force-master-failover|force-master-takeover|recover|recover-lite|relocate|relocate-replicas|relocate-below|move-[a-z-]+|stop-replica|stop-replica-nice|restart-replica|reset-replica|detach-replica|detach-replica-master-host|skip-query|set-read-only|set-writeable|take-master|take-siblings|make-master|make-co-master|kill-query|regroup-replicas|match-[a-z-]+|disable-global-recoveries|raft-elect-leader|gtid-errant-[a-z-]+|purge-binary-logs|disable-gtid|begin-maintenance|begin-downtime|delay-replication|enslave-[a-z-]+|repoint|repoint-replicas|flush-binary-logs|rematch-[a-z-]+) /,
        'Moves, stops or forgets servers of a topology.',
        'orchestrator-client -c forget -i db2',
        'orchestrator-client -c graceful-master-takeover -a main',
      ),
    ],
  }),
  verbTool({
    names: 'ndb_mgm ndb_drop_table ndb_drop_index ndb_delete_all ndb_restore ndb_move_data',
    why: 'Steers an NDB cluster.',
    kind: 'database',
    style: { subcommands: 0 },
    reads: told(/^(?=.*\bshow\b)(?!.*(shutdown|stop|restart|abort|purge|exit|drop))/, "ndb_mgm -e 'SHOW'"),
    losses: [
      destroys(
        /^(?!.*(show|status|report|help|version))/,
        'Deletes or replaces what a cluster holds, or stops it.',
        'ndb_drop_table -d app t',
        'ndb_delete_all -d app t',
        "ndb_mgm -e 'ALL STOP'",
      ),
    ],
  }),
  verbTool({
    names: 'vtctldclient vtctlclient vtctl',
    why: 'Steers Vitess.',
    kind: 'database',
    valued: '--server --cells --shards --keyspace --workflow --tablet-alias',
    rehearsed: told(/ --(dry-run|dry_run) /, 'vtctldclient PlannedReparentShard app/0 --dry-run'),
    reads: told(
      /^(get[a-z]+|find[a-z]+|validate[a-z]*|show[a-z]*|list[a-z]+|ping[a-z]*|workflow (show|list)|onlineddl show|help|version|generate[a-z]+|shardreplicationpositions|topocat) /,
      'vtctldclient GetKeyspaces',
      'vtctldclient ValidateSchemaKeyspace app',
    ),
    adds: told(
      /^(create[a-z]+|add[a-z]+|backup[a-z]*|refresh[a-z]+|startreplication|rebuild[a-z]+|reloadschema[a-z]*|sleeptablet) /,
      'vtctldclient CreateKeyspace app',
    ),
    losses: [
      destroys(
        /^(delete[a-z]+|remove[a-z]+|restorefrombackup|applyschema|applyvschema|executefetch[a-z]+|onlineddl (cancel|cleanup|launch|complete)|(movetables|reshard|lookupvindex|migrate|mount|materialize|vdiff|workflow) (complete|cancel|delete|unregister|switchtraffic|reversetraffic)|legacyvtctlcommand) /,
        'Deletes or changes what {target} holds.',
        'vtctldclient DeleteKeyspace --recursive app',
        'vtctldclient RemoveShardCell app/0 zone1',
      ),
      disrupts(
        /^(emergencyreparentshard|plannedreparentshard|stopreplication|tabletexternallyreparented|setwritable|changetablettype|setshardistabletcontrol|setshardtabletcontrol|reparenttablet|initshardprimary|updatethrottlerconfig) /,
        'Moves the primary, or stops replication.',
        'vtctldclient EmergencyReparentShard app/0',
      ),
    ],
  }),
];

export const MYSQL_TOOLS: readonly Program[] = [...PERCONA, ...SERVERS, ...CLUSTERS];
