import { findForbiddenCharacters } from '../forbidden-characters.js';
import type { Doubt, DoubtCode, Execution, ShellReading } from '../reading.js';
import { dropEnd } from '../values/scan-text.js';
import { readLine } from './read-line.js';

/** A line of cmd.exe has 8,191 characters at most; a longer text is a file, not a command. */
const MAX_CHARACTERS = 32 * 1024;
export const MAX_EXECUTIONS = 1_000;

/** Thrown inside, caught by `readCmd`: what was read until then is kept, with the doubt. */
export class TooMuch extends Error {}

/** What is known while one text is read. */
export interface CmdSession {
  readonly text: string;
  readonly executions: Execution[];
  readonly doubts: Doubt[];
  /** By lower-case name; null: set, but not known. */
  readonly variables: Map<string, string | null>;
  /** How deep within `if`, `for`, `call`, `cmd /c` and parentheses. */
  readonly depth: number;
  /** Characters that lines had, at each level; shared by all of them. */
  readonly work: { done: number };
}

/** Bounds the time whatever the text is. */
const MAX_WORK = 200_000;

/** Counts what is looked at. A command costs more than its characters. */
export function spend({ work }: Pick<CmdSession, 'work'>, characters: number): void {
  work.done += 50 + characters;
  if (work.done > MAX_WORK) throw new TooMuch('The text has more in it than can be looked through.');
}

/**
 * What a text for cmd.exe would run. `program` is in lower case, with `erase` told as `del` and `rmdir` as `rd`; options
 * that hang together (`/s/q`) stand apart. Never throws: what cannot be understood is a doubt.
 */
export function readCmd(text: string): ShellReading {
  const plain = text.replaceAll('\r\n', '\n');
  const work = { done: 0 };
  const session: CmdSession = { text: plain, executions: [], doubts: [], variables: new Map(), depth: 0, work };
  const { executions, doubts } = session;
  if (plain.length > MAX_CHARACTERS) {
    addCmdDoubt(session, 'too_long', `The text is longer than ${MAX_CHARACTERS} characters.`, plain);
    return { executions, doubts };
  }
  doubts.push(...findForbiddenCharacters(plain));
  try {
    for (const line of joinLines(plain)) readLine(session, line);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    if (error instanceof TooMuch) addCmdDoubt(session, 'too_many', why, plain);
    else addCmdDoubt(session, 'parse_error', `The text could not be read: ${why}`, plain);
  }
  return { executions, doubts };
}

/** A caret at the end of a line, or an open parenthesis, joins it with the next. */
function joinLines(text: string): readonly string[] {
  const lines: string[] = [];
  let open: string[] = [];
  let [depth, last] = [0, ''];
  for (const line of text.split('\n')) {
    const goesOn = (line.length - dropEnd(line, '^').length) % 2 === 1;
    const bare = line.replaceAll(/\^.|"[^"]*"/g, '');
    depth = Math.max(0, depth + (bare.match(/\(/g)?.length ?? 0) - (bare.match(/\)/g)?.length ?? 0));
    const own = goesOn ? line.slice(0, -1) : line;
    open.push(own);
    last = own.trimEnd().at(-1) ?? last;
    if (goesOn) continue;
    if (depth > 0) {
      // Commands on lines of their own within parentheses.
      if (!'(&|'.includes(last)) open.push(' & ');
      last = '&';
      continue;
    }
    lines.push(open.join(''));
    [open, last] = [[], ''];
  }
  return [...lines, open.join('')].filter((line) => line.trim() !== '');
}

export function addCmdDoubt(session: CmdSession, code: DoubtCode, explanation: string, about: string): void {
  if (session.doubts.length > 200) return;
  const start = Math.max(0, session.text.indexOf(about));
  const end = Math.min(session.text.length, start + about.length);
  session.doubts.push({ code, explanation, span: { start, end, text: about.slice(0, 2000) } });
}
