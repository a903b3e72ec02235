import { MAX_STATEMENTS } from '../statement.js';

/** A text for psql, taken apart: SQL, and psql’s own commands in their order. */
export interface PsqlText {
  /** The commands are replaced by `;` where they send what stands before them, else by a space. */
  readonly sql: string;
  readonly commands: readonly string[];
  /** How deep parentheses go, and how many operators there are: a parser recurses over both. */
  readonly depth: number;
  readonly operators: number;
}

/** Everything in which a backslash or a parenthesis is only text. */
const QUOTED =
  /--[^\n]*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_][A-Za-z_0-9]*)?\$[\s\S]*?\$\1\$/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const OPENING = /['"]|\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$/y;
const COMMAND = /\\[^\n]*/y;
/** Words over which the parser nests. */
const NESTING = new Set(['and', 'or', 'not', 'union', 'except', 'intersect', 'case', 'collate', 'is', 'select']);
const OPERATORS = new Set('+-*/<>=~!@#%^&|?:[');

/** psql’s commands are no SQL and would be syntax errors; they are taken out before parsing. */
export function takeOutPsqlCommands(text: string): PsqlText {
  const found = { sql: '', commands: [] as string[], depth: 0, deepest: 0, operators: 0 };
  let at = 0;
  // One command more than may be: the caller gives up.
  while (at < text.length && found.commands.length <= MAX_STATEMENTS) at = step(text, at, found);
  return { sql: found.sql, commands: found.commands, depth: found.deepest, operators: found.operators };
}

interface Found {
  sql: string;
  commands: string[];
  depth: number;
  deepest: number;
  operators: number;
}

function step(text: string, at: number, found: Found): number {
  if (text.startsWith('/*', at)) {
    const end = endOfComment(text, at);
    found.sql += ' ';
    return end;
  }
  for (const pattern of [QUOTED, WORD]) {
    // `E'…'` before the word `E`, which stands first in the list.
    const match = matchAt(pattern, text, at);
    if (match !== null) {
      found.sql += match;
      if (pattern === WORD && NESTING.has(match.toLowerCase())) found.operators += 1;
      return at + match.length;
    }
  }
  if (matchAt(OPENING, text, at) !== null) {
    // Never closed: a syntax error for the parser, whatever follows.
    found.sql += text.slice(at);
    return text.length;
  }
  const character = text.charAt(at);
  if (character === '\\') return takeCommand(text, at, found);
  if (character === '(') found.depth += 1;
  if (character === ')') found.depth -= 1;
  if (OPERATORS.has(character)) found.operators += 1;
  found.deepest = Math.max(found.deepest, found.depth);
  found.sql += character;
  return at + 1;
}

function takeCommand(text: string, at: number, found: Found): number {
  const line = matchAt(COMMAND, text, at) ?? '\\';
  // `\x \\ select 1`: two backslashes end a command, and what follows is SQL again.
  const separator = line.startsWith('\\!') ? -1 : line.indexOf('\\\\', 1);
  const command = separator === -1 ? line : line.slice(0, separator);
  const chained = line.startsWith('\\!') ? -1 : command.search(/\s\\[A-Za-z!]/);
  const own = chained === -1 ? command : command.slice(0, chained);
  found.commands.push(own);
  found.sql += /^\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|;)(?:\s|$|\()/.test(own) ? ';' : ' ';
  if (separator !== -1 && chained === -1) return at + separator + 2;
  return at + Math.max(own.length, 1);
}

function endOfComment(text: string, at: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
