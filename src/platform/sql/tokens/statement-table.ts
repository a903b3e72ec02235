import type { SqlEffect, SqlStatement } from '../reading.js';
import type { SqlToken } from './tokenize-sql.js';

/** What a statement is that begins with certain words. */
export interface StatementRow {
  /** The first words; alternatives by `|`, `*` for any token, `?` behind a word that may be missing. */
  readonly words: string;
  readonly effect: SqlEffect;
  readonly targetKind?: SqlStatement['targetKind'];
}

export interface MatchedRow {
  readonly row: StatementRow;
  /** The words as they were found, for people: `DROP TABLE`. */
  readonly verb: string;
  /** What follows them. */
  readonly rest: readonly SqlToken[];
}

/** The first row whose words a statement begins with; a table lists the longer ones first. */
export function matchRow(tokens: readonly SqlToken[], rows: readonly StatementRow[]): MatchedRow | null {
  for (const row of rows) {
    const count = countMatched(tokens, row.words.split(' '));
    if (count === null) continue;
    const verb = tokens
      .slice(0, count)
      .map(({ value }) => value.toUpperCase())
      .join(' ');
    return { row, verb, rest: tokens.slice(count) };
  }
  return null;
}

function countMatched(tokens: readonly SqlToken[], words: readonly string[]): number | null {
  let at = 0;
  for (const word of words) {
    const optional = word.endsWith('?');
    const alternatives = (optional ? word.slice(0, -1) : word).split('|');
    const token = tokens[at];
    if (token?.kind === 'word' && alternatives.includes(token.value)) at += 1;
    else if (token !== undefined && word === '*') at += 1;
    else if (!optional) return null;
  }
  return at;
}

const BEFORE_NAME = new Set([
  'IF',
  'EXISTS',
  'NOT',
  'FROM',
  'INTO',
  'TABLE',
  'ONLY',
  'LOW_PRIORITY',
  'QUICK',
  'IGNORE',
]);
const AFTER_NAME = new Set([
  'SET',
  'WHERE',
  'ON',
  'VALUES',
  'SELECT',
  'CASCADE',
  'RESTRICT',
  'USING',
  'ORDER',
  'LIMIT',
]);

/** The names that follow, separated by commas: `a.b, c`. */
export function namesIn(tokens: readonly SqlToken[]): readonly string[] {
  const names: string[] = [];
  let joins = false;
  for (const token of tokens) {
    if (token.kind === 'word' && names.length === 0 && BEFORE_NAME.has(token.value)) continue;
    if (token.kind === 'symbol' && token.value === '.') joins = true;
    else if (token.kind === 'symbol' && token.value === ',') joins = false;
    else if (token.kind === 'symbol' || token.kind === 'number') break;
    else if (token.kind === 'word' && AFTER_NAME.has(token.value)) break;
    else if (joins) {
      names.push(`${names.pop() ?? ''}.${lower(token)}`);
      joins = false;
    } else names.push(lower(token));
  }
  return names;
}

function lower(token: SqlToken): string {
  return token.kind === 'word' ? token.value.toLowerCase() : token.value;
}

/** `WITH a AS (…) DELETE …`: the statement that follows the list of queries. */
export function behindWith(tokens: readonly SqlToken[]): readonly SqlToken[] {
  if (tokens[0]?.value !== 'WITH') return tokens;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol' && token.value === '(') depth += 1;
    if (token.kind === 'symbol' && token.value === ')') depth -= 1;
    const isVerb = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'VALUES'].includes(token.value);
    if (depth === 0 && index > 0 && token.kind === 'word' && isVerb) return tokens.slice(index);
  }
  return tokens;
}
