import type { Program } from '../program.js';
import { adds, argumentTexts, harms, helps, reads, rehearses, someOperand, textOf, textsOf } from '../rule-kinds.js';

const HOST = { targets: 'none', targetKind: 'host', targetClass: 'critical' } as const;

export const POWER: readonly Program[] = [
  {
    names: ['shutdown'],
    style: { valued: ['-t'] },
    rules: [
      helps('shutdown', ['--help']),
      rehearses({
        id: 'shutdown.call_off',
        when: { anyOption: ['-c', '-k', '--show'] },
        ...HOST,
        why: 'Calls a planned shutdown off, or only warns those who are logged in.',
        matches: ['shutdown -c', 'shutdown -k now', 'shutdown --show'],
        misses: ['shutdown now', 'shutdown -r +5', 'shutdown -h now -P'],
      }),
      harms('power_state', 'high', {
        id: 'shutdown.down',
        when: {},
        ...HOST,
        why: 'Takes the whole host down.',
        matches: ['shutdown now', 'shutdown -r +5', 'shutdown -h 22:00', 'shutdown', 'shutdown /r /t 0'],
        misses: ['shutdown -c', 'shutdown -k now "for a test"', 'shutdown --help'],
      }),
      rehearses({
        id: 'shutdown.windows_call_off',
        when: { test: (_given, execution) => argumentTexts(execution).some((text) => /^\/(a|\?)$/i.test(text)) },
        ...HOST,
        why: 'Calls a planned shutdown of Windows off.',
        matches: ['shutdown /a'],
        misses: ['shutdown /r /t 0'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Takes the host down.',
  },
  {
    names: [
      'reboot',
      'poweroff',
      'halt',
      'kexec',
      'fastboot',
      'fasthalt',
      'systemd-soft-reboot',
      'pm-suspend',
      'pm-hibernate',
      'pm-suspend-hybrid',
      'powerdown',
      'synopoweroff',
    ],
    style: { valued: ['-d'] },
    rules: [
      helps('reboot', ['--help', '--version']),
      rehearses({
        id: 'reboot.record_only',
        when: { anyOption: ['-w', '--wtmp-only'] },
        ...HOST,
        why: 'Writes the record of a reboot and does none.',
        matches: ['reboot -w', 'poweroff --wtmp-only'],
        misses: ['reboot', 'reboot -f'],
      }),
      harms('power_state', 'high', {
        id: 'reboot.down',
        when: {},
        ...HOST,
        why: 'Takes the whole host down.',
        matches: ['reboot', 'poweroff', 'halt -p', 'reboot -f', 'kexec -e'],
        misses: ['reboot --help', 'reboot -w'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Takes the host down.',
  },
  {
    names: ['init', 'telinit', 'linuxrc'],
    style: { valued: ['-t'] },
    rules: [
      adds({
        id: 'init.reload',
        when: { test: someOperand(/^(q|Q|u|U)$/) },
        ...HOST,
        why: 'Lets init read its configuration again.',
        matches: ['telinit q', 'init u'],
        misses: ['init 6'],
      }),
      harms('power_state', 'high', {
        id: 'init.runlevel',
        when: { test: (given) => !someOperand(/^(q|Q|u|U)$/)(given) },
        ...HOST,
        why: 'Goes into another runlevel: 0 and 6 take the host down, 1 takes all services away.',
        matches: ['init 0', 'init 6', 'telinit 1', 'init s', 'init 3'],
        misses: ['init q', 'telinit u'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Changes the runlevel of the host.',
  },
  {
    names: ['rtcwake'],
    style: { valued: ['-m', '--mode', '-s', '--seconds', '-t', '--time', '-d', '--device', '-A', '--date'] },
    rules: [
      helps('rtcwake', ['--help', '-h', '-V', '--list-modes', '-n', '--dry-run']),
      reads({
        id: 'rtcwake.show',
        when: {
          test: (given) =>
            textsOf([...given.valuesOf('-m'), ...given.valuesOf('--mode')]).some((mode) =>
              /^(show|no|disable|on)$/.test(mode),
            ),
        },
        ...HOST,
        why: 'Shows or sets the alarm without going to sleep.',
        matches: ['rtcwake -m show', 'rtcwake -m no -s 600'],
        misses: ['rtcwake -m mem -s 600', 'rtcwake -m off -s 60'],
      }),
      harms('power_state', 'high', {
        id: 'rtcwake.sleep',
        when: {
          test: (given) =>
            !textsOf([...given.valuesOf('-m'), ...given.valuesOf('--mode')]).some((mode) =>
              /^(show|no|disable|on)$/.test(mode),
            ),
        },
        ...HOST,
        why: 'Puts the host to sleep or turns it off.',
        matches: ['rtcwake -m mem -s 600', 'rtcwake -m off -s 60'],
        misses: ['rtcwake -m show', 'rtcwake -n -m mem -s 5'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Puts the host to sleep until a time.',
  },
  {
    names: ['ipmitool', 'ipmi-chassis', 'ipmipower', 'hponcfg'],
    style: { valued: ['-H', '-U', '-P', '-I', '-p', '-L', '-f', '-k', '-y', '-C', '-e', '-t', '-b'] },
    rules: [
      harms('power_state', 'high', {
        id: 'ipmitool.power',
        when: {
          test: (_given, execution) =>
            /\b(chassis )?(power|bootdev) (off|cycle|reset|soft|diag)\b|--(off|cycle|reset|soft|chassis-control)|serveraction (powerdown|powercycle|hardreset|graceshutdown)/.test(
              argumentTexts(execution).join(' '),
            ),
        },
        ...HOST,
        why: 'Turns a machine off through its management controller, without asking its system.',
        matches: [
          'ipmitool -H 10.0.0.5 -U admin chassis power off',
          'ipmitool power cycle',
          'ipmipower -h node1 --off',
        ],
        misses: ['ipmitool power status', 'ipmitool sel list', 'ipmitool power on'],
      }),
      harms('audit_tamper', 'high', {
        id: 'ipmitool.sel_clear',
        when: { test: (given) => textsOf(given.plain).join(' ').startsWith('sel clear') },
        targets: 'none',
        targetKind: 'log',
        why: 'Empties the event log of the management controller.',
        matches: ['ipmitool sel clear'],
        misses: ['ipmitool sel list', 'ipmitool sel elist last 20'],
      }),
      harms('network_lockout', 'critical', {
        id: 'ipmitool.controller',
        when: {
          test: (given) =>
            /^(lan set|user (set|disable|priv)|mc reset|raw|channel setaccess|sol set)/.test(
              textsOf(given.plain).join(' '),
            ),
        },
        targets: 'none',
        targetKind: 'host',
        targetClass: 'critical',
        why: 'Changes the management controller itself, the last way to the host.',
        matches: ['ipmitool lan set 1 ipaddr 10.0.0.9', 'ipmitool mc reset cold', 'ipmitool user disable 2'],
        misses: ['ipmitool lan print 1', 'ipmitool mc info', 'ipmitool user list'],
      }),
      reads({
        id: 'ipmitool.look',
        when: {
          test: (given) =>
            /\b(status|list|elist|info|print|get|sdr|sensor|fru|on|stat|getinfo|getsensorinfo|racdump)\b/.test(
              textsOf(given.plain).join(' '),
            ) || given.options.has('--stat'),
        },
        targets: 'none',
        why: 'Reads sensors, logs and the power state.',
        matches: ['ipmitool power status', 'ipmitool sdr elist', 'ipmitool sensor list', 'ipmitool fru print'],
        misses: ['ipmitool power off', 'ipmitool sel clear'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a machine through its management controller.',
  },
  {
    names: ['loginctl'],
    style: {
      subcommands: 1,
      valued: [
        '-p',
        '--property',
        '-H',
        '--host',
        '-M',
        '--machine',
        '-s',
        '--signal',
        '-n',
        '--lines',
        '-o',
        '--output',
        '--kill-who',
        '--kill-whom',
      ],
    },
    rules: [
      reads({
        id: 'loginctl.look',
        when: {
          test: (given) =>
            /^(|list-sessions|session-status|show-session|list-users|user-status|show-user|list-seats|seat-status|show-seat|list)$/.test(
              given.subcommand[0] ?? '',
            ),
        },
        targets: 'none',
        why: 'Shows who is logged in.',
        matches: ['loginctl', 'loginctl list-sessions', 'loginctl show-user reboot'],
        misses: ['loginctl terminate-user bob', 'loginctl poweroff'],
      }),
      adds({
        id: 'loginctl.linger',
        when: {
          subcommand: ['enable-linger|activate|attach|lock-session|unlock-session|lock-sessions|unlock-sessions'],
        },
        targetKind: 'user',
        why: 'Lets services of a user run on, or locks a screen.',
        matches: ['loginctl enable-linger bob'],
        misses: ['loginctl disable-linger bob'],
      }),
      harms('process_kill', 'high', {
        id: 'loginctl.terminate',
        when: {
          subcommand: [
            'terminate-user|terminate-session|terminate-seat|kill-user|kill-session|disable-linger|flush-devices',
          ],
        },
        targetKind: 'user',
        why: 'Ends all that {target} runs, its own session perhaps.',
        matches: ['loginctl terminate-user bob', 'loginctl kill-session 5'],
        misses: ['loginctl user-status terminate-user'],
      }),
      harms('power_state', 'high', {
        id: 'loginctl.power',
        when: { subcommand: ['reboot|poweroff|halt|suspend|hibernate|hybrid-sleep'] },
        ...HOST,
        why: 'Takes the whole host down.',
        matches: ['loginctl poweroff'],
        misses: ['loginctl list-sessions'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the sessions of users.',
  },
  {
    names: ['apcupsd', 'upscmd', 'upsmon', 'upsdrvctl', 'nut-driver'],
    style: { valued: ['-u', '-p', '-c', '-f', '-P'] },
    rules: [
      harms('power_state', 'high', {
        id: 'upscmd.power',
        when: {
          test: (given) =>
            someOperand(/^(shutdown|load\.off|driver\.|test\.|stop|fsd)/)(given) ||
            given.valuesOf('-c').some((word) => textOf(word) !== 'reload') ||
            given.options.has('-k') ||
            given.options.has('--killpower'),
        },
        ...HOST,
        why: 'Lets the power supply turn its loads off, or stops what watches it.',
        matches: ['upscmd -u admin ups@localhost load.off', 'upsmon -c fsd', 'upsdrvctl shutdown'],
        misses: ['upscmd -l ups@localhost', 'upsmon -c reload'],
      }),
      reads({
        id: 'upscmd.list',
        when: { anyOption: ['-l', '-h', '-V'] },
        targets: 'none',
        why: 'Lists what the power supply can do.',
        matches: ['upscmd -l ups@localhost'],
        misses: ['upscmd ups@localhost load.off'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Watches and steers an uninterruptible power supply.',
  },
];
