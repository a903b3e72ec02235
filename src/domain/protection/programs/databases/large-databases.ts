import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';
import { clientJudge } from './clients.js';

const destroys = loses('database_destroy', 'critical');
const stops = loses('service_disruption', 'high');
const disrupts = loses('service_disruption', 'medium');

const COCKROACH = clientJudge({
  names: ['cockroach'],
  engine: 'postgresql',
  style: {},
  texts: ['-e', '--execute'],
  files: ['-f', '--file'],
  looks: [],
});

/** Statements of `cockroach sql` are read like those of PostgreSQL. */
const withStatements = (program: Program): Program => ({
  ...program,
  judge: (given, execution, tools) => (given.subcommand[0] === 'sql' ? COCKROACH(given, execution, tools) : undefined),
});

/** Databases over many hosts, and those of large makers. */
export const LARGE_DATABASES: readonly Program[] = [
  withStatements(
    verbTool({
      names: 'cockroach',
      why: 'Runs and steers CockroachDB.',
      kind: 'database',
      valued:
        '-e --execute -f --file --host --certs-dir --url --store -s --listen-addr --join --format --user -u -p --port --database -d',
      reads: told(
        /^((node|cert|auth-session|nodelocal|userfile) (ls|status|list)|version|help|debug (zip|tsdump|list-files|keys|gossip-values|merge-logs|recover (collect-info|make-plan|verify))|gen) /,
        'cockroach node status',
      ),
      adds: told(
        /^(start|start-single-node|init|cert create-[a-z-]+|node recommission|auth-session login|nodelocal upload|userfile upload|import|demo|convert-url|statement-diag (list|download)) /,
        'cockroach node recommission 4',
        'cockroach start --join a',
      ),
      losses: [
        destroys(
          /^(node decommission|debug (recover apply-plan|reset-quorum|unsafe-remove-dead-replicas)|userfile delete|workload (init|run)) /,
          'Takes a member or what it holds away.',
          'cockroach node decommission 4 --insecure',
          'cockroach debug recover apply-plan plan.json',
        ),
        disrupts(
          /^(node drain|quit|statement-diag (cancel|delete)|auth-session logout) /,
          'Takes a member out of service.',
          'cockroach node drain 4',
        ),
      ],
    }),
  ),
  verbTool({
    names: 'tiup',
    why: 'Steers TiDB.',
    kind: 'database',
    valued: '--node -N --role -R --ssh-timeout --wait-timeout -i --identity_file -u --user',
    reads: told(
      /^((cluster|dm) (display|list|check|audit|template)|list|status|env|version|mirror (show)|telemetry status|history) /,
      'tiup cluster display prod',
    ),
    adds: told(
      /^((cluster|dm) (start|deploy|scale-out|enable|import|push|pull)|install|update|playground|bench|mirror (set|clone)|completion) /,
      'tiup cluster start prod',
    ),
    losses: [
      destroys(
        /^((cluster|dm) (destroy|clean|scale-in|prune)|clean|uninstall|ctl[^ ]* [^ ]+ .*(delete|remove|unsafe)|br restore) /,
        'Takes {target} apart, with what it holds.',
        'tiup cluster destroy prod',
        'tiup cluster scale-in prod --node 10.0.0.4:20160 --force',
      ),
      disrupts(
        /^(cluster|dm) (stop|restart|reload|upgrade|patch|disable|rename|edit-config|exec|replay|rotatessh|meta|tls) /,
        'Stops or changes members of {target}.',
        'tiup cluster stop prod',
      ),
    ],
  }),
  verbTool({
    names: 'lsnrctl srvctl crsctl emctl olsnodes dgmgrl',
    why: 'Steers servers of Oracle.',
    kind: 'database',
    valued: '-d -db -database -n -node -i -instance -s -service -g',
    reads: told(
      /^(status|services|version|show|config|stat|check|query|get|getenv|predict|help|-showconfig|lsmodules|print)\b/,
      'lsnrctl status',
      'crsctl stat res -t',
      'srvctl status database -d prod',
    ),
    adds: told(/^(start|enable|add|upload) /, 'lsnrctl start', 'srvctl start database -d prod'),
    losses: [
      stops(
        /^(stop|disable|relocate|kill|reload|restart|unset|set|modify|resume|fail|failover|switchover|move) /,
        'Stops {target}, or moves it.',
        'lsnrctl stop',
        'srvctl stop database -d prod',
        'crsctl stop cluster -all',
      ),
      destroys(
        /^(remove|delete|unpin|replace|downgrade|convert|upgrade) /,
        'Takes {target} out of the cluster.',
        'srvctl remove database -d prod',
        'crsctl delete node -n n3',
      ),
    ],
  }),
  verbTool({
    names: 'asmcmd',
    why: 'Steers the disks of Oracle.',
    kind: 'pool',
    reads: told(
      /^(ls|lsdg|lsdsk|lsof|lsct|lspwusr|lsattr|lsod|lsop|lsusr|lsgrp|lstmpl|lsinventory|du|find|pwd|spget|dsget|iostat|help|volinfo|afd_lsdsk|afd_state|md_backup|volstat|showclustermode|showclusterstate|showversion|pwget)\b/,
      'asmcmd ls',
      'asmcmd lsdg',
    ),
    adds: told(
      /^(mkdir|cp|mkalias|mount|startup|online|mkusr|mktmpl|afd_scan|volenable|volcreate|spbackup|pwcopy|pwcreate) /,
      'asmcmd mkdir DATA/x',
    ),
    losses: [
      destroys(
        /^(rm|dropdg|rmalias|mkdg|chdg|md_restore|remap|voldelete|volresize|rmusr|rmgrp|rmtmpl|afd_unlabel|afd_label|afd_deconfigure|pwdelete|pwmove|spmove|spset|setattr|rebal) /,
        'Deletes {target}, or takes disks away.',
        'asmcmd rm -rf DATA/PROD',
        'asmcmd dropdg -r DATA',
      ),
      stops(
        /^(shutdown|umount|offline|voldisable|stop) /,
        'Takes disks away from databases.',
        'asmcmd umount DATA',
        'asmcmd shutdown',
      ),
    ],
  }),
  verbTool({
    names: 'dbca',
    why: 'Makes and deletes databases of Oracle.',
    kind: 'database',
    style: { subcommands: 0, singleDashLong: true },
    reads: told(/ -help /, 'dbca -help'),
    adds: told(
      / -(createDatabase|createPluggableDatabase|generateScripts|createTemplateFromDB|createCloneTemplate|createDuplicateDB|addInstance) /,
      'dbca -silent -createDatabase -gdbName x',
    ),
    losses: [
      destroys(
        / -(deleteDatabase|deletePluggableDatabase|unplugDatabase|deleteInstance|deleteTemplate|configureDatabase|relocatePDB|convertToSI) /,
        'Deletes or changes a database.',
        'dbca -silent -deleteDatabase -sourceDB prod',
      ),
    ],
  }),
  verbTool({
    names: 'rman',
    why: 'Keeps, restores and deletes backups of Oracle as its input says.',
    kind: 'backup',
    style: { subcommands: 0 },
    losses: [
      loses('backup_destroy', 'high')(/\bdelete\b/, 'Deletes backups.', "rman target / 'DELETE NOPROMPT OBSOLETE'"),
    ],
  }),
  verbTool({
    names: 'db2',
    why: 'Runs commands and statements of Db2.',
    kind: 'database',
    style: { subcommands: 0 },
    reads: told(
      /^(list|get|describe|select|values|connect|terminate|help|\?|ping|inspect check|with) /,
      'db2 list db directory',
      'db2 "select count(*) from t"',
    ),
    adds: told(
      /^(backup|activate|create|catalog|start|runstats|export|bind|rebind|reorgchk|insert|grant|commit|disconnect) /,
      'db2 backup db app to /b',
    ),
    losses: [
      destroys(
        /^(drop|delete|restore|rollforward|truncate|import|load|prune|uncatalog|reset|update|alter|recover|migrate|upgrade|attach|detach|set integrity|redistribute|reorg|merge|call|revoke|restart) /,
        'Deletes or changes {target}.',
        'db2 drop database app',
        'db2 restore db app from /b replace existing',
      ),
      disrupts(
        /^(force|deactivate|quiesce|stop|unquiesce|archive) /,
        'Ends sessions or takes a database out of use.',
        'db2 force applications all',
        'db2 deactivate db app',
      ),
    ],
  }),
  verbTool({
    names:
      'db2pd db2level db2look db2ls db2ilist db2top db2support db2exfmt db2expln db2advis db2fodc db2diag db2mtrk db2ckbkp',
    why: 'Shows databases of Db2.',
    kind: 'database',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'db2stop db2_kill db2idrop db2iupdt db2fm db2haicu db2relocatedb db2inidb db2rfpen',
    why: 'Stops or removes an instance of Db2.',
    kind: 'database',
    losses: [stops(/^/, 'Stops, removes or changes the instance {target}.', 'db2stop force', 'db2idrop db2inst1')],
  }),
  verbTool({
    names: 'neo4j-admin',
    why: 'Administers Neo4j.',
    kind: 'database',
    valued: '--from-path --to-path --from --to --additional-config',
    reads: told(
      /^((database|server|dbms) (info|check|report|memory-recommendation|get-server-id|validate-config)|help|version) /,
      'neo4j-admin database info',
    ),
    adds: told(
      /^((database) (dump|backup|aggregate-backup|upload)|dump|backup|server (start|console)|dbms set-initial-password|dbms set-default-admin) /,
      'neo4j-admin database dump app --to-path=/b',
    ),
    losses: [
      destroys(
        /^(database (load|restore|copy|import|migrate|unbind)|load|restore|import|copy|server unbind|dbms unbind-system-db|unbind|migrate-configuration) /,
        'Writes over {target}.',
        'neo4j-admin database load app --from-path=/b --overwrite-destination=true',
      ),
      stops(/^server (stop|restart) /, 'Stops the server.', 'neo4j-admin server stop'),
    ],
  }),
  verbTool({
    names: 'neo4j',
    why: 'Starts and stops Neo4j.',
    kind: 'database',
    reads: told(/^(status|version|help)\b/, 'neo4j status'),
    adds: told(/^(start|console) /, 'neo4j start'),
    losses: [stops(/^(stop|restart|windows-service uninstall) /, 'Stops the server.', 'neo4j stop')],
  }),
  verbTool({
    names: 'cypher-shell',
    why: 'Runs statements of Neo4j.',
    kind: 'database',
    style: { subcommands: 0 },
    valued: '-a --address -u --username -p --password -d --database --format -P --param --encryption',
    reads: told(
      /^(?=(match|return|show|call db\.|with|explain|profile|unwind)\b)(?!.*\b(delete|detach|remove|set|drop|merge|create|alter|stop|revoke|deny|foreach|load)\b)/,
      "cypher-shell 'MATCH (n) RETURN count(n)'",
    ),
    adds: told(
      /^(?=create|merge)(?!.*\b(delete|detach|remove|set|drop|replace|alter|call)\b)/,
      'cypher-shell "CREATE (n:A)"',
    ),
    losses: [
      loses('database_destroy', 'high')(
        /\b(delete|detach|remove|drop|set|alter|stop|revoke|replace)\b/,
        'Deletes or changes what the graph holds.',
        "cypher-shell 'MATCH (n) DETACH DELETE n'",
      ),
    ],
  }),
  verbTool({
    names: 'influx_inspect',
    why: 'Looks at the files of InfluxDB.',
    kind: 'path',
    reads: told(
      /^(report|dumptsm|dumptsmwal|dumptsi|export|verify|verify-seriesfile|verify-tombstone|reporttsi|report-disk|check-schema|merge-schema|help)\b/,
      'influx_inspect report /var/lib/influxdb/data',
    ),
    losses: [
      loses('data_overwrite', 'high')(
        /^(buildtsi|deletetsm|compact-shard|rewrite|type-conflicts) /,
        'Writes the files of the database anew.',
        'influx_inspect deletetsm -measurement m a.tsm',
      ),
    ],
  }),
];
