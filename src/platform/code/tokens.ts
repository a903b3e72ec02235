import type { CodeLanguage } from './reading.js';

/** One token of a program text; comments and white space are left out. */
export interface CodeToken {
  /** `computed`: a string with pieces that are not known; `shell`: backquotes, given to a shell. */
  readonly kind: 'name' | 'string' | 'computed' | 'shell' | 'regex' | 'substitute' | 'number' | 'symbol';
  readonly value: string;
  /** The replacement of `s/…/…/e`, which is code. */
  readonly code?: string;
}

export type ScriptLanguage = Exclude<CodeLanguage, 'awk' | 'sed'>;

interface Pattern {
  readonly kind: CodeToken['kind'] | 'skip';
  readonly pattern: RegExp;
  /** What in it makes it computed. */
  readonly computedBy?: RegExp;
  /** Only where a value may begin: a slash behind a value divides. */
  readonly atValue?: true;
  /** What it begins with. Where that stands but nothing ends it, all the rest was looked through. */
  readonly opens?: RegExp;
}

/** More than a program given on a command line has. */
const MAX_TOKENS = 12_000;

/** So often the rest may be looked through for an end that is not there; honest programs hardly ever do. */
export const MAX_UNENDED = 40;

const SPACE: Pattern = { kind: 'skip', pattern: /\s+/y };
const HASH: Pattern = { kind: 'skip', pattern: /#[^\n]*/y };
const SLASHES: Pattern = { kind: 'skip', pattern: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y, opens: /\/\*/y };
const SINGLE: Pattern = { kind: 'string', pattern: /'((?:[^'\\]|\\[\s\S])*)'/y };
const NUMBER: Pattern = { kind: 'number', pattern: /\d[\w.]*/y };
const NAME: Pattern = {
  kind: 'name',
  pattern: /(?:\?\.|\.|->|::)?[$@%&]{0,2}[A-Za-z_\u0080-\uffff][\w$]*(?:(?:\?\.|\.|::|->)\$?[A-Za-z_][\w$]*)*[!?]?/y,
};
const PLAIN_NAME: Pattern = {
  kind: 'name',
  pattern: /(?:\?\.|\.|->|::)?[$@%&]{0,2}[A-Za-z_\u0080-\uffff][\w$]*(?:(?:\?\.|\.|::|->)\$?[A-Za-z_][\w$]*)*/y,
};
const REGEX: Pattern = {
  kind: 'regex',
  pattern: /\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/[a-z]*/y,
  atValue: true,
  opens: /\//y,
};

function double(computedBy?: RegExp): Pattern {
  const pattern = /"((?:[^"\\]|\\[\s\S])*)"/y;
  return computedBy === undefined ? { kind: 'string', pattern } : { kind: 'string', pattern, computedBy };
}

/** `q{…}` and its like, with brackets or any other mark around. */
function delimited(lead: string): RegExp {
  return new RegExp(
    `${lead}\\s*(?:\\{((?:[^{}\\\\]|\\\\.|\\{[^{}]*\\})*)\\}|\\(((?:[^()\\\\]|\\\\.|\\([^()]*\\))*)\\)|\\[([^\\]]*)\\]|<([^>]*)>|([/|!,#~%:;"'])((?:(?!\\5)[\\s\\S])*)\\5)`,
    'y',
  );
}

const PATTERNS: Readonly<Record<ScriptLanguage, readonly Pattern[]>> = {
  python: [
    SPACE,
    HASH,
    {
      kind: 'computed',
      pattern:
        /(?:[fF][rR]?|[rR][fF])(?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)')/y,
    },
    {
      kind: 'string',
      pattern:
        /[bBrRuU]{0,2}(?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)')/y,
    },
    NUMBER,
    PLAIN_NAME,
  ],
  node: [
    SPACE,
    SLASHES,
    SINGLE,
    double(),
    { kind: 'string', pattern: /`((?:[^`\\]|\\[\s\S])*)`/y, computedBy: /\$\{/ },
    REGEX,
    NUMBER,
    PLAIN_NAME,
  ],
  php: [
    SPACE,
    { kind: 'skip', pattern: /<\?(?:php|=)?|\?>/y },
    HASH,
    SLASHES,
    SINGLE,
    double(/\$|\{/),
    { kind: 'shell', pattern: /`((?:[^`\\]|\\[\s\S])*)`/y, computedBy: /\$/ },
    NUMBER,
    PLAIN_NAME,
  ],
  ruby: [
    SPACE,
    HASH,
    SINGLE,
    double(/#\{/),
    { kind: 'shell', pattern: /`((?:[^`\\]|\\[\s\S])*)`/y, computedBy: /#\{/ },
    { kind: 'shell', pattern: delimited('%x'), computedBy: /#\{/, opens: /%x/y },
    { kind: 'string', pattern: delimited('%[qQwWiI]'), computedBy: /#\{/, opens: /%[qQwWiI]/y },
    REGEX,
    NUMBER,
    NAME,
  ],
  perl: [
    SPACE,
    { kind: 'skip', pattern: /(?<![$])#[^\n]*/y },
    SINGLE,
    double(/(?<!\\)[$@]/),
    { kind: 'shell', pattern: /`((?:[^`\\]|\\[\s\S])*)`/y, computedBy: /[$@]/ },
    { kind: 'shell', pattern: delimited('\\bqx'), computedBy: /[$@]/, opens: /\bqx/y },
    { kind: 'string', pattern: delimited('\\bqw?(?=\\W)'), opens: /\bqw?(?=\W)/y },
    { kind: 'string', pattern: delimited('\\bqq'), computedBy: /[$@]/, opens: /\bqq/y },
    {
      kind: 'substitute',
      pattern:
        /\b(?:s|tr|y)(?:\{((?:[^{}\\]|\\.)*)\}\s*\{((?:[^{}\\]|\\.|\{[^{}]*\})*)\}|([^\w\s{])((?:\\[\s\S]|(?!\3)[^\\])*)\3((?:\\[\s\S]|(?!\3)[^\\])*)\3)([a-z]*)/y,
      atValue: true,
      opens: /\b(?:s|tr|y)[^\w\s]/y,
    },
    { kind: 'regex', pattern: delimited('\\bm(?=[^\\w\\s=,;)])'), atValue: true, opens: /\bm[^\w\s]/y },
    { kind: 'regex', pattern: /\/((?:[^/\\\n]|\\.)*)\/[a-z]*/y, atValue: true, opens: /\//y },
    NUMBER,
    { kind: 'name', pattern: /(?:->|::)?[$@%&]{0,2}[A-Za-z_][\w]*(?:(?:::|->)\$?[A-Za-z_]\w*)*/y },
  ],
  lua: [
    SPACE,
    { kind: 'skip', pattern: /--\[\[[\s\S]*?\]\]|--[^\n]*/y, opens: /--\[\[/y },
    SINGLE,
    double(),
    { kind: 'string', pattern: /\[\[([\s\S]*?)\]\]/y, opens: /\[\[/y },
    NUMBER,
    { kind: 'name', pattern: /[.:]?[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*/y },
  ],
};

/** Nothing longer begins with them in any of these languages. */
const ALONE: ReadonlySet<string> = new Set(';,()]{}+=>!|^~');

/** Null: a quote is not closed, something else cannot be told apart, or there is too much of it. */
export function tokenizeCode(code: string, language: ScriptLanguage): readonly CodeToken[] | null {
  const tokens: CodeToken[] = [];
  const unended = { count: 0 };
  let at = 0;
  while (at < code.length) {
    if (ALONE.has(code.charAt(at))) {
      tokens.push({ kind: 'symbol', value: code.charAt(at) });
      at += 1;
      continue;
    }
    const found = nextToken(code, at, { patterns: PATTERNS[language], before: tokens.at(-1), unended });
    if (unended.count > MAX_UNENDED || tokens.length > MAX_TOKENS) return null;
    if (found === null) {
      const character = code.charAt(at);
      if (`"'\``.includes(character)) return null;
      tokens.push({ kind: 'symbol', value: character });
      at += 1;
      continue;
    }
    if (found.token !== null) tokens.push(found.token);
    at += Math.max(found.length, 1);
  }
  return tokens;
}

interface Place {
  readonly patterns: readonly Pattern[];
  readonly before: CodeToken | undefined;
  readonly unended: { count: number };
}

function nextToken(
  code: string,
  at: number,
  place: Place,
): { readonly token: CodeToken | null; readonly length: number } | null {
  for (const row of place.patterns) {
    if (row.atValue === true && !mayBeginValue(place.before)) continue;
    row.pattern.lastIndex = at;
    const match = row.pattern.exec(code);
    if (match === null || match[0] === '') {
      if (row.opens !== undefined && opensAt(row.opens, code, at)) place.unended.count += 1;
      continue;
    }
    const length = match[0].length;
    if (row.kind === 'skip') return { token: null, length };
    if (row.kind === 'substitute') return { token: substitution(match), length };
    const inner = match.slice(1).findLast((part) => part !== undefined) ?? match[0];
    const value =
      row.kind === 'name' ? match[0].replaceAll('?.', '.') : row.kind === 'string' ? unescape(inner) : inner;
    if (row.computedBy?.test(inner) === true) {
      // A text for a shell that is not known: an empty one says so.
      return { token: row.kind === 'shell' ? { kind: 'shell', value: '' } : { kind: 'computed', value }, length };
    }
    return { token: { kind: row.kind, value }, length };
  }
  return null;
}

function opensAt(opens: RegExp, code: string, at: number): boolean {
  opens.lastIndex = at;
  return opens.test(code);
}

function substitution(match: RegExpExecArray): CodeToken {
  const [all, , braced, , , marked, flags = ''] = match;
  const runs = all.startsWith('s') && flags.includes('e');
  return { kind: 'substitute', value: all, ...(runs ? { code: braced ?? marked ?? '' } : {}) };
}

/** Words behind which a value begins although they are names. */
const OPERATOR_WORDS = new Set([
  'return',
  'and',
  'or',
  'not',
  'if',
  'unless',
  'split',
  'grep',
  'typeof',
  'in',
  'when',
  'while',
  'print',
]);

function mayBeginValue(before: CodeToken | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'name') return OPERATOR_WORDS.has(before.value);
  return before.kind === 'symbol' && !')]'.includes(before.value);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function unescape(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|([\s\S]))/g,
    (_all, ...groups: readonly (string | undefined)[]) => {
      const [hex, wide, octal, other] = groups;
      if (hex !== undefined || wide !== undefined) return String.fromCharCode(Number.parseInt(hex ?? wide ?? '', 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES[other ?? ''] ?? other ?? '';
    },
  );
}
