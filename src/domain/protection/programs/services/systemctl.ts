import type { Program, Rule } from '../program.js';
import { adds, harms, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { FOREIGN_UNIT } from './foreign-units.js';
import { disruptionRules } from './disruption.js';
import { LOSES } from './systemctl-losses.js';
import { PROPERTIES } from './properties.js';
import type { Disruption } from './disruption.js';
import { classifyUnit, unitsOf } from './unit-classes.js';

const POWER_UNITS = unitsOf(['power']);

const verb = (words: string, what: string, how: Disruption['how'], misses: readonly string[]): readonly Rule[] =>
  disruptionRules({
    program: 'systemctl',
    what,
    how,
    holds: (given) => words.split('|').includes(given.subcommand[0] ?? ''),
    units: (given) => textsOf(given.operands),
    sample: (unit) => `systemctl ${words.split('|')[0] ?? ''} ${unit}`,
    misses,
  });

const GOES_DOWN =
  'poweroff|reboot|halt|kexec|soft-reboot|suspend|hibernate|hybrid-sleep|suspend-then-hibernate|exit|rescue|emergency|default|sleep';

const LOOKS: readonly Rule[] = [
  rehearses({
    id: 'systemctl.help',
    when: { anyOption: ['--help', '-h', '--version'] },
    targets: 'none',
    why: 'Prints how it is used, and does nothing.',
    matches: ['systemctl --help', 'systemctl stop --help'],
    misses: ['systemctl stop nginx', 'systemctl restart help'],
  }),
  rehearses({
    id: 'systemctl.dry_run',
    when: { subcommand: [GOES_DOWN], anyOption: ['--dry-run'] },
    targets: 'none',
    why: 'Verbs that take the host down only say what they would do with --dry-run; other verbs do not honour it.',
    matches: ['systemctl reboot --dry-run', 'systemctl --dry-run poweroff'],
    misses: ['systemctl stop nginx --dry-run', 'systemctl reboot', 'systemctl start nginx --dry-run'],
  }),
  rehearses({
    id: 'systemctl.cancel_shutdown',
    when: {
      subcommand: [GOES_DOWN],
      test: (given) => valuesOf(given, ['--when']).some((at) => /^(cancel|show)$/.test(at)),
    },
    targets: 'none',
    why: 'Calls off, or shows, a shutdown that was planned.',
    matches: ['systemctl reboot --when=cancel', 'systemctl poweroff --when=show'],
    misses: ['systemctl reboot --when=+5min'],
  }),
  reads({
    id: 'systemctl.look',
    when: {
      subcommand: [
        'status|show|cat|list-units|list-unit-files|list-timers|list-sockets|list-jobs|list-dependencies|list-machines|list-automounts|list-paths|is-active|is-enabled|is-failed|is-system-running|get-default|show-environment|help|whoami|verify|list-environment|service-log-target',
      ],
    },
    targets: 'none',
    why: 'Only shows what units there are and how they are.',
    matches: [
      'systemctl status nginx',
      'systemctl --no-pager status sshd',
      'systemctl list-units --type=service --state=running',
      'systemctl -H root@web1 is-active stop',
      'systemctl cat restart.service',
      'systemctl show -p MainPID --value sshd',
      'systemctl --user list-timers --all',
      'systemctl list-dependencies shutdown.target',
    ],
    misses: ['systemctl stop status', 'systemctl disable --now list-units.service'],
  }),
  reads({
    id: 'systemctl.list',
    when: { test: (given) => given.plain.length === 0 },
    targets: 'none',
    why: 'Without a verb it lists the units.',
    matches: ['systemctl', 'systemctl --failed', 'systemctl --type=service --state=failed'],
    misses: ['systemctl stop nginx'],
  }),
];

const ADDS: readonly Rule[] = [
  FOREIGN_UNIT,
  adds({
    id: 'systemctl.add',
    when: {
      subcommand: [
        'start|enable|reload|daemon-reload|daemon-reexec|unmask|reset-failed|reenable|link|add-wants|add-requires|set-environment|unset-environment|import-environment|edit|thaw|preset|bind|mount-image|log-level|log-target|service-log-level|cancel|bypass',
      ],
      test: (given) => !POWER_UNITS.some(given),
    },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Starts, enables or reloads; undone by stop, disable or another reload.',
    matches: [
      'systemctl start nginx',
      'systemctl enable --now docker',
      'systemctl reload sshd',
      'systemctl daemon-reload',
      'systemctl unmask stop.service',
      'systemctl reset-failed',
    ],
    misses: ['systemctl stop nginx', 'systemctl start reboot.target', 'systemctl restart nginx'],
  }),
  harms('service_disruption', 'low', {
    id: 'systemctl.reload_or_restart',
    when: { subcommand: ['reload-or-restart|reload-or-try-restart|force-reload|try-reload-or-restart'] },
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Restarts {target} where it cannot be reloaded, and interrupts it then.',
    matches: ['systemctl reload-or-restart nginx'],
    misses: ['systemctl reload nginx', 'systemctl status reload-or-restart'],
  }),
];

const HOST: readonly Rule[] = [
  harms('power_state', 'high', {
    id: 'systemctl.power',
    when: { subcommand: [GOES_DOWN] },
    targets: 'none',
    targetKind: 'host',
    targetClass: 'critical',
    why: 'Takes the whole host down, or into a state without its services.',
    matches: [
      'systemctl reboot',
      'systemctl poweroff -i',
      'systemctl rescue',
      'systemctl -ff reboot',
      'systemctl suspend',
    ],
    misses: [
      'systemctl status reboot.target',
      'systemctl cat poweroff.target',
      'systemctl list-dependencies reboot.target',
    ],
  }),
  harms('power_state', 'high', {
    id: 'systemctl.start_power',
    when: { subcommand: ['start|isolate|enable|link'], test: POWER_UNITS.some },
    targets: POWER_UNITS.those,
    targetKind: 'host',
    targetClass: 'critical',
    why: 'Starting {target} takes the host down, or leaves it with a shell at its console only.',
    matches: [
      'systemctl start reboot.target',
      'systemctl isolate rescue.target',
      'systemctl start systemd-poweroff.service',
    ],
    misses: ['systemctl start nginx', 'systemctl show reboot.target'],
  }),
  harms('service_disruption', 'high', {
    id: 'systemctl.isolate',
    when: { subcommand: ['isolate|switch-root'] },
    targetKind: 'unit',
    targetClass: 'critical',
    breadth: 'many',
    why: 'Stops every unit that {target} does not need.',
    matches: ['systemctl isolate multi-user.target'],
    misses: ['systemctl start multi-user.target', 'systemctl get-default'],
  }),
  harms('boot_change', 'medium', {
    id: 'systemctl.set_default',
    when: { subcommand: ['set-default'] },
    targetKind: 'boot',
    targetClass: 'critical',
    why: 'Changes what the host starts into at its next boot.',
    matches: ['systemctl set-default multi-user.target'],
    misses: ['systemctl get-default', 'systemctl start multi-user.target'],
  }),
];

const NO_STOP = [
  'systemctl status nginx',
  'systemctl start nginx',
  'systemctl cat stop',
  'systemctl is-active stop.service',
];

export const SYSTEMCTL: readonly Program[] = [
  {
    names: ['systemctl'],
    style: {
      subcommands: 1,
      valued: [
        '-t',
        '--type',
        '-p',
        '--property',
        '-P',
        '-s',
        '--signal',
        '-H',
        '--host',
        '-M',
        '--machine',
        '-n',
        '--lines',
        '-o',
        '--output',
        '--state',
        '--root',
        '--image',
        '--kill-who',
        '--kill-whom',
        '--kill-value',
        '--job-mode',
        '--what',
        '--when',
        '--message',
        '--timestamp',
        '--preset-mode',
        '--reboot-argument',
        '--boot-loader-menu',
        '--boot-loader-entry',
        '--check-inhibitors',
        '--drop-in',
        '--legend',
        '--image-policy',
        '-C',
        '--capsule',
      ],
    },
    rules: [
      ...LOOKS,
      ...ADDS,
      ...verb('stop', 'stop', 'stop', NO_STOP),
      ...verb('disable', 'disable', 'stop', ['systemctl enable nginx', 'systemctl is-enabled disable']),
      ...verb('mask', 'mask', 'stop', ['systemctl unmask nginx']),
      ...verb('restart|try-restart|condrestart', 'restart', 'restart', [
        'systemctl reload nginx',
        'systemctl show restart',
      ]),
      ...HOST,
      ...LOSES,
      ...PROPERTIES,
    ],
    otherwise: 'opaque',
    why: 'Steers the services and the power of the host.',
  },
];
