import type { Program } from '../program.js';
import { readers } from '../reading/outputs.js';
import { told } from '../reading/told.js';

const LOST = 'Takes data, runs or what is scheduled away: {target}.';
const STOPPED = 'Ends work that is under way, or who does it.';

/** Who works through data and calls, and what is asked of it from the command line. */
export const DATA_WORKERS: readonly Program[] = [
  readers('Reads tables and prints what was asked for.', ['csvsort csvjoin csvstack csvformat in2csv vd vm_stat']),
  told({
    names: 'airflow',
    valued: '-d -t -o --state --dag-id --output -s -e --start-date --end-date',
    looks: [
      /^ (dags (list\S*|show\S*|state|next-execution|report|details|test --help)|tasks (list|state\S*|states-for-dag-run|failed-deps|render)|(connections|variables|pools|roles|users|jobs|providers|plugins|config|info|version|cheat-sheet) ?(list|get|get-value|check|info|links|hooks|behaviours)?|db check\S*)( |$)/,
      'dags list-runs -d etl',
      'tasks states-for-dag-run etl run1',
      'variables get x',
    ],
    gives: [
      /^ (dags (trigger|unpause|backfill)|tasks run|variables set|connections add|db (init|migrate))\b/,
      'dags trigger etl',
    ],
    harms: [
      [
        'loses',
        'database_destroy',
        'high',
        /^ (dags delete|db (reset|clean|downgrade)|\w+ delete|tasks clear)\b/,
        ['db reset', 'dags delete etl'],
        LOST,
      ],
      ['pauses', 'scheduled_task_removal', 'medium', /^ dags pause\b/, ['dags pause etl'], LOST],
    ],
    why: 'Steers chains of jobs.',
  }),
  told({
    names: 'celery',
    valued: '-A --app -b --broker -d --destination -t --timeout -Q --queues -l --loglevel',
    looks: [
      /^ (inspect \w+|status|report|events|list|result|help|shell --help)( |$)/,
      '-A proj inspect active',
      '-A proj status',
    ],
    harms: [
      ['loses', 'database_destroy', 'high', /^ (purge|amqp .*(purge|delete)|migrate)\b/, ['-A proj purge'], LOST],
      [
        'ends',
        'process_kill',
        'high',
        /^ (control|multi (stop|kill|restart)\w*)\b/,
        ['-A proj control shutdown'],
        STOPPED,
      ],
    ],
    why: 'Steers workers and their queues.',
  }),
  told({
    names: 'hdfs hadoop',
    valued: '-fs -conf -D',
    singleDashLong: true,
    looks: [
      /^ (version|classpath|getconf|fsck|haadmin|groups|lsSnapshottableDir|snapshotDiff|dfsadmin|dfs|fs)( |$)(?!.* -(rm|rmr|rmdir|expunge|delete|move|mv|put|moveFromLocal|moveToLocal|setrep|truncate|chmod|chown|chgrp|appendToFile|copyFromLocal|cp|mkdir|touchz?|deleteSnapshot|createSnapshot|renameSnapshot|setfattr|setfacl|safemode|shutdownDatanode|refresh\w*|finalizeUpgrade|rollingUpgrade|transitionTo\w+|failover|clrQuota|setQuota|clrSpaceQuota|setSpaceQuota|reconfig|saveNamespace|setBalancerBandwidth|allowSnapshot|disallowSnapshot|triggerBlockReport|deleteBlockPool)\b)/,
      'dfsadmin -report',
      'fsck / -list-corruptfileblocks',
      'dfs -ls /data',
      'fs -du -h /',
    ],
    gives: [
      /^ (dfs|fs) .*-(put|mkdir|touchz?|copyFromLocal|cp|createSnapshot|setrep|allowSnapshot)\b/,
      'dfs -put a /data/a',
    ],
    harms: [
      [
        'loses',
        'filesystem_delete',
        'critical',
        /^ (dfs|fs|fsck|namenode|dfsadmin)\b.* -(rm|rmr|rmdir|expunge|delete|move|mv|moveFromLocal|moveToLocal|truncate|deleteSnapshot|format|deleteBlockPool|appendToFile)\b/,
        ['dfs -rm -r /data', 'namenode -format', 'fsck / -delete'],
        LOST,
        'path',
      ],
      [
        'ends',
        'service_disruption',
        'high',
        / -(safemode|shutdownDatanode|failover|transitionTo\w+|rollingUpgrade|finalizeUpgrade|reconfig|refresh\w*|setQuota|clrQuota|chmod|chown)\b/,
        ['dfsadmin -safemode enter'],
        STOPPED,
      ],
    ],
    why: 'Looks after files that many hosts keep.',
  }),
  told({
    names: 'asterisk rasterisk fs_cli kamctl kamcmd opensips-cli',
    valued: '-x -rx -H -P -p -C',
    singleDashLong: true,
    looks: [
      / (-rx|-x)=(core show|sip show|pjsip show|iax2 show|queue show|dialplan show|database show|module show|sofia status|show|status|version|help|list)[^;&|]*$| (online|ping|ps|show|stats|monitor|uptime|version|get_statistics|core\.\w*(version|uptime|info)|dlg\.list|ul\.dump|tm\.stats) /,
      "-rx 'core show channels count'",
      "-x 'sofia status'",
      'online',
    ],
    harms: [
      [
        'ends',
        'service_disruption',
        'high',
        /(core (stop|restart)|hupall|shutdown|fsctl|module (unload|reload)|channel request hangup| (stop|restart|rm|dlgend|kill) )/,
        ["-rx 'core stop now'", "-x 'hupall'"],
        STOPPED,
      ],
    ],
    why: 'Steers a telephone exchange.',
  }),
];
