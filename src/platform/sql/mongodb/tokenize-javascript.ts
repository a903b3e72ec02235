/** One token of mongosh’s JavaScript; comments and white space are left out. */
export interface JsToken {
  readonly kind: 'name' | 'string' | 'number' | 'regex' | 'symbol' | 'template';
  /** Strings without quotes and escapes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A line break stands before it. */
  readonly newLine: boolean;
}

const PATTERNS: readonly (readonly [JsToken['kind'], RegExp])[] = [
  ['string', /'((?:[^'\\\n]|\\[\s\S])*)'|"((?:[^"\\\n]|\\[\s\S])*)"/y],
  ['template', /`((?:[^`\\]|\\[\s\S])*)`/y],
  ['name', /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['number', /\d[\w.]*/y],
];
const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const REGEX = /\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** Null: a quote or comment is not closed. One token more than `most` where there are more. */
export function tokenizeJavaScript(text: string, most: number): readonly JsToken[] | null {
  const tokens: JsToken[] = [];
  let at = 0;
  let newLine = true;
  while (at < text.length && tokens.length <= most) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text)?.[0];
    if (space !== undefined) {
      newLine ||= space.includes('\n');
      at += space.length;
      continue;
    }
    const token = tokenAt(text, at, tokens.at(-1));
    if (token === null) return null;
    tokens.push({ ...token, newLine });
    newLine = false;
    at = token.end;
  }
  return tokens;
}

function tokenAt(text: string, start: number, before: JsToken | undefined): Omit<JsToken, 'newLine'> | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const inner = match[1] ?? match[2];
    const value = inner === undefined ? match[0] : unescape(inner);
    return { kind, value, start, end: start + match[0].length };
  }
  const character = text.charAt(start);
  if (`'"\``.includes(character) || text.startsWith('/*', start)) return null;
  if (character === '/' && (before === undefined || (before.kind === 'symbol' && !')]'.includes(before.value)))) {
    REGEX.lastIndex = start;
    const regex = REGEX.exec(text)?.[0];
    if (regex !== undefined) return { kind: 'regex', value: regex, start, end: start + regex.length };
  }
  return { kind: 'symbol', value: character, start, end: start + 1 };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g, (...parts: readonly unknown[]) => {
    const code = parts[1] ?? parts[2];
    return typeof code === 'string' ? String.fromCharCode(Number.parseInt(code, 16)) : String(parts[3]);
  });
}
