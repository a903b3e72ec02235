import type { Execution, Word } from '../../../../platform/shell/reading.js';
import type { SqlEngine } from '../../../../platform/sql/reading.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import type { Arguments, ArgumentStyle } from '../read-arguments.js';
import { helps, reads, textOf, textsOf, valuesOf } from '../rule-kinds.js';
import { plainDuckdb, plainMongo, staysInMemory } from './harmless-texts.js';
import { MYSQL_CONNECTION } from './mysql-options.js';
import { joinVerdicts, judgeStatements, judgeStdin, judgeWords, opaqueText } from './judge-statements.js';

/** How a client of a database is told what to run. */
export interface Client {
  readonly names: readonly string[];
  readonly engine: SqlEngine;
  readonly style: ArgumentStyle;
  /** Options whose value is a text of statements. */
  readonly texts: readonly string[];
  /** Options that name a file of statements. */
  readonly files: readonly string[];
  /** Options with which nothing is run but what they say, and that only looks. */
  readonly looks: readonly string[];
  /** Operands that are statements (`sqlite3 db 'select 1'`). */
  readonly operands?: (given: Arguments) => readonly Word[];
  /** Operands that are files of statements (`mongosh x.js`). */
  readonly scripts?: RegExp;
  /** Options that name where output is written. */
  readonly outputs?: readonly string[];
  /** A text without what is known to do nothing. */
  readonly prepare?: (text: string) => string;
  /** Nothing is on a disk. */
  readonly inMemory?: (given: Arguments) => boolean;
}

const PSQL_VALUED = [
  '-c',
  '--command',
  '-d',
  '--dbname',
  '-f',
  '--file',
  '-h',
  '--host',
  '-p',
  '--port',
  '-U',
  '--username',
  '-o',
  '--output',
  '-v',
  '--set',
  '--variable',
  '-F',
  '--field-separator',
  '-P',
  '--pset',
  '-R',
  '--record-separator',
  '-T',
  '--table-attr',
  '-L',
  '--log-file',
];
const MYSQL_VALUED = [
  ...MYSQL_CONNECTION,
  '-e',
  '--execute',
  '-D',
  '--database',
  '--init-command',
  '--tee',
  '--pager',
  '--prompt',
  '--delimiter',
];

const CLIENTS: readonly Client[] = [
  {
    names: ['psql', 'pgcli', 'psql-17', 'psql-16', 'ysqlsh'],
    engine: 'postgresql',
    style: { valued: PSQL_VALUED, abbreviates: ['--command', '--file', '--list', '--output'] },
    texts: ['-c', '--command'],
    files: ['-f', '--file'],
    looks: ['-l', '--list', '--version', '--help', '-V', '-?'],
    outputs: ['-o', '--output'],
  },
  {
    names: ['mysql', 'mariadb', 'mycli', 'mysqlsh'],
    engine: 'mysql',
    style: { valued: MYSQL_VALUED, attached: ['-p'], abbreviates: ['--execute', '--init-command'] },
    texts: ['-e', '--execute', '--init-command'],
    files: [],
    looks: ['--version', '--help', '-V', '-?', '--print-defaults'],
    outputs: ['--tee'],
  },
  {
    names: ['sqlite3', 'sqlite', 'sqlcipher'],
    engine: 'sqlite',
    style: {
      singleDashLong: true,
      valued: ['-cmd', '-init', '-separator', '-nullvalue', '-newline', '-mmap', '-vfs', '-maxsize', '-c', '-s', '-f'],
    },
    texts: ['-cmd', '-c', '-s'],
    files: ['-init', '-f'],
    looks: ['-version', '-help'],
    operands: (given) => given.operands.slice(1),
    inMemory: (given) => textOf(given.operands[0]) === ':memory:',
  },
  {
    names: ['duckdb'],
    engine: 'sqlite',
    style: {
      singleDashLong: true,
      valued: ['-cmd', '-init', '-separator', '-nullvalue', '-newline', '-c', '-s', '-f'],
    },
    texts: ['-cmd', '-c', '-s'],
    files: ['-init', '-f'],
    looks: ['-version', '-help'],
    operands: (given) => given.operands.slice(1),
    prepare: plainDuckdb,
    inMemory: (given) => given.operands.length === 0 || textOf(given.operands[0]) === ':memory:',
  },
  {
    names: ['mongosh', 'mongo'],
    engine: 'mongodb',
    prepare: plainMongo,
    style: {
      valued: [
        '--eval',
        '--host',
        '--port',
        '-u',
        '--username',
        '-p',
        '--password',
        '--authenticationDatabase',
        '--db',
        '-f',
        '--file',
        '--tlsCAFile',
        '--tlsCertificateKeyFile',
        '--authenticationMechanism',
        '--apiVersion',
      ],
    },
    texts: ['--eval'],
    files: ['-f', '--file'],
    looks: ['--version', '--help', '-h'],
    scripts: /\.(?:m?js|mongodb)$/,
  },
  {
    names: ['cqlsh'],
    engine: 'mysql',
    style: { valued: ['-e', '--execute', '-f', '--file', '-u', '--username', '-p', '--password', '-k', '--keyspace'] },
    texts: ['-e', '--execute'],
    files: ['-f', '--file'],
    looks: ['--version', '--help'],
  },
  {
    names: ['clickhouse-client', 'clickhouse', 'clickhouse-local', 'chc', 'chl'],
    engine: 'mysql',
    style: {
      valued: [
        '-q',
        '--query',
        '--queries-file',
        '-h',
        '--host',
        '--port',
        '-u',
        '--user',
        '--password',
        '-d',
        '--database',
        '-f',
        '--format',
      ],
    },
    texts: ['-q', '--query'],
    files: ['--queries-file'],
    looks: ['--version', '--help'],
  },
  {
    names: ['sqlcmd'],
    engine: 'mysql',
    style: { valued: ['-Q', '-q', '-i', '-S', '-U', '-P', '-d', '-o', '-h', '-s', '-W'] },
    texts: ['-Q', '-q'],
    files: ['-i'],
    looks: ['-?', '--version'],
  },
];

export const CLIENT_PROGRAMS: readonly Program[] = CLIENTS.map(clientProgram);

function clientProgram(client: Client): Program {
  const name = client.names[0] ?? '';
  return {
    names: client.names,
    style: client.style,
    rules: [
      helps(name, [
        client.looks.includes('-version') ? '-version' : client.looks.includes('--version') ? '--version' : '-?',
      ]),
      ...looksRule(name, client.looks),
    ],
    judge: clientJudge(client),
    otherwise: 'opaque',
    why: 'Runs statements that are not known from the command.',
  };
}

/** For programs that have statements beside much else. */
export function clientJudge(client: Client): (given: Arguments, execution: Execution, tools: JudgeTools) => Verdict {
  return (given, execution, tools) => judgeClient(client, given, { execution, tools });
}

function looksRule(name: string, looks: readonly string[]): Program['rules'] {
  const lists = looks.filter((option) => option === '-l' || option === '--list');
  if (lists.length === 0) return [];
  const when = { anyOption: lists, noOption: ['-c', '--command', '-f', '--file'] };
  const told = { targets: 'none', why: 'Lists the databases.', matches: [`${name} -l`], misses: [] } as const;
  return [reads({ id: `${name}.list`, when, ...told })];
}

function prepareWords({ prepare }: Client, words: readonly Word[]): readonly Word[] {
  return prepare === undefined ? words : words.map((word) => ({ ...word, values: word.values.map(prepare) }));
}

function prepared({ prepare }: Client, execution: Execution): Execution {
  const { stdin } = execution;
  if (prepare === undefined || stdin.kind !== 'text') return execution;
  return { ...execution, stdin: { ...stdin, text: prepare(stdin.text) } };
}

/** Statements upon a database in memory, all of them known, none of which reaches beyond it. */
function forgets({ inMemory, texts, files }: Client, given: Arguments, words: readonly Word[]): boolean {
  if (inMemory === undefined || words.length === 0 || given.unknown || !inMemory(given)) return false;
  const others = [...given.options].some(
    (option) => files.includes(option) || (texts.includes(option) && option === '-cmd'),
  );
  return !others && words.every((word) => !word.unknown) && staysInMemory(textsOf(words));
}

/** In one command line. */
const MOST_OUTPUTS = 20;

function judgeClient(
  client: Client,
  given: Arguments,
  { execution, tools }: { readonly execution: Execution; readonly tools: JudgeTools },
): Verdict {
  const text = { engine: client.engine, execution: prepared(client, execution), tools };
  const words = prepareWords(client, [
    ...client.texts.flatMap((option) => given.valuesOf(option)),
    ...(client.operands?.(given) ?? []),
  ]);
  if (forgets(client, given, words)) return { effect: 'read_only', findings: [] };
  const verdicts: Verdict[] = [judgeWords(words, text)];
  const scripts = client.scripts;
  const named =
    scripts === undefined
      ? []
      : given.operands.filter((word) => word.unknown || word.values.some((value) => scripts.test(value)));
  const files = [...client.files.flatMap((option) => given.valuesOf(option)), ...named];
  // `psql -f -` reads its standard input.
  const fromStdin = files.filter((file) => file.values.includes('-'));
  if (fromStdin.length > 0) verdicts.push(judgeStdin(text));
  const known = files.flatMap(({ values }) => execution.files?.filter(({ path }) => values.includes(path)) ?? []);
  verdicts.push(...known.flatMap(({ texts }) => texts.map((content) => judgeStatements(content, text))));
  if (files.length > fromStdin.length + known.length)
    verdicts.push(opaqueText(execution, tools, `${execution.program ?? ''} runs the statements of a file.`));
  const outputs = valuesOf(given, client.outputs ?? []);
  if (outputs.length > MOST_OUTPUTS)
    verdicts.push(opaqueText(execution, tools, 'It is told to write more files than are looked at.'));
  for (const target of outputs.slice(0, MOST_OUTPUTS)) {
    verdicts.push(tools.judgeText(`cat x > '${target.replaceAll("'", '')}'`));
  }
  if (given.unknown) verdicts.push(opaqueText(execution, tools, 'An argument is not known: it may be a statement.'));
  const looks = client.looks.some((option) => given.options.has(option));
  if (words.length === 0 && files.length === 0 && !looks) verdicts.push(judgeStdin(text));
  return joinVerdicts(verdicts);
}
