import type { GrowingCode } from './scan.js';
import { MAX_UNENDED } from './tokens.js';

interface AwkToken {
  readonly kind: 'string' | 'name' | 'regex' | 'symbol' | 'number';
  readonly value: string;
  readonly newLine?: boolean;
}

const PATTERNS: readonly (readonly [AwkToken['kind'], RegExp])[] = [
  ['string', /"((?:[^"\\]|\\[\s\S])*)"/y],
  ['name', /[A-Za-z_@]\w*/y],
  ['number', /\d[\w.]*/y],
  ['symbol', />>|\|&|\|\||&&|[<>=!~]=|[\s\S]/y],
];
const REGEX = /\/((?:[^/\\\n[]|\\.|\[\]?(?:[^\]\\\n]|\\.)*\])*)\//y;
const SPACE = /(?:[ \t\r]|\\\n|#[^\n]*)+/y;

/** `system()`, pipes, redirections and `getline` of awk; everything else computes and prints. */
export function readAwk(code: string, found: GrowingCode): void {
  const tokens = tokenize(code);
  if (tokens === null) return void found.doubts.push('A quote is not closed.');
  let printing = false;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    const { value } = token;
    if (token.kind === 'name') {
      if (value === 'print' || value === 'printf') [printing, depth] = [true, 0];
      readName(tokens, at, found);
    }
    if (token.kind !== 'symbol') continue;
    if (value === '(') depth += 1;
    if (value === ')') depth -= 1;
    if (value === ';' || value === '\n' || value === '}') printing = false;
    const outside = printing && depth <= 0;
    if (outside && (value === '>' || value === '>>')) writes(tokens, at, found);
    else if (value === '|' || value === '|&') pipes(tokens, at, { found, printing: outside });
  }
}

function readName(tokens: readonly AwkToken[], at: number, found: GrowingCode): void {
  const name = tokens[at]?.value ?? '';
  if (name === 'system') {
    const text = literalAfter(tokens, at + 2);
    if (tokens[at + 1]?.value === '(' && text !== null) found.shellTexts.push(text);
    else found.doubts.push('What system() is given is computed.');
  }
  if (name.startsWith('@')) found.doubts.push(`${name} loads more code or calls what is computed.`);
  if (name === 'getline' && tokens[at + 1]?.value === '<') {
    const file = tokens[at + 2];
    if (file?.kind === 'string' && file.value.startsWith('/inet')) found.doubts.push('It talks to the network.');
  }
}

function writes(tokens: readonly AwkToken[], at: number, found: GrowingCode): void {
  const target = literalAfter(tokens, at + 1);
  if (target !== null && /^\/dev\/(?:std(?:out|err)|null|tty|fd\/\d)$/.test(target)) return;
  if (target?.startsWith('/inet') === true) return void found.doubts.push('It talks to the network.');
  found.calls.push({ name: 'print', does: tokens[at]?.value === '>>' ? 'add' : 'overwrite', target });
}

/** `print | "cmd"` and `"cmd" | getline` both start a shell. */
function pipes(
  tokens: readonly AwkToken[],
  at: number,
  { found, printing }: { found: GrowingCode; printing: boolean },
): void {
  const reads = tokens[at + 1]?.value === 'getline';
  const text = reads ? literalBefore(tokens, at) : literalAfter(tokens, at + 1);
  if (!reads && !printing && tokens[at]?.value === '|' && text === null)
    return void found.doubts.push('A pipe is computed.');
  if (text === null) found.doubts.push('What is started is computed.');
  else found.shellTexts.push(text);
}

/** A lone text, followed by the end of the expression. */
function literalAfter(tokens: readonly AwkToken[], at: number): string | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  const ends = next === undefined || (next.kind === 'symbol' && ';}\n)|'.includes(next.value));
  return token?.kind === 'string' && ends ? token.value : null;
}

function literalBefore(tokens: readonly AwkToken[], at: number): string | null {
  const token = tokens[at - 1];
  const before = tokens[at - 2];
  const begins = before === undefined || (before.kind === 'symbol' && ';{(\n=&|!)'.includes(before.value));
  return token?.kind === 'string' && begins ? token.value : null;
}

function tokenize(code: string): readonly AwkToken[] | null {
  const tokens: AwkToken[] = [];
  let [at, unended] = [0, 0];
  while (at < code.length) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(code)?.[0];
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const before = tokens.at(-1);
    REGEX.lastIndex = at;
    const value = before === undefined || (before.kind === 'symbol' && !')]$'.includes(before.value));
    const begins = code.charAt(at) === '/' && value;
    const regex = begins ? REGEX.exec(code) : null;
    // The rest of the line was looked through for an end.
    if (begins && regex === null && (unended += 1) > MAX_UNENDED) return null;
    const token: readonly [AwkToken['kind'], RegExpExecArray] | null =
      regex === null ? match(code, at) : ['regex', regex];
    if (token === null || (token[0] === 'symbol' && token[1][0] === '"')) return null;
    const [kind, found] = token;
    tokens.push({ kind, value: kind === 'string' ? decode(found[1] ?? '') : found[0] });
    at += found[0].length;
  }
  return tokens;
}

function match(code: string, at: number): readonly [AwkToken['kind'], RegExpExecArray] | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(code);
    if (found !== null) return [kind, found];
  }
  return null;
}

function decode(text: string): string {
  return text.replaceAll(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g,
    (_all, octal?: string, hex?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return { n: '\n', t: '\t' }[other ?? ''] ?? other ?? '';
    },
  );
}
