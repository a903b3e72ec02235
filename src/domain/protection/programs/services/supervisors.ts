import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, textsOf } from '../rule-kinds.js';
import type { Disruption } from './disruption.js';
import { disruptionRules } from './disruption.js';

/** `PROGRAM VERB NAME…`, which is what most supervisors have in common. */
interface Shape {
  readonly program: string;
  readonly look: string;
  readonly start: string;
  readonly stop: string;
  readonly restart: string;
  readonly units?: (given: Arguments) => readonly string[];
}

const firstWord = (words: string): string => words.split('|')[0] ?? '';

function verbThenName(shape: Shape): readonly Rule[] {
  const { program } = shape;
  const verb = (what: string, how: Disruption['how'], words: string): readonly Rule[] =>
    words === ''
      ? []
      : disruptionRules({
          program,
          what,
          how,
          holds: (given) => words.split('|').includes(given.subcommand[0] ?? ''),
          units: shape.units ?? ((given) => textsOf(given.operands)),
          sample: (unit) => `${program} ${firstWord(words)} ${unit}`,
          misses: [`${program} ${firstWord(shape.look)} ${firstWord(words)}`],
        });
  return [
    reads({
      id: `${program}.look`,
      when: { subcommand: [shape.look] },
      targets: 'none',
      why: 'Shows what is supervised, and how it is.',
      matches: [`${program} ${firstWord(shape.look)}`, `${program} ${firstWord(shape.look)} stop`],
      misses: [`${program} ${firstWord(shape.stop)} nginx`],
    }),
    adds({
      id: `${program}.start`,
      when: { subcommand: [shape.start] },
      targetKind: 'unit',
      why: 'Starts {target}, or takes new configuration in; undone by stopping it.',
      matches: [`${program} ${firstWord(shape.start)} nginx`],
      misses: [`${program} ${firstWord(shape.stop)} ${firstWord(shape.start)}`],
    }),
    ...verb('stop', 'stop', shape.stop),
    ...verb('restart', 'restart', shape.restart),
  ];
}

/** `kickstart -k system/com.x`, `bootout gui/501/com.x`, `unload /Library/LaunchDaemons/com.x.plist`: the label. */
const labelOf = (given: Arguments): readonly string[] =>
  textsOf(given.operands)
    .filter((text) => text !== '')
    .map((text) => text.replace(/\.plist$/, ''));

export const SUPERVISORS: readonly Program[] = [
  {
    names: ['supervisorctl'],
    style: {
      subcommands: 1,
      valued: ['-c', '--configuration', '-s', '--serverurl', '-u', '--username', '-p', '--password'],
    },
    rules: [
      helps('supervisorctl', ['--help', '-h']),
      ...verbThenName({
        program: 'supervisorctl',
        look: 'status|avail|tail|maintail|pid|version|help|fg',
        start: 'start|reread|add|update',
        stop: 'stop|remove|signal',
        restart: 'restart',
      }),
      harms('service_disruption', 'high', {
        id: 'supervisorctl.all',
        when: { subcommand: ['reload|shutdown'] },
        targets: 'none',
        targetKind: 'unit',
        breadth: 'all',
        why: 'Stops every program under supervision.',
        matches: ['supervisorctl shutdown', 'supervisorctl reload'],
        misses: ['supervisorctl status shutdown', 'supervisorctl reread'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers supervised programs.',
  },
  {
    names: ['sv'],
    style: { subcommands: 1, valued: ['-w'] },
    rules: verbThenName({
      program: 'sv',
      look: 'status|s|check',
      start: 'up|start|once|reload|hup|alarm|cont|1|2',
      stop: 'down|stop|exit|shutdown|force-stop|kill|term|interrupt|pause|force-shutdown',
      restart: 'restart|force-restart|force-reload|try-restart',
    }),
    otherwise: 'opaque',
    why: 'Steers the services of runit.',
  },
  {
    names: ['s6-svstat', 's6-rc-db', 'svstat'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows how supervised services are.',
  },
  {
    names: ['s6-svc', 'svc'],
    style: {},
    rules: [
      harms('service_disruption', 'medium', {
        id: 's6-svc.stop',
        when: { anyOption: ['-d', '-D', '-k', '-t', '-x', '-r', '-X', '-q', '-p', '-O'] },
        targetKind: 'unit',
        why: 'Stops or signals {target}.',
        matches: ['s6-svc -d /run/service/nginx', 's6-svc -r /run/service/app'],
        misses: ['s6-svc -u /run/service/nginx'],
      }),
      adds({
        id: 's6-svc.start',
        when: { anyOption: ['-u', '-o', '-h', '-c', '-a', '-1', '-2'] },
        targetKind: 'unit',
        why: 'Starts {target} or lets it read its configuration again.',
        matches: ['s6-svc -u /run/service/nginx'],
        misses: ['s6-svc -d /run/service/nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the services of s6.',
  },
  {
    names: ['s6-rc'],
    style: { subcommands: 1, valued: ['-t', '-v', '-l', '-n', '-p'] },
    rules: [
      reads({
        id: 's6-rc.look',
        when: { subcommand: ['list|diff|listall|help'] },
        targets: 'none',
        why: 'Lists services.',
        matches: ['s6-rc list'],
        misses: ['s6-rc -d change nginx'],
      }),
      harms('service_disruption', 'medium', {
        id: 's6-rc.down',
        when: {
          subcommand: ['change|stop'],
          test: (given) =>
            given.options.has('-d') ||
            given.options.has('-D') ||
            given.options.has('-p') ||
            given.subcommand[0] === 'stop',
        },
        targetKind: 'unit',
        why: 'Stops {target}.',
        matches: ['s6-rc -d change nginx'],
        misses: ['s6-rc -u change nginx', 's6-rc list'],
      }),
      adds({
        id: 's6-rc.up',
        when: { subcommand: ['change|start'], anyOption: ['-u'] },
        targetKind: 'unit',
        why: 'Starts {target}.',
        matches: ['s6-rc -u change nginx'],
        misses: ['s6-rc -d change nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the services of s6.',
  },
  {
    names: ['launchctl'],
    style: { subcommands: 1 },
    rules: [
      ...verbThenName({
        program: 'launchctl',
        look: 'list|print|print-cache|print-disabled|blame|dumpstate|procinfo|hostinfo|getenv|version|help|managerpid|manageruid|managername|error|limit|resolveport|examine',
        start: 'load|bootstrap|enable|start|setenv|unsetenv',
        stop: 'unload|bootout|disable|stop|remove|kill',
        restart: 'kickstart',
        units: labelOf,
      }),
      harms('power_state', 'high', {
        id: 'launchctl.reboot',
        when: { subcommand: ['reboot'] },
        targets: 'none',
        targetKind: 'host',
        why: 'Starts the whole host again.',
        matches: ['launchctl reboot'],
        misses: ['launchctl list reboot'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the services of macOS.',
  },
  {
    names: ['monit'],
    style: { subcommands: 1, valued: ['-c', '-g', '-d', '-l', '-p'] },
    rules: [
      reads({
        id: 'monit.test',
        when: { anyOption: ['-t', '-V', '-h', '-H'] },
        targets: 'none',
        why: 'Checks the control file.',
        matches: ['monit -t'],
        misses: ['monit stop nginx'],
      }),
      ...verbThenName({
        program: 'monit',
        look: 'status|summary|report|validate|procmatch',
        start: 'start|monitor|reload',
        stop: 'stop|unmonitor|quit',
        restart: 'restart',
      }),
    ],
    otherwise: 'opaque',
    why: 'Watches services and starts them again.',
  },
  {
    names: ['pm2', 'pm2-runtime'],
    style: {
      subcommands: 1,
      valued: [
        '-n',
        '--name',
        '-i',
        '--instances',
        '--lines',
        '--env',
        '-o',
        '-e',
        '--interpreter',
        '--watch-delay',
        '-u',
        '--hp',
      ],
    },
    rules: [
      ...verbThenName({
        program: 'pm2',
        look: 'list|ls|l|ps|status|show|describe|logs|log|monit|info|jlist|prettylist|env|id|pid|ping|report|help|conf|get',
        start: 'start|save|reload|resurrect|flush-none|set|install|startup|scale-up',
        stop: 'stop|delete|del|kill|unstartup',
        restart: 'restart|gracefulreload|update',
      }),
      harms('audit_tamper', 'medium', {
        id: 'pm2.flush',
        when: { subcommand: ['flush|reloadlogs'], test: (given) => given.subcommand[0] === 'flush' },
        targetKind: 'log',
        why: 'Empties the logs.',
        matches: ['pm2 flush'],
        misses: ['pm2 logs flush'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps Node processes running.',
  },
];
