import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const STOPS = 'Stops a service, or interrupts it: {target}.';

/** Other systems that keep services running: s6, runit, dinit, Shepherd, SMF, and process managers of applications. */
export const SUPERVISION: readonly Program[] = [
  readers('Shows services, or waits for them.', [
    's6-svok s6-svwait svcs svprop passenger-status passenger-memory-stats dinit-monitor dinitcheck',
  ]),
  told({
    names: 's6-svscanctl',
    gives: [/^ \S+ -(a|h|b)+ $| -(an|h) /, '-a /run/service', '-h /run/service'],
    harms: [
      [
        'stops',
        'service_disruption',
        'critical',
        / -\w*[tqniNZ0678sr]/,
        ['-t /run/service', '-q /run/service', '-an /run/service'],
        'Stops what keeps all services running, or those that it no longer knows.',
        'unit',
      ],
    ],
    why: 'Steers what keeps all services running.',
  }),
  told({
    names: 's6-rc-init s6-rc-compile s6-rc-update s6-svlink s6-rc-bundle s6-rc-format-upgrade s6-svunlink',
    valued: '-c -l -t -f -v -b -p',
    gives: [/^ \S+ \S+ $| add /, '/run/service /etc/x'],
    harms: [
      [
        'changes',
        'service_disruption',
        'high',
        / (delete|multiple|delete\S*) | -D /,
        ['delete x y'],
        'Changes which services there are.',
        'unit',
      ],
    ],
    why: 'Changes which services there are.',
  }),
  told({
    names: 'dinitctl',
    valued: '-p --socket-path -s',
    looks: [
      /^ (status|is-started|is-failed|list|ls|catlog|is-newer|graph|signal --list|help)|--(list|version|help) /,
      'list',
      'status sshd',
      'catlog nginx',
    ],
    gives: [/^ (start|wake|enable|add-dep|reload|trigger|setenv|unpin)\b/, 'start nginx', 'enable nginx'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|restart|release|unload|disable|rm-dep|signal|untrigger|unsetenv)\b/,
        ['stop nginx', 'disable sshd', 'restart nginx'],
        STOPS,
        'unit',
      ],
      ['shuts_down', 'power_state', 'critical', /^ shutdown\b/, ['shutdown'], 'Takes the whole host down.', 'host'],
    ],
    why: 'Steers services.',
  }),
  told({
    names: 'herd shepherd',
    valued: '-s --socket',
    looks: [
      /^ (status|detailed-status|doc|log|graph)( |$)|^ \S+ (status|schedule)|--(help|version)/,
      'status',
      'doc nginx list-actions',
    ],
    gives: [/^ (start|enable|load)\b/, 'start nginx'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|restart|disable|unload|power-off|reboot|kexec|halt|trigger|delete|reload)\b/,
        ['stop nginx', 'restart sshd', 'power-off root'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers services.',
  }),
  told({
    names: 'svcadm',
    valued: '-s -z',
    gives: [/^ (enable|refresh|clear)\b/, 'enable ssh', 'refresh ssh'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (disable|restart|mark|milestone|delegate)\b/,
        ['disable ssh', 'restart nfs/server', 'milestone none'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers services.',
  }),
  told({
    names: 'svccfg inetadm',
    valued: '-s -f -m -M',
    looks: [
      /^ (list\S*|export|validate|help|archive|inventory|extract|describe)\b| (-l|-p) |^ {2}$/,
      'list',
      'export ssh',
      'validate x.xml',
    ],
    gives: [/^ (import|refresh|add)\b| -e /, 'import x.xml'],
    harms: [
      [
        'deletes',
        'service_disruption',
        'high',
        /^ (delete\S*|del\S*|apply|restore|repository|setprop|set\S*|unselect|cleanup)\b| (-d|-m=\S+) /,
        ['delete ssh', '-s ssh setprop x', '-d ftp'],
        'Deletes a service or changes it: {target}.',
        'unit',
      ],
    ],
    why: 'Keeps what is known of services.',
  }),
  told({
    names: 'circusctl',
    valued: '--endpoint --timeout --ssh',
    looks: [
      /^ (list|status|stats|dstats|numprocesses|numwatchers|options|get|globaloptions|listpids|listsockets|listen|help)( |$)/,
      'status',
      'list web',
    ],
    gives: [/^ (start|incr|add)\b/, 'start web'],
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /^ (stop|restart|quit|rm|kill|signal|decr|reload|set|reloadconfig)\b/,
        ['stop web', 'quit', 'rm web'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers processes.',
  }),
  told({
    names: 'overmind god eye foreman honcho hivemind bluepill goreman procodile immortalctl',
    valued: '-f -s -l -p -e -c -m',
    looks: [
      /^ (status|check|list|ps|info|log|echo|explain|version|help|i|x|history|watch|connect|l)( |$)/,
      'status',
      'check',
    ],
    gives: [/^ (start|s|run start|load|export|monitor)\b/, 'start'],
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /^ (stop|restart|quit|kill|terminate|remove|unmonitor|signal|r|run (stop|restart|stop-all|restart-all)|halt|reload|once|exit|delete|break)\b/,
        ['stop web', 'quit', 'restart web'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Steers processes of an application.',
  }),
  told({
    names: 'nssm winsw WinSW.exe',
    looks: [/^ (status|get|list|statuscode|processes|dump|version|help)\b/, 'status web', 'get web Application'],
    gives: [/^ (start|install|continue|reset)\b/, 'start web'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (stop|stopwait|restart|restart!|remove|uninstall|pause|set|rotate|edit|refresh|dev kill)\b/,
        ['stop web', 'remove web confirm', 'uninstall'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Makes services of programs.',
  }),
  told({
    names: 'pumactl passenger-config unitc uwsgi passenger thin unicorn gunicorn puma',
    valued: '-S -C -P -p -F -b -c -e -T -t --pid',
    looks: [
      /^(?!.*\b(DELETE|PUT|POST|PATCH|EDIT|stop|restart|halt|reload)\b)( (stats|status|gc-stats|thread-backtraces|list-instances|system-metrics|validate-install|about|GET|http) | (--check-config|--print-config|--version|-v|-V|--help) )/,
      'stats',
      '--version',
    ],
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /^ (stop|restart|halt|phased-restart|restart-app|detach-process|refork|reload-worker-directory)\b| (--stop|--reload|--stop\S*|--reload\S*|-k|DELETE|PUT|EDIT|POST|PATCH) ?|^ .*\b(DELETE|PUT|POST|PATCH|EDIT)\b/,
        ['stop', 'restart', '-S x.state halt', '--stop x.pid'],
        STOPS,
        'unit',
      ],
    ],
    why: 'Serves an application, or steers what does.',
  }),
  told({
    names: 'catalina.sh startup.sh jetty.sh standalone.sh startServer.sh',
    looks: [/^ (version|configtest|status|check)|--version/, 'version', 'configtest'],
    harms: [
      ['stops', 'service_disruption', 'medium', /^ (stop|restart|supervise)\b/, ['stop -force', 'stop'], STOPS, 'unit'],
    ],
    gives: [/^ (start|run)\b/, 'start'],
    why: 'Starts and stops a server of applications.',
  }),
  told({
    names: 'shutdown.sh stopServer.sh stopNode.sh stopManager.sh',
    harms: [
      [
        'stops',
        'service_disruption',
        'medium',
        /./,
        ['', 'server1'],
        'Stops a server of applications: {target}.',
        'unit',
      ],
    ],
    why: 'Stops a server of applications.',
  }),
  told({
    names: 'jboss-cli.sh wlst.sh wsadmin.sh',
    valued: '--controller --user --password -c --command --commands --file -f -lang',
    looks: [
      / --commands?=(\S+\s)?:?(read-\S*|ls|version|pwd|.*:read-\S*|deployment-info\S*)(?!.*(undeploy|shutdown|remove|:write|reload|stop)) /,
      "--connect --command=':read-attribute(name=server-state)'",
    ],
    harms: [
      [
        'takes_away',
        'service_disruption',
        'high',
        /undeploy|shutdown|:remove|:reload|reload\b|:stop|:suspend|deployment (undeploy|disable)|:write-attribute|stop-servers/,
        ['--connect --command=shutdown', "--connect --command='undeploy shop.war'"],
        'Stops a server of applications, or takes one away.',
        'unit',
      ],
    ],
    why: 'Steers a server of applications.',
  }),
  told({
    names: 'asadmin',
    valued: '--user --passwordfile --host --port',
    looks: [
      /^ (list\S*|show\S*|get|uptime|version|monitor|ping\S*|verify\S*|validate\S*|generate-jvm-report|help|export\S*|backup-domain)\b/,
      'list-applications',
      'ping-connection-pool x',
    ],
    gives: [/^ (start\S*|create\S*|deploy|enable\S*|add\S*|resume\S*|rotate-log)\b/, 'start-domain', 'deploy x.war'],
    harms: [
      [
        'takes_away',
        'service_disruption',
        'high',
        /^ (undeploy|stop\S*|delete\S*|disable\S*|restart\S*|redeploy|set\S*|restore-domain|freeze\S*|remove\S*|flush\S*|update\S*|unset\S*|change\S*|_\S+)\b/,
        ['undeploy shop', 'stop-domain', 'delete-domain d1'],
        'Stops a server of applications, or takes one away: {target}.',
        'unit',
      ],
    ],
    why: 'Steers a server of applications.',
  }),
];
