import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../config/config.js';
import type { Action, ReadAnswer } from '../../domain/protection/actions/action.js';
import type { Assessment } from '../../domain/protection/assessment.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { quoteWords } from '../../platform/shell-text/quote-word.js';
import { connectApi, type ApiClient } from './api-client.js';
import { confirmOwn } from './confirm.js';
import { readCliArguments, usage, type CliArguments } from './read-arguments.js';
import { makeHarmless, openTerminal, type Terminal } from './terminal.js';

const POLL_MS = 1_000;
const NOT_RUN = 75;
const GRAMMAR = { options: ['reason', 'shell', 'timeout'], flags: ['json', 'read-only', 'no-wait'] };

/** `millwright run SERVER [--reason R] [--read-only] [--no-wait] [--json] -- COMMAND…`: gives the command’s exit code. */
export async function runRun(args: readonly string[]): Promise<number> {
  const given = readCliArguments(args, GRAMMAR);
  const api = connectApi(loadConfig({ environment: process.env, flags: given.settings }));
  const terminal = openTerminal(process.stdin, process.stderr);
  try {
    return await run(api, terminal, given);
  } finally {
    terminal.close();
  }
}

async function run(api: ApiClient, terminal: Terminal, given: CliArguments): Promise<number> {
  const [server] = given.words;
  if (server === undefined || given.rest.length === 0) throw usage('a server and, behind `--`, a command are needed');
  const body = { serverId: await findServer(api, server), command: joinCommand(given.rest), ...describeWishes(given) };
  if (given.flags.has('read-only')) await demandReadOnly(api, body);
  const { status, body: answer } = await api.send<Action | ReadAnswer>('POST', '/api/actions', body);
  if (status === 200) return showAnswer(answer as ReadAnswer, given);
  const action = answer as Action;
  if (!given.flags.has('json')) terminal.say(`action ${action.id}`);
  if (action.approvalId !== null && !given.flags.has('json')) await confirmOrSay(api, terminal, action.approvalId);
  if (given.flags.has('no-wait')) return showJson(given, action, 0);
  return watch(api, terminal, { action, given });
}

/** One word is shell text as it is; several are an argument vector, and stay one. */
function joinCommand(words: readonly string[]): string {
  const [only = ''] = words;
  return words.length === 1 ? only : quoteWords(words);
}

function describeWishes({ options }: CliArguments): {
  readonly reason?: string;
  readonly shell?: string;
  readonly timeoutSeconds?: number;
} {
  const { reason, shell, timeout } = options;
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(shell === undefined ? {} : { shell }),
    ...(timeout === undefined ? {} : { timeoutSeconds: Number(timeout) }),
  };
}

/** By id or by name. */
async function findServer(api: ApiClient, wanted: string): Promise<string> {
  interface Page {
    readonly items: readonly { readonly id: string; readonly name: string }[];
    readonly nextCursor: string | null;
  }
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await api.get(`/api/infrastructure/servers?limit=500${query}`);
    const found = page.items.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
    if (found !== undefined) return found.id;
    cursor = page.nextCursor;
  }
  throw new MillwrightError('not_found', `There is no server ${wanted}.`);
}

async function demandReadOnly(
  api: ApiClient,
  { serverId, command, shell }: { readonly serverId: string; readonly command: string; readonly shell?: string },
): Promise<void> {
  const { body } = await api.send<Assessment>('POST', '/api/actions/assess', {
    serverId,
    command,
    ...(shell === undefined ? {} : { shell }),
  });
  if (body.effect === 'read_only') return;
  const why = body.risk.reasons.join(' ');
  throw new MillwrightError('unprocessable', `It does not only read (${body.effect}, risk ${body.risk.level}): ${why}`);
}

async function confirmOrSay(api: ApiClient, terminal: Terminal, approvalId: string): Promise<void> {
  if (await confirmOwn(api, terminal, approvalId)) return;
  terminal.say(`Not confirmed here. Decide with: millwright approvals approve ${approvalId}`);
}

function showAnswer(answer: ReadAnswer, given: CliArguments): number {
  if (given.flags.has('json')) return showJson(given, answer, answer.exitCode ?? 1);
  writeOutput(answer.stdout, answer.stderr);
  return answer.exitCode ?? 1;
}

function showJson(given: CliArguments, value: unknown, exitCode: number): number {
  if (given.flags.has('json')) process.stdout.write(`${JSON.stringify(value)}\n`);
  return exitCode;
}

interface Watched {
  readonly action: Action;
  readonly given: CliArguments;
}

/** Says each new state until it has ended; whoever stops watching leaves it going on. */
async function watch(api: ApiClient, terminal: Terminal, { action, given }: Watched): Promise<number> {
  let last = '';
  for (let now = action; ; now = await api.get<Action>(`/api/actions/${action.id}`)) {
    if (now.state !== last && !given.flags.has('json')) terminal.say(`  ${now.state.replaceAll('_', ' ')}`);
    last = now.state;
    if (now.finishedAt !== null) return showEnd(terminal, now, given);
    await sleep(POLL_MS);
  }
}

function showEnd(terminal: Terminal, action: Action, given: CliArguments): number {
  const code = action.state === 'succeeded' ? 0 : (action.exitCode ?? NOT_RUN) || NOT_RUN;
  if (given.flags.has('json')) return showJson(given, action, code);
  const run = action.runs.findLast(({ part }) => part === 'act');
  writeOutput(run?.stdout ?? '', run?.stderr ?? '');
  if (action.error !== null) terminal.say(makeHarmless(`${action.error.code}: ${action.error.message}`));
  return code;
}

/** To a terminal without what it would obey; to a pipe or file as it came. */
function writeOutput(stdout: string, stderr: string): void {
  process.stdout.write(process.stdout.isTTY ? makeHarmless(stdout) : stdout);
  process.stderr.write(makeHarmless(stderr));
}
