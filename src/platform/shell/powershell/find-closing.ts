import { spend, type Session } from './session.js';

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };
/** Quotes and comments, in which a bracket is only text. */
const SKIPPED =
  /'(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*"|<#[\s\S]*?#>|`[\s\S]|(?<=^|[\s;{(|])#[^\n]*|@'[ \t]*\n[\s\S]*?\n'@|@"[ \t]*\n[\s\S]*?\n"@/y;

/** The offset of the bracket that closes the one at `open`; -1 where none does. */
export function findClosing(text: string, open: number, session: Pick<Session, 'lookedAt'>): number {
  const closing = searchClosing(text, open);
  spend(session, (closing.at === -1 ? closing.seen : closing.at) - open);
  return closing.at;
}

function searchClosing(text: string, open: number): { readonly at: number; readonly seen: number } {
  const waiting: string[] = [];
  let at = open;
  while (at < text.length) {
    const character = text.charAt(at);
    if (`'"<\`#@`.includes(character)) {
      const end = skipQuoted(text, at);
      if (end > at) {
        at = end;
        continue;
      }
      if (character === "'" || character === '"') return { at: -1, seen: text.length };
    }
    const closes = PAIRS[character];
    if (closes !== undefined) waiting.push(closes);
    else if (')}]'.includes(character)) {
      if (waiting.pop() !== character) return { at: -1, seen: at };
      if (waiting.length === 0) return { at, seen: at };
    }
    at += 1;
  }
  return { at: -1, seen: text.length };
}

/** The end of the quote, comment or escape that begins at `at`; `at` where none does. */
export function skipQuoted(text: string, at: number): number {
  if (/^@['"][ \t]*\n/.test(text.slice(at, at + 80))) {
    const end = text.indexOf(`\n${text.charAt(at + 1)}@`, at + 2);
    return end === -1 ? at : end + 3;
  }
  SKIPPED.lastIndex = at;
  const match = SKIPPED.exec(text);
  return match === null ? at : at + match[0].length;
}

/** The next `$(` before `end`; -1 where there is none. No further is looked: each quoted text asks for its own. */
export function findWithin(text: string, start: number, end: number): number {
  const at = text.slice(start, end).indexOf('$(');
  return at === -1 ? -1 : start + at;
}
