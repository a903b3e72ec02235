/** Walks over what a shell takes as one piece: quotes, `$(…)`, `${…}`, backticks; gives the place behind it. */
function skipPiece(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === '\\') return at + 2;
  if (character === "'") return after(text.indexOf("'", at + 1), text);
  if (character === '"' || character === '`') return skipQuoted(text, at, character);
  if (character === '$' && (text.charAt(at + 1) === '{' || text.charAt(at + 1) === '('))
    return skipNested(text, at + 1);
  return at + 1;
}

function after(found: number, text: string): number {
  return found < 0 ? text.length : found + 1;
}

function skipQuoted(text: string, at: number, quote: string): number {
  let next = at + 1;
  while (next < text.length && text.charAt(next) !== quote) next += text.charAt(next) === '\\' ? 2 : 1;
  return next + 1;
}

function skipNested(text: string, at: number): number {
  const [open, close] = text.charAt(at) === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let next = at; next < text.length; next += 1) {
    const character = text.charAt(next);
    if (character === '\\') next += 1;
    else if (character === open) depth += 1;
    else if (character === close && (depth -= 1) === 0) return next + 1;
  }
  return text.length;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
}

/** Characters that may still be looked at: each brace that nothing closes has all the rest looked through. */
interface Work {
  left: number;
}

/** The first `{a,b}` or `{1..9}` from `from` on. */
function findGroup(text: string, from: number, work: Work): Group | undefined {
  for (let at = from; at < text.length && work.left > 0; at = skipPiece(text, at)) {
    work.left -= 1;
    if (text.charAt(at) !== '{') continue;
    const group = readGroup(text, at, work);
    if (group) return group;
  }
  return undefined;
}

function readGroup(text: string, start: number, work: Work): Group | undefined {
  const items: string[] = [];
  let [depth, from] = [0, start + 1];
  for (let at = start; at < text.length && work.left > 0;) {
    work.left -= 1;
    const character = text.charAt(at);
    if (character === '{') depth += 1;
    if (character === ',' && depth === 1) {
      items.push(text.slice(from, at));
      from = at + 1;
    }
    if (character === '}' && (depth -= 1) === 0) {
      const last = text.slice(from, at);
      const all = items.length > 0 ? [...items, last] : readSequence(last);
      return all && { start, end: at + 1, items: all };
    }
    at = character === '{' ? at + 1 : skipPiece(text, at);
  }
  return undefined;
}

/** More than a list may have: the caller gives up. */
const FAR = 100_000;

function readSequence(inner: string): readonly string[] | undefined {
  const match = /^(?:(-?\d{1,9})\.\.(-?\d{1,9})|([a-zA-Z])\.\.([a-zA-Z]))(?:\.\.(-?\d{1,6}))?$/.exec(inner);
  if (!match) return undefined;
  const letters = match[3] !== undefined;
  const from = letters ? (match[3] ?? '').charCodeAt(0) : Number(match[1]);
  const to = letters ? (match[4] ?? '').charCodeAt(0) : Number(match[2]);
  const step = Math.max(1, Math.abs(Number(match[5] ?? 1)));
  const count = Math.floor(Math.abs(to - from) / step) + 1;
  if (count > FAR) return Array.from({ length: FAR }, () => '0');
  const padded = !letters && [match[1], match[2]].some((end) => /^-?0\d/.test(end ?? ''));
  const width = padded ? Math.max((match[1] ?? '').length, (match[2] ?? '').length) : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to < from ? -index : index) * step;
    return letters ? quoteLetter(String.fromCharCode(value)) : pad(value, width);
  });
}

function pad(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');
}

function quoteLetter(letter: string): string {
  return /[a-zA-Z]/.test(letter) ? letter : `\\${letter}`;
}

/** More than twice the longest word. */
const MAX_LOOKED_AT = 150_000;

/** The source words that braces make of one; undefined when there are more than `most`. */
export function expandBraces(word: string, most: number): readonly string[] | undefined {
  const done: string[] = [];
  const open: { readonly text: string; readonly from: number }[] = [{ text: word, from: 0 }];
  const work: Work = { left: MAX_LOOKED_AT };
  let length = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { text, from } = next;
    const group = findGroup(text, from, work);
    if (work.left <= 0) return undefined;
    if (!group) done.push(text);
    else {
      const { start, end, items } = group;
      if (done.length + open.length + items.length > most) return undefined;
      for (const item of items.toReversed()) {
        const whole = text.slice(0, start) + item + text.slice(end);
        length += whole.length;
        open.push({ text: whole, from: start });
      }
    }
    if (length > 64 * most) return undefined;
  }
  return done;
}
