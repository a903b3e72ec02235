import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, someOperand, textOf, textsOf } from '../rule-kinds.js';
import { rulesFor } from '../rules-by-name.js';
import { disruptionRules } from './disruption.js';
import { classifyUnit } from './unit-classes.js';

const LOOKS =
  /^(status|describe|ineed|iuse|needsme|usesme|check|configtest|config|checkconfig|testconfig|test|help|info|version|list)$/;
const STARTS = /^(start|reload|zap|enable|graceful|enabled|rotate|reopen)$/;
const STOPS =
  /^(stop|kill|fast-stop|stopforce|faststop|forcestop|onestop|pause|quit|graceful-stop|immediate-stop|fullstop)$/;
const RESTARTS =
  /^(restart|force-reload|reload-or-restart|condrestart|try-restart|force-restart|full-restart|restart-all|onerestart|forcerestart)$/;

/** `service NAME VERB`, `rc-service NAME VERB`. */
const second =
  (pattern: RegExp) =>
  (given: Arguments): boolean =>
    pattern.test(textOf(given.operands[1]).toLowerCase());
const firstOnly = (given: Arguments): readonly string[] => textsOf(given.operands.slice(0, 1));

const NAME_THEN_VERB: readonly Rule[] = [
  helps('{name}', ['--help', '--version', '-h', '-V']),
  reads({
    id: '{name}.look',
    when: {
      test: (given) =>
        second(LOOKS)(given) ||
        given.options.has('--status-all') ||
        given.options.has('-l') ||
        given.options.has('--list') ||
        given.options.has('-e') ||
        given.options.has('--exists'),
    },
    targets: 'none',
    why: 'Shows how services are.',
    matches: ['{name} nginx status', '{name} stop status'],
    misses: ['{name} nginx stop', '{name} status restart'],
  }),
  adds({
    id: '{name}.start',
    when: { test: second(STARTS) },
    targets: 'first',
    targetKind: 'unit',
    targetClass: classifyUnit,
    why: 'Starts or reloads {target}; stop undoes it.',
    matches: ['{name} nginx start', '{name} ssh reload'],
    misses: ['{name} nginx stop', '{name} start restart'],
  }),
  ...disruptionRules({
    program: '{name}',
    what: 'stop',
    how: 'stop',
    holds: second(STOPS),
    units: firstOnly,
    sample: (unit) => `{name} ${unit} stop`,
    misses: ['{name} nginx status', '{name} stop start'],
  }),
  ...disruptionRules({
    program: '{name}',
    what: 'restart',
    how: 'restart',
    holds: second(RESTARTS),
    units: firstOnly,
    sample: (unit) => `{name} ${unit} restart`,
    misses: ['{name} nginx reload', '{name} restart status'],
  }),
];

const runlevelRules = (
  program: string,
  remove: {
    readonly holds: (given: Arguments) => boolean;
    readonly units: (given: Arguments) => readonly string[];
    readonly sample: (unit: string) => string;
  },
): readonly Rule[] =>
  disruptionRules({ program, what: 'disable', how: 'stop', ...remove, misses: [`${program} nginx start`] });

const wordIs =
  (at: number, pattern: RegExp) =>
  (given: Arguments): boolean =>
    pattern.test(textOf(given.plain[at]));

export const INIT_SCRIPTS: readonly Program[] = [
  {
    names: ['service'],
    style: {},
    rules: rulesFor('service', NAME_THEN_VERB),
    otherwise: 'opaque',
    why: 'Starts and stops services.',
  },
  {
    names: ['rc-service'],
    style: {},
    rules: rulesFor('rc-service', NAME_THEN_VERB),
    otherwise: 'opaque',
    why: 'Starts and stops services.',
  },
  {
    names: ['invoke-rc.d'],
    style: {},
    rules: rulesFor('invoke-rc.d', NAME_THEN_VERB),
    otherwise: 'opaque',
    why: 'Starts and stops services.',
  },
  {
    names: ['rc-status', 'rc-depend'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows which services run.',
  },
  {
    names: ['rc-update'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'rc-update.show',
        when: { test: (given) => given.plain.length === 0 || wordIs(0, /^(show|-u)$/)(given) },
        targets: 'none',
        why: 'Shows what starts in which runlevel.',
        matches: ['rc-update', 'rc-update show default'],
        misses: ['rc-update add show', 'rc-update del sshd'],
      }),
      adds({
        id: 'rc-update.add',
        when: { subcommand: ['add'] },
        targetKind: 'unit',
        why: 'Lets a service start with the host; del undoes it.',
        matches: ['rc-update add nginx default'],
        misses: ['rc-update del add', 'rc-update show'],
      }),
      ...runlevelRules('rc-update', {
        holds: wordIs(0, /^(del|delete)$/),
        units: (given) => textsOf(given.operands.slice(0, 1)),
        sample: (unit) => `rc-update del ${unit}`,
      }),
    ],
    otherwise: 'opaque',
    why: 'Says which services start with the host.',
  },
  {
    names: ['update-rc.d'],
    style: {},
    rules: [
      adds({
        id: 'update-rc.d.add',
        when: { test: wordIs(1, /^(defaults|enable|start|defaults-disabled)$/) },
        targets: 'first',
        targetKind: 'unit',
        why: 'Lets a service start with the host.',
        matches: ['update-rc.d nginx defaults', 'update-rc.d remove enable'],
        misses: ['update-rc.d nginx disable', 'update-rc.d nginx remove'],
      }),
      ...runlevelRules('update-rc.d', {
        holds: wordIs(1, /^(disable|remove|stop)$/),
        units: firstOnly,
        sample: (unit) => `update-rc.d ${unit} disable`,
      }),
    ],
    otherwise: 'opaque',
    why: 'Says which services start with the host.',
  },
  {
    names: ['chkconfig'],
    style: { valued: ['--level', '--levels', '--type'] },
    rules: [
      reads({
        id: 'chkconfig.list',
        when: {
          test: (given) =>
            given.options.has('--list') ||
            (given.plain.length < 2 && !given.options.has('--add') && !given.options.has('--del')),
        },
        targets: 'none',
        why: 'Lists what starts with the host.',
        matches: ['chkconfig --list', 'chkconfig', 'chkconfig --list off'],
        misses: ['chkconfig nginx off', 'chkconfig --del sshd'],
      }),
      adds({
        id: 'chkconfig.on',
        when: { test: (given) => given.options.has('--add') || wordIs(1, /^(on|reset|resetpriorities)$/)(given) },
        targets: 'first',
        targetKind: 'unit',
        why: 'Lets a service start with the host.',
        matches: ['chkconfig nginx on', 'chkconfig --add off'],
        misses: ['chkconfig nginx off', 'chkconfig --list'],
      }),
      ...runlevelRules('chkconfig', {
        holds: (given) => given.options.has('--del') || wordIs(1, /^off$/)(given),
        units: firstOnly,
        sample: (unit) => `chkconfig ${unit} off`,
      }),
    ],
    otherwise: 'opaque',
    why: 'Says which services start with the host.',
  },
  {
    names: ['initctl'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'initctl.look',
        when: { subcommand: ['list|status|version|show-config|check-config|help|log-priority'] },
        targets: 'none',
        why: 'Shows jobs.',
        matches: ['initctl list', 'initctl status stop'],
        misses: ['initctl stop nginx', 'initctl stop list'],
      }),
      adds({
        id: 'initctl.start',
        when: { subcommand: ['start|reload|reload-configuration|emit|enable'] },
        targetKind: 'unit',
        why: 'Starts a job; stop undoes it.',
        matches: ['initctl start nginx', 'initctl reload-configuration'],
        misses: ['initctl stop start'],
      }),
      ...disruptionRules({
        program: 'initctl',
        what: 'stop',
        how: 'stop',
        holds: wordIs(0, /^(stop|disable)$/),
        units: (given) => textsOf(given.operands),
        sample: (unit) => `initctl stop ${unit}`,
        misses: ['initctl status stop'],
      }),
      ...disruptionRules({
        program: 'initctl',
        what: 'restart',
        how: 'restart',
        holds: wordIs(0, /^restart$/),
        units: (given) => textsOf(given.operands),
        sample: (unit) => `initctl restart ${unit}`,
        misses: ['initctl status restart'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the jobs of upstart.',
  },
  {
    names: ['openrc', 'rc'],
    style: {},
    rules: [
      harms('service_disruption', 'high', {
        id: 'openrc.runlevel',
        when: { minOperands: 1 },
        targetKind: 'unit',
        targetClass: 'critical',
        breadth: 'many',
        why: 'Goes into the runlevel {target} and stops every service that is not in it.',
        matches: ['openrc single', 'openrc default'],
        misses: ['openrc --version'],
      }),
      harms('power_state', 'high', {
        id: 'openrc.power',
        when: { test: someOperand(/^(shutdown|reboot|single|off)$/) },
        targets: 'none',
        targetKind: 'host',
        why: 'Takes the host down.',
        matches: ['openrc shutdown'],
        misses: ['openrc default'],
      }),
      helps('openrc', ['--help', '--version', '-V', '-h']),
    ],
    otherwise: 'reversible',
    why: 'Brings the services of a runlevel up.',
  },
];
