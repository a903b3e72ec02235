import { readCmd } from '../cmd/read-cmd.js';
import type { Execution, Word } from '../reading.js';
import { readStartedPosix } from '../wrappers/from-windows.js';
import { resolveName } from './aliases.js';
import { readExpression } from './read-expression.js';
import type { Around, Piped } from './read-script.js';
import { readWords } from './read-words.js';
import { addDoubt, addExecution, keepExecution, spanOf } from './session.js';
import type { Frame } from './session.js';
import { SPECIAL_COMMANDS } from './special-commands.js';
import type { Range } from './split-statements.js';

export interface Running {
  readonly around: Around;
  readonly readScript: (frame: Frame, range: Range) => void;
}

/** One command with its words: what it is, what it is given, and what it hands on. */
export function runCommand(frame: Frame, given: Range, running: Running): Piped | null {
  const { text, session } = frame;
  const called = /^(?:&|\.(?=\s|['"$(]))\s*/.exec(text.slice(given.start, given.end))?.[0].length ?? 0;
  const range = { start: given.start + called, end: given.end };
  const span = spanOf(frame, given.start, given.end);
  // `& { … }` runs the block.
  if (range.start < range.end && text.charAt(range.start) === '{')
    return readExpression(frame, range, running.readScript);
  const parts = readWords(text, range, session);
  if (parts.broken) {
    addDoubt(frame, 'parse_error', 'A quote or bracket is not closed.', span);
    return null;
  }
  for (const block of parts.blocks) readBlock(frame, block, running);
  const [name, ...args] = parts.words;
  if (name === undefined) {
    if (parts.redirects.length > 0) addExecution(frame, { ...empty(), redirects: parts.redirects, span });
    return null;
  }
  // `?` is the alias of Where-Object, not a pattern.
  if (name.unknown || (name.glob && name.values[0] !== '?')) {
    addDoubt(frame, 'unknown_program', `Which program ${name.source} names cannot be known.`, span);
    addExecution(frame, { ...empty(), program: null, args, redirects: parts.redirects, span });
    return null;
  }
  const program = resolveName(name.values[0] ?? '', session.aliases);
  const execution = {
    ...empty(),
    program,
    args,
    redirects: parts.redirects,
    span,
    ...fromPipe(program, running.around),
  };
  return finish(frame, execution, { ...running, blocks: parts.blocks });
}

function empty(): Omit<Execution, 'span' | 'dialect' | 'via' | 'assignments' | 'cwd'> {
  return { program: '', args: [], redirects: [], stdin: { kind: 'inherited' }, pipedInto: [], moreArgs: null };
}

/** `Get-ADUser -Filter { Enabled -eq $false }`: a condition in the words of the directory, which runs nothing. */
const CONDITION = /\s-(?:filter|ldapfilter|query)[ \t]*\{$/i;

function readBlock(frame: Frame, block: Range, { readScript }: Running): void {
  if (CONDITION.test(frame.text.slice(Math.max(0, block.start - 20), block.start))) return;
  const deeper = { ...frame, depth: frame.depth + 1 };
  readScript(deeper, block);
}

/** Cmdlets that a pipeline gives things to look at or to write, not things to act upon. */
const SINKS =
  /^(?:out|format|select|where|sort|measure|group|convertto|convertfrom|export|tee|write|foreach|set-content|add-content|compare|set-clipboard|get|test|join|split|import)(?:-|$)|^(?:set-content|add-content|findstr|find|more|sort|clip|invoke-expression|powershell|pwsh|cmd)$/;

function fromPipe(program: string, { piped, pipedInto }: Around): Pick<Execution, 'moreArgs' | 'pipedInto' | 'stdin'> {
  if (piped === null) return { moreArgs: null, pipedInto, stdin: { kind: 'inherited' } };
  const stdin =
    piped.literal === null
      ? ({ kind: 'opaque', from: [piped.from] } as const)
      : ({ kind: 'text', text: piped.literal } as const);
  if (SINKS.test(program)) return { moreArgs: null, pipedInto, stdin };
  // Programs that are no cmdlets read a text; cmdlets take the objects.
  if (!program.includes('-')) return { moreArgs: null, pipedInto, stdin };
  return { moreArgs: { from: piped.from, words: piped.words }, pipedInto, stdin };
}

type Made = Omit<Execution, 'dialect' | 'via' | 'assignments' | 'cwd'>;

function finish(frame: Frame, execution: Made, running: Running & { readonly blocks: readonly Range[] }): Piped | null {
  const program = execution.program ?? '';
  const special = Object.hasOwn(SPECIAL_COMMANDS, program) ? SPECIAL_COMMANDS[program] : undefined;
  const told = special?.(frame, execution, running) ?? true;
  if (program === 'cmd' && told) {
    readCmdText(frame, execution);
    return null;
  }
  const started = readStartedPosix(execution, frame.session.executions.length);
  for (const doubt of started?.doubts ?? []) addDoubt(frame, doubt.code, doubt.explanation, doubt.span);
  for (const inner of started?.executions ?? []) frame.session.executions.push(inner);
  if (told && started?.whole !== true) addExecution(frame, execution);
  return {
    from: program,
    words: handedOn(program, execution.args, running.around),
    literal: literalOf(program, execution.args),
  };
}

function readCmdText(frame: Frame, execution: Made): void {
  const texts = execution.args.map((word) => word.values[0] ?? '');
  const at = texts.findIndex((text) => /^\/[ckr]/i.test(text));
  if (at === -1 || execution.args.some(({ unknown }) => unknown)) return addExecution(frame, execution);
  const attached = (texts[at] ?? '').slice(2);
  const reading = readCmd([attached, ...texts.slice(at + 1)].filter((text) => text !== '').join(' '));
  for (const doubt of reading.doubts) addDoubt(frame, doubt.code, doubt.explanation, execution.span);
  for (const inner of reading.executions) keepExecution(frame, { ...inner, span: execution.span });
}

/** What a command gives on: a Get- command what it was asked for, a filter what it was given. */
function handedOn(program: string, args: readonly Word[], { piped }: Around): readonly Word[] | null {
  if (/^(?:where|select|sort|foreach|group|tee)-object$/.test(program)) return piped?.words ?? null;
  if (program === 'write-output') return args.every(({ unknown }) => !unknown) ? args : null;
  if (!/^(?:get|resolve|convert|import)-/.test(program)) return null;
  const named = namedOperands(args);
  return named.length > 0 ? named : null;
}

/** Values of `-Path`, `-Name` and operands; switches and other parameters say nothing of what comes out. */
function namedOperands(args: readonly Word[]): readonly Word[] {
  const kept: Word[] = [];
  let parameter = '';
  for (const word of args) {
    const value = word.values[0] ?? '';
    if (/^-[A-Za-z]/.test(value)) {
      parameter = value.toLowerCase().split(':', 1)[0] ?? '';
      continue;
    }
    const counts =
      parameter === '' ||
      /^-(?:path|literalpath|name|id|identity|filter|include|vmname|drive\w*|disknumber|number|recurse|force|file|directory|hidden|number)$/.test(
        parameter,
      );
    if (counts) kept.push(word);
    parameter = '';
  }
  return kept;
}

function literalOf(program: string, args: readonly Word[]): string | null {
  if (program !== 'write-output' || args.some(({ unknown }) => unknown)) return null;
  return args.map((word) => word.values[0] ?? '').join('\n');
}
