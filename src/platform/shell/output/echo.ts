import { HOLE, PRINTED_NUL } from '../values/value.js';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  e: '\u001b',
  E: '\u001b',
};

/** Octal, hexadecimal and letters behind a backslash, `\0` too. */
export function decodeEscapes(text: string): string {
  return text.replace(
    /\\(?:x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}|0?[0-7]{1,3}|[abfnrtveE\\])/g,
    (whole) => {
      const [kind, rest] = [whole.charAt(1), whole.slice(2)];
      const letter = ESCAPES[kind];
      if (letter !== undefined) return letter;
      const value = /[xuU]/.test(kind) ? Number.parseInt(rest, 16) : Number.parseInt(whole.slice(1), 8) & 0xff;
      if (value === 0) return PRINTED_NUL;
      return value <= 0x10ffff ? String.fromCodePoint(value) : '';
    },
  );
}

export function printEcho(words: readonly string[]): string {
  let [at, newline, escapes] = [0, true, false];
  for (; at < words.length && /^-[neE]+$/.test(words[at] ?? ''); at += 1) {
    const option = words[at] ?? '';
    if (option.includes('n')) newline = false;
    if (option.includes('e')) escapes = true;
    if (option.includes('E')) escapes = false;
  }
  const text = words.slice(at).join(' ');
  return (escapes ? decodeEscapes(text) : text) + (newline ? '\n' : '');
}

/** More turns of a format are not known. */
const MAX_TURNS = 256;

/** `printf FORMAT words…`: the format is used again while words are left. */
export function printFormatted(given: readonly string[]): string | undefined {
  const words = given[0] === '--' ? given.slice(1) : given;
  const [format = '', ...rest] = words;
  if (format.startsWith('-') && format !== '-') return undefined;
  let text = '';
  let left: readonly string[] = rest;
  let turns = 0;
  do {
    const turn = formatOnce(format, left);
    if (turn === undefined || (turns += 1) > MAX_TURNS) return undefined;
    text += turn.text;
    if (turn.left.length === left.length) break;
    left = turn.left;
  } while (left.length > 0);
  return text;
}

function formatOnce(format: string, words: readonly string[]): { text: string; left: readonly string[] } | undefined {
  const left = [...words];
  let known = true;
  const text = format.replace(
    /%(%|[-+ #0]*(\*|\d{1,3})?(?:\.(\*|\d{1,3}))?([a-zA-Z]))|\\(?:x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|[0-7]{1,3}|[abfnrtv\\"'])/g,
    (whole, inner?: string, ...rest: (string | undefined)[]) => {
      if (inner === undefined) return whole === '\\"' ? '"' : whole === "\\'" ? "'" : decodeEscapes(whole);
      if (inner === '%') return '%';
      const [width, precision, letter] = rest;
      if (width === '*' || precision === '*') known = false;
      return formatWord(inner, { width, precision, letter }, left.shift() ?? '') ?? ((known = false), '');
    },
  );
  return known ? { text, left } : undefined;
}

function formatWord(
  flags: string,
  given: {
    readonly width: string | undefined;
    readonly precision: string | undefined;
    readonly letter: string | undefined;
  },
  word: string,
): string | undefined {
  const converted = convert(given.letter, given.precision, word);
  if (converted === undefined || given.width === undefined) return converted;
  const width = Number(given.width);
  if (flags.startsWith('-')) return converted.padEnd(width);
  return converted.padStart(width, flags.startsWith('0') ? '0' : ' ');
}

function convert(letter: string | undefined, precision: string | undefined, word: string): string | undefined {
  if (letter === 's') return precision === undefined ? word : word.slice(0, Number(precision));
  if (letter === 'b') return decodeEscapes(word);
  if (letter === 'c') return word.slice(0, 1);
  if (letter === 'q') return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  if (word.includes(HOLE)) return HOLE;
  const number = /^["'](.)/s.exec(word)?.[1]?.codePointAt(0) ?? Number(word || '0');
  if (!Number.isSafeInteger(number)) return undefined;
  if (letter === 'd' || letter === 'i' || letter === 'u') return String(number);
  if (letter === 'x') return number.toString(16);
  if (letter === 'X') return number.toString(16).toUpperCase();
  return letter === 'o' ? number.toString(8) : undefined;
}
