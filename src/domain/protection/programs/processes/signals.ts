import type { Program, Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, argumentTexts, harms, reads, rehearses, textsOf } from '../rule-kinds.js';
import { isMild, signalOf } from './signal-words.js';

/** `%1`: what this very text has started in the background. */
const onlyOwnJobs = (given: Arguments): boolean =>
  given.operands.length > 0 && textsOf(given.operands).every((text) => /^%(\d+|[%+-])?$/.test(text));

const KILL_LISTS = ['-l', '-L', '--list', '--table', '--help', '--version', '-V'];

const KILL: readonly Rule[] = [
  rehearses({
    id: 'kill.list',
    when: {
      anyOption: KILL_LISTS,
      test: (_given, execution) => /^(-l|-L|--.*|-V)$/.test(argumentTexts(execution)[0] ?? ''),
    },
    targets: 'none',
    why: 'Lists the signals there are.',
    matches: ['kill -l', 'kill -L', 'kill -l 9', 'kill --list'],
    misses: ['kill 4242', 'kill -KILL 4242', 'kill -9 -1'],
  }),
  reads({
    id: 'kill.ask',
    when: { test: (given, execution) => /^(sig)?(0|exit)$/i.test(signalOf(given, argumentTexts(execution))) },
    targets: 'none',
    why: 'The null signal only asks whether a process is there.',
    matches: ['kill -0 1234', 'kill -s 0 1234'],
    misses: ['kill -9 1234', 'kill 1234'],
  }),
  adds({
    id: 'kill.mild',
    when: {
      test: (given, execution) =>
        isMild(given, argumentTexts(execution)) && !/^(sig)?0$/i.test(signalOf(given, argumentTexts(execution))),
    },
    targetKind: 'process',
    why: 'A signal by which a daemon reads its configuration again, opens its logs again, or goes on.',
    matches: ['kill -HUP 1234', 'kill -s USR1 4321', 'kill -1 812', 'kill -CONT 99'],
    misses: ['kill 1234', 'kill -9 1234'],
  }),
  harms('process_kill', 'critical', {
    id: 'kill.init',
    when: {
      test: (given, execution) => !isMild(given, argumentTexts(execution)) && everythingIn(argumentTexts(execution)),
    },
    targets: 'operands',
    targetKind: 'process',
    targetClass: 'critical',
    breadth: 'all',
    why: 'Ends every process that may be ended, or the first of them: the host goes down.',
    matches: ['kill -9 -1', 'kill 1', 'kill -TERM -- -1', 'kill -s KILL -1', 'kill -9 1'],
    misses: ['kill -9 1234', 'kill -HUP 1', 'kill -1 812', 'kill -0 1'],
  }),
  adds({
    id: 'kill.own_job',
    when: { test: onlyOwnJobs },
    targets: 'none',
    targetKind: 'process',
    why: 'Ends what the same text has started.',
    matches: ['kill %1'],
    misses: ['kill 1234'],
  }),
  harms('process_kill', 'medium', {
    id: 'kill.end',
    when: { test: (given, execution) => !isMild(given, argumentTexts(execution)) && !onlyOwnJobs(given) },
    targets: 'operands',
    targetKind: 'process',
    why: 'Ends {target}; what it had not written down is lost.',
    matches: ['kill 1234', 'kill -9 1234', 'kill -KILL 1 2 3', 'kill -s TERM 77', 'kill -15 $(cat /run/app.pid)'],
    misses: ['kill -0 1234', 'kill -l', 'kill -HUP 1234', 'kill %1'],
  }),
];

/** `kill -9 -1`, `kill 1`: the first dashed number is a signal, the next a group. */
function everythingIn(words: readonly string[]): boolean {
  const separator = words.indexOf('--');
  const hasSignal = words.some((text) => /^(-s|-n|--signal)/.test(text));
  const numbers = words.filter(
    (text, at) =>
      /^-?\d+$/.test(text) &&
      !(text.startsWith('-') && at === 0 && !hasSignal && separator !== 0) &&
      !(at > 0 && /^(-s|-n|--signal)$/.test(words[at - 1] ?? '')),
  );
  return numbers.some((text) => text === '-1' || text === '1');
}

export const SIGNALS: readonly Program[] = [
  {
    names: ['kill', 'tkill'],
    style: { valued: ['-s', '--signal', '-n', '-q', '--queue'] },
    rules: KILL,
    otherwise: 'opaque',
    why: 'Sends signals to processes.',
  },
  {
    names: ['killall5', 'xkill'],
    style: { valued: ['-o', '-id', '-display'] },
    rules: [
      harms('process_kill', 'critical', {
        id: 'killall5.end',
        when: { test: (_given, execution) => execution.program === 'killall5' },
        targets: 'none',
        targetKind: 'process',
        targetClass: 'critical',
        breadth: 'all',
        why: 'Ends every process of the host.',
        matches: ['killall5 -9', 'killall5'],
        misses: ['xkill -id 5'],
      }),
      harms('process_kill', 'medium', {
        id: 'xkill.end',
        when: { test: (_given, execution) => execution.program === 'xkill' },
        targets: 'none',
        targetKind: 'process',
        why: 'Ends the program behind a window.',
        matches: ['xkill', 'xkill -id 0x1'],
        misses: ['killall5'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Ends processes.',
  },
  {
    names: ['fuser'],
    style: { valued: ['-n', '--namespace', '-N'] },
    rules: [
      harms('process_kill', 'high', {
        id: 'fuser.kill',
        when: {
          anyOption: ['-k', '--kill'],
          test: (_given, execution) => !argumentTexts(execution).some((text) => /^-(hup|usr1|usr2|cont)$/i.test(text)),
        },
        targetKind: 'process',
        breadth: 'many',
        why: 'Ends every process that uses {target}.',
        matches: ['fuser -k 80/tcp', 'fuser -km /mnt/data', 'fuser --kill /srv'],
        misses: ['fuser -v /mnt/data', 'fuser 80/tcp', 'fuser -l'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows which processes use a file or port.',
  },
];
