import type { Execution } from '../../../../platform/shell/reading.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, hides, reads, textOf } from '../rule-kinds.js';
import { judgeStatements, judgeStdin, opaqueText } from './judge-statements.js';

const CLUSTER_LOOKS = new Set(['check', 'info', 'help', 'backup']);
const LOOKS = [
  '--bigkeys',
  '--memkeys',
  '--hotkeys',
  '--keystats',
  '--scan',
  '--stat',
  '--latency',
  '--latency-history',
  '--latency-dist',
  '--intrinsic-latency',
  '--lru-test',
];

/** redis-cli joins its operands to one command; without any it reads one command a line. */
function judgeRedis(given: Arguments, execution: Execution, tools: JudgeTools): Verdict | undefined {
  const text = { engine: 'redis', execution, tools } as const;
  if (given.options.has('--cluster') || given.options.has('--eval')) return undefined;
  // It measures or walks then, and no command is sent.
  if ([...LOOKS, '--rdb', '--functions-rdb'].some((option) => given.options.has(option))) return undefined;
  if (given.operands.length === 0) return judgeStdin(text);
  const [first, second] = given.operands;
  // The word that names the command decides; the values of a key may be anything.
  if (
    first?.unknown === true ||
    (second?.unknown === true &&
      textOf(second) === '' &&
      /^(?:config|script|cluster|client|acl|debug|memory|function|module)$/i.test(textOf(first)))
  ) {
    return opaqueText(execution, tools, 'The Redis command is not known.');
  }
  const line = given.operands.map((word) => `"${textOf(word).replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(' ');
  return judgeStatements(line, text);
}

const NAMES = ['redis-cli', 'valkey-cli', 'keydb-cli'];

export const REDIS: readonly Program[] = [
  {
    names: NAMES,
    style: {
      valued: [
        '-h',
        '-p',
        '-t',
        '-s',
        '-a',
        '-u',
        '-r',
        '-i',
        '-n',
        '-d',
        '-D',
        '--user',
        '--pass',
        '--sni',
        '--cacert',
        '--cacertdir',
        '--cert',
        '--key',
        '--rdb',
        '--functions-rdb',
        '--eval',
        '--pattern',
        '--quoted-pattern',
        '--intrinsic-latency',
        '--memkeys-samples',
        '--lru-test',
        '--count',
        '--cluster',
        '--pipe-timeout',
        '-X',
      ],
      posix: true,
    },
    rules: [
      helps('redis-cli'),
      reads({
        id: 'redis-cli.looks',
        when: { anyOption: LOOKS },
        targets: 'none',
        why: 'Walks through the keys or measures, and changes nothing.',
        matches: ['redis-cli --bigkeys', 'redis-cli -h cache --stat'],
        misses: [],
      }),
      adds({
        id: 'redis-cli.copies',
        when: { anyOption: ['--rdb', '--functions-rdb'] },
        targets: 'none',
        why: 'Writes a copy of the data to a file.',
        matches: ['redis-cli --rdb /tmp/dump.rdb'],
        misses: ['redis-cli info'],
      }),
      hides('high', {
        id: 'redis-cli.script',
        when: { anyOption: ['--eval'] },
        targets: 'none',
        why: 'Runs a Lua script from a file on the server.',
        matches: ['redis-cli --eval purge.lua'],
        misses: ['redis-cli get eval'],
      }),
      harms('database_destroy', 'high', {
        id: 'redis-cli.cluster',
        when: {
          anyOption: ['--cluster'],
          test: (given) => given.valuesOf('--cluster').some((word) => !CLUSTER_LOOKS.has(textOf(word))),
        },
        targets: 'none',
        targetKind: 'cluster',
        why: 'Changes which node of the cluster holds which keys.',
        matches: ['redis-cli --cluster reshard 10.0.0.1:6379', 'redis-cli --cluster del-node 10.0.0.1:6379 abc'],
        misses: ['redis-cli --cluster info 10.0.0.1:6379'],
      }),
      reads({
        id: 'redis-cli.cluster_looks',
        when: {
          anyOption: ['--cluster'],
          test: (given) => given.valuesOf('--cluster').every((word) => CLUSTER_LOOKS.has(textOf(word))),
        },
        targets: 'none',
        why: 'Looks at the cluster.',
        matches: ['redis-cli --cluster check 10.0.0.1:6379'],
        misses: [],
      }),
    ],
    judge: judgeRedis,
    otherwise: 'opaque',
    why: 'Runs commands that are not known from the command line.',
  },
];
