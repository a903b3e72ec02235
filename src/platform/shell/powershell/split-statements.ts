import { findClosing, skipQuoted } from './find-closing.js';
import { spend, type Session } from './session.js';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Commands joined by `|`. */
export interface Pipeline {
  readonly commands: readonly Range[];
}

/** Statements between `;`, line ends, `&&`, `||`, `&`; null: a quote or bracket is not closed. */
export function splitStatements(text: string, { start, end }: Range, session: Session): readonly Pipeline[] | null {
  spend(session, end - start);
  const pipelines: Range[][] = [[]];
  let from = start;
  let at = start;
  // Nothing but white space since `from`.
  let blank = true;
  const close = (next: number): void => {
    if (!blank) pipelines.at(-1)?.push({ start: from, end: at });
    from = next;
    blank = true;
  };
  while (at < end) {
    const step = lengthAt({ text, at, from, blank, session });
    if (step === null) return null;
    if (step.kind === 'skip') {
      blank &&= step.length === 1 && SPACE.test(text.charAt(at));
      at += step.length;
    } else {
      close(at + step.length);
      if (step.kind === 'statement') pipelines.push([]);
      at += step.length;
    }
  }
  at = end;
  close(end);
  return pipelines.filter((commands) => commands.length > 0).map((commands) => ({ commands }));
}

type Step = { readonly kind: 'skip' | 'pipe' | 'statement'; readonly length: number };

interface Place {
  readonly text: string;
  readonly at: number;
  /** Where the command begins, and whether only white space stands between. */
  readonly from: number;
  readonly blank: boolean;
  readonly session: Session;
}

const SPACE = /\s/;

function lengthAt({ text, at, from, blank, session }: Place): Step | null {
  const character = text.charAt(at);
  if ('({['.includes(character)) {
    // `[` in a bare word is a wildcard, not a bracket.
    const closing = findClosing(text, at, session);
    if (closing === -1) return character === '[' ? { kind: 'skip', length: 1 } : null;
    return { kind: 'skip', length: closing + 1 - at };
  }
  if (`'"@\`<#`.includes(character)) {
    const quoted = skipQuoted(text, at);
    if (quoted > at) return { kind: 'skip', length: quoted - at };
    if (`'"`.includes(character)) return null;
  }
  if (character === ')' || character === '}') return null;
  if (text.startsWith('&&', at) || text.startsWith('||', at)) return { kind: 'statement', length: 2 };
  if (character === '|') return { kind: 'pipe', length: 1 };
  if (character === ';') return { kind: 'statement', length: 1 };
  if (character === '\n') {
    // A line that ends in `|` goes on.
    return blank ? { kind: 'skip', length: 1 } : { kind: 'statement', length: 1 };
  }
  // At the beginning of a command `&` calls; behind `>` it names a stream; elsewhere it sends to the background.
  if (character !== '&') return { kind: 'skip', length: 1 };
  const calls = blank || /[>=(,]\s*$/.test(text.slice(Math.max(from, at - 8), at));
  return !calls ? { kind: 'statement', length: 1 } : { kind: 'skip', length: 1 };
}
