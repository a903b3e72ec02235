import { loadConfig } from '../../config/config.js';
import type { Approval } from '../../domain/protection/approval.js';
import { connectApi, type ApiClient } from './api-client.js';
import { acknowledge, approve } from './confirm.js';
import { readCliArguments, usage, type CliArguments } from './read-arguments.js';
import { describeApproval } from './show-approval.js';
import { makeHarmless, openTerminal, type Terminal } from './terminal.js';

const GRAMMAR = { options: ['reason', 'comment', 'state'], flags: ['json'] };

interface Call {
  readonly api: ApiClient;
  readonly terminal: Terminal;
  readonly given: CliArguments;
  /** Empty for `list`. */
  readonly id: string;
}

const VERBS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  list,
  show,
  async approve({ api, terminal, given, id }) {
    return sayDone(terminal, id, await approve(api, terminal, { id, comment: given.options['comment'] }), 'Approved');
  },
  async acknowledge({ api, terminal, id }) {
    return sayDone(terminal, id, await acknowledge(api, terminal, id), 'Acknowledged');
  },
  async reject({ api, terminal, given, id }) {
    const reason = given.options['reason'] ?? (await terminal.ask('Why? '));
    if (reason === null || reason.trim() === '') throw usage('a rejection needs --reason');
    await api.send('POST', `/api/approvals/${id}/reject`, { reason });
    return sayDone(terminal, id, true, 'Rejected');
  },
};

/** `millwright approvals [list | show ID | approve ID | reject ID | acknowledge ID]` */
export async function runApprovals(args: readonly string[]): Promise<number> {
  const given = readCliArguments(args, GRAMMAR);
  const [word = 'list', id = ''] = given.words;
  const verb = Object.hasOwn(VERBS, word) ? VERBS[word] : undefined;
  if (verb === undefined) throw usage(`approvals knows ${Object.keys(VERBS).join(', ')}, not ${word}`);
  if (word !== 'list' && !/^[0-9a-f-]{36}$/i.test(id)) throw usage(`approvals ${word} needs the id of an approval`);
  const api = connectApi(loadConfig({ environment: process.env, flags: given.settings }));
  const terminal = openTerminal(process.stdin, process.stderr);
  try {
    return await verb({ api, terminal, given, id });
  } finally {
    terminal.close();
  }
}

async function list({ api, given }: Call): Promise<number> {
  const state = encodeURIComponent(given.options['state'] ?? 'pending');
  const { items } = await api.get<{ items: Approval[] }>(`/api/approvals?limit=200&state=${state}`);
  if (given.flags.has('json')) process.stdout.write(`${JSON.stringify(items)}\n`);
  else if (items.length === 0) process.stdout.write(`Nothing is ${state}.\n`);
  else for (const item of items) process.stdout.write(`${makeHarmless(describeLine(item))}\n`);
  return 0;
}

function describeLine({ id, risk, subject, requestedByName, confirmation }: Approval): string {
  return `${id}  ${risk.level.padEnd(8)}  ${subject.title}  (${requestedByName}, until ${confirmation.expiresAt})`;
}

async function show({ api, given, id }: Call): Promise<number> {
  const approval = await api.get<Approval>(`/api/approvals/${id}`);
  const text = given.flags.has('json') ? JSON.stringify(approval) : describeApproval(approval).join('\n');
  process.stdout.write(`${text}\n`);
  return 0;
}

function sayDone(terminal: Terminal, id: string, done: boolean, word: string): number {
  terminal.say(done ? `${word}: ${id}` : `Nothing was decided about ${id}.`);
  return done ? 0 : 1;
}
