import { MAX_NAMES, MAX_VALUE_LENGTH } from '../limits.js';
import type { Word } from '../reading.js';
import { evaluate } from './evaluate.js';
import { readExpression } from './read-expression.js';
import { runCommand } from './run-command.js';
import { addDoubt, knownWord, MAX_DEPTH, spanOf, spendStatement } from './session.js';
import type { Frame } from './session.js';
import { splitStatements } from './split-statements.js';
import type { Range } from './split-statements.js';

/** Every command of the text between two offsets, and of the scripts in it. */
export function readScript(frame: Frame, range: Range): void {
  spendStatement(frame);
  if (frame.depth > MAX_DEPTH) {
    return addDoubt(frame, 'too_deep', 'Scripts are nested too deeply.', spanOf(frame, range.start, range.end));
  }
  const pipelines = splitStatements(frame.text, range, frame.session);
  if (pipelines === null) {
    return addDoubt(frame, 'parse_error', 'A quote or bracket is not closed.', spanOf(frame, range.start, range.end));
  }
  for (const { commands } of pipelines) {
    const names = commands.map((command) => firstWord(frame.text.slice(command.start, command.end)));
    let piped: Piped | null = null;
    for (const [index, command] of commands.entries()) {
      piped = readCommand(frame, command, { piped, pipedInto: names.slice(index + 1, index + 1 + MAX_NAMES) });
    }
  }
}

/** What a command hands on in a pipeline. */
export interface Piped {
  readonly from: string;
  /** The objects, as far as their names are known: literals, or what a Get- command was asked for. */
  readonly words: readonly Word[] | null;
  /** A literal text, for a shell at the end. */
  readonly literal: string | null;
}

export interface Around {
  readonly piped: Piped | null;
  readonly pipedInto: readonly string[];
}

const NOWHERE: Around = { piped: null, pipedInto: [] };

function firstWord(text: string): string {
  return (/^\s*[&.]?\s*["']?([^\s"'|;(){}]+)/.exec(text)?.[1] ?? '').toLowerCase();
}

/** Words that begin a statement of the language; what stands in their brackets is read as scripts. */
const KEYWORDS =
  /^(?:if|elseif|else|while|for|foreach|do|until|switch|try|catch|finally|return|throw|exit|begin|process|end|trap|param|in|using|break|continue|data|dynamicparam|class|enum|default)(?=[\s({;]|$)/i;
const FUNCTION = /^(?:function|filter|workflow|configuration)\s+(?:\w+:)?([\w-]+)/i;
const ASSIGNMENT =
  /^(?:\[[\w.]+(?:\[[\w.,]*\])*\]\s*)*\$(\{[^}]+\}|[\w:]+)((?:\.\w+|\[[^\]\n]*\])*)\s*(\+?=|[-*/%]=)(?!=)/;

function readCommand(frame: Frame, given: Range, around: Around): Piped | null {
  spendStatement(frame);
  const text = frame.text.slice(given.start, given.end);
  const lead = /^(?:\s|<#[\s\S]*?#>|#[^\n]*(?:\n|$))*/.exec(text)?.[0].length ?? 0;
  const range = { start: given.start + lead, end: given.end };
  const own = text.slice(lead);
  if (own.trim() === '') return around.piped;
  const assignment = ASSIGNMENT.exec(own);
  if (assignment !== null) return assign(frame, range, assignment);
  const defined = FUNCTION.exec(own);
  if (defined !== null) {
    // A function is named like a program and used as one: its body is read where it stands.
    frame.session.aliases.set((defined[1] ?? '').toLowerCase(), 'write-output');
    if (/^(?:remove|get|set|stop|start|write|format|out|select|where|test)-\w+$/i.test(defined[1] ?? '')) {
      addDoubt(
        frame,
        'redefined_program',
        `${defined[1] ?? ''} is given another meaning.`,
        spanOf(frame, range.start, range.end),
      );
    }
    return readExpression(frame, { start: range.start + defined[0].length, end: range.end }, readScript);
  }
  // `@{ n = 'x'; e = { … } }`: an entry of a hash table.
  const entry = /^['"]?[\w-]+['"]?\s*=(?!=)\s*/.exec(own)?.[0];
  if (entry !== undefined) return readCommand(frame, { start: range.start + entry.length, end: range.end }, NOWHERE);
  const keyword = KEYWORDS.exec(own)?.[0];
  if (keyword !== undefined) return readKeyword(frame, range, { keyword, around });
  const emptied = /^(?:\$null|''|"")\s*(?=>>?)/i.exec(own)?.[0];
  // `$null > file`: a redirection of nothing.
  if (emptied !== undefined)
    return runCommand(frame, { start: range.start + emptied.length, end: range.end }, { around, readScript });
  if (/^[$[("'@{!+0-9-]/.test(own) || own.startsWith(',')) {
    return readExpression(frame, range, readScript) ?? literalOf(frame, range);
  }
  return runCommand(frame, range, { around, readScript });
}

interface Keyword {
  readonly keyword: string;
  readonly around: Around;
}

/** `foreach ($x in 'a', 'b') { … }` with one literal gives the variable its values; other brackets are read as they come. */
function readKeyword(frame: Frame, range: Range, { keyword, around }: Keyword): Piped | null {
  const start = range.start + keyword.length;
  const loop = /^\s*\(\s*\$(\w+)\s+in\s([^(){}]+)\)/i.exec(frame.text.slice(start, range.end));
  if (keyword.toLowerCase() === 'foreach' && loop !== null) {
    frame.session.variables.set((loop[1] ?? '').toLowerCase(), evaluate(loop[2] ?? '', frame.session));
    return readExpression(frame, { start: start + loop[0].length, end: range.end }, readScript);
  }
  const rest = frame.text.slice(start, range.end);
  if (/^\s*[({]/.test(rest)) return readExpression(frame, { start, end: range.end }, readScript);
  // `else if`, `return Remove-Item x`, `do { … }`
  return readCommand(frame, { start, end: range.end }, around);
}

function assign(frame: Frame, range: Range, match: RegExpExecArray): Piped | null {
  const [all, braced = '', member = '', operator = '='] = match;
  const name = braced
    .replaceAll(/[{}]/g, '')
    .toLowerCase()
    .replace(/^(?:global|script|local|private):/, '');
  const start = range.start + all.length;
  const text = frame.text.slice(start, range.end);
  const value = evaluate(text, frame.session);
  const before = frame.session.variables.get(name);
  const joined =
    operator === '+=' && value !== null && before !== undefined && before !== null
      ? bounded([before.join('') + value.join('')])
      : null;
  if (member === '') frame.session.variables.set(name, operator === '=' ? value : joined);
  if (/^env:(?:path|psmodulepath|comspec|pathext)$/.test(name)) {
    addDoubt(
      frame,
      'dangerous_variable',
      `${name} decides which programs are run.`,
      spanOf(frame, range.start, range.end),
    );
  }
  if (value === null) readCommand(frame, { start, end: range.end }, NOWHERE);
  return null;
}

/** What has grown too far is not known. */
function bounded(values: readonly string[]): readonly string[] | null {
  return values.some((value) => value.length > MAX_VALUE_LENGTH) ? null : values;
}

/** `'a', 'b' | Remove-Item` */
function literalOf(frame: Frame, range: Range): Piped {
  const source = frame.text.slice(range.start, range.end).trim();
  const values = evaluate(source, frame.session);
  if (values === null) return { from: source.slice(0, 40), words: null, literal: null };
  return {
    from: source.slice(0, 40),
    words: values.map((value) => knownWord(source, value)),
    literal: values.join('\n'),
  };
}
