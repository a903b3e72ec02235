import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const BLIND = 'Stops what watches over the host, or makes it look away: {target}.';

/** What watches for intruders, malware and changed files. */
export const INTRUSION: readonly Program[] = [
  readers('Looks for malware, intruders or changed files, or tries rules.', [
    'wazuh-logtest ossec-logtest list_agents verify-agent-conf zeek-cut zeek-config yara yarac unhide chkproc ausyscall',
    'sigtool volatility vol.py nodequery check_nrpe aa-features-abi aa-easyprof',
  ]),
  told({
    names: 'suricata snort snort3',
    valued:
      '-c -l -S -s -r -i -q -F -k -g -u -R -A -Q --set --runmode --rule-path --plugin-path --pcap-file --daq --daq-dir',
    looks: [
      / (-T|-V|--build-info|--list-\S+|--dump-\S+|--help\S*|-h|--version|--help|-r=\S+|--engine-analysis|--show-plugins) /,
      '-T -c /etc/x.yaml -l /tmp',
      '-V',
      '--build-info',
    ],
    harms: [
      [
        'replaces',
        'service_disruption',
        'medium',
        /^(?!.* (-T|-V|--build-info|--list-\S+|--dump-\S+|--help\S*|-h|--version|-r=\S+|--engine-analysis|--show-plugins) )/,
        ['-c /etc/x.yaml -q 0'],
        'Starts another watcher, which may take the place of the one that runs.',
        'unit',
      ],
    ],
    why: 'Watches the network.',
  }),
  told({
    names: 'zeek bro',
    valued: '-i -r -e -f -w -p -t -s',
    looks: [
      / (--parse-only|-a|--version|-v|-h|--help|-N|-NN|--print-plugins|-r=\S+) /,
      '--parse-only local.zeek',
      '--version',
      '-r x.pcap',
    ],
    otherwise: 'opaque',
    why: 'Watches the network, by scripts.',
  }),
  told({
    names: 'suricata-update',
    valued: '-D -c --suricata --output --url',
    looks: [/^ (list-sources|list-enabled-sources|check-versions|help)|--(dump|help|version)/, 'list-sources'],
    gives: [/^ (update|update-sources|enable-source|add-source) |^ (-\S+ )*$|^ {2}$/, '', 'update', 'update-sources'],
    harms: [
      [
        'removes',
        'security_disable',
        'medium',
        /^ (disable-source|remove-source)/,
        ['disable-source et/open'],
        'Takes rules away from what watches the network: {target}.',
      ],
    ],
    why: 'Fetches rules for what watches the network.',
  }),
  told({
    names: 'suricatasc',
    valued: '-c',
    looks: [
      /-c=(version|uptime|running-mode|capture-mode|conf-get|dump-counters|iface-\S+|command-list|help|ruleset-stats|ruleset-failed-rules|pcap-\S+|list-\S+|hostbit-list)/,
      '-c uptime',
      "-c 'iface-list'",
    ],
    gives: [
      /-c=(reload-rules|ruleset-reload-\S+|add-hostbit|reopen-log-files|register-tenant\S*)/,
      '-c ruleset-reload-nonblocking',
    ],
    harms: [
      [
        'stops',
        'security_disable',
        'high',
        /-c=(shutdown|unregister\S*|remove-hostbit|memcap-set|dataset-(remove|clear)|unix-\S+)/,
        ['-c shutdown'],
        BLIND,
        'unit',
      ],
    ],
    why: 'Steers what watches the network.',
  }),
  told({
    names: 'agent_control syscheck_control rootcheck_control syscheck_update clear_stats agent_upgrade agent_groups',
    valued: '-i -s -b -f -a -g',
    looks: [/ (-l|-lc|-ln|-i=\S+|-L|-h|-c|-n) (?!.*-(u|R|d|r|remove))/, '-l', '-i 001'],
    harms: [
      [
        'clears',
        'audit_tamper',
        'high',
        / (-u|-R|-a|-d|-r|-w|-q)\b/,
        ['-u 001', '-R -u all'],
        'Forgets what was found, or starts the watchers anew.',
        'log',
      ],
    ],
    why: 'Steers agents that watch over hosts.',
  }),
  told({
    names: 'manage_agents agent-auth',
    valued: '-e -r -i -a -n -m -A -p -G -P',
    looks: [/ (-l|-h|-V) /, '-l'],
    gives: [/ (-a=\S+|-m=\S+|-i=\S+|-e=\S+) /, '-m manager'],
    harms: [
      ['removes', 'security_disable', 'high', / -r=/, ['-r 001'], 'Takes a host out of what is watched.', 'host'],
    ],
    why: 'Adds hosts to those that are watched.',
  }),
  told({
    names: 'maldet lmd',
    valued: '-q -n -c -s -m -i -f --config-option --restore --clean --quarantine',
    looks: [/ (-l|--log|-L|--report|-e|-E|-t|--help|-h|-v|--version) /, '-l', '--report list'],
    gives: [
      / (-a|--scan-all|-r|--scan-recent|-u|--update-sigs|-d|--update-ver|-b|--background|-m=\S+|--monitor|-s=\S+|--restore=\S+) /,
      '-u',
      '-a /srv',
    ],
    harms: [
      [
        'deletes',
        'filesystem_delete',
        'high',
        / (-p|--purge|-n=\S+|--clean\S*|-q=\S+|--quarantine\S*|-k|--kill-monitor) /,
        ['-p', '-q 123.4'],
        'Takes files away that it thinks are bad, or forgets what it found.',
      ],
    ],
    why: 'Looks for malware.',
  }),
  told({
    names: 'clamonacc clambc clamd',
    valued: '-c -l',
    looks: [/ (--help|-h|--version|-V|--info|-p|-c=\S+) /, '--version'],
    why: 'Looks for malware while files are opened.',
  }),
  told({
    names: 'osqueryctl',
    looks: [/^ (config-check|status)/, 'config-check', 'status'],
    gives: [/^ start/, 'start'],
    harms: [['stops', 'security_disable', 'medium', /^ (stop|restart|clean)/, ['stop'], BLIND, 'unit']],
    why: 'Starts and stops what watches over a host.',
  }),
  told({
    names: 'falco tetragon osqueryd crowdsec',
    valued: '-c -r -e -V -o -s -M -l',
    looks: [
      / (-V=\S+|--validate=\S+|--list\S*|-L|-l|--version|--help|--config_check|-t|--support|--print\S*|-e=\S+|-h|-version) /,
      '--version',
      '--list',
    ],
    why: 'Watches over a host.',
  }),
  told({
    names: 'tetra',
    looks: [
      /^ (getevents|status|version|sensors list|tracingpolicy list|tp list|stacktrace|bugtool|dump|policyfilter|completion)/,
      'status',
      'tracingpolicy list',
    ],
    gives: [/^ (tracingpolicy|tp) (add|enable)/, 'tracingpolicy add x.yaml'],
    harms: [
      [
        'removes',
        'security_disable',
        'high',
        /^ ((tracingpolicy|tp|sensors) (delete|disable|rm)|kill)/,
        ['tracingpolicy delete x'],
        BLIND,
      ],
    ],
    why: 'Steers what watches over a host.',
  }),
  told({
    names: 'mdatp',
    valued: '--value --name --path --type',
    looks: [
      /^ (health|version|threat (list|get)|exclusion list|diagnostic (event-list|create)|connectivity|definitions (path|list)|edr info|help|device-control list)/,
      'health',
      'threat list',
    ],
    gives: [
      /^ (definitions update|scan (quick|full|custom)|threat quarantine add|config .*--value=enabled)/,
      'scan quick',
      'definitions update',
    ],
    harms: [
      [
        'disables',
        'security_disable',
        'high',
        /^ (config (?!.*--value=enabled)|exclusion (\w+ )?(add|remove)|threat (quarantine (remove|restore)|allowed)|edr (tag|group|exclusion)|scan cancel|uninstall)/,
        [
          'config real-time-protection --value disabled',
          'exclusion folder add --path /srv',
          'exclusion add --path /srv',
        ],
        BLIND,
        'host',
      ],
    ],
    why: 'Steers what guards a host against malware.',
  }),
  told({
    names: 'falconctl sentinelctl s1ctl cbagentctl esetctl avctl bdscan imunify360-agent imunify-antivirus bitninjacli',
    valued: '--cid --aid --tags',
    looks: [
      / (-g|-h|-v|--help|--version) |^ (status|version|stats|info|malware (on-demand )?(list|status)|agent (status|state)|features (list|status)|whitelist \S+ list|blacklist \S+ list|get|list|doctor|management status|scan-status)\b/,
      '-g --cid',
      'version',
    ],
    gives: [/^ (start|update|malware on-demand start|scan|load)\b/, 'start'],
    harms: [
      [
        'disables',
        'security_disable',
        'high',
        /^ (unload|uninstall|stop|disable|unprotect|config|unquarantine|management (token|uninstall)|control|features remove|malware (malicious|cleanup|ignore)|unregister|set)\b| -[sd] /,
        ['-d --aid', 'unload', 'uninstall'],
        BLIND,
        'host',
      ],
    ],
    why: 'Steers what guards a host.',
  }),
  told({
    names: 'samhain samhainadmin.pl',
    valued: '-t -m -l -p',
    looks: [/ (-t=check|-j|-L|--list-\S+|-V|--version|-a|-h|--help|--examine|--list) /, '-t check', '-V'],
    harms: [
      [
        'accepts',
        'audit_tamper',
        'high',
        / (-t=(init|update)|--create-cfgfile|-m=\w+|--sign|-R|--remove|-F|--create-datafile)/,
        ['-t update', '-t init'],
        'Takes the files as they are now for the right ones.',
        'log',
      ],
    ],
    why: 'Looks for changed files.',
  }),
  told({
    names: 'psad',
    valued: '-c -m',
    looks: [
      / (-S|--Status|-A|--Analyze-msgs|-L|--List|-V|-h|--fw-list-auto|--Benchmark|-D|--Dump-conf) /,
      '-S',
      '--fw-list-auto',
    ],
    gives: [/ (-R|-H|-U|--sig-update|--HUP) /, '--sig-update'],
    harms: [
      [
        'stops',
        'security_disable',
        'high',
        / (-K|--Kill|-F|--Flush|--fw-del-chains|--fw-rm-block-ip)\b/,
        ['-K', '-F'],
        BLIND,
        'unit',
      ],
    ],
    why: 'Bans who scans ports.',
  }),
  told({
    names: 'sshguard fwknopd knockd denyhosts portsentry lfd crowdsec-firewall-bouncer',
    valued: '-c -a -w -b',
    looks: [/ (--version|-V|-v|-h|--help|-S|--status|-D|--dump-config|--fw-list\S*) /, '--version'],
    harms: [
      [
        'changes',
        'security_disable',
        'medium',
        / (--purge|--purge-all|-K|-R|--fw-flush|--unlock|--upgrade099|--migrate)\b/,
        ['--purge'],
        BLIND,
        'unit',
      ],
    ],
    why: 'Bans who tries too often.',
  }),
];
