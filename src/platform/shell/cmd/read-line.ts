import { readPowerShell } from '../powershell/read-powershell.js';
import type { Execution, Stdin, Word } from '../reading.js';
import { readStartedPosix } from '../wrappers/from-windows.js';
import { addCmdDoubt, MAX_EXECUTIONS, spend, TooMuch } from './read-cmd.js';
import type { CmdSession } from './read-cmd.js';
import { expandVariables, splitWords } from './read-words.js';
import { splitCommands } from './split-commands.js';

const MAX_DEPTH = 24;
/** Of cmd.exe: no variable can hold more. */
const MAX_LINE = 8_191;

/** One line, with all commands in it. */
export function readLine(session: CmdSession, line: string, piped: Stdin = { kind: 'inherited' }): void {
  if (session.depth > MAX_DEPTH) return addCmdDoubt(session, 'too_deep', 'Commands are nested too deeply.', line);
  spend(session, line.length);
  const parts = splitCommands(line);
  let stdin = piped;
  for (const [index, { text, joinedBy }] of parts.entries()) {
    spend(session, text.length);
    if (session.executions.length >= MAX_EXECUTIONS)
      throw new TooMuch(`The text has more than ${MAX_EXECUTIONS} commands.`);
    const pipedInto =
      joinedBy === '|' ? [/^\s*@?"?([\w.-]+)/.exec(parts[index + 1]?.text ?? '')?.[1]?.toLowerCase() ?? ''] : [];
    const printed = readCommand(session, text, { stdin, pipedInto });
    stdin = joinedBy === '|' ? (printed ?? { kind: 'opaque', from: [text.trim().slice(0, 40)] }) : piped;
  }
}

interface Around {
  readonly stdin: Stdin;
  readonly pipedInto: readonly string[];
}

/** What it prints, where that is known: for a pipe. */
function readCommand(session: CmdSession, given: string, around: Around): Stdin | null {
  const text = given.replace(/^[\s@,;=]+/, '').trimEnd();
  // Labels and remarks run nothing.
  if (text === '' || text.startsWith(':') || /^rem(?:[\s.]|$)/i.test(text)) return null;
  if (text.startsWith('(')) {
    const end = closingOf(text);
    readLine(deeper(session), text.slice(1, end === -1 ? undefined : end), around.stdin);
    const behind = end === -1 ? '' : text.slice(end + 1).trim();
    if (/^else\b/i.test(behind)) readLine(deeper(session), behind.slice(4));
    else if (/^[0-9]?[<>]/.test(behind)) tell(session, behind, around, true);
    return null;
  }
  const block = /^(?:if|for|else)\b/i.exec(text)?.[0].toLowerCase();
  if (block === 'if') return readIf(session, text);
  if (block === 'for') return readFor(session, text);
  if (block === 'else') {
    readLine(deeper(session), text.slice(4));
    return null;
  }
  const set = /^set\s+(?:"([^"=]+)=([^"]*)"|([^"=/\s][^=]*)=(.*))$/i.exec(text);
  if (set !== null) {
    const value = expandVariables(set[2] ?? set[4] ?? '', session).replaceAll(/\^(.)/g, '$1');
    const known = !value.includes('\uE000') && value.length <= MAX_LINE;
    session.variables.set((set[1] ?? set[3] ?? '').trim().toLowerCase(), known ? value : null);
    if (/^path$/i.test((set[1] ?? set[3] ?? '').trim()))
      addCmdDoubt(session, 'dangerous_variable', 'PATH decides which programs are run.', text);
    return null;
  }
  return tell(session, text, around);
}

/** The parenthesis that closes the first one; -1: none does. */
function closingOf(text: string): number {
  let [depth, quoted] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (character === '^' && !quoted) at += 1;
    else if (character === '(' && !quoted) depth += 1;
    else if (character === ')' && !quoted) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function deeper(session: CmdSession): CmdSession {
  return { ...session, depth: session.depth + 1 };
}

/** `if [/i] [not] exist x …`, `if a==b …`, `if defined x … else …` */
function readIf(session: CmdSession, text: string): null {
  const head =
    /^if\s+(?:\/i\s+)?(?:not\s+)?(?:(?:exist|defined|errorlevel|cmdextversion)\s+(?:"[^"]*"|\S+)|(?:"[^"]*"|[^\s=]+)\s*(?:==|\s(?:equ|neq|lss|leq|gtr|geq)\s)\s*(?:"[^"]*"|\S+))\s*/i.exec(
      text,
    )?.[0];
  if (head === undefined) {
    addCmdDoubt(session, 'parse_error', 'The condition cannot be read.', text);
    return null;
  }
  readLine(deeper(session), text.slice(head.length));
  return null;
}

/** `for /f %i in ('command') do …`: the command in quotes is run as well. */
function readFor(session: CmdSession, text: string): null {
  const head = /^for\s+((?:\/[dlfr]\s+)*(?:"[^"]*"\s+|\S+\s+)?)(%%?\w)\s+in\s*\(([^)]*)\)\s*do\s*/i.exec(text);
  if (head === null) {
    addCmdDoubt(session, 'parse_error', 'The loop cannot be read.', text);
    return null;
  }
  const [all, options = '', , list = ''] = head;
  const command = /^\s*['`]([\s\S]*)['`]\s*$/.exec(list)?.[1];
  if (/\/f/i.test(options) && command !== undefined) readLine(deeper(session), command);
  readLine(deeper(session), text.slice(all.length));
  return null;
}

const NAMES: Readonly<Record<string, string>> = {
  erase: 'del',
  rmdir: 'rd',
  md: 'mkdir',
  rename: 'ren',
  chdir: 'cd',
  pwsh: 'powershell',
};
/** Programs of the shell itself: their options may hang on their name. */
const ATTACHED =
  /^(del|erase|rd|rmdir|md|mkdir|copy|move|dir|cd|chdir|type|ren|echo|call|start|format)(?=[/\\.,;:=(])/i;

function tell(session: CmdSession, text: string, around: Around, redirectsOnly = false): Stdin | null {
  const { words, redirects } = splitWords(expandVariables(text.replace(ATTACHED, '$1 '), session));
  const [name, ...args] = redirectsOnly ? [] : words;
  const start = Math.max(0, session.text.indexOf(text));
  const span = { start, end: Math.min(session.text.length, start + text.length), text: text.slice(0, 2000) };
  const base = {
    redirects,
    stdin: around.stdin,
    pipedInto: around.pipedInto,
    assignments: [],
    cwd: null,
    via: [],
    moreArgs: null,
    dialect: 'cmd',
    span,
  } as const;
  if (name === undefined) {
    if (redirects.length > 0) session.executions.push({ ...base, program: '', args: [] });
    return null;
  }
  if (name.unknown || name.glob) {
    addCmdDoubt(session, 'unknown_program', `Which program ${name.source} names cannot be known.`, text);
    session.executions.push({ ...base, program: null, args });
    return null;
  }
  const program = programOf(name.values[0] ?? '');
  if (program === 'echo' || program === 'echo.') return echo(session, { ...base, program: 'echo', args });
  if (runsOther(session, program, { args, text, stdin: around.stdin })) return null;
  const started = readStartedPosix({ program, args, stdin: around.stdin, span }, session.executions.length);
  for (const doubt of started?.doubts ?? []) addCmdDoubt(session, doubt.code, doubt.explanation, text);
  session.executions.push(...(started?.executions ?? []));
  if (started?.whole !== true) session.executions.push({ ...base, program, args });
  return null;
}

function programOf(written: string): string {
  const lower = written.toLowerCase();
  const base = lower.slice(Math.max(lower.lastIndexOf('\\'), lower.lastIndexOf('/')) + 1).replace(/\.(?:exe|com)$/, '');
  return (Object.hasOwn(NAMES, base) ? NAMES[base] : undefined) ?? base;
}

function echo(session: CmdSession, execution: Execution): Stdin | null {
  session.executions.push(execution);
  const { args } = execution;
  return args.some(({ unknown }) => unknown)
    ? null
    : { kind: 'text', text: `${args.map((word) => word.values[0] ?? '').join(' ')}\n` };
}

interface Given {
  readonly args: readonly Word[];
  readonly text: string;
  readonly stdin: Stdin;
}

/** `cmd /c`, `call`, `start`, `powershell -Command`: what they run is read, and they are not told themselves. */
function runsOther(session: CmdSession, program: string, { args, text, stdin }: Given): boolean {
  const unknown = args.some((word) => word.unknown);
  const texts = args.map((word) => word.values[0] ?? '');
  if (program === 'cmd') {
    const at = texts.findIndex((one) => /^\/[ckr]/i.test(one));
    if (at === -1 && stdin.kind === 'text') return true === (readLine(deeper(session), stdin.text.trim()) ?? true);
    if (at === -1)
      return texts.length > 0
        ? false
        : (addCmdDoubt(session, 'unknown_script', 'A shell reads what is not known.', text), true);
    // What stands in quotes is one text again.
    const rest = /\s\/[ckr]\s*([\s\S]*)$/i.exec(text)?.[1] ?? '';
    readLine(deeper(session), /^"[\s\S]*"$/.test(rest) ? rest.slice(1, -1) : rest.replace(/^"([^"]*)$/, '$1'));
    return true;
  }
  if (program === 'call' || program === 'start') {
    const rest = text.replace(
      /^\w+(?:\s+"[^"]*"(?=\s+\S))?(?:\s+\/(?:wait|b|min|max|d\s+\S+|high|low|i|w|realtime|normal))*\s*/i,
      '',
    );
    if (rest === '' || rest.startsWith(':')) return true;
    readLine(deeper(session), rest);
    return true;
  }
  if (program !== 'powershell') return false;
  if (unknown) return (addCmdDoubt(session, 'unknown_script', 'What PowerShell is given is not known.', text), true);
  const quoted = args.map((word) =>
    /^["']/.test(word.source) ? `"${(word.values[0] ?? '').replaceAll(/["`$]/g, '`$&')}"` : (word.values[0] ?? ''),
  );
  const reading = readPowerShell(`powershell ${quoted.join(' ')}`);
  for (const doubt of reading.doubts) addCmdDoubt(session, doubt.code, doubt.explanation, text);
  const start = Math.max(0, session.text.indexOf(text));
  const span = { start, end: Math.min(session.text.length, start + text.length), text: text.slice(0, 2000) };
  for (const execution of reading.executions) session.executions.push({ ...execution, span });
  return true;
}
