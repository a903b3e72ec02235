import { readers } from './outputs.js';
import type { Program } from '../program.js';
import { told } from './told.js';

/** What looks into a running kernel or program, and what keeps measurements. */
export const TRACING: readonly Program[] = [
  readers('Shows what the kernel or a program is doing.', [
    'tcplife tcpconnect tcpaccept tcpretrans tcptop tcptracer biolatency biotop bitesize ext4slower xfsslower btrfsslower nfsslower zfsslower',
    'fileslower filetop filelife cachestat cachetop runqlat runqlen runqslower offcputime funccount funclatency argdist stackcount',
    'syscount vfsstat vfscount mountsnoop statsnoop syncsnoop oomkill killsnoop capable dcsnoop dcstat gethostlatency hardirqs softirqs llcstat memleak mdflush',
    'wakeuptime threadsnoop sslsniff ttysnoop biopattern cpudist drsnoop exitsnoop pidpersec slabratetop shmsnoop sofdsnoop solisten swapin tcpdrop tcprtt tcpstates tcpsynbl tcpsubnet',
    'pwru retsnoop babeltrace babeltrace2 csysdig kernelshark heaptrack_gui vmcore-dmesg pmrep pmchart pmlogsummary pmlogdump',
    'ras-page-isolation whisper-info whisper-fetch whisper-dump snmpdf snmpdelta snmpnetstat snmptest munin-run munin-node-configure',
  ]),
  told({
    names: 'bpftool',
    valued: '-B -b',
    looks: [
      /^ (prog|map|link|cgroup|perf|net|feature|btf|gen|struct_ops|iter|token|help|version)?( (show|list|tree|dump|probe|help|lookup|getnext|peek|tracelog|profile|skeleton|min_core_btf)( .*)?)? ?$|^ (version|help|perf|net|prog|map|link|btf) (-\S+ )*$/,
      'prog show',
      'map list',
      'net',
      'map dump id 5',
      'btf dump id 1',
      'prog tracelog',
    ],
    gives: [
      /^ (prog (load|loadall|pin|run)|map (create|pin)|link pin|iter pin)\b/,
      'map create /sys/fs/bpf/x type hash key 4 value 4 entries 8 name x',
    ],
    harms: [
      [
        'changes',
        'service_disruption',
        'high',
        /^ (prog (attach|detach)|map (update|delete|push|pop|enqueue|dequeue|freeze)|link detach|cgroup (attach|detach)|net (attach|detach)|struct_ops (register|unregister)|batch)\b/,
        [
          'cgroup detach /sys/fs/cgroup ingress id 5',
          'map delete id 5 key 0 0 0 0',
          'net detach xdp dev eth0',
          'link detach id 3',
        ],
        'Takes a program of the kernel away, or changes what it goes by: traffic or a service may be cut off.',
      ],
    ],
    why: 'Shows and changes programs within the kernel.',
  }),
  told({
    names: 'crash drgn dtrace staprun',
    valued: '-i -c -s -e -n -k -p',
    looks: [/ (--help|-h|--version|-v|-l|-V) /, '--version'],
    why: 'Runs a script against the kernel, live or as it was when it crashed.',
  }),
  told({
    names: 'lttng',
    looks: [/^ (list|status|version|view|help)\b|--help/, 'list', 'status'],
    gives: [
      /^ (create|start|stop|enable-\S+|add-\S+|save|load|snapshot|rotate|regenerate|track|disable-\S+|untrack|set-session|metadata|add-trigger|enable-rotation|disable-rotation)\b/,
      'create s',
      'start',
    ],
    harms: [
      [
        'destroys',
        'audit_tamper',
        'low',
        /^ (destroy|clear|remove-trigger)\b/,
        ['destroy -a', 'clear'],
        'Ends a recording, or deletes what it held: {target}.',
        'log',
      ],
    ],
    why: 'Records what the kernel and programs do.',
  }),
  told({
    names: 'rrdtool',
    valued: '-d --daemon -s -e -r',
    looks: [
      /^ (info|fetch|last|lastupdate|first|dump|graph\w*|xport|flushcached|list|-v|--version|help)\b/,
      'info x.rrd',
      'fetch x.rrd AVERAGE',
      'last x.rrd',
    ],
    gives: [/^ (update|updatev)\b/, 'update x.rrd N:5'],
    harms: [
      [
        'overwrites',
        'data_overwrite',
        'medium',
        /^ (create|restore|tune|resize)\b/,
        ['create x.rrd DS:a:GAUGE:600:U:U RRA:AVERAGE:0.5:1:600', 'restore -f x.xml x.rrd', 'tune x.rrd -i a:0'],
        'Writes over a store of measurements: {target}.',
        'path',
      ],
    ],
    why: 'Keeps measurements.',
  }),
  told({
    names:
      'whisper-resize whisper-fill whisper-create whisper-set-aggregation-method whisper-merge whisper-diff carbon-cache.py',
    valued: '--xFilesFactor --aggregationMethod',
    looks: [/ (--help|-h|--summary) |^ status/, 'status', '--help'],
    gives: [/^ start/, 'start'],
    harms: [
      [
        'overwrites',
        'data_overwrite',
        'medium',
        /^(?!.*( --help| -h| --summary) )(?! (start|status))/,
        ['x.wsp 60:1440', 'stop'],
        'Writes over a store of measurements, or stops what fills it: {target}.',
        'path',
      ],
    ],
    why: 'Keeps measurements.',
  }),
  told({
    names: 'zabbix_sender gmetric nsca send_nsca cronitor mk-job munin-cron',
    valued: '-z -p -s -k -o -i -c -n -v -t -H',
    gives: [/./, '-z zbx -s web -k a -o 1'],
    why: 'Sends a measurement.',
  }),
  told({
    names: 'zabbix_agentd zabbix_agent2 zabbix_js zabbix_proxy',
    valued: '-c -t -s -p -i',
    looks: [
      / (-t=\S+|--test=\S+|-p|--print|-V|--version|-h|--help|-T|--test-config) |-R=(version|metrics|log_level_query|diaginfo\S*|userparameter_list)|^ \S+ $/,
      '-t agent.ping',
      '-p',
      '-T',
    ],
    gives: [
      /-R=?(config_cache_reload|userparameter_reload|log_level\S*|snmp_cache_reload|housekeeper_execute|loglevel\S*)/,
      '-R=userparameter_reload',
    ],
    why: 'Measures the host.',
  }),
  told({
    names: 'sensuctl sensu-agent centreon centreonclapi lnms cacti',
    valued: '-o -a -v -u -p -n --namespace',
    looks: [
      /^ (\S+ )?(list|info|show|version|describe|config view|env|dump|status|help|device:poll|about)\b|-a=(show|SHOW|get\w+|list\w*)/,
      'check list',
      'event list',
      'version',
    ],
    gives: [
      /^ (\S+ )?(create|add|execute|resolve|configure|login|start|user (create|reinstate)|device:add|user:add)\b|-a=(ADD|add)/,
      'check create x',
      'configure',
    ],
    harms: [
      [
        'deletes',
        'security_disable',
        'high',
        /^ (\S+ )?(delete|del|remove|disable|prune|unset|set-\S+|stop|evict|invalidate|revoke|clear|prune|device:(remove|rename))\b|-a=(DEL|del|POLLERRESTART|APPLYCFG|setparam)/,
        ['check delete x', 'entity delete web1', 'device:remove web1'],
        'A host or a check is not watched any more: {target}.',
      ],
    ],
    why: 'Says what is watched.',
  }),
  told({
    names:
      'splunk elastic-agent newrelic-infra dd-agent amazon-cloudwatch-agent-ctl azcmagent fleetctl amazon-ssm-agent scxadmin',
    valued: '-a -m -c -s --path --url --enrollment-token -auth -index',
    looks: [
      /^ (status|info|show|list|version|diagnostics|inspect|help|search|logs|check|get|validate\S*|component|display|btool|preview|debug|package verify|agent (status|health|version|check|configcheck|diagnose))\b|-a=(status|help)|--(version|help) /,
      'status',
      'version',
      'list index',
    ],
    gives: [
      /^ (start|enroll|install|add|create|connect|enable|upgrade|apply|watch|fmt|login|package)\b|-a=(start|fetch-config|append-config|set-log-level)/,
      'start',
      'enroll --url https://x',
    ],
    harms: [
      [
        'stops',
        'audit_tamper',
        'high',
        /^ (stop|restart|uninstall|unenroll|remove|clean|delete|disable|disconnect|offline|rolling-restart|reload|edit|set|fsck|recover|rollback|resync|erase|unregister|privileged|unprivileged)\b|-a=(stop|remove-config)| -(clear|register) /,
        ['clean eventdata -index main', 'uninstall', 'stop', 'remove index x'],
        'Stops what collects logs and measurements, or deletes what it has.',
        'log',
      ],
    ],
    why: 'Collects logs and measurements.',
  }),
  told({
    names:
      'vmware-toolbox-cmd vmware-rpctool qemu-ga xenstore-read xenstore-exists google_guest_agent google_metadata_script_runner',
    looks: [
      /^ (-v|help|stat|disk list|timesync status|device (list|status)|logging level get|config get|upgrade status|info-get|device)\b|^ "?info-get|--(version|help) | -[vVh] /,
      '-v',
      'stat speed',
      'timesync status',
    ],
    gives: [
      /^ (timesync (enable|disable)|device (enable|disable)|logging level set|config set|script \S+ (enable|disable|set|current|default))\b/,
      'timesync enable',
    ],
    harms: [
      [
        'shrinks',
        'service_disruption',
        'medium',
        /^ (disk (shrink|wipe|shrinkonly)|upgrade start|config remove|globalconf)\b/,
        ['disk shrink /', 'upgrade start'],
        'Works on the disk of a guest for a long time, or changes its tools.',
      ],
    ],
    why: 'Speaks with the host that a guest runs on.',
  }),
  told({
    names: 'irqbalance numad ksmtuned ksmctl thermald ananicy uksmd',
    valued: '-i -l -p -w',
    looks: [/ (--help|-h|--version|-V) /, '--version'],
    harms: [
      [
        'changes',
        'service_disruption',
        'low',
        /^ (stop|start|auto|reload)\b|^ {2}$| -[iwp]=/,
        ['stop', '-i 0', ''],
        'Changes how processors and memory are shared out.',
        'unit',
      ],
    ],
    why: 'Shares out processors and memory.',
  }),
];
