import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, argumentTexts, harms, reads, rehearses, textsOf, valuesOf } from '../rule-kinds.js';
import { rulesFor } from '../rules-by-name.js';
import { classifyUnit, unitRole } from '../services/unit-classes.js';
import { isMild, signalOf } from './signal-words.js';

const ACCESS_ROLES = ['access', 'power'];

const VITAL =
  /^(systemd|init|dockerd|containerd|dbus-daemon|kthreadd|\^?systemd.*|libvirtd|qemu.*|kvm|postgres|mysqld|mariadbd|mongod|redis-server|java|\.\*?|bash|zsh|sh|-u|tmux.*|screen|emhttpd?|shfs|mover|smbd|nfsd|Xorg|gnome-shell)$/i;

const patterns = (given: Arguments): readonly string[] =>
  textsOf(given.operands).map((text) => text.replace(/^\^|\$$/g, ''));

const isAccess = (name: string): boolean => ACCESS_ROLES.includes(unitRole(name));

const isVital = (name: string): boolean => !isAccess(name) && (VITAL.test(name) || unitRole(name) !== 'ordinary');

const ends = (given: Arguments, words: readonly string[]): boolean => !isMild(given, words);

/** `pkill`, `killall`, `skill`: by name. */
const BY_NAME: readonly Rule[] = [
  rehearses({
    id: '{name}.list',
    when: {
      anyOption: ['-l', '--list', '--help', '-V', '--version', '-L'],
      test: (_given, execution) =>
        argumentTexts(execution).some((text) => /^(-l|-L|--list|--help|-V|--version)$/.test(text)),
    },
    targets: 'none',
    why: 'Lists signals, or prints how it is used.',
    matches: ['{name} -l', '{name} --help'],
    misses: ['{name} nginx', '{name} -9 nginx'],
  }),
  reads({
    id: '{name}.ask',
    when: { test: (given, execution) => /^(sig)?0$/i.test(signalOf(given, argumentTexts(execution))) },
    targets: 'none',
    why: 'The null signal only asks whether it is there.',
    matches: ['{name} -0 nginx'],
    misses: ['{name} nginx'],
  }),
  adds({
    id: '{name}.mild',
    when: {
      test: (given, execution) =>
        isMild(given, argumentTexts(execution)) && !/^(sig)?0$/i.test(signalOf(given, argumentTexts(execution))),
    },
    targetKind: 'process',
    why: 'A signal by which daemons read their configuration again.',
    matches: ['{name} -HUP nginx', '{name} -USR1 rsyslogd'],
    misses: ['{name} nginx'],
  }),
  harms('network_lockout', 'critical', {
    id: '{name}.access',
    when: { test: (given, execution) => ends(given, argumentTexts(execution)) && patterns(given).some(isAccess) },
    targets: (given) => patterns(given).filter(isAccess),
    targetKind: 'process',
    targetClass: 'critical',
    why: 'Ends {target}, by which the host is reached.',
    matches: ['{name} sshd', '{name} -9 NetworkManager'],
    misses: ['{name} nginx', '{name} -HUP sshd', '{name} -l'],
  }),
];

/** `whole` are options that name all processes of somebody, or of a terminal. */
const vitalRule = (whole: readonly string[]): Rule =>
  harms('process_kill', 'high', {
    id: '{name}.vital',
    when: {
      test: (given, execution) =>
        ends(given, argumentTexts(execution)) &&
        (patterns(given).some(isVital) || whole.some((option) => given.options.has(option))),
    },
    targets: (given) => [
      ...patterns(given).filter(isVital),
      ...(patterns(given).some(isVital) ? [] : valuesOf(given, whole)),
    ],
    targetKind: 'process',
    targetClass: (name) => (unitRole(name) === 'ordinary' ? 'ordinary' : classifyUnit(name)),
    breadth: 'many',
    why: 'Ends {target}, and all that stands on it.',
    matches: ['{name} dockerd', '{name} -9 postgres', '{name} -u bob'],
    misses: ['{name} -0 postgres', '{name} -USR1 dockerd', '{name} myworker'],
  });

const endRule = (whole: readonly string[]): Rule =>
  harms('process_kill', 'medium', {
    id: '{name}.end',
    when: {
      test: (given, execution) =>
        ends(given, argumentTexts(execution)) &&
        !patterns(given).some((name) => isAccess(name) || isVital(name)) &&
        !whole.some((option) => given.options.has(option)),
    },
    targetKind: 'process',
    breadth: 'some',
    why: 'Ends every process that is called {target}.',
    matches: ['{name} myworker', '{name} -9 myworker', '{name} -KILL python3'],
    misses: ['{name} -0 myworker', '{name} -HUP myworker', '{name} -l'],
  });

const byName = (program: string, whole: readonly string[]): readonly Rule[] =>
  rulesFor(program, [...BY_NAME, vitalRule(whole), endRule(whole)]);

export const BY_NAME_PROGRAMS: readonly Program[] = [
  {
    names: ['pkill'],
    style: {
      valued: [
        '--signal',
        '-u',
        '-U',
        '-g',
        '-G',
        '-t',
        '-P',
        '--parent',
        '--euid',
        '--uid',
        '--pgroup',
        '--group',
        '--session',
        '--terminal',
        '--ns',
        '-F',
        '--pidfile',
        '--older',
        '-O',
        '--runstates',
        '-r',
        '--cgroup',
      ],
    },
    rules: byName('pkill', ['-u', '-U', '-t', '-g', '-G', '--euid', '--uid', '--terminal', '-P', '--parent']),
    otherwise: 'opaque',
    why: 'Ends processes by a pattern.',
  },
  {
    names: ['killall'],
    style: {
      valued: [
        '-s',
        '--signal',
        '-u',
        '--user',
        '-o',
        '--older-than',
        '-y',
        '--younger-than',
        '-n',
        '--ns',
        '-Z',
        '--context',
      ],
    },
    rules: byName('killall', ['-u', '--user']),
    otherwise: 'opaque',
    why: 'Ends processes by their name.',
  },
  {
    names: ['skill', 'slay'],
    style: { valued: ['-u', '-t', '-p', '-c'] },
    rules: byName('skill', ['-u', '-t']),
    otherwise: 'opaque',
    why: 'Ends processes by their user or terminal.',
  },
];
