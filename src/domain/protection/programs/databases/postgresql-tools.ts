import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('database_destroy', 'high');
const disrupts = loses('service_disruption', 'medium');

/** Tools around PostgreSQL: replication, pools, migrations. */
export const POSTGRESQL_TOOLS: readonly Program[] = [
  verbTool({
    names: 'patronictl',
    why: 'Steers a cluster of PostgreSQL.',
    kind: 'database',
    valued:
      '-c --config-file -d --dcs-url -f --format --leader --candidate --member -r --role --scheduled --group --reason -s --set --pg --apply --replace',
    reads: told(/^(list|topology|history|show-config|version|dsn)\b/, 'patronictl list', 'patronictl topology main'),
    adds: told(/^(pause|resume|reload) /, 'patronictl pause main'),
    losses: [
      destroys(
        /^(remove|reinit|query) /,
        'Forgets a cluster, or throws the data of {target} away to copy it anew.',
        'patronictl remove main',
        'patronictl reinit main node2 --force',
      ),
      disrupts(
        /^(switchover|failover|restart|edit-config|flush|demote-cluster|promote-cluster) /,
        'Moves the primary, restarts members or changes their settings.',
        'patronictl switchover main --leader n1 --candidate n2 --force',
        'patronictl restart main --force',
      ),
    ],
  }),
  verbTool({
    names: 'repmgr',
    why: 'Steers replication of PostgreSQL.',
    kind: 'database',
    valued:
      '-f --config-file -h --host -U --username -d --dbname -p --port -D --pgdata --node-id -k --keep-history --upstream-node-id',
    rehearsed: told(/^(?!cluster|standby unregister|daemon).* --dry-run /, 'repmgr standby switchover --dry-run'),
    reads: told(
      /^((cluster|node) (show|check|status|event|events|matrix|crosscheck)|service status|daemon status) /,
      'repmgr cluster show',
      'repmgr node check',
    ),
    adds: told(
      /^((primary|standby|witness|master) register|(service|daemon) (unpause|start)) /,
      'repmgr standby register',
    ),
    losses: [
      destroys(
        /^(standby clone|node rejoin|bdr [a-z]+) /,
        'Writes the data of another server over that of this one.',
        'repmgr standby clone -h n1 -U repmgr -d repmgr --force',
        "repmgr node rejoin -d 'host=n1' --force-rewind",
      ),
      disrupts(
        /^(standby (promote|switchover|follow|unregister)|(primary|master|witness) unregister|cluster cleanup|(service|daemon) (pause|stop)|node (service|control)) /,
        'Moves the primary, or takes a member away.',
        'repmgr standby promote',
        'repmgr primary unregister --node-id=2',
      ),
    ],
  }),
  verbTool({
    names: 'pg_autoctl',
    why: 'Steers failover of PostgreSQL.',
    kind: 'database',
    valued: '--pgdata --name --formation --group --monitor --hostname --pgctl --auth',
    reads: told(/^(show|inspect|config (check|get)|version|help|status|watch)\b/, 'pg_autoctl show state'),
    adds: told(/^(create|run|enable|config set|reload) /, 'pg_autoctl create monitor --pgdata /srv/m'),
    losses: [
      destroys(
        /^(drop|do) /,
        'Takes a member away, with `--destroy` its data as well.',
        'pg_autoctl drop node --destroy',
      ),
      disrupts(
        /^(perform|stop|disable|set|activate) /,
        'Moves the primary, or stops a member.',
        'pg_autoctl perform failover',
      ),
    ],
  }),
  verbTool({
    names:
      'pcp_node_info pcp_node_count pcp_pool_status pcp_proc_info pcp_proc_count pcp_watchdog_info pcp_health_check_stats pg_format pgformatter pg_gather pgcenter pg_flame pg_view pgstats pg_filedump pg_visibility pg_catcheck pgmetrics pg_insights ldbsearch',
    why: 'Shows what a pool, a server or a text of statements is like.',
    kind: 'database',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'pcp_stop_pgpool pcp_detach_node pcp_promote_node pcp_recovery_node pcp_invalidate_query_cache',
    why: 'Takes a server out of a pool.',
    kind: 'database',
    losses: [
      loses('service_disruption', 'high')(
        /^/,
        'Stops the pool, or takes a server out of it.',
        'pcp_stop_pgpool -m f',
        'pcp_detach_node -n 1',
      ),
    ],
  }),
  verbTool({
    names: 'pcp_attach_node pcp_reload_config pcp_log_rotate',
    why: 'Brings a server back to a pool.',
    kind: 'database',
    losses: [],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'pgcopydb',
    why: 'Copies a database to another server.',
    kind: 'database',
    valued: '--source --target --dir --table-jobs --index-jobs --filters --slot-name',
    reads: told(/^(list|ping|help|version|compare)\b/, 'pgcopydb list tables --source postgres://a'),
    adds: told(/^(dump|snapshot) /, 'pgcopydb dump schema --source postgres://a'),
    losses: [
      destroys(
        /^(clone|fork|restore|copy|follow|stream) /,
        'Writes over the database that it copies to.',
        'pgcopydb clone --drop-if-exists --source postgres://a --target postgres://b',
      ),
    ],
  }),
  verbTool({
    names: 'pgloader',
    why: 'Loads data as its file of commands says, which may delete tables first.',
    kind: 'database',
    rehearsed: told(/ (--dry-run|-D|--version|-V|--help|-h|--list-encodings|-E) /, 'pgloader --dry-run a.load'),
    losses: [
      destroys(
        /./,
        'Loads {target}: by default the tables of the target are deleted first.',
        'pgloader mysql://a/b postgresql:///b',
      ),
    ],
  }),
  verbTool({
    names: 'ora2pg',
    why: 'Writes what a database of another maker holds as statements.',
    kind: 'database',
    losses: [],
    otherwise: 'reversible',
  }),
];
