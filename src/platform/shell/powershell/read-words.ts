import type { Redirect, Word } from '../reading.js';
import { evaluate, expandText } from './evaluate.js';
import { findClosing, findWithin, skipQuoted } from './find-closing.js';
import { knownWord, spend, unknownWord } from './session.js';
import type { Session } from './session.js';

/** One command of a pipeline, taken apart. */
export interface CommandParts {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** `{ … }`, `( … )`, `$( … )` within it: offsets of what is inside. */
  readonly blocks: readonly { readonly start: number; readonly end: number }[];
  /** A quote or bracket is not closed. */
  readonly broken: boolean;
}

const REDIRECT = /(?:[1-6*]?)(>>?)(?:&[12])?[ \t]*/y;
/** Dashes that PowerShell takes for its own. */
const DASHES = /^[\u2013\u2014\u2015]/;

interface State {
  readonly text: string;
  readonly end: number;
  readonly session: Session;
  readonly words: Word[];
  readonly redirects: Redirect[];
  readonly blocks: { start: number; end: number }[];
  at: number;
  broken: boolean;
}

/** Words, redirections and nested scripts of `text` between two offsets. */
export function readWords(
  text: string,
  range: { readonly start: number; readonly end: number },
  session: Session,
): CommandParts {
  const state: State = {
    text,
    end: range.end,
    session,
    words: [],
    redirects: [],
    blocks: [],
    at: range.start,
    broken: false,
  };
  spend(session, 2 * (range.end - range.start));
  while (state.at < state.end && !state.broken) step(state);
  return state;
}

function step(state: State): void {
  const character = state.text.charAt(state.at);
  if (/\s/.test(character) || character === ',') {
    state.at += 1;
    return;
  }
  if (character === '`' && /\s/.test(state.text.charAt(state.at + 1))) {
    state.at += 2;
    return;
  }
  if (character === '#' || state.text.startsWith('<#', state.at)) {
    const end = skipQuoted(state.text, state.at);
    state.at = end > state.at ? end : state.at + 1;
    return;
  }
  REDIRECT.lastIndex = state.at;
  const redirect = REDIRECT.exec(state.text);
  if (redirect !== null) {
    state.at += redirect[0].length;
    if (redirect[0].includes('&')) return;
    const target = readWord(state);
    if (target !== null) state.redirects.push({ operator: redirect[1] ?? '>', target });
    return;
  }
  if (state.text.startsWith('--%', state.at)) return takeVerbatim(state);
  const word = readWord(state);
  if (word !== null) state.words.push(word);
}

function takeVerbatim(state: State): void {
  const rest = state.text.slice(state.at + 3, state.end).trim();
  state.words.push(...rest.split(/\s+/).map((word) => knownWord(word, word.replaceAll('"', ''))));
  state.at = state.end;
}

interface Piece {
  value: string;
  unknown: boolean;
  glob: boolean;
  list: readonly string[] | null;
}

/** One word up to white space or a comma; null: it was a script block or nothing. */
function readWord(state: State): Word | null {
  const from = state.at;
  const piece: Piece = { value: '', unknown: false, glob: false, list: null };
  let blocks = 0;
  while (state.at < state.end) {
    const character = state.text.charAt(state.at);
    if (/[\s,;|<>]/.test(character) || (character === '#' && state.at === from)) break;
    if (character === '{') {
      if (!takeBlock(state)) return null;
      blocks += 1;
    } else if (!takePiece(state, piece)) return null;
  }
  if (state.at === from) state.at += 1;
  const source = state.text.slice(from, state.at);
  if (blocks > 0 && piece.value === '' && !piece.unknown) return null;
  if (piece.list !== null && piece.list.length > 1) {
    state.words.push(...piece.list.slice(0, -1).map((value) => knownWord(source, value)));
    return knownWord(source, piece.list.at(-1) ?? '');
  }
  const value = piece.value.replace(DASHES, '-');
  return piece.unknown
    ? { ...unknownWord(source, value), glob: piece.glob }
    : { ...knownWord(source, value), glob: piece.glob };
}

function takeBlock(state: State): boolean {
  const end = findClosing(state.text, state.at, state.session);
  if (end === -1 || end >= state.end) {
    state.broken = true;
    return false;
  }
  state.blocks.push({ start: state.at + 1, end });
  state.at = end + 1;
  return true;
}

/** A quoted part, a variable, a bracket, or one character. */
function takePiece(state: State, piece: Piece): boolean {
  const { text, at, session } = state;
  const character = text.charAt(at);
  const isQuote = `'"`.includes(character) || /^@['"][ \t]*\n/.test(text.slice(at, at + 80));
  if (isQuote) {
    const end = skipQuoted(text, at);
    if (end === at || end > state.end) {
      state.broken = true;
      return false;
    }
    addQuoted(text.slice(at, end), piece, session);
    noteSubexpressions(state, at, end);
    state.at = end;
    return true;
  }
  if (character === '`') {
    piece.value += text.charAt(at + 1);
    state.at += 2;
    return true;
  }
  if ('$@('.includes(character)) return takeExpression(state, piece);
  if (/[*?[]/.test(character)) piece.glob = true;
  piece.value += character;
  state.at += 1;
  return true;
}

function addQuoted(quoted: string, piece: Piece, session: Session): void {
  const isLiteral = quoted.startsWith("'") || quoted.startsWith("@'");
  const known = evaluate(quoted, session);
  if (known !== null) piece.value += known[0] ?? '';
  else {
    const inner = quoted.startsWith('@') ? quoted.replace(/^@"[ \t]*\n|\n"@$/g, '') : quoted.slice(1, -1);
    const { value, unknown } = isLiteral ? { value: inner, unknown: false } : expandText(inner, session);
    piece.value += value;
    piece.unknown ||= unknown;
  }
}

/** `"… $(Remove-Item x) …"` runs what stands in it. */
function noteSubexpressions(state: State, start: number, end: number): void {
  if (state.text.charAt(start) === "'" || state.text.startsWith("@'", start)) return;
  for (let at = findWithin(state.text, start, end); at !== -1; at = findWithin(state.text, at + 2, end)) {
    const close = findClosing(state.text, at + 1, state.session);
    if (close === -1 || close > end) return;
    if (state.text.charAt(at - 1) !== '`') state.blocks.push({ start: at + 2, end: close });
    at = close;
  }
}

/** `$x`, `${x}`, `$x.Name`, `$x[0]`, `$( … )`, `@( … )`, `( … )`, with the members behind it. */
function takeExpression(state: State, piece: Piece): boolean {
  const { text, at, session } = state;
  const opens = /^(?:\$|@)?[({]/.exec(text.slice(at, at + 2))?.[0];
  let end: number;
  if (opens !== undefined && opens !== '${') {
    const close = findClosing(text, at + opens.length - 1, session);
    if (close === -1 || close >= state.end) {
      state.broken = true;
      return false;
    }
    state.blocks.push({ start: at + opens.length, end: close });
    end = close + 1;
  } else {
    const variable =
      /^\$(?:\{[^}]*\}|(?:env|global|script|local|using|private|variable|function):\w+|\w+|[?^$])|^@\w*/i.exec(
        text.slice(at, at + 200),
      )?.[0];
    end = at + (variable?.length ?? 1);
  }
  const known = evaluate(text.slice(at, end), session);
  const members = skipMembers(state, end);
  if (known === null || members > end) piece.unknown = true;
  else if (piece.value === '' && known.length > 1) piece.list = known;
  else piece.value += known.join(' ');
  state.at = members;
  return true;
}

/** `.Name`, `.Method(…)`, `[0]`, `::Member` behind a value. */
function skipMembers(state: State, from: number): number {
  let at = from;
  const member = /(?:\.|::)[A-Za-z_]\w*/y;
  for (;;) {
    member.lastIndex = at;
    const named = member.exec(state.text)?.[0];
    if (named !== undefined) at += named.length;
    const opens = state.text.charAt(at);
    if (opens === '[' || (opens === '(' && named !== undefined)) {
      const close = findClosing(state.text, at, state.session);
      if (close === -1 || close >= state.end) return at;
      state.blocks.push({ start: at + 1, end: close });
      at = close + 1;
    } else if (named === undefined) return at;
  }
}
