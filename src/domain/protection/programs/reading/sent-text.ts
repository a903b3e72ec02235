import type { Execution } from '../../../../platform/shell/reading.js';
import type { JudgeTools, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { REMOTE_HARMS } from './web-requests.js';

const HARMS: ReadonlySet<string> = new Set(['mass_change', 'drop', 'disrupt', 'shell', 'opaque']);

/** What consoles of switches, proxies, monitors and managers are told to do; nobody says these words to ask something. */
const ORDERS =
  /^\s*(reload|reboot|shutdown|halt|poweroff|write erase|erase|delete|format|disable|kill|drop|stop|system_(reset|powerdown)|flushdb|flushall|clear|set server|signal SIG\w+)\b/im;

function orders(tools: JudgeTools, target: string, text: string): Verdict {
  const finding = tools.makeFinding({
    rule: 'nc.orders',
    type: 'service_disruption',
    effect: 'destructive',
    target,
    targetKind: 'host',
    severity: 'high',
    explanation: `Gives ${target} an order: ${text.slice(0, 80)}.`,
  });
  return { effect: 'destructive', findings: [finding] };
}

const QUESTIONS = /^(show|help|info|get|list|ping|version|status|stats?|echo|prompt|query|\?)\b/i;

/** `echo 'show stat' | socat stdio /run/haproxy/admin.sock`: two plain ends, and a question between them. */
export function asksSocket({ operands }: Arguments, { stdin }: Execution): boolean {
  const ends = operands.map((word) => word.values[0] ?? '');
  const plain =
    ends.length === 2 &&
    ends.every((end) =>
      /^(-|stdio|stdin|stdout|(unix(-connect|-client)?:|tcp\d?(-connect)?:)?[\w./:-]+\.?[\w./:-]*)(,[\w=.-]+)*$/i.test(
        end,
      ),
    );
  if (!plain || ends.some((end) => /listen|exec|system|open|file|create|pipe|pty|^\/dev\//i.test(end))) return false;
  const lines = stdin.kind === 'text' ? stdin.text.split(/[\n;]/).filter((line) => line.trim() !== '') : [];
  return lines.length > 0 && lines.every((line) => QUESTIONS.test(line.trim()));
}

/** A text given to `nc` is an order to whatever listens: a database on its usual port, a web server. */
export function judgeSentText(given: Arguments, { stdin }: Execution, tools: JudgeTools): Verdict | undefined {
  if (stdin.kind !== 'text') return undefined;
  const { text } = stdin;
  const where = given.operands.map((word) => word.values[0] ?? '').join(':');
  if (/^(flush_all|shutdown)\b/im.test(text) && !where.endsWith(':6379')) return destroys(tools, where, 'flush_all');
  const request = /^([A-Z]+) (\S+) HTTP\//.exec(text);
  if (request !== null) return judgeRequest(request[1] ?? '', `http://${where}${request[2] ?? ''}`, tools);
  if (ORDERS.test(text)) return orders(tools, where, text.trim());
  if (!/^[+*$\w]/.test(text) || !/:(6379|6380|16379|26379)$/.test(where)) return undefined;
  const harm = tools.readers.readSql(text, 'redis').statements.find(({ effect }) => HARMS.has(effect));
  return harm === undefined ? undefined : destroys(tools, where, harm.verb);
}

function destroys(tools: JudgeTools, target: string, verb: string): Verdict {
  const finding = tools.makeFinding({
    rule: 'nc.orders_database',
    type: 'database_destroy',
    effect: 'destructive',
    target,
    targetKind: 'database',
    severity: 'critical',
    explanation: `Sends ${verb} to the database at {target}.`,
  });
  return { effect: 'destructive', findings: [finding] };
}

function judgeRequest(method: string, url: string, tools: JudgeTools): Verdict | undefined {
  const harm = REMOTE_HARMS.find(
    (row) => row.methods.test(method) && row.address.test(url) && !(row.except?.test(url) ?? false),
  );
  if (harm === undefined) return undefined;
  const effect = harm.type === 'opaque_execution' ? 'opaque' : 'destructive';
  const { type, severity, kind: targetKind, why: explanation } = harm;
  const finding = tools.makeFinding({
    rule: `nc.${harm.name}`,
    type,
    effect,
    target: url,
    targetKind,
    severity,
    explanation,
  });
  return { effect, findings: [finding] };
}
