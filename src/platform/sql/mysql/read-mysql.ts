import type { SqlReading } from '../reading.js';
import { MAX_STATEMENTS, startReading } from '../statement.js';
import type { GrowingReading } from '../statement.js';
import { splitTokens, tokenizeSql } from '../tokens/tokenize-sql.js';
import { readClientCommand } from './client-commands.js';
import { describeMysqlStatement } from './describe-statement.js';

const QUOTED_OR_COMMENT =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|#[^\n]*|--(?=\s|$)[^\n]*|\/\*(?!M?!)[\s\S]*?\*\//y;
const OPENING = /['"`]|\/\*(?!M?!)/y;

interface State {
  readonly text: string;
  readonly reading: GrowingReading;
  delimiter: string;
  start: number;
  at: number;
}

/** Reads as the client does: line by line for its own commands, and statements up to the delimiter. */
export function readMysql(text: string): SqlReading {
  const state: State = { text, reading: startReading(), delimiter: ';', start: 0, at: 0 };
  while (state.at < text.length) {
    step(state);
    if (state.reading.statements.length + state.reading.doubts.length > MAX_STATEMENTS) {
      return { statements: state.reading.statements, doubts: ['The text has too many statements.'] };
    }
  }
  endStatement(state, text.length);
  return state.reading;
}

function step(state: State): void {
  const { text, at } = state;
  // Only white space stands before: what is longer than that was seen before.
  const begins = at - state.start < 2 && text.slice(state.start, at).trim() === '';
  if (begins && takeCommandLine(state)) return;
  QUOTED_OR_COMMENT.lastIndex = at;
  const quoted = QUOTED_OR_COMMENT.exec(text);
  if (quoted !== null) {
    state.at += quoted[0].length;
    // A comment before a statement is no part of it.
    if (begins && !/^['"`]/.test(quoted[0])) state.start = state.at;
    return;
  }
  OPENING.lastIndex = at;
  if (OPENING.test(text)) state.at = text.length;
  else if (text.startsWith(state.delimiter, at)) endStatement(state, at, state.delimiter.length);
  else if (/^\\[gG]/.test(text.slice(at, at + 2))) endStatement(state, at, 2);
  else if (text.charAt(at) === '\\') takeBackslash(state);
  else state.at += 1;
}

/** `delimiter //`, `source x`, `system ls`, `use db` at the beginning of a statement. */
function takeCommandLine(state: State): boolean {
  const lead = /\s*/y;
  lead.lastIndex = state.at;
  const from = state.at + (lead.exec(state.text)?.[0].length ?? 0);
  state.at = from;
  state.start = from;
  const newline = state.text.indexOf('\n', from);
  const end = newline === -1 ? state.text.length : newline;
  const word = /^(?:\\[.!TPedu]|[A-Za-z_]+)/.exec(state.text.slice(from, Math.min(end, from + 40)))?.[0].toLowerCase();
  if (word === undefined) return false;
  const line = state.text.slice(from, end);
  if (word === 'delimiter' || word === '\\d') {
    state.delimiter = line.slice(word.length).trim().split(/\s/)[0] || ';';
    return moveTo(state, end);
  }
  // `system` and `source` take their whole line; the others end at the delimiter as well.
  const whole = ['system', 'source', 'tee', 'pager', '\\!', '\\.', '\\t', '\\p'].includes(word);
  const upTo = line.indexOf(state.delimiter);
  const own = whole || upTo === -1 ? line : line.slice(0, upTo);
  const command = readClientCommand(own);
  if (command === null) return false;
  state.reading.statements.push(command);
  return moveTo(state, from + own.length + (whole || upTo === -1 ? 0 : state.delimiter.length));
}

function moveTo(state: State, at: number): boolean {
  state.at = at;
  state.start = at;
  return true;
}

/** A command in the midst of a line, such as `select 1 \! id`: what stands before it is a statement of its own. */
function takeBackslash(state: State): void {
  const from = state.at;
  endStatement(state, from);
  const newline = state.text.indexOf('\n', from);
  const end = newline === -1 ? state.text.length : newline;
  const command = readClientCommand(state.text.slice(from, end));
  if (command === null) state.reading.doubts.push('A backslash stands where no command of the client is known.');
  else state.reading.statements.push(command);
  moveTo(state, command === null || command.effect === 'read' ? Math.min(from + 2, state.text.length) : end);
}

function endStatement(state: State, end: number, skipped = 0): void {
  const text = state.text.slice(state.start, end);
  moveTo(state, end + skipped);
  if (text.trim() === '') return;
  const { tokens, unclosed } = tokenizeSql(text, 'mysql');
  if (unclosed) state.reading.doubts.push('A quote or comment is not closed.');
  // Other delimiters wrap bodies of procedures; those run when called.
  const parts = state.delimiter === ';' ? splitTokens(tokens, ';') : [tokens];
  for (const part of parts) {
    if (part.length === 0) continue;
    const statement = describeMysqlStatement(part, text);
    if (statement === null) state.reading.doubts.push(`The statement “${text.trim().slice(0, 60)}” is not known.`);
    else state.reading.statements.push(statement);
    if (state.delimiter !== ';' && statement?.verb.startsWith('CREATE') !== true) {
      state.reading.statements.push(...restOf(splitTokens(part, ';').slice(1), text));
    }
  }
}

/** With another delimiter the server is sent several statements at once, and runs them where it may. */
function restOf(parts: ReturnType<typeof splitTokens>, text: string): SqlReading['statements'] {
  return parts.map((part) => describeMysqlStatement(part, text)).filter((statement) => statement !== null);
}
