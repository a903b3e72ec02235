/** One token of SQL; comments and white space are left out. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'variable';
  /** Words in upper case; names and strings without their quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export type SqlFlavour = 'mysql' | 'sqlite';

export interface SqlTokens {
  readonly tokens: readonly SqlToken[];
  /** A quote or comment is not closed. */
  readonly unclosed: boolean;
}

interface Pattern {
  readonly kind: SqlToken['kind'] | 'skip';
  readonly pattern: RegExp;
}

const MYSQL: readonly Pattern[] = [
  { kind: 'skip', pattern: /\s+|#[^\n]*|--(?=\s|$)[^\n]*/y },
  // `/*!50000 … */` and `/*M! … */` are run by the server: only their marks are left out.
  { kind: 'skip', pattern: /\/\*M?!\d{0,6}|\*\//y },
  { kind: 'skip', pattern: /\/\*[\s\S]*?\*\//y },
  { kind: 'name', pattern: /`((?:[^`]|``)*)`/y },
  { kind: 'string', pattern: /[nNbBxX]?'((?:[^'\\]|\\[\s\S]|'')*)'|"((?:[^"\\]|\\[\s\S]|"")*)"/y },
  { kind: 'variable', pattern: /@@?[\w$.]+|@(?=[`'"])/y },
];

const SQLITE: readonly Pattern[] = [
  { kind: 'skip', pattern: /\s+|--[^\n]*/y },
  // SQLite lets a comment end with the text.
  { kind: 'skip', pattern: /\/\*[\s\S]*?(?:\*\/|$)/y },
  { kind: 'name', pattern: /`((?:[^`]|``)*)`|\[([^\]]*)\]|"((?:[^"]|"")*)"/y },
  { kind: 'string', pattern: /[xX]?'((?:[^']|'')*)'/y },
  { kind: 'variable', pattern: /[@:$?]\w+/y },
];

const COMMON: readonly Pattern[] = [
  { kind: 'number', pattern: /\d[\w.]*/y },
  { kind: 'word', pattern: /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y },
];

const PATTERNS: Readonly<Record<SqlFlavour, readonly Pattern[]>> = {
  mysql: [...MYSQL, ...COMMON],
  sqlite: [...SQLITE, ...COMMON],
};

/** Takes SQL apart as the client and the server of that flavour do: `from` and `to` bound the text. */
export function tokenizeSql(text: string, flavour: SqlFlavour): SqlTokens {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    const found = nextToken(text, at, PATTERNS[flavour]);
    if (found === null) {
      const character = text.charAt(at);
      // A quote or comment that begins here and has no end: nothing behind it can be trusted.
      if (`'"\`[`.includes(character) || text.startsWith('/*', at)) return { tokens, unclosed: true };
      tokens.push({ kind: 'symbol', value: character, start: at, end: at + 1 });
      at += 1;
      continue;
    }
    if (found.token !== null) tokens.push(found.token);
    at = found.end;
  }
  return { tokens, unclosed: false };
}

function nextToken(
  text: string,
  at: number,
  patterns: readonly Pattern[],
): { readonly token: SqlToken | null; readonly end: number } | null {
  for (const { kind, pattern } of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const end = at + match[0].length;
    if (kind === 'skip') return { token: null, end };
    const inner = match.slice(1).find((part) => part !== undefined) ?? match[0];
    return { token: { kind, value: kind === 'word' ? inner.toUpperCase() : inner, start: at, end }, end };
  }
  return null;
}

/** Splits at a symbol that stands alone (`;`). */
export function splitTokens(tokens: readonly SqlToken[], separator: string): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.value === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
